output "policy_id" {
  description = "Id of the lifecycle policy."
  value       = aws_dlm_lifecycle_policy.this.id
}

output "role_arn" {
  description = "ARN of the role that makes the images."
  value       = aws_iam_role.this.arn
}
