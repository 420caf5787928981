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

output "load_balancer_dns_name" {
  description = "AWS's name of the portal's load balancer; null without one."
  value       = module.portal.load_balancer_dns_name
}

output "cloudfront_domain" {
  description = "CloudFront's name of the portal; null without it."
  value       = module.portal.cloudfront_domain
}

output "database" {
  description = "The database: id, address, port, name, replicas, and the ARNs of the secrets of the master user and of the user that Open WebUI signs in as."
  value       = module.portal.database
}

output "directory" {
  description = "The directory: id, the group that may sign in, addresses, LDAP settings, and the ARNs of the secrets of Admin and of the account that Open WebUI binds with; null without one."
  value       = module.portal.directory
}

output "cache" {
  description = "The cache: address, port, user id, and the ARN of the secret with its credentials; null without one."
  value       = module.portal.cache
}

output "directory_bind_secret_arn" {
  description = "Secret that waits for the account (JSON: username, password) that Open WebUI searches existing_directory with; null without one."
  value       = module.portal.directory_bind_secret_arn
}

output "bucket_names" {
  description = "Buckets by use."
  value       = module.portal.bucket_names
}

output "autoscaling_group_names" {
  description = "Groups of machines by workload; empty without a load balancer."
  value       = module.portal.autoscaling_group_names
}

output "service_names" {
  description = "Services of ECS by workload; empty on machines."
  value       = module.portal.service_names
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

output "mail_records" {
  description = "DNS records of the mail domain for a zone outside Route 53; null when mail is off."
  value       = module.portal.mail_records
}

output "mirror" {
  description = "What scripts/mirror-images copies, and where to; null without mirror."
  value       = module.portal.mirror
}

output "oidc_client_secret_arn" {
  description = "Secret that waits for the OpenID client's own; null without one."
  value       = module.portal.oidc_client_secret_arn
}
