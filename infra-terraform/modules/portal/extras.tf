# What can be added: sign-in by Cognito, mail by SES, Lambda functions.

locals {
  oidc = var.cognito.enabled ? {
    name          = "Cognito"
    scopes        = "openid email profile"
    groups_claim  = "cognito:groups"
    client_secret = false
    client_id     = module.cognito[0].client_id
    discovery_url = module.cognito[0].discovery_url
    logout_url    = "https://${module.cognito[0].domain}/logout?client_id=${module.cognito[0].client_id}&logout_uri=${urlencode(local.portal_url)}"
    admin_group   = var.cognito.admin_group
    user_group    = var.cognito.user_group
  } : var.oidc
}

# The client's secret at a provider of the caller's; whoever registered the client writes it there.
resource "aws_secretsmanager_secret" "oidc_client" {
  count = try(var.oidc.client_secret, false) ? 1 : 0

  name_prefix             = "${var.name}/oidc-client-"
  description             = "Secret of the client ${var.oidc.client_id} at ${var.oidc.name}"
  kms_key_id              = module.kms.key_arn
  recovery_window_in_days = var.disposable ? 0 : 30

  tags = merge(var.tags, { Name = "${var.name}-oidc-client" })
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

# Functions of the portal's own beside those the caller brings. The database is named here, not taken from its module,
# since that module in turn names the function that rotates its password.
locals {
  packages      = "${path.module}/../../functions/target"
  rotates       = var.database.master_password_version != null && var.database.rotation_days != null
  rotates_bind  = var.directory.enabled && var.directory.bind_rotation != null
  database_name = "${var.name}-database"

  own_functions = merge(
    {
      rotate-application-password = {
        description     = "Makes the database users that Open WebUI signs in as, and gives them new passwords in turn"
        package         = "${local.packages}/rotate_application_password.zip"
        handler         = "handler.handle"
        timeout_seconds = 60
        invoked_by      = "secretsmanager.amazonaws.com"
        in_vpc          = true
        environment = {
          OWNER             = "openwebui"
          EXTENSIONS        = "vector"
          MASTER_SECRET_ARN = module.database.master_secret_arn
          DATABASE_CA_PEM   = module.database.ca_pem
        }
        statements = [
          {
            actions = [
              "secretsmanager:DescribeSecret",
              "secretsmanager:GetSecretValue",
              "secretsmanager:PutSecretValue",
              "secretsmanager:UpdateSecretVersionStage",
            ]
            resources = ["arn:${local.partition}:secretsmanager:${local.region}:${local.account_id}:secret:${var.name}-openwebui-user-*"]
          },
          { actions = ["secretsmanager:GetSecretValue"], resources = [module.database.master_secret_arn] },
          { actions = ["secretsmanager:GetRandomPassword"], resources = ["*"] },
        ]
      }
    },
    local.rotates ? {
      rotate-password = {
        description     = "Rotates the database's master password"
        package         = "${local.packages}/rotate_database_password.zip"
        handler         = "handler.handle"
        timeout_seconds = 300
        invoked_by      = "secretsmanager.amazonaws.com"
        statements = [
          {
            actions = [
              "secretsmanager:DescribeSecret",
              "secretsmanager:GetSecretValue",
              "secretsmanager:PutSecretValue",
              "secretsmanager:UpdateSecretVersionStage",
            ]
            resources = ["arn:${local.partition}:secretsmanager:${local.region}:${local.account_id}:secret:${local.database_name}-*"]
          },
          {
            actions   = ["rds:DescribeDBInstances", "rds:ModifyDBInstance"]
            resources = ["arn:${local.partition}:rds:${local.region}:${local.account_id}:db:${local.database_name}"]
          },
          { actions = ["secretsmanager:GetRandomPassword"], resources = ["*"] },
        ]
      }
    } : {},
    local.rotates_bind ? {
      rotate-bind-password = {
        description = "Gives the account that Open WebUI binds with a new password, before Active Directory lets it expire"
        package     = "${local.packages}/rotate_bind_password.zip"
        handler     = "handler.handle"
        schedule    = var.directory.bind_rotation
        environment = { SECRET_ARN = module.directory[0].bind_secret_arn, DIRECTORY_ID = module.directory[0].directory_id }
        statements = [
          {
            actions = [
              "secretsmanager:DescribeSecret",
              "secretsmanager:GetSecretValue",
              "secretsmanager:PutSecretValue",
              "secretsmanager:UpdateSecretVersionStage",
            ]
            resources = [module.directory[0].bind_secret_arn]
          },
          { actions = ["secretsmanager:GetRandomPassword"], resources = ["*"] },
          {
            actions   = ["ds:ResetUserPassword"]
            resources = ["arn:${local.partition}:ds:${local.region}:${local.account_id}:directory/${module.directory[0].directory_id}"]
          },
        ]
      }
    } : {},
    var.monitoring.usage_report == null ? {} : {
      usage-report = {
        description = "Tells the operators how much the portal was used"
        package     = "${local.packages}/usage_report.zip"
        handler     = "handler.handle"
        schedule    = var.monitoring.usage_report
        environment = { LOG_GROUP = local.log_groups.gateway, TOPIC_ARN = module.observability.topic_arn }
        statements = [
          {
            actions   = ["logs:StartQuery"]
            resources = ["arn:${local.partition}:logs:${local.region}:${local.account_id}:log-group:${local.log_groups.gateway}:*"]
          },
          { actions = ["logs:GetQueryResults"], resources = ["*"] },
          { actions = ["sns:Publish"], resources = [module.observability.topic_arn] },
        ]
      }
    },
  )
}

module "functions" {
  source = "../functions"

  name                     = var.name
  tags                     = var.tags
  permissions_boundary_arn = var.permissions_boundary_arn
  kms_key_arn              = module.kms.key_arn
  log_retention_days       = var.monitoring.log_retention_days
  functions                = merge(local.own_functions, var.functions)
  failure_topic_arn        = module.observability.topic_arn
  vpc                      = { subnet_ids = local.network.private_subnet_ids, security_group_ids = [module.security_groups.ids["functions"]] }
}
