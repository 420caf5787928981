# The portal for a whole organisation: groups of machines over two zones behind HTTPS, a database that fails over, shared
# sessions and files, firewall and CloudFront, audit, backups in a second region.

module "portal" {
  source = "../../modules/portal"

  providers = {
    aws           = aws
    aws.us_east_1 = aws.us_east_1
    aws.recovery  = aws.recovery
  }

  name        = var.name
  environment = "production"

  vpc_cidr             = var.vpc_cidr
  azs                  = var.azs
  public_subnet_cidrs  = var.public_subnet_cidrs
  private_subnet_cidrs = var.private_subnet_cidrs
  nat_mode             = "per_az"
  interface_endpoints  = ["bedrock", "bedrock-runtime", "kms", "logs", "monitoring", "secretsmanager", "ssm", "ssmmessages"]
  flow_logs            = { enabled = true, retention_days = 365 }

  allowed_cidr_blocks = var.allowed_cidr_blocks
  allow_public_access = var.allow_public_access

  allowed_ipv6_cidr_blocks = var.allowed_ipv6_cidr_blocks

  webui = {
    admin_email     = var.admin_email
    models_by_group = var.models_by_group
    default_model   = var.default_model
    task_model      = var.task_model
    embedding_model = var.embedding_model
    instance_types  = ["m5.xlarge", "m5a.xlarge", "m6i.xlarge"]
    min             = 2
    max             = 6
    desired         = 2
    spot_percentage = var.spot_percentage
  }

  gateway = {
    jar_path        = var.gateway_jar
    config_yaml     = var.gateway_config == null ? null : file(var.gateway_config)
    instance_types  = ["m5.large", "m5a.large", "m6i.large"]
    min             = 2
    max             = 6
    desired         = 2
    spot_percentage = var.spot_percentage
  }

  bedrock_models = var.bedrock_models
  residency      = var.residency

  database = {
    instance_class          = "db.m5.large"
    engine_version          = "15"
    storage_gb              = 100
    max_storage_gb          = 500
    multi_az                = true
    replicas                = 1
    backup_days             = 14
    deletion_protection     = true
    monitoring_interval     = 60
    master_password_version = 1
    rotation_days           = 30
    snapshot_identifier     = try(var.recovered.database_snapshot, null)
    storage_key_arn         = try(var.recovered.database_key_arn, null)
  }
  database_master_password = ephemeral.aws_secretsmanager_random_password.database.random_password

  directory                = var.directory
  directory_admin_password = var.directory_admin_password
  cache                    = { enabled = true, node_count = 2 }
  uploads                  = { enabled = true }

  load_balancer = {
    enabled                 = true
    domain                  = var.domain
    zone_id                 = var.zone_id
    certificate_arn         = var.certificate_arn
    gateway_certificate_arn = var.gateway_certificate_arn
    takes_over_domain       = try(var.recovered.domain, false)
  }

  waf = { enabled = true, rate_limit = var.rate_limit }
  cdn = { enabled = var.cdn_enabled, certificate_arn = var.edge_certificate_arn }

  monitoring   = { alarm_email = var.alarm_email, log_retention_days = 365, usage_report = "cron(0 7 ? * MON-FRI *)" }
  audit        = { trail_enabled = var.trail_enabled, bedrock_invocation_logging = { enabled = var.bedrock_invocation_logging } }
  backup       = { image_copy_region = var.recovery_region, database_copy = true }
  office_hours = var.office_hours
  budget       = { limit = var.monthly_budget_usd, emails = [var.alarm_email] }

  cognito   = var.cognito
  email     = { enabled = var.email_enabled }
  functions = var.functions
}

# Drawn when Terraform runs, written to RDS and Secrets Manager, and never kept in state or plan. Used once: later runs
# write nothing while master_password_version stays, and the rotation takes over.
ephemeral "aws_secretsmanager_random_password" "database" {
  password_length     = 40
  exclude_punctuation = true
}

module "secret_values" {
  source = "../../modules/secret-values"

  secrets = module.portal.generated_secrets
}
