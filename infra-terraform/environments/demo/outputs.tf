output "portal_url" {
  description = "Address users open."
  value       = module.portal.portal_url
}

output "gateway_url" {
  description = "Address of the Ollama API inside the VPC."
  value       = module.portal.gateway_url
}

output "vpc_id" {
  description = "VPC of the portal."
  value       = module.portal.vpc_id
}

output "subnet_ids" {
  description = "Subnets by tier, in the order of the zones."
  value       = module.portal.subnet_ids
}

output "security_group_ids" {
  description = "Security groups by role."
  value       = module.portal.security_group_ids
}

output "kms_key_arn" {
  description = "Key of everything the portal stores."
  value       = module.portal.kms_key_arn
}

output "database" {
  description = "The database: id, address, port, name, replicas, and the ARNs of the secrets of the master user and of the user that Open WebUI signs in as."
  value       = module.portal.database
}

output "directory" {
  description = "The directory: id, the group that may sign in, addresses, LDAP settings, and the ARNs of the secrets of Admin and of the account that Open WebUI binds with; null without one."
  value       = module.portal.directory
}

output "directory_bind_secret_arn" {
  description = "Secret that waits for the account (JSON: username, password) that Open WebUI searches existing_directory with; null without one."
  value       = module.portal.directory_bind_secret_arn
}

output "bucket_names" {
  description = "Buckets by use."
  value       = module.portal.bucket_names
}

output "instance_ids" {
  description = "Single machines by workload; empty behind a load balancer."
  value       = module.portal.instance_ids
}

output "ssm_session_commands" {
  description = "Commands that open a shell on the single machines."
  value       = module.portal.ssm_session_commands
}

output "ssm_port_forward_command" {
  description = "Command that brings the portal to http://localhost:8080 through an encrypted session; portal_url itself is plain HTTP."
  value       = module.portal.ssm_port_forward_command
}

output "role_arns" {
  description = "Roles of the machines by workload."
  value       = module.portal.role_arns
}

output "log_group_names" {
  description = "Log groups by workload."
  value       = module.portal.log_group_names
}

output "alarm_topic_arn" {
  description = "Topic that gets every alarm."
  value       = module.portal.alarm_topic_arn
}

output "dashboard_url" {
  description = "Address of the dashboard; null when it is off."
  value       = module.portal.dashboard_url
}

output "open_webui_environment" {
  description = "Open WebUI's settings, less the secret ones."
  value       = module.portal.open_webui_environment
}

output "admin_password_secret_arn" {
  description = "Secret with the first administrator's password."
  value       = module.portal.admin_password_secret_arn
}

output "gateway_secret_arns" {
  description = "Secrets that Open WebUI and the gateway share: the key that it shows, and what it signs with who asks."
  value       = module.portal.gateway_secret_arns
}

output "mirror" {
  description = "What scripts/mirror-images copies, and where to; null without mirror."
  value       = module.portal.mirror
}
