# Security groups from one typed map. Every rule is a resource of its own with exactly one source, so rules never fight
# and a plan shows each opened port. Groups may name each other freely: all groups are made first, the rules after.

locals {
  rules = flatten([
    for group_key, group in var.groups : flatten([
      [for rule_key, rule in group.ingress : merge(rule, { id = "${group_key}/${rule_key}", group = group_key, direction = "ingress" })],
      [for rule_key, rule in group.egress : merge(rule, { id = "${group_key}/${rule_key}", group = group_key, direction = "egress" })],
    ])
  ])

  ingress = { for rule in local.rules : rule.id => rule if rule.direction == "ingress" }
  egress  = { for rule in local.rules : rule.id => rule if rule.direction == "egress" }
}

resource "aws_security_group" "this" {
  for_each = var.groups

  name_prefix            = "${var.name}-${each.key}-"
  description            = each.value.description
  vpc_id                 = var.vpc_id
  revoke_rules_on_delete = true

  tags = merge(var.tags, { Name = "${var.name}-${each.key}" })

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_ingress_rule" "this" {
  for_each = local.ingress

  security_group_id            = aws_security_group.this[each.value.group].id
  description                  = each.value.description
  ip_protocol                  = each.value.protocol
  from_port                    = each.value.protocol == "-1" ? null : each.value.from_port
  to_port                      = each.value.protocol == "-1" ? null : coalesce(each.value.to_port, each.value.from_port)
  cidr_ipv4                    = each.value.cidr_ipv4
  prefix_list_id               = each.value.prefix_list_id
  referenced_security_group_id = each.value.source_group == null ? each.value.source_group_id : aws_security_group.this[each.value.source_group].id

  tags = merge(var.tags, { Name = each.key })
}

resource "aws_vpc_security_group_egress_rule" "this" {
  for_each = local.egress

  security_group_id            = aws_security_group.this[each.value.group].id
  description                  = each.value.description
  ip_protocol                  = each.value.protocol
  from_port                    = each.value.protocol == "-1" ? null : each.value.from_port
  to_port                      = each.value.protocol == "-1" ? null : coalesce(each.value.to_port, each.value.from_port)
  cidr_ipv4                    = each.value.cidr_ipv4
  prefix_list_id               = each.value.prefix_list_id
  referenced_security_group_id = each.value.source_group == null ? each.value.source_group_id : aws_security_group.this[each.value.source_group].id

  tags = merge(var.tags, { Name = each.key })
}
