# An HTTPS load balancer in front of one workload: certificate (given, or made and proven in a Route 53 zone), HTTPS
# listener, redirect from HTTP where users come in, target group, access logs.

locals {
  make_certificate = var.certificate_arn == null
  certificate_arn  = local.make_certificate ? one(aws_acm_certificate_validation.this[*].certificate_arn) : var.certificate_arn
}

resource "aws_acm_certificate" "this" {
  count = local.make_certificate ? 1 : 0

  domain_name       = var.domain
  validation_method = "DNS"

  tags = merge(var.tags, { Name = var.domain })

  lifecycle {
    create_before_destroy = true
  }
}

# Keyed by the known name, since the options themselves are known only after the certificate is asked for.
resource "aws_route53_record" "validation" {
  for_each = local.make_certificate ? toset([var.domain]) : toset([])

  zone_id         = var.zone_id
  name            = one([for option in aws_acm_certificate.this[0].domain_validation_options : option.resource_record_name if option.domain_name == each.key])
  type            = one([for option in aws_acm_certificate.this[0].domain_validation_options : option.resource_record_type if option.domain_name == each.key])
  records         = [one([for option in aws_acm_certificate.this[0].domain_validation_options : option.resource_record_value if option.domain_name == each.key])]
  ttl             = 300
  allow_overwrite = true
}

resource "aws_acm_certificate_validation" "this" {
  count = local.make_certificate ? 1 : 0

  certificate_arn         = aws_acm_certificate.this[0].arn
  validation_record_fqdns = [for record in aws_route53_record.validation : record.fqdn]
}

resource "aws_lb" "this" {
  name                       = var.name
  load_balancer_type         = "application"
  internal                   = var.internal
  subnets                    = var.subnet_ids
  security_groups            = var.security_group_ids
  idle_timeout               = var.idle_timeout
  drop_invalid_header_fields = true
  enable_deletion_protection = var.deletion_protection
  desync_mitigation_mode     = "defensive"

  access_logs {
    bucket  = var.access_logs_bucket
    prefix  = "alb/${var.name}"
    enabled = true
  }

  tags = merge(var.tags, { Name = var.name })
}

resource "aws_lb_target_group" "this" {
  name                          = var.name
  vpc_id                        = var.vpc_id
  port                          = var.target_port
  protocol                      = "HTTP"
  target_type                   = "instance"
  deregistration_delay          = var.drain_seconds
  load_balancing_algorithm_type = var.sticky ? "round_robin" : "least_outstanding_requests"

  health_check {
    path                = var.health_path
    matcher             = "200"
    interval            = 15
    timeout             = 5
    healthy_threshold   = 2
    unhealthy_threshold = 4
  }

  stickiness {
    enabled         = var.sticky
    type            = "lb_cookie"
    cookie_duration = 86400
  }

  tags = merge(var.tags, { Name = var.name })

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_lb_listener" "https" {
  load_balancer_arn = aws_lb.this.arn
  port              = 443
  protocol          = "HTTPS"
  ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-2021-06"
  certificate_arn   = local.certificate_arn

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.this.arn
  }

  tags = merge(var.tags, { Name = "${var.name}-https" })
}

resource "aws_lb_listener" "redirect" {
  count = var.redirect_http ? 1 : 0

  load_balancer_arn = aws_lb.this.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type = "redirect"

    redirect {
      port        = "443"
      protocol    = "HTTPS"
      status_code = "HTTP_301"
    }
  }

  tags = merge(var.tags, { Name = "${var.name}-redirect" })
}
