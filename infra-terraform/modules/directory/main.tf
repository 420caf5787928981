# AWS Managed Microsoft AD: who may sign in to the portal, and in which groups they are.
#
# The directory brings its own security group. AWS opens it to the VPC; this module adds rules for
# the clients that the caller names, and nothing else.

data "aws_partition" "current" {}
data "aws_caller_identity" "current" {}
data "aws_region" "current" {}

locals {
  # What a client of the directory speaks: DNS, Kerberos, LDAP and LDAPS.
  client_ports = {
    dns-tcp      = { protocol = "tcp", port = 53 }
    dns-udp      = { protocol = "udp", port = 53 }
    kerberos-tcp = { protocol = "tcp", port = 88 }
    kerberos-udp = { protocol = "udp", port = 88 }
    ldap         = { protocol = "tcp", port = 389 }
    ldaps        = { protocol = "tcp", port = 636 }
  }

  client_rules = {
    for pair in setproduct(keys(var.client_security_group_ids), keys(local.client_ports)) :
    join("-", pair) => merge(local.client_ports[pair[1]], { client = pair[0], service = pair[1] })
  }

  domain_dn  = join(",", [for label in split(".", var.domain_name) : "DC=${label}"])
  users_dn   = "OU=Users,OU=${var.short_name},${local.domain_dn}"
  enabled    = "(objectCategory=person)(objectClass=user)(!(userAccountControl:1.2.840.113556.1.4.803:=2))"
  membership = var.users_group == null ? "" : "(memberOf:1.2.840.113556.1.4.1941:=CN=${var.users_group},${local.users_dn})"
  log_group  = "/aws/directoryservice/${var.name}"
}

resource "aws_directory_service_directory" "this" {
  type        = "MicrosoftAD"
  name        = var.domain_name
  short_name  = var.short_name
  edition     = var.edition
  password    = var.admin_password
  description = "Users and groups of ${var.name}"
  tags        = merge(var.tags, { Name = "${var.name}-directory" })

  vpc_settings {
    vpc_id     = var.vpc_id
    subnet_ids = var.subnet_ids
  }

  # scripts/set-credentials replaces the password after the first apply.
  lifecycle {
    ignore_changes = [password]
  }
}

resource "aws_vpc_security_group_ingress_rule" "client" {
  for_each = local.client_rules

  security_group_id            = aws_directory_service_directory.this.security_group_id
  referenced_security_group_id = var.client_security_group_ids[each.value.client]
  description                  = "${each.value.service} from ${each.value.client}"
  ip_protocol                  = each.value.protocol
  from_port                    = each.value.port
  to_port                      = each.value.port
  tags                         = merge(var.tags, { Name = "${var.name}-directory-${each.key}" })
}

# Where Route 53 asks the directory for its own names.
resource "aws_vpc_security_group_ingress_rule" "resolver" {
  for_each = { for pair in setproduct(range(length(var.resolver_security_group_ids)), ["tcp", "udp"]) : join("-", pair) => { index = pair[0], protocol = pair[1] } }

  security_group_id            = aws_directory_service_directory.this.security_group_id
  referenced_security_group_id = var.resolver_security_group_ids[each.value.index]
  description                  = "DNS by ${each.value.protocol} from the resolver"
  ip_protocol                  = each.value.protocol
  from_port                    = 53
  to_port                      = 53
  tags                         = merge(var.tags, { Name = "${var.name}-directory-resolver-${each.key}" })
}

resource "aws_secretsmanager_secret" "this" {
  for_each = {
    admin = "Account Admin of the directory ${var.domain_name}"
    bind  = "Account that Open WebUI searches ${var.domain_name} with"
  }

  name_prefix = "${var.name}-directory-${each.key}-"
  description = "${each.value}; set by scripts/set-credentials"
  kms_key_id  = var.kms_key_arn
  tags        = merge(var.tags, { Name = "${var.name}-directory-${each.key}" })
}

resource "aws_cloudwatch_log_group" "this" {
  name              = local.log_group
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn
  tags              = merge(var.tags, { Name = "${var.name}-directory" })
}

data "aws_iam_policy_document" "log" {
  statement {
    sid     = "DirectorySecurityEvents"
    actions = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = [
      "arn:${data.aws_partition.current.partition}:logs:${data.aws_region.current.id}:${data.aws_caller_identity.current.account_id}:log-group:${local.log_group}:*",
    ]

    principals {
      type        = "Service"
      identifiers = ["ds.amazonaws.com"]
    }
  }
}

resource "aws_cloudwatch_log_resource_policy" "this" {
  policy_name     = "${var.name}-directory"
  policy_document = data.aws_iam_policy_document.log.json
}

resource "aws_directory_service_log_subscription" "this" {
  directory_id   = aws_directory_service_directory.this.id
  log_group_name = aws_cloudwatch_log_group.this.name

  depends_on = [aws_cloudwatch_log_resource_policy.this]
}
