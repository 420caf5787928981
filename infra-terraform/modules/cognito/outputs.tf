output "user_pool_id" {
  description = "Id of the user pool."
  value       = aws_cognito_user_pool.this.id
}

output "client_id" {
  description = "Id of Open WebUI's client."
  value       = aws_cognito_user_pool_client.this.id
}

output "issuer_url" {
  description = "OpenID Connect issuer."
  value       = local.issuer
}

output "discovery_url" {
  description = "OpenID Connect discovery document: Open WebUI's OPENID_PROVIDER_URL."
  value       = "${local.issuer}/.well-known/openid-configuration"
}

output "domain" {
  description = "Host name of the sign-in pages."
  value       = "${aws_cognito_user_pool_domain.this.domain}.auth.${local.region}.amazoncognito.com"
}
