# Fills secrets with random values that neither the state nor a plan ever holds: the value is drawn when Terraform runs
# and goes straight to Secrets Manager. Raise `generation` to draw new ones.

ephemeral "aws_secretsmanager_random_password" "this" {
  for_each = var.secrets

  password_length     = each.value.length
  exclude_punctuation = true
}

resource "aws_secretsmanager_secret_version" "this" {
  for_each = var.secrets

  secret_id                = each.value.arn
  secret_string_wo         = ephemeral.aws_secretsmanager_random_password.this[each.key].random_password
  secret_string_wo_version = var.generation
}
