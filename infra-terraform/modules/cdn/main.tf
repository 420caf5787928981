# CloudFront in front of the internal load balancer, reached through a VPC origin: the load balancer
# has no public address. Static files are cached; everything else, streams and web sockets
# included, passes through untouched. Runs with a provider for us-east-1.

locals {
  origin_id = "load-balancer"

  # CloudFront's managed policies; their ids are the same in every account.
  managed_policy = {
    caching_disabled  = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
    caching_optimized = "658327ea-f89d-4fab-a63d-7e88639e58f6"
    as_the_origin     = "83da9c7e-98b4-4e11-a168-04f0df8e2c65"
    all_viewer        = "216adef6-5c7f-47e4-b989-5492eafa07d3"
    security_headers  = "67f7725c-6f97-4210-82d7-5512b31e9d03"
  }

  # What never changes under its name is kept; the other static files may differ after an upgrade, and are kept as long as
  # Open WebUI says.
  static_paths = { "/_app/immutable/*" = "caching_optimized", "/static/*" = "as_the_origin" }

  records = {
    for pair in setproduct(var.aliases, var.ipv6_enabled ? ["A", "AAAA"] : ["A"]) : join(" ", pair) => { name = pair[0], type = pair[1] }
  }
}

resource "aws_cloudfront_vpc_origin" "this" {
  tags = merge(var.tags, { Name = "${var.name}-cdn" })

  vpc_origin_endpoint_config {
    name                   = "${var.name}-load-balancer"
    arn                    = var.origin_arn
    http_port              = 80
    https_port             = 443
    origin_protocol_policy = "https-only"

    origin_ssl_protocols {
      items    = ["TLSv1.2"]
      quantity = 1
    }
  }
}

resource "aws_cloudfront_distribution" "this" {
  comment         = "Portal ${var.name}"
  enabled         = true
  is_ipv6_enabled = var.ipv6_enabled
  http_version    = "http2and3"
  aliases         = var.aliases
  price_class     = var.price_class
  web_acl_id      = var.web_acl_arn
  tags            = merge(var.tags, { Name = "${var.name}-cdn" })

  origin {
    origin_id   = local.origin_id
    domain_name = var.origin_domain_name

    vpc_origin_config {
      vpc_origin_id            = aws_cloudfront_vpc_origin.this.id
      origin_read_timeout      = var.read_timeout_seconds
      origin_keepalive_timeout = 60
    }
  }

  default_cache_behavior {
    target_origin_id           = local.origin_id
    viewer_protocol_policy     = "redirect-to-https"
    allowed_methods            = ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"]
    cached_methods             = ["GET", "HEAD"]
    compress                   = false
    cache_policy_id            = local.managed_policy.caching_disabled
    origin_request_policy_id   = local.managed_policy.all_viewer
    response_headers_policy_id = local.managed_policy.security_headers
  }

  dynamic "ordered_cache_behavior" {
    for_each = local.static_paths

    content {
      path_pattern               = ordered_cache_behavior.key
      target_origin_id           = local.origin_id
      viewer_protocol_policy     = "redirect-to-https"
      allowed_methods            = ["GET", "HEAD"]
      cached_methods             = ["GET", "HEAD"]
      compress                   = true
      cache_policy_id            = local.managed_policy[ordered_cache_behavior.value]
      origin_request_policy_id   = local.managed_policy.all_viewer
      response_headers_policy_id = local.managed_policy.security_headers
    }
  }

  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }

  viewer_certificate {
    acm_certificate_arn      = var.certificate_arn
    minimum_protocol_version = "TLSv1.2_2021"
    ssl_support_method       = "sni-only"
  }
}

resource "aws_route53_record" "this" {
  for_each = var.zone_id == null ? {} : local.records

  zone_id = var.zone_id
  name    = each.value.name
  type    = each.value.type

  allow_overwrite = var.overwrite_records

  alias {
    name                   = aws_cloudfront_distribution.this.domain_name
    zone_id                = aws_cloudfront_distribution.this.hosted_zone_id
    evaluate_target_health = false
  }
}

resource "aws_cloudwatch_log_delivery_source" "this" {
  name         = "${var.name}-cdn"
  log_type     = "ACCESS_LOGS"
  resource_arn = aws_cloudfront_distribution.this.arn
  tags         = merge(var.tags, { Name = "${var.name}-cdn" })
}

resource "aws_cloudwatch_log_delivery_destination" "this" {
  name          = "${var.name}-cdn"
  output_format = "json"
  tags          = merge(var.tags, { Name = "${var.name}-cdn" })

  delivery_destination_configuration {
    destination_resource_arn = var.logs_bucket_arn
  }
}

resource "aws_cloudwatch_log_delivery" "this" {
  delivery_source_name     = aws_cloudwatch_log_delivery_source.this.name
  delivery_destination_arn = aws_cloudwatch_log_delivery_destination.this.arn
  tags                     = merge(var.tags, { Name = "${var.name}-cdn" })
}
