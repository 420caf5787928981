# One workload as a service of ECS on Fargate: the same containers in every zone behind the load balancer, more of them by
# load, replaced one after the other. The other way to run it is a group of machines (modules/asg).

data "aws_caller_identity" "current" {}
data "aws_region" "current" {}
data "aws_partition" "current" {}

locals {
  account_id = data.aws_caller_identity.current.account_id
  region     = data.aws_region.current.id
  partition  = data.aws_partition.current.partition
  cluster    = reverse(split("/", var.cluster_arn))[0]
  service    = "arn:${local.partition}:ecs:${local.region}:${local.account_id}:service/${local.cluster}/${var.name}"

  logging = {
    logDriver = "awslogs"
    options = {
      awslogs-group         = var.log_group_name
      awslogs-region        = local.region
      awslogs-stream-prefix = "task"
      mode                  = "non-blocking"
    }
  }

  # In the form that ECS gives back, so that a second plan sees no change.
  containers = [
    for container in var.containers : merge(
      {
        name             = container.name
        image            = container.image
        essential        = container.essential
        command          = container.command
        environment      = [for name in sort(keys(container.environment)) : { name = name, value = container.environment[name] }]
        secrets          = [for name in sort(keys(container.secrets)) : { name = name, valueFrom = container.secrets[name] }]
        dependsOn        = [for name in container.after : { containerName = name, condition = "SUCCESS" }]
        mountPoints      = [for volume, path in container.mounts : { sourceVolume = volume, containerPath = path, readOnly = false }]
        portMappings     = container.port == null ? [] : [{ containerPort = container.port, hostPort = container.port, protocol = "tcp" }]
        linuxParameters  = { initProcessEnabled = true }
        logConfiguration = local.logging
        stopTimeout      = 120
      },
      container.entry_point == null ? {} : { entryPoint = container.entry_point },
    )
  ]

  secret_arns = distinct(flatten([for container in var.containers : values(container.secrets)]))
  server      = one([for container in var.containers : container if container.port != null])
}

data "aws_iam_policy_document" "execution_trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account_id]
    }
  }
}

# What ECS needs to start a task: its image, its secrets, its log. What the task itself may do is in task_role_arn.
data "aws_iam_policy_document" "execution" {
  statement {
    sid       = "OwnLogGroup"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["arn:${local.partition}:logs:${local.region}:${local.account_id}:log-group:${var.log_group_name}:*"]
  }

  dynamic "statement" {
    for_each = length(local.secret_arns) == 0 ? [] : [1]

    content {
      sid       = "OwnSecrets"
      actions   = ["secretsmanager:GetSecretValue"]
      resources = local.secret_arns
    }
  }

  dynamic "statement" {
    for_each = length(local.secret_arns) == 0 ? [] : [1]

    content {
      sid       = "KeyOfTheSecrets"
      actions   = ["kms:Decrypt"]
      resources = [var.kms_key_arn]

      condition {
        test     = "StringEquals"
        variable = "kms:ViaService"
        values   = ["secretsmanager.${local.region}.amazonaws.com"]
      }
    }
  }

  # A token opens the account's registry, not a repository in it.
  dynamic "statement" {
    for_each = length(var.image_repository_arns) == 0 ? [] : [1]

    content {
      sid       = "OwnRegistry"
      actions   = ["ecr:GetAuthorizationToken"]
      resources = ["*"]
    }
  }

  dynamic "statement" {
    for_each = length(var.image_repository_arns) == 0 ? [] : [1]

    content {
      sid       = "OwnImages"
      actions   = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
      resources = values(var.image_repository_arns)
    }
  }
}

resource "aws_iam_role" "execution" {
  name                 = "${var.name}-start"
  description          = "Starts the tasks of ${var.name}"
  assume_role_policy   = data.aws_iam_policy_document.execution_trust.json
  permissions_boundary = var.permissions_boundary_arn

  tags = merge(var.tags, { Name = "${var.name}-start" })
}

resource "aws_iam_role_policy" "execution" {
  name   = "start"
  role   = aws_iam_role.execution.id
  policy = data.aws_iam_policy_document.execution.json
}

resource "aws_ecs_task_definition" "this" {
  family                   = var.name
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = var.cpu
  memory                   = var.memory_mb
  execution_role_arn       = aws_iam_role.execution.arn
  task_role_arn            = var.task_role_arn
  container_definitions    = jsonencode(local.containers)

  runtime_platform {
    operating_system_family = "LINUX"
    cpu_architecture        = var.architecture
  }

  dynamic "volume" {
    for_each = toset(flatten([for container in var.containers : keys(container.mounts)]))

    content {
      name = volume.value
    }
  }

  tags = merge(var.tags, { Name = var.name })

  depends_on = [aws_iam_role_policy.execution]
}

resource "aws_ecs_service" "this" {
  name                               = var.name
  cluster                            = var.cluster_arn
  task_definition                    = aws_ecs_task_definition.this.arn
  desired_count                      = var.size.desired
  launch_type                        = "FARGATE"
  platform_version                   = "LATEST"
  deployment_minimum_healthy_percent = var.min_healthy_percentage
  deployment_maximum_percent         = var.min_healthy_percentage == 0 ? 100 : 200
  health_check_grace_period_seconds  = var.startup_seconds
  availability_zone_rebalancing      = "DISABLED"
  propagate_tags                     = "SERVICE"

  network_configuration {
    subnets          = var.subnet_ids
    security_groups  = var.security_group_ids
    assign_public_ip = false
  }

  load_balancer {
    target_group_arn = var.target_group_arn
    container_name   = local.server.name
    container_port   = local.server.port
  }

  tags = merge(var.tags, { Name = var.name })

  lifecycle {
    # Scaling moves it between min and max.
    ignore_changes = [desired_count]
  }
}

resource "aws_appautoscaling_target" "this" {
  service_namespace  = "ecs"
  resource_id        = "service/${local.cluster}/${aws_ecs_service.this.name}"
  scalable_dimension = "ecs:service:DesiredCount"
  min_capacity       = var.size.min
  max_capacity       = var.size.max
}

resource "aws_appautoscaling_policy" "cpu" {
  name               = "${var.name}-cpu"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.this.service_namespace
  resource_id        = aws_appautoscaling_target.this.resource_id
  scalable_dimension = aws_appautoscaling_target.this.scalable_dimension

  target_tracking_scaling_policy_configuration {
    target_value = var.cpu_target

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}

# Answers stream for minutes on little CPU, so the count of requests scales too.
resource "aws_appautoscaling_policy" "requests" {
  name               = "${var.name}-requests"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.this.service_namespace
  resource_id        = aws_appautoscaling_target.this.resource_id
  scalable_dimension = aws_appautoscaling_target.this.scalable_dimension

  target_tracking_scaling_policy_configuration {
    target_value = var.requests_target.per_minute

    predefined_metric_specification {
      predefined_metric_type = "ALBRequestCountPerTarget"
      resource_label         = var.requests_target.resource_label
    }
  }
}
