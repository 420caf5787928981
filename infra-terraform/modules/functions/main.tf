# Lambda functions beside the portal: each with a role of its own that may do what its statements
# say, an encrypted log group, tracing, and a note to the operators when a run fails for good.

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
data "aws_region" "current" {}

locals {
  account_id = data.aws_caller_identity.current.account_id
  region     = data.aws_region.current.id
  partition  = data.aws_partition.current.partition

  # Written out, so that a plan shows the policies in full.
  log_group_arn = { for key in keys(var.functions) : key => "arn:${local.partition}:logs:${local.region}:${local.account_id}:log-group:/aws/lambda/${var.name}-${key}" }
  function_arn  = { for key in keys(var.functions) : key => "arn:${local.partition}:lambda:${local.region}:${local.account_id}:function:${var.name}-${key}" }

  scheduled = { for key, function in var.functions : key => function if function.schedule != null }
  invoked   = { for key, function in var.functions : key => function if function.invoked_by != null }
}

resource "aws_cloudwatch_log_group" "this" {
  for_each = var.functions

  name              = "/aws/lambda/${var.name}-${each.key}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn
  tags              = merge(var.tags, { Name = "${var.name}-${each.key}" })
}

resource "aws_lambda_function" "this" {
  for_each = var.functions

  function_name = "${var.name}-${each.key}"
  description   = each.value.description
  role          = aws_iam_role.this[each.key].arn
  handler       = each.value.handler
  runtime       = each.value.runtime
  architectures = ["arm64"]
  memory_size   = each.value.memory_mb
  timeout       = each.value.timeout_seconds
  kms_key_arn   = var.kms_key_arn
  tags          = merge(var.tags, { Name = "${var.name}-${each.key}" })

  filename         = each.value.package
  s3_bucket        = try(each.value.package_s3.bucket, null)
  s3_key           = try(each.value.package_s3.key, null)
  source_code_hash = each.value.package == null ? try(each.value.package_s3.sha256, null) : filebase64sha256(each.value.package)

  environment {
    variables = merge({ PORTAL = var.name }, each.value.environment)
  }

  dynamic "vpc_config" {
    for_each = each.value.in_vpc ? [var.vpc] : []

    content {
      subnet_ids         = vpc_config.value.subnet_ids
      security_group_ids = vpc_config.value.security_group_ids
    }
  }

  dead_letter_config {
    target_arn = var.failure_topic_arn
  }

  logging_config {
    log_format = "JSON"
    log_group  = aws_cloudwatch_log_group.this[each.key].name
  }

  tracing_config {
    mode = "Active"
  }

  depends_on = [aws_iam_role_policy.this]
}

resource "aws_lambda_permission" "this" {
  for_each = local.invoked

  statement_id   = "invoke"
  action         = "lambda:InvokeFunction"
  function_name  = aws_lambda_function.this[each.key].function_name
  principal      = each.value.invoked_by
  source_account = local.account_id
}

resource "aws_scheduler_schedule" "this" {
  for_each = local.scheduled

  name                         = "${var.name}-${each.key}"
  description                  = each.value.description
  kms_key_arn                  = var.kms_key_arn
  schedule_expression          = each.value.schedule
  schedule_expression_timezone = each.value.timezone

  flexible_time_window {
    mode = "OFF"
  }

  target {
    arn      = aws_lambda_function.this[each.key].arn
    role_arn = aws_iam_role.scheduler[0].arn

    retry_policy {
      maximum_retry_attempts       = 2
      maximum_event_age_in_seconds = 3600
    }
  }

  depends_on = [aws_iam_role_policy.scheduler]
}
