# What can be added: sign-in by Cognito, mail by SES, Lambda functions.

locals {
  oidc = var.cognito.enabled ? {
    client_id     = module.cognito[0].client_id
    discovery_url = module.cognito[0].discovery_url
    logout_url    = "https://${module.cognito[0].domain}/logout?client_id=${module.cognito[0].client_id}&logout_uri=${urlencode(local.portal_url)}"
    admin_group   = var.cognito.admin_group
    user_group    = var.cognito.user_group
  } : null
}

module "cognito" {
  source = "../cognito"
  count  = var.cognito.enabled ? 1 : 0

  name                = var.name
  tags                = var.tags
  domain_prefix       = coalesce(var.cognito.domain_prefix, "${var.name}-${local.account_id}")
  callback_urls       = ["${local.portal_url}/oauth/oidc/callback"]
  logout_urls         = [local.portal_url]
  mfa                 = var.cognito.mfa
  deletion_protection = !var.disposable

  groups = {
    (var.cognito.admin_group) = "Administrators of the portal"
    (var.cognito.user_group)  = "Users of the portal"
  }
}

module "email" {
  source = "../email"
  count  = var.email.enabled ? 1 : 0

  name      = var.name
  tags      = var.tags
  domain    = local.domain
  zone_id   = var.load_balancer.zone_id
  mail_from = var.email.mail_from
  sender    = var.email.sender
  topic_arn = module.observability.topic_arn
}

module "functions" {
  source = "../functions"
  count  = length(var.functions) == 0 ? 0 : 1

  name               = var.name
  tags               = var.tags
  kms_key_arn        = module.kms.key_arn
  log_retention_days = var.monitoring.log_retention_days
  functions          = var.functions
  failure_topic_arn  = module.observability.topic_arn
}
