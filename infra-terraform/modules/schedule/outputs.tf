output "schedule_names" {
  description = "Names of the schedules of machines and database."
  value       = [for schedule in aws_scheduler_schedule.this : schedule.name]
}

output "role_arn" {
  description = "ARN of the role that stops and starts."
  value       = aws_iam_role.this.arn
}
