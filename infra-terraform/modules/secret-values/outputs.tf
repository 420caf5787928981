output "secret_arns" {
  description = "ARNs of the secrets once they hold a value."
  value       = { for key, version in aws_secretsmanager_secret_version.this : key => version.arn }
}
