mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  name               = "ai-portal"
  aliases            = ["ai.example.com"]
  certificate_arn    = "arn:aws:acm:us-east-1:123456789012:certificate/11111111-2222-3333-4444-555555555555"
  origin_arn         = "arn:aws:elasticloadbalancing:eu-west-2:123456789012:loadbalancer/app/webui/0123456789abcdef"
  origin_domain_name = "internal-webui.eu-west-2.elb.amazonaws.com"
  logs_bucket_arn    = "arn:aws:s3:::ai-portal-logs"
}

run "reaches_the_internal_load_balancer_by_tls" {
  module {
    source = "./modules/cdn"
  }

  assert {
    condition     = one(aws_cloudfront_vpc_origin.this.vpc_origin_endpoint_config).origin_protocol_policy == "https-only" && one(aws_cloudfront_vpc_origin.this.vpc_origin_endpoint_config).arn == var.origin_arn
    error_message = "CloudFront enters the VPC by TLS."
  }

  assert {
    condition     = one(one(aws_cloudfront_distribution.this.origin).vpc_origin_config).origin_read_timeout == 60
    error_message = "CloudFront waits as long as the default quota lets it."
  }
}

run "caches_static_files_and_nothing_else" {
  module {
    source = "./modules/cdn"
  }

  assert {
    condition     = one(aws_cloudfront_distribution.this.default_cache_behavior).cache_policy_id == "4135ea2d-6df8-44a3-9df3-4b5a84be39ad" && !one(aws_cloudfront_distribution.this.default_cache_behavior).compress
    error_message = "Pages, API and sockets are neither cached nor compressed."
  }

  assert {
    condition     = [for behavior in aws_cloudfront_distribution.this.ordered_cache_behavior : behavior.path_pattern] == ["/_app/immutable/*", "/static/*"]
    error_message = "Static files are cached."
  }

  assert {
    condition     = alltrue([for behavior in concat(aws_cloudfront_distribution.this.ordered_cache_behavior, aws_cloudfront_distribution.this.default_cache_behavior) : behavior.viewer_protocol_policy == "redirect-to-https"])
    error_message = "Browsers are sent to HTTPS."
  }
}

run "names_the_portal_in_dns" {
  variables {
    zone_id     = "Z0123456789ABCDEFGHIJ"
    web_acl_arn = "arn:aws:wafv2:us-east-1:123456789012:global/webacl/ai-portal/11111111-2222-3333-4444-555555555555"
  }

  module {
    source = "./modules/cdn"
  }

  assert {
    condition     = toset([for record in values(aws_route53_record.this) : record.type]) == toset(["A"]) && !aws_cloudfront_distribution.this.is_ipv6_enabled
    error_message = "Its IPv4 name leads to the distribution."
  }

  assert {
    condition     = aws_cloudfront_distribution.this.web_acl_id == var.web_acl_arn
    error_message = "The firewall stands at the edge."
  }
}

run "answers_by_ipv6_when_told_so" {
  variables {
    zone_id      = "Z0123456789ABCDEFGHIJ"
    ipv6_enabled = true
  }

  module {
    source = "./modules/cdn"
  }

  assert {
    condition     = toset([for record in values(aws_route53_record.this) : record.type]) == toset(["A", "AAAA"]) && aws_cloudfront_distribution.this.is_ipv6_enabled
    error_message = "IPv4 and IPv6 names lead to the distribution."
  }
}

run "logs_to_the_bucket" {
  module {
    source = "./modules/cdn"
  }

  assert {
    condition     = one(aws_cloudwatch_log_delivery_destination.this.delivery_destination_configuration).destination_resource_arn == var.logs_bucket_arn && aws_cloudwatch_log_delivery_source.this.log_type == "ACCESS_LOGS"
    error_message = "Access logs go to the logs bucket."
  }
}

run "refuses_no_host_name" {
  command = plan

  variables {
    aliases = []
  }

  module {
    source = "./modules/cdn"
  }

  expect_failures = [var.aliases]
}

run "refuses_a_certificate_of_another_region" {
  command = plan

  variables {
    certificate_arn = "arn:aws:acm:eu-west-2:123456789012:certificate/11111111-2222-3333-4444-555555555555"
  }

  module {
    source = "./modules/cdn"
  }

  expect_failures = [var.certificate_arn]
}

run "refuses_a_longer_wait_than_cloudfront_has" {
  command = plan

  variables {
    read_timeout_seconds = 300
  }

  module {
    source = "./modules/cdn"
  }

  expect_failures = [var.read_timeout_seconds]
}

run "refuses_an_unknown_price_class" {
  command = plan

  variables {
    price_class = "PriceClass_50"
  }

  module {
    source = "./modules/cdn"
  }

  expect_failures = [var.price_class]
}
