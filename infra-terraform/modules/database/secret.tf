# The secret of a master password that RDS does not manage, and its rotation.

resource "aws_secretsmanager_secret" "master" {
  count = local.rds_manages_password ? 0 : 1

  name_prefix = "${local.identifier}-"
  description = "Master user of ${local.identifier}"
  kms_key_id  = var.kms_key_arn
  tags        = merge(var.tags, { Name = local.identifier })
}

resource "aws_secretsmanager_secret_version" "master" {
  count = local.rds_manages_password ? 0 : 1

  secret_id                = aws_secretsmanager_secret.master[0].id
  version_stages           = local.first_stages
  secret_string_wo_version = var.master_password_version
  secret_string_wo = jsonencode({
    username             = var.username
    password             = var.master_password
    dbInstanceIdentifier = local.identifier
  })

  lifecycle {
    ignore_changes = [version_stages]
  }
}

# Rotates at once, too, which heals a secret and a database that a broken apply left apart.
resource "aws_secretsmanager_secret_rotation" "master" {
  count = var.rotation == null ? 0 : 1

  secret_id           = aws_secretsmanager_secret_version.master[0].secret_id
  rotation_lambda_arn = var.rotation.function_arn

  rotation_rules {
    automatically_after_days = var.rotation.days
  }

  # RDS takes a new password only while nothing else is done to the instance.
  depends_on = [aws_db_instance.this, aws_db_instance.replica]
}

# What Open WebUI signs in with. The function makes the users in the first rotation, at once; machines wait for a password.
resource "aws_secretsmanager_secret" "application" {
  count = var.application == null ? 0 : 1

  name_prefix = "${local.application_secret}-"
  description = "User of ${local.identifier} that Open WebUI signs in as"
  kms_key_id  = var.kms_key_arn
  tags        = merge(var.tags, { Name = local.application_secret })
}

resource "aws_secretsmanager_secret_version" "application" {
  count = var.application == null ? 0 : 1

  secret_id      = aws_secretsmanager_secret.application[0].id
  version_stages = local.first_stages
  secret_string = jsonencode({
    engine   = "postgres"
    host     = aws_db_instance.this.address
    port     = aws_db_instance.this.port
    dbname   = var.database_name
    username = ""
    password = ""
  })

  lifecycle {
    ignore_changes = [version_stages]
  }
}

# After the master user's own rotation, whose password it signs in with.
resource "aws_secretsmanager_secret_rotation" "application" {
  count = var.application == null ? 0 : 1

  secret_id           = aws_secretsmanager_secret_version.application[0].secret_id
  rotation_lambda_arn = var.application.function_arn

  rotation_rules {
    automatically_after_days = var.application.days
  }

  # Another database needs the users made there, too.
  lifecycle {
    replace_triggered_by = [aws_secretsmanager_secret_version.application]
  }

  depends_on = [aws_db_instance.this, aws_secretsmanager_secret_rotation.master]
}
