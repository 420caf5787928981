# How the machines of the VPC resolve the directory's domain.

resource "aws_vpc_dhcp_options" "this" {
  count = var.dns_mode == "dhcp" ? 1 : 0

  domain_name         = var.domain_name
  domain_name_servers = aws_directory_service_directory.this.dns_ip_addresses
  tags                = merge(var.tags, { Name = "${var.name}-directory" })
}

resource "aws_vpc_dhcp_options_association" "this" {
  count = var.dns_mode == "dhcp" ? 1 : 0

  vpc_id          = var.vpc_id
  dhcp_options_id = aws_vpc_dhcp_options.this[0].id
}

resource "aws_route53_resolver_endpoint" "this" {
  count = var.dns_mode == "resolver" ? 1 : 0

  name               = "${var.name}-directory"
  direction          = "OUTBOUND"
  security_group_ids = var.resolver_security_group_ids
  tags               = merge(var.tags, { Name = "${var.name}-directory" })

  dynamic "ip_address" {
    for_each = var.subnet_ids

    content {
      subnet_id = ip_address.value
    }
  }
}

resource "aws_route53_resolver_rule" "this" {
  count = var.dns_mode == "resolver" ? 1 : 0

  name                 = "${var.name}-directory"
  domain_name          = var.domain_name
  rule_type            = "FORWARD"
  resolver_endpoint_id = aws_route53_resolver_endpoint.this[0].id
  tags                 = merge(var.tags, { Name = "${var.name}-directory" })

  dynamic "target_ip" {
    for_each = aws_directory_service_directory.this.dns_ip_addresses

    content {
      ip = target_ip.value
    }
  }
}

resource "aws_route53_resolver_rule_association" "this" {
  count = var.dns_mode == "resolver" ? 1 : 0

  name             = "${var.name}-directory"
  resolver_rule_id = aws_route53_resolver_rule.this[0].id
  vpc_id           = var.vpc_id
}
