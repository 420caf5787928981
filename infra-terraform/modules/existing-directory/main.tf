# An Active Directory that is there already, by LDAPS: what Open WebUI must know of it, and the secret of the account that it
# searches with. Whoever runs the directory makes that account, and writes its password into the secret.

locals {
  enabled    = "(objectCategory=person)(objectClass=user)(!(userAccountControl:1.2.840.113556.1.4.803:=2))"
  membership = var.directory.users_group_dn == null ? "" : "(memberOf:1.2.840.113556.1.4.1941:=${var.directory.users_group_dn})"
}

resource "aws_secretsmanager_secret" "bind" {
  name_prefix             = "${var.name}-directory-bind-"
  description             = "Account that Open WebUI searches ${var.directory.host} with (JSON: username, password); written by whoever runs the directory"
  kms_key_id              = var.kms_key_arn
  recovery_window_in_days = var.recovery_window_days

  tags = merge(var.tags, { Name = "${var.name}-directory-bind" })
}
