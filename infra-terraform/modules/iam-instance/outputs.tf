output "role_arn" {
  description = "ARN of the role."
  value       = aws_iam_role.this.arn
}

output "role_name" {
  description = "Name of the role."
  value       = aws_iam_role.this.name
}

output "instance_profile_name" {
  description = "Instance profile for a machine or launch template; null for tasks."
  value       = one(aws_iam_instance_profile.this[*].name)
}

output "instance_profile_arn" {
  description = "ARN of the instance profile."
  value       = one(aws_iam_instance_profile.this[*].arn)
}

output "policy_json" {
  description = "What the role may do, for review and tests."
  value       = data.aws_iam_policy_document.this.json
}
