mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  name   = "ai-portal"
  vpc_id = "vpc-0123456789abcdef0"
  groups = {
    webui = {
      description = "Open WebUI"
      ingress     = { office = { description = "Office", from_port = 8080, kind = "cidr", cidr_ipv4 = "203.0.113.0/24" } }
      egress      = { gateway = { description = "Gateway", from_port = 8000, kind = "group", source_group = "gateway" } }
    }
    gateway = {
      description = "Gateway"
      ingress     = { webui = { description = "Open WebUI", from_port = 8000, kind = "group", source_group = "webui" } }
      egress      = { all = { description = "All", protocol = "-1", kind = "cidr", cidr_ipv4 = "0.0.0.0/0" } }
    }
  }
}

run "makes_a_group_per_key_and_a_rule_per_opening" {
  module {
    source = "./modules/security-groups"
  }

  assert {
    condition     = toset(keys(aws_security_group.this)) == toset(["webui", "gateway"])
    error_message = "A group per key."
  }

  assert {
    condition     = aws_vpc_security_group_ingress_rule.this["webui/office"].cidr_ipv4 == "203.0.113.0/24" && aws_vpc_security_group_ingress_rule.this["webui/office"].to_port == 8080
    error_message = "The office reaches the port, and one port only."
  }

  assert {
    condition     = aws_vpc_security_group_ingress_rule.this["gateway/webui"].referenced_security_group_id == aws_security_group.this["webui"].id
    error_message = "A group is named by another."
  }

  assert {
    condition     = aws_vpc_security_group_egress_rule.this["gateway/all"].ip_protocol == "-1" && aws_vpc_security_group_egress_rule.this["gateway/all"].from_port == null
    error_message = "Everything has no ports."
  }

  assert {
    condition     = alltrue([for group in values(aws_security_group.this) : group.revoke_rules_on_delete])
    error_message = "Groups that name each other can be deleted."
  }
}

run "lets_the_world_in_only_with_consent" {
  module {
    source = "./modules/security-groups"
  }

  variables {
    allow_public_access = true
    groups              = { webui = { description = "Open WebUI", ingress = { rule = { description = "Rule", from_port = 443, kind = "cidr", cidr_ipv4 = "0.0.0.0/0" } } } }
  }

  assert {
    condition     = aws_vpc_security_group_ingress_rule.this["webui/rule"].cidr_ipv4 == "0.0.0.0/0"
    error_message = "Open when asked for."
  }
}

run "takes_prefix_lists_and_foreign_groups" {
  module {
    source = "./modules/security-groups"
  }

  variables {
    groups = {
      webui = {
        description = "Open WebUI"
        ingress = {
          edge      = { description = "CloudFront", from_port = 443, kind = "prefix_list", prefix_list_id = "pl-0123456789abcdef0" }
          directory = { description = "Directory", from_port = 389, kind = "group_id", source_group_id = "sg-0123456789abcdef0" }
        }
      }
    }
  }

  assert {
    condition     = aws_vpc_security_group_ingress_rule.this["webui/edge"].prefix_list_id == "pl-0123456789abcdef0" && aws_vpc_security_group_ingress_rule.this["webui/directory"].referenced_security_group_id == "sg-0123456789abcdef0"
    error_message = "Each source has its own argument."
  }
}

run "refuses_an_empty_name" {
  command = plan

  module {
    source = "./modules/security-groups"
  }

  variables {
    name = ""
  }

  expect_failures = [var.name]
}

run "refuses_a_rule_with_two_sources" {
  command = plan

  module {
    source = "./modules/security-groups"
  }

  variables {
    groups = { webui = { description = "Open WebUI", ingress = { rule = { description = "Rule", from_port = 443, kind = "cidr", cidr_ipv4 = "203.0.113.0/24", source_group = "webui" } } } }
  }

  expect_failures = [var.groups]
}

run "refuses_a_network_with_host_bits" {
  command = plan

  module {
    source = "./modules/security-groups"
  }

  variables {
    groups = { webui = { description = "Open WebUI", ingress = { rule = { description = "Rule", from_port = 443, kind = "cidr", cidr_ipv4 = "203.0.113.7/24" } } } }
  }

  expect_failures = [var.groups]
}

run "refuses_a_group_that_is_not_there" {
  command = plan

  module {
    source = "./modules/security-groups"
  }

  variables {
    groups = { webui = { description = "Open WebUI", ingress = { rule = { description = "Rule", from_port = 443, kind = "group", source_group = "nobody" } } } }
  }

  expect_failures = [var.groups]
}

run "refuses_a_rule_without_a_port" {
  command = plan

  module {
    source = "./modules/security-groups"
  }

  variables {
    groups = { webui = { description = "Open WebUI", ingress = { rule = { description = "Rule", kind = "cidr", cidr_ipv4 = "203.0.113.0/24" } } } }
  }

  expect_failures = [var.groups]
}

run "refuses_the_whole_internet_without_consent" {
  command = plan

  module {
    source = "./modules/security-groups"
  }

  variables {
    groups = { webui = { description = "Open WebUI", ingress = { rule = { description = "Rule", from_port = 443, kind = "cidr", cidr_ipv4 = "0.0.0.0/0" } } } }
  }

  expect_failures = [var.groups]
}
