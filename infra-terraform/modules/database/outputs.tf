output "instance_id" {
  description = "Identifier of the database instance."
  value       = aws_db_instance.this.identifier
}

output "arn" {
  description = "ARN of the database instance, for what is done to it when it stands: RDS refuses a second thing at a time."
  value       = aws_db_instance.this.arn
  depends_on  = [aws_db_instance.replica, aws_secretsmanager_secret_rotation.master]
}

output "address" {
  description = "Host name of the database."
  value       = aws_db_instance.this.address
}

output "port" {
  description = "Port of the database; TLS only."
  value       = aws_db_instance.this.port
}

output "database_name" {
  description = "Name of the database."
  value       = var.database_name
}

output "username" {
  description = "Name of the master user."
  value       = var.username
}

output "master_secret_arn" {
  description = "ARN of the secret with the master user's username and password (JSON)."
  value       = local.rds_manages_password ? one(aws_db_instance.this.master_user_secret[*].secret_arn) : aws_secretsmanager_secret.master[0].arn
}

output "application_secret_arn" {
  description = "ARN of the secret with the username and password (JSON) that Open WebUI signs in with; null without application."
  value       = one(aws_secretsmanager_secret.application[*].arn)
}

output "ca_pem" {
  description = "Certificates that a client checks the database's own by."
  value       = local.ca_pem
}

output "replica_addresses" {
  description = "Host names of the read replicas."
  value       = [for replica in aws_db_instance.replica : replica.address]
}

output "replica_ids" {
  description = "Identifiers of the read replicas."
  value       = [for replica in aws_db_instance.replica : replica.identifier]
}
