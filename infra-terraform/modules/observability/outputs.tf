output "log_group_names" {
  description = "Log groups, by workload."
  value       = { for key, group in aws_cloudwatch_log_group.this : key => group.name }
}

output "log_group_arns" {
  description = "ARNs of the log groups, by workload."
  value       = { for key, group in aws_cloudwatch_log_group.this : key => group.arn }
}

output "log_files" {
  description = "Files that the CloudWatch agent reads, by workload; each workload appends its log lines there."
  value       = local.log_files
}

output "agent_config_parameters" {
  description = "SSM parameters with the CloudWatch agent's configuration, by workload: name and ARN."
  value       = { for key, parameter in aws_ssm_parameter.agent : key => { name = parameter.name, arn = parameter.arn } }
}

output "topic_arn" {
  description = "ARN of the topic that gets every alarm."
  value       = aws_sns_topic.this.arn
}

output "metric_namespace" {
  description = "CloudWatch namespace of the portal's own metrics."
  value       = local.namespace
}

output "alarm_names" {
  description = "Names of the alarms."
  value = sort(concat(
    [for alarm in aws_cloudwatch_metric_alarm.this : alarm.alarm_name],
    [for alarm in aws_cloudwatch_metric_alarm.recover : alarm.alarm_name],
    [aws_cloudwatch_metric_alarm.gateway_failures.alarm_name],
    [for alarm in aws_cloudwatch_metric_alarm.gateway_log : alarm.alarm_name],
  ))
}

output "dashboard_name" {
  description = "Name of the dashboard; null when it is off."
  value       = one(aws_cloudwatch_dashboard.this[*].dashboard_name)
}

output "dashboard_url" {
  description = "Address of the dashboard in the console; null when it is off."
  value       = var.dashboard ? "https://${local.region}.console.aws.amazon.com/cloudwatch/home?region=${local.region}#dashboards:name=${var.name}" : null
}
