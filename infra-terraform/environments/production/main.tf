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

  permissions_boundary_arn = var.permissions_boundary_arn

  existing_network     = var.existing_network
  private_only         = var.private_only
  transit_gateway_id   = var.transit_gateway_id
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
    instance_types  = var.webui_instance_types
    image           = var.webui_image
    compose         = { sha256 = var.compose_sha256 }
    min             = var.webui_size.min
    max             = var.webui_size.max
    desired         = var.webui_size.desired
    spot_percentage = var.spot_percentage
  }

  gateway = {
    jar_path        = var.gateway_jar
    config_yaml     = var.gateway_config == null ? null : file(var.gateway_config)
    instance_types  = var.gateway_instance_types
    min             = var.gateway_size.min
    max             = var.gateway_size.max
    desired         = var.gateway_size.desired
    spot_percentage = var.spot_percentage
  }

  compute        = var.compute
  fargate        = var.fargate
  mirror         = var.mirror
  bedrock_models = var.bedrock_models
  residency      = var.residency
  guardrail      = var.guardrail
  model_accounts = var.model_accounts

  database = {
    instance_class          = var.database.instance_class
    engine_version          = var.database.engine_version
    storage_gb              = var.database.storage_gb
    max_storage_gb          = var.database.max_storage_gb
    multi_az                = true
    replicas                = var.database.replicas
    backup_days             = var.database.backup_days
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
  existing_directory       = var.existing_directory
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
  cdn = { enabled = var.cdn_enabled && !var.private_only, certificate_arn = var.edge_certificate_arn }

  monitoring   = { alarm_email = var.alarm_email, log_retention_days = 365, usage_report = "cron(0 7 ? * MON-FRI *)" }
  audit        = { trail_enabled = var.trail_enabled, bedrock_invocation_logging = { enabled = var.bedrock_invocation_logging } }
  backup       = { database_copy = true }
  office_hours = var.office_hours
  budget       = { limit = var.monthly_budget_usd, emails = [var.alarm_email], cost_tags = var.budget_cost_tags }

  cognito   = var.cognito
  oidc      = var.oidc
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

  secrets    = module.portal.generated_secrets
  generation = var.secret_generation
}
