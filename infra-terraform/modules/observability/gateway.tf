# The gateway's own dashboard and alarms, as it ships them for CloudFormation, over the metrics in its log. They have the same
# namespace wherever a gateway runs: two portals in one region of an account are seen together.

locals {
  # Of CloudFormation's functions the file has two: the region in the dashboard, and the topic.
  gateway_template  = yamldecode(replace(file("${path.module}/../../../docs/monitoring/cloudwatch.yaml"), "/!(Sub|Ref) /", ""))
  gateway_resources = { for key, resource in local.gateway_template.Resources : key => resource if var.gateway_metrics }

  gateway_log_alarms     = { for key, resource in local.gateway_resources : key => resource.Properties if resource.Type == "AWS::CloudWatch::Alarm" }
  gateway_log_dashboards = { for key, resource in local.gateway_resources : key => resource.Properties if resource.Type == "AWS::CloudWatch::Dashboard" && var.dashboard }
}

resource "aws_cloudwatch_metric_alarm" "gateway_log" {
  for_each = local.gateway_log_alarms

  alarm_name          = replace(each.value.AlarmName, "/^ai-portal-/", "${var.name}-")
  alarm_description   = each.value.AlarmDescription
  namespace           = each.value.Namespace
  metric_name         = each.value.MetricName
  dimensions          = { for dimension in each.value.Dimensions : dimension.Name => dimension.Value }
  statistic           = try(each.value.Statistic, null)
  extended_statistic  = try(each.value.ExtendedStatistic, null)
  comparison_operator = each.value.ComparisonOperator
  threshold           = each.value.Threshold
  period              = each.value.Period
  evaluation_periods  = each.value.EvaluationPeriods
  datapoints_to_alarm = try(each.value.DatapointsToAlarm, null)
  treat_missing_data  = each.value.TreatMissingData
  alarm_actions       = [for action in each.value.AlarmActions : aws_sns_topic.this.arn]
  ok_actions          = [for action in try(each.value.OKActions, []) : aws_sns_topic.this.arn]
  tags                = merge(var.tags, { Name = replace(each.value.AlarmName, "/^ai-portal-/", "${var.name}-") })
}

resource "aws_cloudwatch_dashboard" "gateway_log" {
  for_each = local.gateway_log_dashboards

  dashboard_name = replace(each.value.DashboardName, "/^ai-portal-/", "${var.name}-")
  dashboard_body = jsonencode(jsondecode(replace(each.value.DashboardBody, "$${AWS::Region}", local.region)))
}
