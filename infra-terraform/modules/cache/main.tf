# Valkey for what several machines share: sessions, web sockets and their locks.
#
# The user starts in IAM mode, where it has no password at all; scripts/set-credentials gives it one
# and writes it to the secret. So no password passes through Terraform or its state.

locals {
  major_version = split(".", var.engine_version)[0]
  port          = 6379
}

resource "aws_elasticache_subnet_group" "this" {
  name        = "${var.name}-cache"
  description = "Private subnets of the ${var.name} cache"
  subnet_ids  = var.subnet_ids
  tags        = merge(var.tags, { Name = "${var.name}-cache" })
}

resource "aws_elasticache_parameter_group" "this" {
  name        = "${var.name}-valkey${local.major_version}"
  family      = "valkey${local.major_version}"
  description = "Settings of the ${var.name} cache"
  tags        = merge(var.tags, { Name = "${var.name}-cache" })

  # Sessions end by their own expiry; what has none (locks, sockets) must not be evicted.
  parameter {
    name  = "maxmemory-policy"
    value = "volatile-lru"
  }

  # Idle connections of stopped containers go away after half an hour.
  parameter {
    name  = "timeout"
    value = "1800"
  }

  lifecycle {
    create_before_destroy = true
  }
}

# IAM mode asks for the same user id and user name.
resource "aws_elasticache_user" "webui" {
  user_id       = "${var.name}-webui"
  user_name     = "${var.name}-webui"
  engine        = "valkey"
  access_string = "on ~* &* +@all -@dangerous +info +keys"
  tags          = merge(var.tags, { Name = "${var.name}-webui" })

  authentication_mode {
    type = "iam"
  }

  lifecycle {
    ignore_changes = [authentication_mode]
  }
}

resource "aws_elasticache_user_group" "this" {
  user_group_id = "${var.name}-cache"
  engine        = "valkey"
  user_ids      = [aws_elasticache_user.webui.user_id]
  tags          = merge(var.tags, { Name = "${var.name}-cache" })
}

resource "aws_secretsmanager_secret" "auth" {
  name_prefix = "${var.name}-cache-"
  description = "User name and password of the ${var.name} cache; set by scripts/set-credentials"
  kms_key_id  = var.kms_key_arn
  tags        = merge(var.tags, { Name = "${var.name}-cache" })
}

# Only the engine log: the slow log quotes commands, and web socket events carry prompts.
resource "aws_cloudwatch_log_group" "engine" {
  name              = "/aws/vendedlogs/elasticache/${var.name}/engine"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn
  tags              = merge(var.tags, { Name = "${var.name}-cache" })
}

resource "aws_elasticache_replication_group" "this" {
  replication_group_id = "${var.name}-cache"
  description          = "Sessions and web sockets of ${var.name}"
  engine               = "valkey"
  engine_version       = var.engine_version
  node_type            = var.node_type
  num_cache_clusters   = var.node_count
  parameter_group_name = aws_elasticache_parameter_group.this.name
  port                 = local.port

  subnet_group_name  = aws_elasticache_subnet_group.this.name
  security_group_ids = var.security_group_ids

  automatic_failover_enabled = var.node_count > 1
  multi_az_enabled           = var.node_count > 1

  at_rest_encryption_enabled = true
  kms_key_id                 = var.kms_key_arn
  transit_encryption_enabled = true
  transit_encryption_mode    = "required"
  user_group_ids             = [aws_elasticache_user_group.this.user_group_id]

  auto_minor_version_upgrade = true
  maintenance_window         = "sun:03:00-sun:04:00"
  snapshot_retention_limit   = var.snapshot_days
  snapshot_window            = "01:00-02:00"

  log_delivery_configuration {
    destination      = aws_cloudwatch_log_group.engine.name
    destination_type = "cloudwatch-logs"
    log_format       = "json"
    log_type         = "engine-log"
  }

  tags = merge(var.tags, { Name = "${var.name}-cache" })
}
