# In the place of the cache: moto has no parameter groups, user groups and encrypted replication groups of ElastiCache.

output "address" {
  value = "cache.internal"
}

output "port" {
  value = 6379
}

output "username" {
  value = "portal"
}

output "user_id" {
  value = "portal"
}

output "auth_secret_arn" {
  value = "arn:aws:secretsmanager:eu-west-2:123456789012:secret:cache-AbCdEf"
}

output "replication_group_id" {
  value = "cache"
}

output "node_ids" {
  value = ["cache-001", "cache-002"]
}
