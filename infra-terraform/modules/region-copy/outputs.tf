output "kms_key_arn" {
  description = "ARN of the key of the copies, in the second region."
  value       = aws_kms_key.this.arn
}

output "backup_arn" {
  description = "ARN of the copied automated backups."
  value       = aws_db_instance_automated_backups_replication.this.id
}
