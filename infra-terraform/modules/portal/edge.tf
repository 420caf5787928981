# How users get in, and how Open WebUI finds the gateway: names, certificates, load balancers, firewall, CloudFront.

locals {
  domain = var.load_balancer.domain

  # A task answers where its container listens, a machine where its port is published.
  webui_port = local.fargate ? 8080 : var.webui.port

  gateway_domain = local.scaled ? "gateway.${local.domain}" : "gateway.${var.name}.internal"

  portal_url  = local.scaled ? "https://${local.domain}" : "http://${aws_eip.webui[0].public_ip}:${var.webui.port}"
  gateway_url = local.scaled ? "https://${local.gateway_domain}" : "http://${local.gateway_domain}:${var.gateway.port}"

  # Certificates made here, by use; each of the others is given by its ARN.
  own_certificates = local.scaled ? {
    for use, certificate in {
      portal  = { given = var.load_balancer.certificate_arn, domain = local.domain }
      gateway = { given = var.load_balancer.gateway_certificate_arn, domain = local.gateway_domain }
    } : use => certificate.domain if certificate.given == null
  } : {}

  certificate_arns = {
    portal  = try(module.certificate["portal"].arn, var.load_balancer.certificate_arn)
    gateway = try(module.certificate["gateway"].arn, var.load_balancer.gateway_certificate_arn)
  }
}

module "certificate" {
  source   = "../certificate"
  for_each = local.own_certificates

  domain  = each.value
  zone_id = var.load_balancer.zone_id
  tags    = var.tags
}

module "edge_certificate" {
  source = "../certificate"
  count  = local.edge && var.cdn.certificate_arn == null ? 1 : 0

  providers = { aws = aws.us_east_1 }

  domain  = local.domain
  zone_id = var.load_balancer.zone_id
  tags    = var.tags
}

module "webui_alb" {
  source = "../alb"
  count  = local.scaled ? 1 : 0

  name               = "${var.name}-webui"
  tags               = var.tags
  vpc_id             = local.network.vpc_id
  subnet_ids         = local.inner ? local.network.private_subnet_ids : local.network.public_subnet_ids
  internal           = local.inner
  security_group_ids = [module.security_groups.ids["alb"]]
  certificate_arn    = local.certificate_arns.portal
  redirect_http      = !local.edge
  idle_timeout       = var.load_balancer.idle_timeout
  target_port        = local.webui_port
  target_type        = local.fargate ? "ip" : "instance"
  health_path        = "/health"
  sticky             = true

  # A secret that was rotated restarts the container: that is no reason to replace the machine.
  unhealthy_threshold = 10

  deletion_protection = var.load_balancer.deletion_protection
  access_logs_bucket  = module.storage.logs_bucket.name
}

module "gateway_alb" {
  source = "../alb"
  count  = local.scaled ? 1 : 0

  name                = "${var.name}-gateway"
  tags                = var.tags
  vpc_id              = local.network.vpc_id
  subnet_ids          = local.network.private_subnet_ids
  internal            = true
  security_group_ids  = [module.security_groups.ids["gateway-alb"]]
  certificate_arn     = local.certificate_arns.gateway
  redirect_http       = false
  idle_timeout        = var.load_balancer.idle_timeout
  target_port         = var.gateway.port
  target_type         = local.fargate ? "ip" : "instance"
  health_path         = "/ready"
  drain_seconds       = var.gateway.drain_seconds
  deletion_protection = var.load_balancer.deletion_protection
  access_logs_bucket  = module.storage.logs_bucket.name
}

# The gateway's name is known inside the VPC only.
resource "aws_route53_zone" "gateway" {
  name    = local.scaled ? local.gateway_domain : "${var.name}.internal"
  comment = "How Open WebUI finds the gateway"

  vpc {
    vpc_id = local.network.vpc_id
  }

  tags = merge(var.tags, { Name = "${var.name}-gateway" })
}

resource "aws_route53_record" "gateway" {
  zone_id = aws_route53_zone.gateway.zone_id
  name    = local.gateway_domain
  type    = "A"
  ttl     = local.scaled ? null : 60
  records = local.scaled ? null : [module.gateway[0].private_ip]

  dynamic "alias" {
    for_each = module.gateway_alb

    content {
      name                   = alias.value.dns_name
      zone_id                = alias.value.zone_id
      evaluate_target_health = true
    }
  }
}

resource "aws_route53_record" "portal" {
  count = local.scaled && !local.edge && var.load_balancer.zone_id != null ? 1 : 0

  zone_id = var.load_balancer.zone_id
  name    = local.domain
  type    = "A"

  allow_overwrite = var.load_balancer.takes_over_domain

  alias {
    name                   = module.webui_alb[0].dns_name
    zone_id                = module.webui_alb[0].zone_id
    evaluate_target_health = true
  }
}

# The firewall stands where users arrive: at CloudFront where there is one, else at the load balancer.
module "waf" {
  source = "../waf"
  count  = var.waf.enabled && !local.edge ? 1 : 0

  name                = var.name
  tags                = var.tags
  scope               = "REGIONAL"
  rate_limit          = var.waf.rate_limit
  allowed_cidr_blocks = local.waf_cidr_blocks
  resource_arns       = { webui = module.webui_alb[0].arn }
  kms_key_arn         = module.kms.key_arn
  log_retention_days  = var.monitoring.log_retention_days
}

module "edge_waf" {
  source = "../waf"
  count  = local.edge ? 1 : 0

  providers = { aws = aws.us_east_1 }

  name                = var.name
  tags                = var.tags
  scope               = "CLOUDFRONT"
  rate_limit          = var.waf.rate_limit
  allowed_cidr_blocks = local.waf_cidr_blocks
  log_retention_days  = var.monitoring.log_retention_days

  allowed_ipv6_cidr_blocks = var.allowed_ipv6_cidr_blocks
}

locals {
  waf_cidr_blocks = contains(var.allowed_cidr_blocks, "0.0.0.0/0") ? null : var.allowed_cidr_blocks

  # Browsers prefer IPv6 where a name has it, and the firewall would turn them away.
  ipv6_enabled = local.waf_cidr_blocks == null || length(var.allowed_ipv6_cidr_blocks) > 0
}

module "cdn" {
  source = "../cdn"
  count  = local.edge ? 1 : 0

  providers = { aws = aws.us_east_1 }

  name                 = var.name
  tags                 = var.tags
  aliases              = [local.domain]
  certificate_arn      = try(module.edge_certificate[0].arn, var.cdn.certificate_arn)
  zone_id              = var.load_balancer.zone_id
  origin_arn           = module.webui_alb[0].arn
  origin_domain_name   = module.webui_alb[0].dns_name
  read_timeout_seconds = var.cdn.read_timeout_seconds
  ipv6_enabled         = local.ipv6_enabled
  overwrite_records    = var.load_balancer.takes_over_domain
  web_acl_arn          = module.edge_waf[0].arn
  logs_bucket_arn      = module.storage.logs_bucket.arn
  price_class          = var.cdn.price_class
}
