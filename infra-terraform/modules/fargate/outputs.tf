output "name" {
  description = "Name of the service."
  value       = aws_ecs_service.this.name
}

output "task_definition_arn" {
  description = "Task definition that the service runs."
  value       = aws_ecs_task_definition.this.arn
}

output "execution_role_arn" {
  description = "Role that ECS starts tasks by."
  value       = aws_iam_role.execution.arn
}
