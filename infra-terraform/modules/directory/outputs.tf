output "directory_id" {
  description = "Id of the directory."
  value       = aws_directory_service_directory.this.id
}

output "dns_ip_addresses" {
  description = "Addresses of the two domain controllers, which are DNS servers of the domain."
  value       = sort(aws_directory_service_directory.this.dns_ip_addresses)
}

output "security_group_id" {
  description = "Security group that the directory made for itself."
  value       = aws_directory_service_directory.this.security_group_id
}

output "admin_secret_arn" {
  description = "ARN of the secret of the account Admin."
  value       = aws_secretsmanager_secret.this["admin"].arn
}

output "bind_secret_arn" {
  description = "ARN of the secret (JSON: username, password) that Open WebUI binds with."
  value       = aws_secretsmanager_secret.this["bind"].arn
}

output "ldap" {
  description = "What Open WebUI needs to know to sign users in, none of it secret. addresses lists the controllers' addresses for clients whose resolver does not know the domain; it is empty where DNS does."
  value = {
    host               = var.domain_name
    port               = var.ldaps_enabled ? 636 : 389
    use_tls            = var.ldaps_enabled
    ca_pem             = var.ldaps_ca_pem
    addresses          = var.dns_mode == "none" ? sort(aws_directory_service_directory.this.dns_ip_addresses) : []
    search_base        = local.users_dn
    search_filter      = "(&${local.enabled}${local.membership})"
    bind_account       = var.bind_account
    bind_dn            = "${var.bind_account}@${lower(var.domain_name)}"
    username_attribute = "sAMAccountName"
    mail_attribute     = var.mail_attribute
    groups_attribute   = "memberOf"
  }
}
