output "bind_secret_arn" {
  description = "ARN of the secret (JSON: username, password) that Open WebUI binds with."
  value       = aws_secretsmanager_secret.bind.arn
}

output "ldap" {
  description = "What Open WebUI needs to know to sign users in, none of it secret."
  value = {
    host               = var.directory.host
    port               = var.directory.port
    use_tls            = true
    ca_pem             = var.directory.ca_pem
    addresses          = var.directory.addresses
    search_base        = var.directory.search_base
    search_filter      = "(&${local.enabled}${local.membership})"
    bind_dn            = var.directory.bind_dn
    username_attribute = "sAMAccountName"
    mail_attribute     = var.directory.mail_attribute
    groups_attribute   = "memberOf"
  }
}
