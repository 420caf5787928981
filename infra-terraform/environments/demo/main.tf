# The portal as its architecture is drawn: Open WebUI and the gateway on one machine each, PostgreSQL, Active Directory,
# in one VPC over two zones. For ten to fifty people, and for trying out: everything can be destroyed again.

module "portal" {
  source = "../../modules/portal"

  # One region: CloudFront and the second region's backups belong to production.
  providers = {
    aws           = aws
    aws.us_east_1 = aws
    aws.recovery  = aws
  }

  name        = var.name
  environment = "demo"
  disposable  = true

  permissions_boundary_arn = var.permissions_boundary_arn

  vpc_cidr             = "10.0.0.0/16"
  azs                  = var.azs
  public_subnet_cidrs  = ["10.0.0.0/24", "10.0.1.0/24"]
  private_subnet_cidrs = ["10.0.10.0/24", "10.0.11.0/24"]
  nat_mode             = "single"
  open_egress          = true

  allowed_cidr_blocks = var.allowed_cidr_blocks
  allow_public_access = var.allow_public_access
  ssh                 = var.ssh

  webui = {
    admin_email     = var.admin_email
    models_by_group = false
    default_model   = var.default_model
    task_model      = var.task_model
    embedding_model = var.embedding_model
    instance_types  = var.webui_instance_types
    image           = var.webui_image
    compose         = { sha256 = var.compose_sha256 }
  }

  gateway = {
    jar_path       = var.gateway_jar
    instance_types = var.gateway_instance_types
    config_yaml    = var.gateway_config == null ? null : file(var.gateway_config)
  }

  mirror         = var.mirror
  bedrock_models = var.bedrock_models
  residency      = var.residency
  guardrail      = var.guardrail
  model_accounts = var.model_accounts

  database = {
    instance_class      = "db.t3.medium"
    engine_version      = "15"
    storage_gb          = 20
    backup_days         = 7
    deletion_protection = false
  }

  # Files of users outlive the machine, which is replaced whenever one of its settings changes.
  uploads = { enabled = true }

  directory                = merge(var.directory, { edition = "Standard" })
  directory_admin_password = var.directory_admin_password
  existing_directory       = var.existing_directory

  monitoring   = { alarm_email = var.admin_email, log_retention_days = 30 }
  office_hours = var.office_hours
  budget       = { limit = var.monthly_budget_usd, emails = [var.admin_email], cost_tags = var.budget_cost_tags }
}

# Random values go straight to Secrets Manager; neither state nor plan holds them.
module "secret_values" {
  source = "../../modules/secret-values"

  secrets    = module.portal.generated_secrets
  generation = var.secret_generation
}
