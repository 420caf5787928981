mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  name = "ai-portal"
}

run "blocks_floods_and_known_attacks" {
  variables {
    resource_arns = { webui = "arn:aws:elasticloadbalancing:eu-west-2:123456789012:loadbalancer/app/webui/0123456789abcdef" }
  }

  module {
    source = "./modules/waf"
  }

  assert {
    condition     = toset([for rule in aws_wafv2_web_acl.this.rule : rule.name]) == toset(["rate-limit", "AWSManagedRulesAmazonIpReputationList", "AWSManagedRulesKnownBadInputsRuleSet", "AWSManagedRulesCommonRuleSet"])
    error_message = "A rate limit and three managed rule groups."
  }

  assert {
    condition     = one([for rule in aws_wafv2_web_acl.this.rule : rule.statement[0].rate_based_statement[0].limit if rule.name == "rate-limit"]) == 20000
    error_message = "One address makes at most 20000 requests in five minutes: an office of 500."
  }

  assert {
    condition     = one([for rule in aws_wafv2_web_acl.this.rule : rule.statement[0].rate_based_statement[0].scope_down_statement[0].not_statement[0].statement[0].regex_match_statement[0].regex_string if rule.name == "rate-limit"]) == "^/(_app/immutable|static)/"
    error_message = "Static files are not counted."
  }

  assert {
    condition     = keys(aws_wafv2_web_acl_association.this) == ["webui"]
    error_message = "The ACL is attached to the load balancer."
  }
}

run "lets_prompts_of_any_content_through" {
  module {
    source = "./modules/waf"
  }

  assert {
    condition = alltrue(flatten([
      for rule in aws_wafv2_web_acl.this.rule : [
        for override in rule.statement[0].managed_rule_group_statement[0].rule_action_override : endswith(override.name, "_BODY") && length(override.action_to_use[0].count) == 1
      ] if rule.name != "rate-limit"
    ]))
    error_message = "Rules on bodies count, and only those."
  }

  assert {
    condition     = contains([for override in one([for rule in aws_wafv2_web_acl.this.rule : rule if rule.name == "AWSManagedRulesCommonRuleSet"]).statement[0].managed_rule_group_statement[0].rule_action_override : override.name], "SizeRestrictions_BODY")
    error_message = "Long prompts and uploads pass."
  }
}

run "logs_what_it_stops_without_credentials" {
  module {
    source = "./modules/waf"
  }

  assert {
    condition     = startswith(aws_cloudwatch_log_group.this.name, "aws-waf-logs-")
    error_message = "WAF delivers only to groups with this prefix."
  }

  assert {
    condition     = toset([for field in aws_wafv2_web_acl_logging_configuration.this.redacted_fields : field.single_header[0].name]) == toset(["authorization", "cookie"])
    error_message = "Tokens and cookies are left out."
  }
}

run "refuses_an_unknown_scope" {
  command = plan

  variables {
    scope = "GLOBAL"
  }

  module {
    source = "./modules/waf"
  }

  expect_failures = [var.scope]
}

run "refuses_a_rate_below_100" {
  command = plan

  variables {
    rate_limit = 10
  }

  module {
    source = "./modules/waf"
  }

  expect_failures = [var.rate_limit]
}

run "refuses_load_balancers_of_a_cloudfront_acl" {
  command = plan

  variables {
    scope         = "CLOUDFRONT"
    resource_arns = { webui = "arn:aws:elasticloadbalancing:eu-west-2:123456789012:loadbalancer/app/webui/0123456789abcdef" }
  }

  module {
    source = "./modules/waf"
  }

  expect_failures = [var.resource_arns]
}

run "refuses_a_retention_that_cloudwatch_lacks" {
  command = plan

  variables {
    log_retention_days = 100
  }

  module {
    source = "./modules/waf"
  }

  expect_failures = [var.log_retention_days]
}

run "lets_only_known_networks_in_when_told_so" {
  variables {
    allowed_cidr_blocks = ["203.0.113.0/24"]
  }

  module {
    source = "./modules/waf"
  }

  assert {
    condition     = aws_wafv2_ip_set.allowed[0].addresses == toset(["203.0.113.0/24"]) && length(aws_wafv2_ip_set.allowed_ipv6[0].addresses) == 0
    error_message = "The named networks, and no others, are let in."
  }
}

run "lets_known_ipv6_networks_in_when_told_so" {
  variables {
    allowed_cidr_blocks      = ["203.0.113.0/24"]
    allowed_ipv6_cidr_blocks = ["2001:db8::/32"]
  }

  module {
    source = "./modules/waf"
  }

  assert {
    condition     = aws_wafv2_ip_set.allowed_ipv6[0].addresses == toset(["2001:db8::/32"]) && aws_wafv2_ip_set.allowed_ipv6[0].ip_address_version == "IPV6"
    error_message = "Beside the others."
  }

  assert {
    condition     = length(one([for rule in aws_wafv2_web_acl.this.rule : rule if rule.name == "other-networks"]).statement[0].not_statement[0].statement[0].or_statement[0].statement) == 2
    error_message = "Who is in neither list is turned away."
  }
}

run "refuses_an_ipv4_network_among_the_ipv6_ones" {
  command = plan

  variables {
    allowed_ipv6_cidr_blocks = ["203.0.113.0/24"]
  }

  module {
    source = "./modules/waf"
  }

  expect_failures = [var.allowed_ipv6_cidr_blocks]
}

run "refuses_the_whole_internet_as_a_known_network" {
  command = plan

  variables {
    allowed_cidr_blocks = ["0.0.0.0/0"]
  }

  module {
    source = "./modules/waf"
  }

  expect_failures = [var.allowed_cidr_blocks]
}
