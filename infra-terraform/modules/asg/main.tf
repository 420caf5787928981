# A group of equal machines over several zones behind a load balancer: launch template, group, scaling by load, rolling
# replacement when the template changes. Spot capacity is a share, on top of an on-demand base.

locals {
  # A new machine answers before an old one goes: one more than wanted, while the group is renewed.
  max_healthy_percentage = var.min_healthy_percentage < 100 ? 100 : min(200, ceil(100 * (var.size.desired + 1) / max(1, var.size.desired)))
}

resource "aws_launch_template" "this" {
  name_prefix            = "${var.name}-"
  description            = "Machines of ${var.name}"
  image_id               = var.ami_id
  instance_type          = var.instance_types[0]
  user_data              = var.user_data_base64
  ebs_optimized          = true
  update_default_version = true

  iam_instance_profile {
    arn = var.instance_profile_arn
  }

  network_interfaces {
    associate_public_ip_address = false
    delete_on_termination       = true
    security_groups             = var.security_group_ids
  }

  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = var.metadata_hop_limit
    instance_metadata_tags      = "disabled"
  }

  monitoring {
    enabled = true
  }

  block_device_mappings {
    device_name = "/dev/xvda"

    ebs {
      volume_type           = "gp3"
      volume_size           = var.root_gb
      encrypted             = true
      kms_key_id            = var.kms_key_arn
      delete_on_termination = true
    }
  }

  dynamic "tag_specifications" {
    for_each = toset(["instance", "volume", "network-interface"])

    content {
      resource_type = tag_specifications.key
      tags          = merge(var.tags, var.default_tags, var.instance_tags, { Name = var.name })
    }
  }

  tags = merge(var.tags, { Name = var.name })
}

resource "aws_autoscaling_group" "this" {
  name                      = var.name
  min_size                  = var.size.min
  max_size                  = var.size.max
  desired_capacity          = var.size.desired
  vpc_zone_identifier       = var.subnet_ids
  target_group_arns         = var.target_group_arns
  service_linked_role_arn   = var.service_linked_role_arn
  health_check_type         = "ELB"
  health_check_grace_period = var.startup_seconds
  default_instance_warmup   = var.startup_seconds
  max_instance_lifetime     = var.max_lifetime_days * 86400
  capacity_rebalance        = var.spot_percentage > 0
  termination_policies      = ["OldestLaunchTemplate", "Default"]
  enabled_metrics           = ["GroupDesiredCapacity", "GroupInServiceInstances", "GroupMaxSize", "GroupMinSize", "GroupTerminatingInstances"]
  wait_for_capacity_timeout = "0"

  mixed_instances_policy {
    launch_template {
      launch_template_specification {
        launch_template_id = aws_launch_template.this.id
        version            = aws_launch_template.this.latest_version
      }

      dynamic "override" {
        for_each = var.instance_types

        content {
          instance_type = override.value
        }
      }
    }

    instances_distribution {
      on_demand_base_capacity                  = var.on_demand_base
      on_demand_percentage_above_base_capacity = 100 - var.spot_percentage
      spot_allocation_strategy                 = "price-capacity-optimized"
    }
  }

  instance_refresh {
    strategy = "Rolling"

    preferences {
      min_healthy_percentage = var.min_healthy_percentage
      max_healthy_percentage = local.max_healthy_percentage
      auto_rollback          = false

      # AWS refuses a refresh that skips matching machines where the template names its image by a parameter.
      skip_matching = !startswith(var.ami_id, "resolve:ssm:")
    }
  }

  dynamic "tag" {
    for_each = merge(var.tags, var.default_tags, { Name = var.name })

    content {
      key                 = tag.key
      value               = tag.value
      propagate_at_launch = false
    }
  }

  lifecycle {
    # Scaling and schedules move it between min and max.
    ignore_changes = [desired_capacity]
  }
}

resource "aws_autoscaling_policy" "cpu" {
  name                   = "${var.name}-cpu"
  autoscaling_group_name = aws_autoscaling_group.this.name
  policy_type            = "TargetTrackingScaling"

  target_tracking_configuration {
    target_value = var.cpu_target

    predefined_metric_specification {
      predefined_metric_type = "ASGAverageCPUUtilization"
    }
  }
}

# Answers stream for minutes on little CPU, so the count of requests scales too.
resource "aws_autoscaling_policy" "requests" {
  name                   = "${var.name}-requests"
  autoscaling_group_name = aws_autoscaling_group.this.name
  policy_type            = "TargetTrackingScaling"

  target_tracking_configuration {
    target_value = var.requests_target.per_minute

    predefined_metric_specification {
      predefined_metric_type = "ALBRequestCountPerTarget"
      resource_label         = var.requests_target.resource_label
    }
  }
}
