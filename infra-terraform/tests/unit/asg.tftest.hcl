mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  name                    = "ai-portal-webui"
  ami_id                  = "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"
  instance_types          = ["m5.xlarge", "m5a.xlarge"]
  size                    = { min = 2, max = 6, desired = 2 }
  subnet_ids              = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
  security_group_ids      = ["sg-0123456789abcdef0"]
  instance_profile_arn    = "arn:aws:iam::123456789012:instance-profile/ai-portal-webui"
  service_linked_role_arn = "arn:aws:iam::123456789012:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling_ai-portal"
  target_group_arns       = ["arn:aws:elasticloadbalancing:eu-west-2:123456789012:targetgroup/ai-portal-webui/0123456789abcdef"]
  requests_target         = { resource_label = "app/ai-portal-webui/0123456789abcdef/targetgroup/ai-portal-webui/0123456789abcdef" }
  user_data_base64        = "IyEvYmluL2Jhc2g="
  kms_key_arn             = "arn:aws:kms:eu-west-2:123456789012:key/11111111-2222-3333-4444-555555555555"
}

run "spreads_over_zones_and_scales_by_load" {
  module {
    source = "./modules/asg"
  }

  assert {
    condition     = length(aws_autoscaling_group.this.vpc_zone_identifier) == 2 && aws_autoscaling_group.this.health_check_type == "ELB"
    error_message = "Two zones; the load balancer says who is healthy."
  }

  assert {
    condition     = aws_autoscaling_group.this.min_size == 2 && aws_autoscaling_group.this.max_size == 6
    error_message = "Between two and six machines."
  }

  assert {
    condition     = aws_autoscaling_policy.cpu.target_tracking_configuration[0].target_value == 50 && aws_autoscaling_policy.requests.target_tracking_configuration[0].target_value == 600
    error_message = "By processor and by requests."
  }

  assert {
    condition     = aws_autoscaling_group.this.instance_refresh[0].preferences[0].min_healthy_percentage == 100 && aws_autoscaling_group.this.instance_refresh[0].preferences[0].max_healthy_percentage == 150
    error_message = "Renewed without an interruption: one more machine meanwhile."
  }

  assert {
    condition     = aws_autoscaling_group.this.max_instance_lifetime == 2592000
    error_message = "No machine grows older than a month."
  }
}

run "launches_hardened_machines" {
  module {
    source = "./modules/asg"
  }

  assert {
    condition     = aws_launch_template.this.metadata_options[0].http_tokens == "required" && aws_launch_template.this.metadata_options[0].http_put_response_hop_limit == 1
    error_message = "IMDSv2 only."
  }

  assert {
    condition     = aws_launch_template.this.block_device_mappings[0].ebs[0].encrypted == "true" && aws_launch_template.this.block_device_mappings[0].ebs[0].kms_key_id == var.kms_key_arn
    error_message = "Encrypted with the portal's key."
  }

  assert {
    condition     = aws_launch_template.this.network_interfaces[0].associate_public_ip_address == "false"
    error_message = "No public address."
  }

  assert {
    condition     = toset([for tags in aws_launch_template.this.tag_specifications : tags.resource_type]) == toset(["instance", "volume", "network-interface"])
    error_message = "Machines, disks and interfaces are tagged."
  }
}

run "pays_no_spot_price_unasked" {
  module {
    source = "./modules/asg"
  }

  assert {
    condition     = aws_autoscaling_group.this.mixed_instances_policy[0].instances_distribution[0].on_demand_percentage_above_base_capacity == 100 && !aws_autoscaling_group.this.capacity_rebalance
    error_message = "On demand only."
  }
}

run "runs_a_share_on_spot" {
  module {
    source = "./modules/asg"
  }

  variables {
    spot_percentage = 70
  }

  assert {
    condition     = aws_autoscaling_group.this.mixed_instances_policy[0].instances_distribution[0].on_demand_percentage_above_base_capacity == 30 && aws_autoscaling_group.this.mixed_instances_policy[0].instances_distribution[0].on_demand_base_capacity == 1
    error_message = "Above a base that Spot cannot take away."
  }

  assert {
    condition     = aws_autoscaling_group.this.capacity_rebalance
    error_message = "Replaced before Spot takes it."
  }
}

