# What is stored: database, directory, cache, buckets, and the secrets. Secrets have no value here; the roots fill them
# (modules/secret-values) or an operator does (scripts/set-credentials).

module "database" {
  source = "../database"

  name                     = var.name
  tags                     = var.tags
  permissions_boundary_arn = var.permissions_boundary_arn
  subnet_ids               = local.network.private_subnet_ids
  security_group_ids       = [module.security_groups.ids["database"]]
  kms_key_arn              = module.kms.key_arn
  instance_class           = var.database.instance_class
  engine_version           = var.database.engine_version
  storage_gb               = var.database.storage_gb
  max_storage_gb           = var.database.max_storage_gb
  multi_az                 = var.database.multi_az
  replicas                 = var.database.replicas
  database_name            = var.database.name
  backup_days              = var.database.backup_days
  deletion_protection      = var.database.deletion_protection
  final_snapshot           = !var.disposable
  snapshot_identifier      = var.database.snapshot_identifier
  storage_key_arn          = var.database.storage_key_arn
  monitoring_interval      = var.database.monitoring_interval
  log_retention_days       = var.monitoring.log_retention_days

  # Read replicas and a password that RDS manages exclude one another; then the caller draws the password.
  master_password         = var.database_master_password
  master_password_version = var.database.master_password_version
  rotation = local.rotates ? {
    function_arn = module.functions.function_arns["rotate-password"]
    days         = var.database.rotation_days
  } : null

  # Open WebUI signs in as a user of its own, never as the master user.
  application = { function_arn = module.functions.function_arns["rotate-application-password"], days = var.database.application_rotation_days }
  ca_pem      = var.database.ca_pem
}

# Nobody is asked for the directory's first password. Drawn when the directory is made, and never shown: what makes it, prints
# no values. Four kinds of characters, and none of the words that AWS refuses; scripts/set-credentials replaces it.
locals {
  # Whoever gives the authority's certificate means LDAPS.
  ldaps = var.directory.ldaps_ca_pem != null && !var.directory.plain_ldap

  directory_admin_password = var.directory_admin_password != null ? var.directory_admin_password : "Aa1-${uuid()}"
}

module "directory" {
  source = "../directory"
  count  = var.directory.enabled ? 1 : 0

  name                        = var.name
  tags                        = var.tags
  vpc_id                      = local.network.vpc_id
  subnet_ids                  = slice(local.network.private_subnet_ids, 0, 2)
  kms_key_arn                 = module.kms.key_arn
  domain_name                 = var.directory.domain_name
  short_name                  = var.directory.short_name
  edition                     = var.directory.edition
  admin_password              = local.directory_admin_password
  dns_mode                    = var.directory.dns_mode
  resolver_security_group_ids = var.directory.dns_mode == "resolver" ? [module.security_groups.ids["resolver"]] : []
  client_security_group_ids   = { webui = module.security_groups.ids["webui"] }
  ldaps_enabled               = local.ldaps
  ldaps_ca_pem                = var.directory.ldaps_ca_pem
  users_group                 = var.directory.users_group
  mail_attribute              = var.directory.mail_attribute
  log_retention_days          = var.monitoring.log_retention_days
}

module "existing_directory" {
  source = "../existing-directory"
  count  = var.existing_directory == null ? 0 : 1

  name                 = var.name
  tags                 = var.tags
  kms_key_arn          = module.kms.key_arn
  recovery_window_days = var.disposable ? 0 : 30
  directory            = var.existing_directory
}

module "cache" {
  source = "../cache"
  count  = var.cache.enabled ? 1 : 0

  name               = var.name
  tags               = var.tags
  subnet_ids         = local.network.private_subnet_ids
  security_group_ids = [module.security_groups.ids["cache"]]
  kms_key_arn        = module.kms.key_arn
  node_type          = var.cache.node_type
  node_count         = var.cache.node_count
  log_retention_days = var.monitoring.log_retention_days
}

module "storage" {
  source = "../storage"

  name               = var.name
  tags               = var.tags
  kms_key_arn        = module.kms.key_arn
  uploads_enabled    = var.uploads.enabled
  log_retention_days = var.monitoring.log_retention_days
  force_destroy      = var.disposable
}

# A new jar has a new key, so machines that still start with the old one find it.
resource "aws_s3_object" "gateway" {
  bucket                 = module.storage.artifacts_bucket.name
  key                    = "gateway/${local.gateway_sha256}/${basename(var.gateway.jar_path)}"
  source                 = var.gateway.jar_path
  source_hash            = local.gateway_sha256
  server_side_encryption = "aws:kms"
  kms_key_id             = module.kms.key_arn

  tags = { Name = basename(var.gateway.jar_path) }

  # S3 takes ten tags of an object, fewer than of anything else: those of everything stay away.
  override_provider {
    default_tags {
      tags = {}
    }
  }
}

resource "aws_secretsmanager_secret" "generated" {
  for_each = {
    webui-secret-key = "Signs Open WebUI's sessions"
    admin-password   = "Open WebUI's first administrator, ${var.webui.admin_email}"
    gateway-key      = "What Open WebUI shows the gateway, which answers nobody without it"
    user-jwt-secret  = "Signs who asks, from Open WebUI to the gateway"
  }

  name_prefix             = "${var.name}/${each.key}-"
  description             = each.value
  kms_key_id              = module.kms.key_arn
  recovery_window_in_days = var.disposable ? 0 : 30

  tags = merge(var.tags, { Name = "${var.name}-${each.key}" })
}
