# The firewall in front of the portal: bad addresses, known attacks, too many requests.
#
# People paste code, logs and exploits into a chat, so rules that look into request bodies only
# count; those on headers, query strings and paths block.

locals {
  metric_prefix = replace("${var.name}-${lower(var.scope)}", "-", "")

  managed_rules = {
    AWSManagedRulesAmazonIpReputationList = {
      priority   = 10
      count_only = []
    }
    AWSManagedRulesKnownBadInputsRuleSet = {
      priority   = 20
      count_only = ["JavaDeserializationRCE_BODY", "Log4JRCE_BODY", "ReactJSRCE_BODY"]
    }
    AWSManagedRulesCommonRuleSet = {
      priority = 30
      count_only = [
        "SizeRestrictions_BODY", "EC2MetaDataSSRF_BODY", "GenericLFI_BODY", "GenericRFI_BODY", "CrossSiteScripting_BODY",
      ]
    }
  }
}

resource "aws_wafv2_ip_set" "allowed" {
  count = var.allowed_cidr_blocks == null ? 0 : 1

  name               = "${var.name}-${lower(var.scope)}-allowed"
  description        = "Networks that may use the portal"
  scope              = var.scope
  ip_address_version = "IPV4"
  addresses          = var.allowed_cidr_blocks
  tags               = merge(var.tags, { Name = "${var.name}-allowed" })
}

# Empty where no IPv6 network may come in: a set holds one kind of address only.
resource "aws_wafv2_ip_set" "allowed_ipv6" {
  count = var.allowed_cidr_blocks == null ? 0 : 1

  name               = "${var.name}-${lower(var.scope)}-allowed-ipv6"
  description        = "IPv6 networks that may use the portal"
  scope              = var.scope
  ip_address_version = "IPV6"
  addresses          = var.allowed_ipv6_cidr_blocks
  tags               = merge(var.tags, { Name = "${var.name}-allowed-ipv6" })
}

resource "aws_wafv2_web_acl" "this" {
  name        = "${var.name}-${lower(var.scope)}"
  description = "Protects the portal ${var.name}"
  scope       = var.scope
  tags        = merge(var.tags, { Name = "${var.name}-waf" })

  default_action {
    allow {}
  }

  dynamic "rule" {
    for_each = var.allowed_cidr_blocks == null ? [] : [[aws_wafv2_ip_set.allowed[0].arn, aws_wafv2_ip_set.allowed_ipv6[0].arn]]

    content {
      name     = "other-networks"
      priority = 0

      action {
        block {}
      }

      statement {
        not_statement {
          statement {
            or_statement {
              dynamic "statement" {
                for_each = rule.value

                content {
                  ip_set_reference_statement {
                    arn = statement.value
                  }
                }
              }
            }
          }
        }
      }

      visibility_config {
        cloudwatch_metrics_enabled = true
        metric_name                = "${local.metric_prefix}OtherNetworks"
        sampled_requests_enabled   = true
      }
    }
  }

  rule {
    name     = "rate-limit"
    priority = 1

    action {
      block {
        custom_response {
          response_code = 429
        }
      }
    }

    statement {
      rate_based_statement {
        limit                 = var.rate_limit
        aggregate_key_type    = "IP"
        evaluation_window_sec = 300

        # A page loads dozens of static files, which cost nothing: only what reaches Open WebUI itself counts.
        scope_down_statement {
          not_statement {
            statement {
              regex_match_statement {
                regex_string = "^/(_app/immutable|static)/"

                field_to_match {
                  uri_path {}
                }

                text_transformation {
                  priority = 0
                  type     = "NORMALIZE_PATH"
                }
              }
            }
          }
        }
      }
    }

    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "${local.metric_prefix}RateLimit"
      sampled_requests_enabled   = true
    }
  }

  dynamic "rule" {
    for_each = local.managed_rules

    content {
      name     = rule.key
      priority = rule.value.priority

      override_action {
        none {}
      }

      statement {
        managed_rule_group_statement {
          vendor_name = "AWS"
          name        = rule.key

          dynamic "rule_action_override" {
            for_each = rule.value.count_only

            content {
              name = rule_action_override.value

              action_to_use {
                count {}
              }
            }
          }
        }
      }

      visibility_config {
        cloudwatch_metrics_enabled = true
        metric_name                = "${local.metric_prefix}${trimprefix(rule.key, "AWSManagedRules")}"
        sampled_requests_enabled   = true
      }
    }
  }

  visibility_config {
    cloudwatch_metrics_enabled = true
    metric_name                = local.metric_prefix
    sampled_requests_enabled   = true
  }
}

resource "aws_wafv2_web_acl_association" "this" {
  for_each = var.resource_arns

  resource_arn = each.value
  web_acl_arn  = aws_wafv2_web_acl.this.arn
}

# WAF delivers only to log groups with this prefix.
resource "aws_cloudwatch_log_group" "this" {
  name              = "aws-waf-logs-${var.name}-${lower(var.scope)}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn
  tags              = merge(var.tags, { Name = "${var.name}-waf" })
}

resource "aws_wafv2_web_acl_logging_configuration" "this" {
  resource_arn            = aws_wafv2_web_acl.this.arn
  log_destination_configs = [aws_cloudwatch_log_group.this.arn]

  dynamic "redacted_fields" {
    for_each = ["authorization", "cookie"]

    content {
      single_header {
        name = redacted_fields.value
      }
    }
  }

  # What was let through is in the access logs already.
  logging_filter {
    default_behavior = "DROP"

    filter {
      behavior    = "KEEP"
      requirement = "MEETS_ANY"

      condition {
        action_condition {
          action = "BLOCK"
        }
      }

      condition {
        action_condition {
          action = "COUNT"
        }
      }
    }
  }
}