run "replaces_every_machine_where_a_parameter_names_the_image" {
  module {
    source = "./modules/asg"
  }

  assert {
    condition     = aws_autoscaling_group.this.instance_refresh[0].preferences[0].skip_matching == false && aws_autoscaling_group.this.instance_refresh[0].preferences[0].auto_rollback == false
    error_message = "AWS refuses a refresh that skips or rolls back where the image is a parameter."
  }
}

run "replaces_all_at_once_where_versions_must_not_mix" {
  module {
    source = "./modules/asg"
  }

  variables {
    min_healthy_percentage = 0
  }

  assert {
    condition     = aws_autoscaling_group.this.instance_refresh[0].preferences[0].min_healthy_percentage == 0
    error_message = "No two versions at the same time."
  }
}

run "skips_what_is_up_to_date_only_with_a_fixed_image" {
  module {
    source = "./modules/asg"
  }

  variables {
    ami_id = "ami-0123456789abcdef0"
  }

  assert {
    condition     = aws_autoscaling_group.this.instance_refresh[0].preferences[0].skip_matching == true
    error_message = "AWS can compare machines with a fixed image."
  }
}

run "refuses_a_name_with_underscores" {
  command = plan

  module {
    source = "./modules/asg"
  }

  variables {
    name = "ai_portal"
  }

  expect_failures = [var.name]
}

run "refuses_an_image_by_name" {
  command = plan

  module {
    source = "./modules/asg"
  }

  variables {
    ami_id = "al2023"
  }

  expect_failures = [var.ami_id]
}

run "refuses_no_size" {
  command = plan

  module {
    source = "./modules/asg"
  }

  variables {
    instance_types = []
  }

  expect_failures = [var.instance_types]
}

run "refuses_fewer_at_most_than_at_least" {
  command = plan

  module {
    source = "./modules/asg"
  }

  variables {
    size = { min = 3, max = 2, desired = 3 }
  }

  expect_failures = [var.size]
}

run "refuses_a_single_subnet" {
  command = plan

  module {
    source = "./modules/asg"
  }

  variables {
    subnet_ids = ["subnet-0123456789abcdef0"]
  }

  expect_failures = [var.subnet_ids]
}

run "refuses_user_data_over_the_limit" {
  command = plan

  module {
    source = "./modules/asg"
  }

  variables {
    user_data_base64 = join("", [for i in range(1000) : "aaaaaaaaaaaaaaaaaaaaaa"])
  }

  expect_failures = [var.user_data_base64]
}

run "refuses_three_hops" {
  command = plan

  module {
    source = "./modules/asg"
  }

  variables {
    metadata_hop_limit = 3
  }

  expect_failures = [var.metadata_hop_limit]
}

run "refuses_a_disk_of_a_petabyte" {
  command = plan

  module {
    source = "./modules/asg"
  }

  variables {
    root_gb = 1000000
  }

  expect_failures = [var.root_gb]
}

run "refuses_more_spot_than_all" {
  command = plan

  module {
    source = "./modules/asg"
  }

  variables {
    spot_percentage = 101
  }

  expect_failures = [var.spot_percentage]
}

run "refuses_a_negative_base" {
  command = plan

  module {
    source = "./modules/asg"
  }

  variables {
    on_demand_base = -1
  }

  expect_failures = [var.on_demand_base]
}

run "refuses_a_start_in_no_time" {
  command = plan

  module {
    source = "./modules/asg"
  }

  variables {
    startup_seconds = 5
  }

  expect_failures = [var.startup_seconds]
}

run "refuses_machines_that_never_age" {
  command = plan

  module {
    source = "./modules/asg"
  }

  variables {
    max_lifetime_days = 0
  }

  expect_failures = [var.max_lifetime_days]
}

run "refuses_more_healthy_than_all" {
  command = plan

  module {
    source = "./modules/asg"
  }

  variables {
    min_healthy_percentage = 120
  }

  expect_failures = [var.min_healthy_percentage]
}

run "refuses_to_aim_at_a_full_processor" {
  command = plan

  module {
    source = "./modules/asg"
  }

  variables {
    cpu_target = 100
  }

  expect_failures = [var.cpu_target]
}

run "refuses_to_aim_at_no_requests" {
  command = plan

  module {
    source = "./modules/asg"
  }

  variables {
    requests_target = { per_minute = 0, resource_label = "app/x/1/targetgroup/x/1" }
  }

  expect_failures = [var.requests_target]
}
