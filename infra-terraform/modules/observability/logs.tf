locals {
  log_files = { for workload in keys(var.workloads) : workload => "/var/log/ai-portal/${workload}.log" }

  # Fields of the gateway's request log: one JSON line a request, without any prompt.
  field = {
    path          = "$.path"
    status        = "$.status"
    duration_ms   = "$.duration_ms"
    input_tokens  = "$.prompt_tokens"
    output_tokens = "$.completion_tokens"
    error         = "$.error"
  }

  api_request = "((${local.field.path} = \"/api/*\") || (${local.field.path} = \"/v1/*\"))"

  # An answer that breaks after its first byte has status 200 and an error.
  failure = "((${local.field.status} >= 500) || ((${local.field.status} = 200) && (${local.field.error} = \"*\")))"

  gateway_metrics = {
    GatewayRequests     = { pattern = "{ ${local.api_request} }", value = "1", default = "0", unit = "Count" }
    GatewayFailures     = { pattern = "{ ${local.api_request} && ${local.failure} }", value = "1", default = "0", unit = "Count" }
    GatewayThrottled    = { pattern = "{ ${local.api_request} && (${local.field.status} = 429) }", value = "1", default = "0", unit = "Count" }
    GatewayDuration     = { pattern = "{ ${local.api_request} && (${local.field.duration_ms} >= 0) }", value = local.field.duration_ms, default = null, unit = "Milliseconds" }
    GatewayInputTokens  = { pattern = "{ ${local.field.input_tokens} >= 0 }", value = local.field.input_tokens, default = "0", unit = "Count" }
    GatewayOutputTokens = { pattern = "{ ${local.field.output_tokens} >= 0 }", value = local.field.output_tokens, default = "0", unit = "Count" }
  }
}

resource "aws_cloudwatch_log_group" "this" {
  for_each = var.workloads

  name              = "/ai-portal/${var.name}/${each.key}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn
  tags              = merge(var.tags, { Name = "${var.name}-${each.key}" })
}

resource "aws_cloudwatch_log_metric_filter" "gateway" {
  for_each = local.gateway_metrics

  name           = "${var.name}-${each.key}"
  log_group_name = aws_cloudwatch_log_group.this["gateway"].name
  pattern        = each.value.pattern

  metric_transformation {
    name          = each.key
    namespace     = local.namespace
    value         = each.value.value
    default_value = each.value.default
    unit          = each.value.unit
  }
}

resource "aws_ssm_parameter" "agent" {
  for_each = local.on_machines

  name        = "AmazonCloudWatch-${var.name}-${each.key}"
  description = "CloudWatch agent configuration of the ${each.key} machines"
  type        = "String"
  tags        = merge(var.tags, { Name = "${var.name}-${each.key}" })

  value = jsonencode({
    agent = {
      metrics_collection_interval = 60
      run_as_user                 = "cwagent"
    }
    logs = {
      force_flush_interval = 15
      logs_collected = {
        files = {
          collect_list = [{
            file_path       = local.log_files[each.key]
            log_group_name  = aws_cloudwatch_log_group.this[each.key].name
            log_stream_name = "{instance_id}"
          }]
        }
      }
    }
    metrics = {
      namespace              = local.namespace
      append_dimensions      = { (local.machine_dimension[each.key]) = "$${aws:${local.machine_dimension[each.key]}}" }
      aggregation_dimensions = [[local.machine_dimension[each.key]]]
      metrics_collected = {
        mem  = { measurement = ["used_percent"] }
        swap = { measurement = ["used_percent"] }
        disk = {
          measurement = ["used_percent"]
          resources   = ["/"]
          drop_device = true
        }
      }
    }
  })
}
