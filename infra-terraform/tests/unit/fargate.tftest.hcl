mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  name               = "ai-portal-webui"
  cluster_arn        = "arn:aws:ecs:eu-west-2:123456789012:cluster/ai-portal"
  cpu                = 2048
  memory_mb          = 8192
  task_role_arn      = "arn:aws:iam::123456789012:role/ai-portal-webui"
  kms_key_arn        = "arn:aws:kms:eu-west-2:123456789012:key/11111111-2222-3333-4444-555555555555"
  log_group_name     = "/ai-portal/ai-portal/webui"
  subnet_ids         = ["subnet-a", "subnet-b"]
  security_group_ids = ["sg-0123456789abcdef0"]
  target_group_arn   = "arn:aws:elasticloadbalancing:eu-west-2:123456789012:targetgroup/ai-portal-webui-8080-ip/0123456789abcdef"
  size               = { min = 2, max = 6, desired = 2 }
  requests_target    = { resource_label = "app/ai-portal-webui/0123456789abcdef/targetgroup/ai-portal-webui-8080-ip/0123456789abcdef" }
  containers = [
    { name = "jar", image = "public.ecr.aws/aws-cli/aws-cli:2.31.0", essential = false, mounts = { jar = "/jar" } },
    {
      name        = "server"
      image       = "registry.example.com/server:v1"
      port        = 8080
      after       = ["jar"]
      mounts      = { jar = "/jar" }
      environment = { B = "2", A = "1" }
      secrets     = { PASSWORD = "arn:aws:secretsmanager:eu-west-2:123456789012:secret:password-AbCdEf" }
    },
  ]
}

run "runs_in_private_subnets_behind_the_load_balancer" {
  command = plan

  module {
    source = "./modules/fargate"
  }

  assert {
    condition     = aws_ecs_service.this.launch_type == "FARGATE" && !one(aws_ecs_service.this.network_configuration).assign_public_ip && one(aws_ecs_service.this.load_balancer).container_port == 8080 && one(aws_ecs_service.this.load_balancer).container_name == "server"
    error_message = "On Fargate, without a public address, behind the load balancer."
  }

  assert {
    condition     = aws_ecs_service.this.deployment_minimum_healthy_percent == 100 && aws_ecs_service.this.deployment_maximum_percent == 200
    error_message = "New tasks before old ones go."
  }

  assert {
    condition     = aws_ecs_task_definition.this.network_mode == "awsvpc" && one(aws_ecs_task_definition.this.runtime_platform).cpu_architecture == "X86_64"
    error_message = "A network of its own, on the usual processor."
  }

  assert {
    condition     = aws_appautoscaling_target.this.resource_id == "service/ai-portal/ai-portal-webui" && aws_appautoscaling_target.this.min_capacity == 2 && aws_appautoscaling_target.this.max_capacity == 6
    error_message = "Scaled between its limits."
  }

  assert {
    condition     = length(aws_scheduler_schedule.renewal) == 0
    error_message = "Renewed only where asked."
  }
}

run "waits_for_what_comes_before_and_keeps_secrets_out_of_the_definition" {
  command = plan

  module {
    source = "./modules/fargate"
  }

  assert {
    condition     = one([for container in jsondecode(aws_ecs_task_definition.this.container_definitions) : container.dependsOn if container.name == "server"]) == [{ containerName = "jar", condition = "SUCCESS" }]
    error_message = "The jar is there before the server starts."
  }

  assert {
    condition     = one([for container in jsondecode(aws_ecs_task_definition.this.container_definitions) : container.secrets if container.name == "server"]) == [{ name = "PASSWORD", valueFrom = "arn:aws:secretsmanager:eu-west-2:123456789012:secret:password-AbCdEf" }]
    error_message = "A secret is named by its ARN."
  }

  assert {
    condition     = one([for container in jsondecode(aws_ecs_task_definition.this.container_definitions) : container.environment if container.name == "server"]) == [{ name = "A", value = "1" }, { name = "B", value = "2" }]
    error_message = "Variables are sorted, as ECS gives them back."
  }
}

run "takes_all_tasks_away_first_where_two_versions_must_not_meet" {
  command = plan

  module {
    source = "./modules/fargate"
  }

  variables {
    min_healthy_percentage = 0
  }

  assert {
    condition     = aws_ecs_service.this.deployment_minimum_healthy_percent == 0 && aws_ecs_service.this.deployment_maximum_percent == 100
    error_message = "No new task beside an old one."
  }
}

run "is_renewed_on_a_schedule" {
  command = plan

  module {
    source = "./modules/fargate"
  }

  variables {
    renewal = "cron(30 3 * * ? *)"
  }

  assert {
    condition     = one(aws_scheduler_schedule.renewal).schedule_expression == "cron(30 3 * * ? *)" && jsondecode(one(one(aws_scheduler_schedule.renewal).target).input).ForceNewDeployment
    error_message = "New tasks read rotated secrets."
  }
}

run "refuses_a_long_name" {
  command = plan

  module {
    source = "./modules/fargate"
  }

  variables {
    name = "ai-portal-of-the-whole-organisation-gateway"
  }

  expect_failures = [var.name]
}

run "refuses_another_processor" {
  command = plan

  module {
    source = "./modules/fargate"
  }

  variables {
    architecture = "arm64"
  }

  expect_failures = [var.architecture]
}

run "refuses_a_cpu_that_fargate_lacks" {
  command = plan

  module {
    source = "./modules/fargate"
  }

  variables {
    cpu = 1000
  }

  expect_failures = [var.cpu]
}

run "refuses_memory_that_does_not_go_with_the_cpu" {
  command = plan

  module {
    source = "./modules/fargate"
  }

  variables {
    memory_mb = 2048
  }

  expect_failures = [var.memory_mb]
}

run "refuses_memory_between_the_sizes_of_eight_cpus" {
  command = plan

  module {
    source = "./modules/fargate"
  }

  variables {
    cpu       = 8192
    memory_mb = 17408
  }

  expect_failures = [var.memory_mb]
}

run "refuses_more_memory_than_four_cpus_have" {
  command = plan

  module {
    source = "./modules/fargate"
  }

  variables {
    cpu       = 4096
    memory_mb = 31744
  }

  expect_failures = [var.memory_mb]
}

run "takes_the_largest_size" {
  command = plan

  module {
    source = "./modules/fargate"
  }

  variables {
    cpu       = 16384
    memory_mb = 122880
  }

  assert {
    condition     = aws_ecs_task_definition.this.memory == "122880"
    error_message = "Sixteen virtual CPUs have 120 GB."
  }
}

run "refuses_containers_of_which_none_serves" {
  command = plan

  module {
    source = "./modules/fargate"
  }

  variables {
    containers = [{ name = "server", image = "registry.example.com/server:v1" }]
  }

  expect_failures = [var.containers]
}

run "refuses_an_image_that_moves" {
  command = plan

  module {
    source = "./modules/fargate"
  }

  variables {
    containers = [{ name = "server", image = "registry.example.com/server:latest", port = 8080 }]
  }

  expect_failures = [var.containers]
}

run "refuses_no_task_at_all" {
  command = plan

  module {
    source = "./modules/fargate"
  }

  variables {
    size = { min = 0, max = 1, desired = 1 }
  }

  expect_failures = [var.size]
}

run "refuses_half_of_the_tasks" {
  command = plan

  module {
    source = "./modules/fargate"
  }

  variables {
    min_healthy_percentage = 50
  }

  expect_failures = [var.min_healthy_percentage]
}
