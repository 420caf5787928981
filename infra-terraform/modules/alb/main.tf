# An HTTPS load balancer in front of one workload: listener, redirect from HTTP where users come in, target group,
# access logs.

locals {
  # Port and kind are in its name: another needs another group, which is made while the listener still uses the old one.
  target_group_end  = var.target_type == "ip" ? "${var.target_port}-ip" : tostring(var.target_port)
  target_group_name = "${trimsuffix(substr(var.name, 0, 31 - length(local.target_group_end)), "-")}-${local.target_group_end}"
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
    prefix  = "alb"
    enabled = true
  }

  tags = merge(var.tags, { Name = var.name })
}

resource "aws_lb_target_group" "this" {
  name                          = local.target_group_name
  vpc_id                        = var.vpc_id
  port                          = var.target_port
  protocol                      = "HTTP"
  target_type                   = var.target_type
  deregistration_delay          = var.drain_seconds
  load_balancing_algorithm_type = var.sticky ? "round_robin" : "least_outstanding_requests"

  health_check {
    path                = var.health_path
    matcher             = "200"
    interval            = 15
    timeout             = 5
    healthy_threshold   = 2
    unhealthy_threshold = var.unhealthy_threshold
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
  certificate_arn   = var.certificate_arn

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
