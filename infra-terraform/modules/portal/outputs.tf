output "portal_url" {
  description = "Address users open."
  value       = local.portal_url
}

output "gateway_url" {
  description = "Address of the Ollama API inside the VPC."
  value       = local.gateway_url
}

output "vpc_id" {
  description = "VPC of the portal."
  value       = local.network.vpc_id
}

output "subnet_ids" {
  description = "Subnets by tier, in the order of the zones."
  value       = { public = local.network.public_subnet_ids, private = local.network.private_subnet_ids }
}

output "security_group_ids" {
  description = "Security groups by role."
  value       = module.security_groups.ids
}

output "kms_key_arn" {
  description = "Key of everything the portal stores."
  value       = module.kms.key_arn
}

output "load_balancer_dns_name" {
  description = "AWS's name of the portal's load balancer; null without one."
  value       = one(module.webui_alb[*].dns_name)
}

output "cloudfront_domain" {
  description = "CloudFront's name of the portal; null without it."
  value       = one(module.cdn[*].domain_name)
}

output "database" {
  description = "The database: id, address, port, name, replicas, and the ARNs of the secrets of the master user and of the user that Open WebUI signs in as."
  value = {
    id                     = module.database.instance_id
    address                = module.database.address
    port                   = module.database.port
    name                   = module.database.database_name
    master_secret_arn      = module.database.master_secret_arn
    application_secret_arn = module.database.application_secret_arn
    replica_addresses      = module.database.replica_addresses
  }
}

output "directory" {
  description = "The directory: id, the group that may sign in, addresses, LDAP settings, and the ARNs of the secrets of Admin and of the account that Open WebUI binds with; null without one."
  value = var.directory.enabled ? {
    id               = module.directory[0].directory_id
    users_group      = var.directory.users_group
    dns_ips          = module.directory[0].dns_ip_addresses
    ldap             = module.directory[0].ldap
    admin_secret_arn = module.directory[0].admin_secret_arn
    bind_secret_arn  = module.directory[0].bind_secret_arn
  } : null
}

output "directory_bind_secret_arn" {
  description = "Secret that waits for the account (JSON: username, password) that Open WebUI searches existing_directory with; null without one."
  value       = one(module.existing_directory[*].bind_secret_arn)
}

output "cache" {
  description = "The cache: address, port, user id, and the ARN of the secret with its credentials; null without one."
  value = var.cache.enabled ? {
    address         = module.cache[0].address
    port            = module.cache[0].port
    user_id         = module.cache[0].user_id
    auth_secret_arn = module.cache[0].auth_secret_arn
  } : null
}

output "bucket_names" {
  description = "Buckets by use."
  value = {
    artifacts = module.storage.artifacts_bucket.name
    uploads   = try(module.storage.uploads_bucket.name, null)
    logs      = module.storage.logs_bucket.name
    trail     = module.audit.bucket
  }
}

output "instance_ids" {
  description = "Single machines by workload; empty behind a load balancer."
  value       = { for workload, machine in { webui = module.webui, gateway = module.gateway } : workload => one(machine[*].instance_id) if !local.scaled }
}

output "autoscaling_group_names" {
  description = "Groups of machines by workload; empty without a load balancer."
  value       = { for workload, group in { webui = module.webui_group, gateway = module.gateway_group } : workload => one(group[*].name) if local.grouped }
}

output "service_names" {
  description = "Services of ECS by workload; empty on machines."
  value       = { for workload, service in { webui = module.webui_service, gateway = module.gateway_service } : workload => one(service[*].name) if local.fargate }
}

output "ssm_session_commands" {
  description = "Commands that open a shell on the single machines."
  value       = local.scaled ? {} : { for workload, machine in { webui = module.webui[0], gateway = module.gateway[0] } : workload => "aws ssm start-session --region ${local.region} --target ${machine.instance_id}" }
}

output "ssm_port_forward_command" {
  description = "Command that brings the portal to http://localhost:8080 through an encrypted session, where users come by plain HTTP; null behind a load balancer."
  value       = local.scaled ? null : "aws ssm start-session --region ${local.region} --target ${module.webui[0].instance_id} --document-name AWS-StartPortForwardingSession --parameters portNumber=${var.webui.port},localPortNumber=8080"
}

output "role_arns" {
  description = "Roles of the machines by workload."
  value       = { webui = module.webui_role.role_arn, gateway = module.gateway_role.role_arn }
}

output "log_group_names" {
  description = "Log groups by workload."
  value       = module.observability.log_group_names
}

output "alarm_topic_arn" {
  description = "Topic that gets every alarm."
  value       = module.observability.topic_arn
}

output "dashboard_url" {
  description = "Address of the dashboard; null when it is off."
  value       = module.observability.dashboard_url
}

output "open_webui_environment" {
  description = "Open WebUI's settings, less the secret ones."
  value       = module.webui_machine.environment
}

output "admin_password_secret_arn" {
  description = "Secret with the first administrator's password."
  value       = aws_secretsmanager_secret.generated["admin-password"].arn
}

output "gateway_secret_arns" {
  description = "Secrets that Open WebUI and the gateway share: the key that it shows, and what it signs with who asks."
  value       = { key = local.gateway_secret_arns.gateway_key, user_jwt = local.gateway_secret_arns.user_jwt_secret }
}

output "generated_secrets" {
  description = "Secrets that modules/secret-values fills with random values."
  value       = { for key, secret in aws_secretsmanager_secret.generated : key => { arn = secret.arn } }
}

output "oidc_client_secret_arn" {
  description = "Secret that waits for the OpenID client's own; null without one."
  value       = one(aws_secretsmanager_secret.oidc_client[*].arn)
}

output "mirror" {
  description = "What scripts/mirror-images copies, and where to; null without mirror."
  value = var.mirror ? {
    region  = local.region
    image   = { source = local.image_source.repository, tag = local.image.tag, digest = local.image.digest, repository = local.image.repository }
    compose = { source = local.compose_url, sha256 = local.compose.sha256, object = local.compose_mirror }
  } : null
}

output "mail_records" {
  description = "DNS records of the mail domain for a zone outside Route 53; null when mail is off."
  value       = one(module.email[*].records)
}
