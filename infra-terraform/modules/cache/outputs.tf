output "address" {
  description = "Host name of the primary node; it follows a failover."
  value       = aws_elasticache_replication_group.this.primary_endpoint_address
}

output "port" {
  description = "Port of the cache; TLS only."
  value       = local.port
}

output "username" {
  description = "Name of the cache user."
  value       = aws_elasticache_user.webui.user_name
}

output "user_id" {
  description = "Id of the cache user, which scripts/set-credentials gives a password."
  value       = aws_elasticache_user.webui.user_id
}

output "auth_secret_arn" {
  description = "ARN of the secret with the cache user's name and password."
  value       = aws_secretsmanager_secret.auth.arn
}

output "replication_group_id" {
  description = "Id of the replication group."
  value       = aws_elasticache_replication_group.this.id
}

output "node_ids" {
  description = "Ids of the cache nodes, as CloudWatch's dimension CacheClusterId names them."
  value       = [for number in range(1, var.node_count + 1) : format("%s-%03d", "${var.name}-cache", number)]
}
