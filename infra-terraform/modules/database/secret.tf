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
  secret_string_wo_version = var.master_password_version
  secret_string_wo = jsonencode({
    username             = var.username
    password             = var.master_password
    dbInstanceIdentifier = local.identifier
  })
}

# Rotates at once, too, which heals a secret and a database that a broken apply left apart.
resource "aws_secretsmanager_secret_rotation" "master" {
  count = var.rotation == null ? 0 : 1

  secret_id           = aws_secretsmanager_secret_version.master[0].secret_id
  rotation_lambda_arn = var.rotation.function_arn

  rotation_rules {
    automatically_after_days = var.rotation.days
  }

  depends_on = [aws_db_instance.this]
}
