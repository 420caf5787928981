# Office hours: stops machines and database in the evening and starts them in the morning. The
# scheduler calls EC2 and RDS by itself; groups get scheduled actions of their own.

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
data "aws_region" "current" {}

locals {
  partition  = data.aws_partition.current.partition
  account_id = data.aws_caller_identity.current.account_id
  region     = data.aws_region.current.id

  times = {
    start = split(":", var.start_time)
    stop  = split(":", var.stop_time)
  }

  machine_calls = {
    for pair in setproduct(keys(var.instance_ids), keys(local.times)) :
    "${pair[0]}-${pair[1]}" => {
      moment = pair[1]
      action = "ec2:${pair[1]}Instances"
      input  = { InstanceIds = [var.instance_ids[pair[0]]] }
    }
  }

  database_calls = {
    for moment in keys(local.times) :
    "database-${moment}" => {
      moment = moment
      action = "rds:${moment}DBInstance"
      input  = { DbInstanceIdentifier = try(var.database.id, null) }
    }
    if var.database != null
  }

  calls = merge(local.machine_calls, local.database_calls)
}

resource "aws_scheduler_schedule_group" "this" {
  name = "${var.name}-office-hours"
  tags = merge(var.tags, { Name = "${var.name}-office-hours" })
}

resource "aws_scheduler_schedule" "this" {
  for_each = local.calls

  name                         = "${var.name}-${each.key}"
  description                  = "${title(each.value.moment)} of working hours of ${var.name}"
  group_name                   = aws_scheduler_schedule_group.this.name
  kms_key_arn                  = var.kms_key_arn
  schedule_expression          = "cron(${tonumber(local.times[each.value.moment][1])} ${tonumber(local.times[each.value.moment][0])} ? * ${var.working_days} *)"
  schedule_expression_timezone = var.timezone

  flexible_time_window {
    mode = "OFF"
  }

  target {
    arn      = "arn:${local.partition}:scheduler:::aws-sdk:${each.value.action}"
    role_arn = aws_iam_role.this.arn
    input    = jsonencode(each.value.input)

    retry_policy {
      maximum_retry_attempts       = 5
      maximum_event_age_in_seconds = 3600
    }
  }

  depends_on = [aws_iam_role_policy.this]
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["scheduler.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account_id]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceArn"
      values   = ["arn:${local.partition}:scheduler:${local.region}:${local.account_id}:schedule-group/${var.name}-office-hours"]
    }
  }
}

data "aws_iam_policy_document" "this" {
  dynamic "statement" {
    for_each = length(var.instance_ids) > 0 ? ["machines"] : []

    content {
      sid       = "Machines"
      actions   = ["ec2:StartInstances", "ec2:StopInstances"]
      resources = [for id in values(var.instance_ids) : "arn:${local.partition}:ec2:${local.region}:${local.account_id}:instance/${id}"]
    }
  }

  dynamic "statement" {
    for_each = var.database == null ? [] : ["database"]

    content {
      sid       = "Database"
      actions   = ["rds:StartDBInstance", "rds:StopDBInstance"]
      resources = [var.database.arn]
    }
  }

  statement {
    sid       = "ReadSchedules"
    actions   = ["kms:Decrypt"]
    resources = [var.kms_key_arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["scheduler.${local.region}.amazonaws.com"]
    }
  }

  # Encrypted volumes are attached at the start by a grant on their key.
  statement {
    sid       = "AttachVolumes"
    actions   = ["kms:CreateGrant"]
    resources = [var.kms_key_arn]

    condition {
      test     = "Bool"
      variable = "kms:GrantIsForAWSResource"
      values   = ["true"]
    }
  }
}

resource "aws_iam_role" "this" {
  name_prefix          = "${var.name}-schedule-"
  description          = "Lets the scheduler stop and start ${var.name}"
  assume_role_policy   = data.aws_iam_policy_document.trust.json
  permissions_boundary = var.permissions_boundary_arn
  tags                 = merge(var.tags, { Name = "${var.name}-office-hours" })
}

resource "aws_iam_role_policy" "this" {
  name   = "stop-and-start"
  role   = aws_iam_role.this.id
  policy = data.aws_iam_policy_document.this.json
}

resource "aws_autoscaling_schedule" "start" {
  for_each = var.autoscaling_groups

  scheduled_action_name  = "${var.name}-${each.key}-start"
  autoscaling_group_name = each.value.name
  recurrence             = "${tonumber(local.times.start[1])} ${tonumber(local.times.start[0])} * * ${var.working_days}"
  time_zone              = var.timezone
  min_size               = each.value.min
  max_size               = each.value.max
  desired_capacity       = each.value.desired
}

resource "aws_autoscaling_schedule" "stop" {
  for_each = var.autoscaling_groups

  scheduled_action_name  = "${var.name}-${each.key}-stop"
  autoscaling_group_name = each.value.name
  recurrence             = "${tonumber(local.times.stop[1])} ${tonumber(local.times.stop[0])} * * ${var.working_days}"
  time_zone              = var.timezone
  min_size               = 0
  max_size               = each.value.max
  desired_capacity       = 0
}
