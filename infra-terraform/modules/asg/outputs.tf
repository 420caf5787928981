output "name" {
  description = "Name of the group."
  value       = aws_autoscaling_group.this.name
}

output "arn" {
  description = "ARN of the group."
  value       = aws_autoscaling_group.this.arn
}

output "size" {
  description = "Fewest, most and initial number of machines, for schedules."
  value       = var.size
}

output "launch_template_id" {
  description = "Launch template of the machines."
  value       = aws_launch_template.this.id
}

output "min_healthy_percentage" {
  description = "Share of the machines that stay in service while the group is renewed, for tests."
  value       = var.min_healthy_percentage
}
