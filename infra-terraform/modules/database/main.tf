# PostgreSQL on RDS: users, chats and settings of Open WebUI.
#
# Nobody types the master password. Without read replicas RDS makes, stores and rotates it. RDS
# refuses replicas of such an instance, so with replicas the caller passes an ephemeral password,
# which this module writes to RDS and to a secret by write-only arguments. Open WebUI signs in as a user of its own
# (secret.tf), over TLS that it checks by RDS's authority in the region (ca/).

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
data "aws_region" "current" {}

locals {
  # A label of our own on the first version: Secrets Manager deletes versions without any, and Terraform would write it anew.
  first_stages = ["AWSCURRENT", "FIRST"]

  identifier           = "${var.name}-database"
  rds_manages_password = var.master_password_version == null
  engine_major         = split(".", var.engine_version)[0]
  log_exports          = ["postgresql", "upgrade"]
  replicas             = toset([for number in range(var.replicas) : tostring(number + 1)])
  application_secret   = "${var.name}-openwebui-user"
  region_ca_file       = "${path.module}/ca/${data.aws_region.current.id}.pem"
  ca_pem               = var.ca_pem != null ? var.ca_pem : fileexists(local.region_ca_file) ? file(local.region_ca_file) : ""
  instances            = concat([local.identifier], [for number in local.replicas : "${local.identifier}-replica-${number}"])
}

resource "aws_db_subnet_group" "this" {
  name        = local.identifier
  description = "Private subnets of the ${var.name} database"
  subnet_ids  = var.subnet_ids
  tags        = merge(var.tags, { Name = local.identifier })
}

resource "aws_db_parameter_group" "this" {
  name_prefix = "${local.identifier}-"
  family      = "postgres${local.engine_major}"
  description = "Settings of the ${var.name} database"
  tags        = merge(var.tags, { Name = local.identifier })

  parameter {
    name  = "rds.force_ssl"
    value = "1"
  }

  parameter {
    name  = "log_connections"
    value = "1"
  }

  parameter {
    name  = "log_disconnections"
    value = "1"
  }

  parameter {
    name  = "log_statement"
    value = "ddl"
  }

  # Slow statements are logged, their parameters never: those are what users wrote.
  parameter {
    name  = "log_min_duration_statement"
    value = "1000"
  }

  parameter {
    name  = "log_parameter_max_length"
    value = "0"
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_cloudwatch_log_group" "this" {
  for_each = toset([for pair in setproduct(local.instances, local.log_exports) : join("/", pair)])

  name              = "/aws/rds/instance/${each.key}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn
  tags              = merge(var.tags, { Name = local.identifier })
}

resource "aws_db_instance" "this" {
  identifier     = local.identifier
  engine         = "postgres"
  engine_version = var.engine_version
  instance_class = var.instance_class

  db_name                       = var.database_name
  username                      = var.username
  manage_master_user_password   = local.rds_manages_password ? true : null
  master_user_secret_kms_key_id = local.rds_manages_password ? var.kms_key_arn : null
  password_wo                   = local.rds_manages_password ? null : var.master_password
  password_wo_version           = var.master_password_version
  snapshot_identifier           = var.snapshot_identifier

  storage_type          = "gp3"
  allocated_storage     = var.storage_gb
  max_allocated_storage = var.max_storage_gb
  storage_encrypted     = true
  kms_key_id            = coalesce(var.storage_key_arn, var.kms_key_arn)

  multi_az                            = var.multi_az
  db_subnet_group_name                = aws_db_subnet_group.this.name
  vpc_security_group_ids              = var.security_group_ids
  publicly_accessible                 = false
  port                                = 5432
  parameter_group_name                = aws_db_parameter_group.this.name
  ca_cert_identifier                  = "rds-ca-rsa2048-g1" # whose certificates are in ca/
  iam_database_authentication_enabled = true

  backup_retention_period   = var.backup_days
  backup_window             = "01:00-02:00"
  copy_tags_to_snapshot     = true
  deletion_protection       = var.deletion_protection
  skip_final_snapshot       = !var.final_snapshot
  final_snapshot_identifier = var.final_snapshot ? "${local.identifier}-final" : null
  delete_automated_backups  = !var.final_snapshot

  maintenance_window         = "sun:02:30-sun:03:30"
  auto_minor_version_upgrade = true
  apply_immediately          = var.apply_immediately

  enabled_cloudwatch_logs_exports = local.log_exports
  monitoring_interval             = var.monitoring_interval
  monitoring_role_arn             = one(aws_iam_role.monitoring[*].arn)
  performance_insights_enabled    = true
  performance_insights_kms_key_id = var.kms_key_arn

  tags = merge(var.tags, { Name = local.identifier })

  lifecycle {
    ignore_changes = [snapshot_identifier]

    precondition {
      condition     = local.ca_pem != ""
      error_message = "modules/database/ca has no certificate of RDS's authority in ${data.aws_region.current.id}: give that of rds-ca-rsa2048-g1 in ca_pem."
    }
  }

  depends_on = [aws_cloudwatch_log_group.this, aws_iam_role_policy_attachment.monitoring]
}

resource "aws_db_instance" "replica" {
  for_each = local.replicas

  identifier          = "${local.identifier}-replica-${each.key}"
  replicate_source_db = aws_db_instance.this.identifier
  instance_class      = var.instance_class

  storage_type          = "gp3"
  max_allocated_storage = var.max_storage_gb
  storage_encrypted     = true

  vpc_security_group_ids              = var.security_group_ids
  publicly_accessible                 = false
  parameter_group_name                = aws_db_parameter_group.this.name
  ca_cert_identifier                  = "rds-ca-rsa2048-g1"
  iam_database_authentication_enabled = true

  copy_tags_to_snapshot = true
  deletion_protection   = var.deletion_protection
  skip_final_snapshot   = true

  maintenance_window         = "sun:03:30-sun:04:30"
  auto_minor_version_upgrade = true
  apply_immediately          = var.apply_immediately

  enabled_cloudwatch_logs_exports = local.log_exports
  monitoring_interval             = var.monitoring_interval
  monitoring_role_arn             = one(aws_iam_role.monitoring[*].arn)
  performance_insights_enabled    = true
  performance_insights_kms_key_id = var.kms_key_arn

  tags = merge(var.tags, { Name = "${local.identifier}-replica-${each.key}" })

  depends_on = [aws_cloudwatch_log_group.this, aws_iam_role_policy_attachment.monitoring]
}

data "aws_iam_policy_document" "monitoring_trust" {
  count = var.monitoring_interval > 0 ? 1 : 0

  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["monitoring.rds.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.current.account_id]
    }
  }
}

resource "aws_iam_role" "monitoring" {
  count = var.monitoring_interval > 0 ? 1 : 0

  name_prefix          = "${var.name}-rds-"
  description          = "Lets RDS write the enhanced monitoring of ${local.identifier}"
  assume_role_policy   = data.aws_iam_policy_document.monitoring_trust[0].json
  permissions_boundary = var.permissions_boundary_arn
  tags                 = merge(var.tags, { Name = "${local.identifier}-monitoring" })
}

resource "aws_iam_role_policy_attachment" "monitoring" {
  count = var.monitoring_interval > 0 ? 1 : 0

  role       = aws_iam_role.monitoring[0].name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"
}
