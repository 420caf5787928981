mock_provider "aws" {
  source = "./tests/mocks"
}

mock_provider "aws" {
  alias  = "us_east_1"
  source = "./tests/mocks"
}

mock_provider "aws" {
  alias  = "recovery"
  source = "./tests/mocks"
}

variables {
  name                     = "ai-portal"
  environment              = "demo"
  allowed_cidr_blocks      = ["203.0.113.0/24"]
  webui                    = { admin_email = "admin@example.com" }
  gateway                  = { jar_path = "tests/mocks/gateway.jar" }
  directory_admin_password = "Correct-Horse-7"
}

run "stands_on_single_machines_without_a_load_balancer" {
  command = plan

  module {
    source = "./modules/portal"
  }

  providers = {
    aws           = aws
    aws.us_east_1 = aws.us_east_1
    aws.recovery  = aws.recovery
  }

  assert {
    condition     = length(module.webui) == 1 && length(module.gateway) == 1 && length(module.webui_group) == 0 && length(module.webui_alb) == 0
    error_message = "Two machines."
  }

  assert {
    condition     = output.gateway_url == "http://gateway.ai-portal.internal:8000"
    error_message = "Open WebUI finds the gateway by a private name."
  }

  assert {
    condition     = toset(keys(output.security_group_ids)) == toset(["webui", "gateway", "database", "endpoints"])
    error_message = "The groups of the drawing; the directory brings its own."
  }
}

run "stands_on_groups_behind_load_balancers" {
  command = plan

  module {
    source = "./modules/portal"
  }

  providers = {
    aws           = aws
    aws.us_east_1 = aws.us_east_1
    aws.recovery  = aws.recovery
  }

  variables {
    load_balancer = { enabled = true, domain = "portal.example.com", zone_id = "Z0123456789ABCDEFGHIJ" }
    cache         = { enabled = true }
    uploads       = { enabled = true }
    webui         = { admin_email = "admin@example.com", min = 2, max = 4, desired = 2 }
  }

  assert {
    condition     = length(module.webui) == 0 && length(module.webui_group) == 1 && length(module.gateway_group) == 1 && length(module.webui_alb) == 1 && length(module.gateway_alb) == 1
    error_message = "Groups, each behind its load balancer."
  }

  assert {
    condition     = output.portal_url == "https://portal.example.com" && output.gateway_url == "https://gateway.portal.example.com"
    error_message = "HTTPS from end to end."
  }
}

run "puts_the_firewall_where_users_arrive" {
  command = plan

  module {
    source = "./modules/portal"
  }

  providers = {
    aws           = aws
    aws.us_east_1 = aws.us_east_1
    aws.recovery  = aws.recovery
  }

  variables {
    load_balancer = { enabled = true, domain = "portal.example.com", zone_id = "Z0123456789ABCDEFGHIJ" }
    cache         = { enabled = true }
    uploads       = { enabled = true }
    webui         = { admin_email = "admin@example.com", min = 2, max = 4, desired = 2 }
    waf           = { enabled = true }
    cdn           = { enabled = true }
  }

  assert {
    condition     = length(module.waf) == 0 && length(module.edge_waf) == 1 && length(module.cdn) == 1
    error_message = "At CloudFront where there is one."
  }

  assert {
    condition     = length(aws_route53_record.portal) == 0
    error_message = "The name leads to CloudFront alone."
  }
}

run "turns_nobody_away_by_ipv6" {
  command = plan

  module {
    source = "./modules/portal"
  }

  providers = {
    aws           = aws
    aws.us_east_1 = aws.us_east_1
    aws.recovery  = aws.recovery
  }

  variables {
    load_balancer = { enabled = true, domain = "portal.example.com", zone_id = "Z0123456789ABCDEFGHIJ" }
    cache         = { enabled = true }
    uploads       = { enabled = true }
    waf           = { enabled = true }
    cdn           = { enabled = true }
  }

  assert {
    condition     = !module.cdn[0].ipv6_enabled
    error_message = "The firewall knows IPv4 networks alone, so there is no IPv6."
  }
}

run "lets_everybody_in_by_ipv6" {
  command = plan

  module {
    source = "./modules/portal"
  }

  providers = {
    aws           = aws
    aws.us_east_1 = aws.us_east_1
    aws.recovery  = aws.recovery
  }

  variables {
    load_balancer       = { enabled = true, domain = "portal.example.com", zone_id = "Z0123456789ABCDEFGHIJ" }
    cache               = { enabled = true }
    uploads             = { enabled = true }
    waf                 = { enabled = true }
    cdn                 = { enabled = true }
    allow_public_access = true
    allowed_cidr_blocks = ["0.0.0.0/0"]
  }

  assert {
    condition     = module.cdn[0].ipv6_enabled
    error_message = "Who may come from anywhere may come by IPv6."
  }
}

run "lets_named_ipv6_networks_in" {
  command = plan

  module {
    source = "./modules/portal"
  }

  providers = {
    aws           = aws
    aws.us_east_1 = aws.us_east_1
    aws.recovery  = aws.recovery
  }

  variables {
    load_balancer            = { enabled = true, domain = "portal.example.com", zone_id = "Z0123456789ABCDEFGHIJ" }
    cache                    = { enabled = true }
    uploads                  = { enabled = true }
    waf                      = { enabled = true }
    cdn                      = { enabled = true }
    allowed_ipv6_cidr_blocks = ["2001:db8::/32"]
  }

  assert {
    condition     = module.cdn[0].ipv6_enabled
    error_message = "The firewall knows them."
  }
}

run "refuses_ipv6_without_cloudfront" {
  command = plan

  module {
    source = "./modules/portal"
  }

  providers = {
    aws           = aws
    aws.us_east_1 = aws.us_east_1
    aws.recovery  = aws.recovery
  }

  variables {
    allowed_ipv6_cidr_blocks = ["2001:db8::/32"]
  }

  expect_failures = [var.allowed_ipv6_cidr_blocks]
}

run "lives_in_a_network_that_is_there" {
  command = plan

  module {
    source = "./modules/portal"
  }

  providers = {
    aws           = aws
    aws.us_east_1 = aws.us_east_1
    aws.recovery  = aws.recovery
  }

  variables {
    existing_network = { vpc_id = "vpc-0123456789abcdef0", vpc_cidr = "10.9.0.0/16", public_subnet_ids = ["subnet-1", "subnet-2"], private_subnet_ids = ["subnet-3", "subnet-4"] }
  }

  assert {
    condition     = length(module.network) == 0 && output.vpc_id == "vpc-0123456789abcdef0"
    error_message = "No second network."
  }
}

run "works_without_a_directory" {
  command = plan

  module {
    source = "./modules/portal"
  }

  providers = {
    aws           = aws
    aws.us_east_1 = aws.us_east_1
    aws.recovery  = aws.recovery
  }

  variables {
    directory                = { enabled = false }
    directory_admin_password = null
  }

  assert {
    condition     = length(module.directory) == 0 && output.directory == null
    error_message = "No directory."
  }

  assert {
    condition     = !contains(keys(output.open_webui_environment), "ENABLE_LDAP")
    error_message = "Open WebUI uses its own accounts."
  }
}

run "refuses_a_long_name" {
  command = plan

  module {
    source = "./modules/portal"
  }

  providers = {
    aws           = aws
    aws.us_east_1 = aws.us_east_1
    aws.recovery  = aws.recovery
  }

  variables {
    name = "a-portal-with-a-very-long-name"
  }

  expect_failures = [var.name]
}

run "refuses_an_unknown_environment" {
  command = plan

  module {
    source = "./modules/portal"
  }

  providers = {
    aws           = aws
    aws.us_east_1 = aws.us_east_1
    aws.recovery  = aws.recovery
  }

  variables {
    environment = "test"
  }

  expect_failures = [var.environment]
}

run "refuses_a_disposable_production" {
  command = plan

  module {
    source = "./modules/portal"
  }

  providers = {
    aws           = aws
    aws.us_east_1 = aws.us_east_1
    aws.recovery  = aws.recovery
  }

  variables {
    environment   = "production"
    directory     = { plain_ldap = true }
    load_balancer = { enabled = true, domain = "portal.example.com", zone_id = "Z0123456789ABCDEFGHIJ" }
    database      = { multi_az = true }
    disposable    = true
  }

  expect_failures = [var.environment]
}

run "refuses_a_production_without_load_balancer" {
  command = plan

  module {
    source = "./modules/portal"
  }

  providers = {
    aws           = aws
    aws.us_east_1 = aws.us_east_1
    aws.recovery  = aws.recovery
  }

  variables {
    environment   = "production"
    directory     = { plain_ldap = true }
    load_balancer = {}
    database      = { multi_az = true }
  }

  expect_failures = [var.environment]
}

run "refuses_a_production_in_one_zone" {
  command = plan

  module {
    source = "./modules/portal"
  }

  providers = {
    aws           = aws
    aws.us_east_1 = aws.us_east_1
    aws.recovery  = aws.recovery
  }

  variables {
    environment   = "production"
    directory     = { plain_ldap = true }
    load_balancer = { enabled = true, domain = "portal.example.com", zone_id = "Z0123456789ABCDEFGHIJ" }
    database      = {}
  }

  expect_failures = [var.environment]
}

run "refuses_a_boundary_by_name" {
  command = plan

  module {
    source = "./modules/portal"
  }

  providers = {
    aws           = aws
    aws.us_east_1 = aws.us_east_1
    aws.recovery  = aws.recovery
  }

  variables {
    permissions_boundary_arn = "boundary"
  }

  expect_failures = [var.permissions_boundary_arn]
}

run "refuses_private_machines_without_a_way_out" {
  command = plan

  module {
    source = "./modules/portal"
  }

  providers = {
    aws           = aws
    aws.us_east_1 = aws.us_east_1
    aws.recovery  = aws.recovery
  }

  variables {
    load_balancer = { enabled = true, domain = "portal.example.com", zone_id = "Z0123456789ABCDEFGHIJ" }
    cache         = { enabled = true }
    uploads       = { enabled = true }
    webui         = { admin_email = "admin@example.com", min = 2, max = 4, desired = 2 }
    nat_mode      = "none"
  }

  expect_failures = [var.nat_mode]
}

run "refuses_an_existing_network_of_one_zone" {
  command = plan

  module {
    source = "./modules/portal"
  }

  providers = {
    aws           = aws
    aws.us_east_1 = aws.us_east_1
    aws.recovery  = aws.recovery
  }

  variables {
    existing_network = { vpc_id = "vpc-1", vpc_cidr = "10.0.0.0/16", public_subnet_ids = ["subnet-1"], private_subnet_ids = ["subnet-2"] }
  }

  expect_failures = [var.existing_network]
}

run "refuses_an_address_without_a_prefix" {
  command = plan

  module {
    source = "./modules/portal"
  }

  providers = {
    aws           = aws
    aws.us_east_1 = aws.us_east_1
    aws.recovery  = aws.recovery
  }

  variables {
    allowed_cidr_blocks = ["203.0.113.7"]
  }

  expect_failures = [var.allowed_cidr_blocks]
}

run "refuses_the_whole_internet_without_consent" {
  command = plan

  module {
    source = "./modules/portal"
  }

  providers = {
    aws           = aws
    aws.us_east_1 = aws.us_east_1
    aws.recovery  = aws.recovery
  }

  variables {
    allowed_cidr_blocks = ["0.0.0.0/0"]
  }

  expect_failures = [var.allowed_cidr_blocks]
}

run "refuses_open_egress_in_production" {
  command = plan

  module {
    source = "./modules/portal"
  }

  providers = {
    aws           = aws
    aws.us_east_1 = aws.us_east_1
    aws.recovery  = aws.recovery
  }

  variables {
    environment   = "production"
    directory     = { plain_ldap = true }
    load_balancer = { enabled = true, domain = "portal.example.com", zone_id = "Z0123456789ABCDEFGHIJ" }
    database      = { multi_az = true }
    open_egress   = true
  }

  expect_failures = [var.open_egress]
}

run "refuses_ssh_without_a_key" {
  command = plan

  module {
    source = "./modules/portal"
  }

  providers = {
    aws           = aws
    aws.us_east_1 = aws.us_east_1
    aws.recovery  = aws.recovery
  }

  variables {
    ssh = { enabled = true }
  }

  expect_failures = [var.ssh]
}

run "refuses_ssh_from_the_whole_internet" {
  command = plan

  module {
    source = "./modules/portal"
  }

  providers = {
    aws           = aws
    aws.us_east_1 = aws.us_east_1
    aws.recovery  = aws.recovery
  }

  variables {
    ssh                 = { enabled = true, public_key = "ssh-ed25519 AAAA" }
    allowed_cidr_blocks = ["0.0.0.0/0"]
    allow_public_access = true
  }

  expect_failures = [var.ssh]
}

run "refuses_a_jar_that_is_not_there" {
  command = plan

  module {
    source = "./modules/portal"
  }

  providers = {
    aws           = aws
    aws.us_east_1 = aws.us_east_1
    aws.recovery  = aws.recovery
  }

  variables {
    gateway = { jar_path = "nowhere.jar" }
  }

  expect_failures = [var.gateway]
}

run "refuses_several_gateways_without_load_balancer" {
  command = plan

  module {
    source = "./modules/portal"
  }

  providers = {
    aws           = aws
    aws.us_east_1 = aws.us_east_1
    aws.recovery  = aws.recovery
  }

  variables {
    gateway = { jar_path = "tests/mocks/gateway.jar", max = 2 }
  }

  expect_failures = [var.gateway]
}

run "refuses_one_port_for_both" {
  command = plan

  module {
    source = "./modules/portal"
  }

  providers = {
    aws           = aws
    aws.us_east_1 = aws.us_east_1
    aws.recovery  = aws.recovery
  }

  variables {
    webui = { admin_email = "admin@example.com", port = 8000 }
  }

  expect_failures = [var.webui]
}

run "refuses_several_machines_without_load_balancer" {
  command = plan

  module {
    source = "./modules/portal"
  }

  providers = {
    aws           = aws
    aws.us_east_1 = aws.us_east_1
    aws.recovery  = aws.recovery
  }

  variables {
    webui   = { admin_email = "admin@example.com", max = 2 }
    cache   = { enabled = true }
    uploads = { enabled = true }
  }

  expect_failures = [var.webui]
}

run "refuses_several_machines_without_shared_state" {
  command = plan

  module {
    source = "./modules/portal"
  }

  providers = {
    aws           = aws
    aws.us_east_1 = aws.us_east_1
    aws.recovery  = aws.recovery
  }

  variables {
    load_balancer = { enabled = true, domain = "portal.example.com", zone_id = "Z0123456789ABCDEFGHIJ" }
    cache         = {}
    uploads       = { enabled = true }
    webui         = { admin_email = "admin@example.com", min = 2, max = 4, desired = 2 }
  }

  expect_failures = [var.webui]
}

run "refuses_to_call_no_model" {
  command = plan

  module {
    source = "./modules/portal"
  }

  providers = {
    aws           = aws
    aws.us_east_1 = aws.us_east_1
    aws.recovery  = aws.recovery
  }

  variables {
    bedrock_models = {}
  }

  expect_failures = [var.bedrock_models]
}

run "feeds_everything_from_one_map_of_models" {
  command = plan

  module {
    source = "./modules/portal"
  }

  providers = {
    aws           = aws
    aws.us_east_1 = aws.us_east_1
    aws.recovery  = aws.recovery
  }

  variables {
    bedrock_models = {
      fast  = { model_id = "anthropic.claude-haiku-4-5-20251001-v1:0", profile_id = "eu.anthropic.claude-haiku-4-5-20251001-v1:0", regions = ["eu-west-1", "eu-west-2"] }
      good  = { model_id = "anthropic.claude-sonnet-4-6" }
      titan = { model_id = "amazon.titan-embed-text-v2:0", use = "embedding" }
    }
    webui   = { admin_email = "admin@example.com", default_model = "good", task_model = "fast", embedding_model = "titan" }
    gateway = { jar_path = "tests/mocks/gateway.jar", config_yaml = "max_attempts: 5\nmodels: {fast: {max_tokens: 900, id: other}, old: amazon.nova-lite-v1:0}" }
  }

  assert {
    condition = yamldecode(module.gateway_machine.files["/etc/bedrock-gateway/gateway.yaml"]) == {
      max_attempts = 5
      residency    = "geography"
      models = {
        fast  = { id = "eu.anthropic.claude-haiku-4-5-20251001-v1:0", max_tokens = 900 }
        good  = { id = "anthropic.claude-sonnet-4-6" }
        titan = { id = "amazon.titan-embed-text-v2:0" }
        old   = "amazon.nova-lite-v1:0"
      }
    }
    error_message = "The gateway offers them by their names, beside what the caller's own file says."
  }

  assert {
    condition     = jsondecode(output.open_webui_environment["OLLAMA_API_CONFIGS"])["0"].model_ids == ["fast:latest", "good:latest"]
    error_message = "Open WebUI lists those for chats."
  }

  assert {
    condition     = output.open_webui_environment["DEFAULT_MODELS"] == "good:latest" && output.open_webui_environment["TASK_MODEL"] == "fast:latest" && output.open_webui_environment["RAG_EMBEDDING_MODEL"] == "titan"
    error_message = "And uses them as it is told."
  }
}

run "calls_no_profile_when_nothing_may_leave_the_region" {
  command = plan

  module {
    source = "./modules/portal"
  }

  providers = {
    aws           = aws
    aws.us_east_1 = aws.us_east_1
    aws.recovery  = aws.recovery
  }

  variables {
    residency = "region"
  }

  assert {
    condition     = yamldecode(module.gateway_machine.files["/etc/bedrock-gateway/gateway.yaml"]).models["claude-haiku"].id == "anthropic.claude-haiku-4-5-20251001-v1:0"
    error_message = "The model itself."
  }

  assert {
    condition     = yamldecode(module.gateway_machine.files["/etc/bedrock-gateway/gateway.yaml"]).residency == "region"
    error_message = "The gateway refuses profiles, too."
  }
}

run "refuses_models_that_cannot_chat" {
  command = plan

  module {
    source = "./modules/portal"
  }

  providers = {
    aws           = aws
    aws.us_east_1 = aws.us_east_1
    aws.recovery  = aws.recovery
  }

  variables {
    bedrock_models = { titan = { model_id = "amazon.titan-embed-text-v2:0", use = "embedding" } }
  }

  expect_failures = [var.bedrock_models]
}

run "refuses_a_name_that_ollama_would_not_write" {
  command = plan

  module {
    source = "./modules/portal"
  }

  providers = {
    aws           = aws
    aws.us_east_1 = aws.us_east_1
    aws.recovery  = aws.recovery
  }

  variables {
    bedrock_models = { "Claude Haiku" = { model_id = "anthropic.claude-sonnet-4-6" } }
  }

  expect_failures = [var.bedrock_models]
}

run "refuses_an_unknown_use" {
  command = plan

  module {
    source = "./modules/portal"
  }

  providers = {
    aws           = aws
    aws.us_east_1 = aws.us_east_1
    aws.recovery  = aws.recovery
  }

  variables {
    bedrock_models = { haiku = { model_id = "anthropic.claude-sonnet-4-6" }, other = { model_id = "anthropic.claude-sonnet-4-6", use = "image" } }
  }

  expect_failures = [var.bedrock_models]
}

run "refuses_a_profile_that_leaves_the_geography" {
  command = plan

  module {
    source = "./modules/portal"
  }

  providers = {
    aws           = aws
    aws.us_east_1 = aws.us_east_1
    aws.recovery  = aws.recovery
  }

  variables {
    bedrock_models = { sonnet = { model_id = "anthropic.claude-sonnet-4-6", profile_id = "global.anthropic.claude-sonnet-4-6", regions = ["eu-west-1"] } }
  }

  expect_failures = [var.bedrock_models]
}

run "refuses_an_unknown_residency" {
  command = plan

  module {
    source = "./modules/portal"
  }

  providers = {
    aws           = aws
    aws.us_east_1 = aws.us_east_1
    aws.recovery  = aws.recovery
  }

  variables {
    residency      = "moon"
    bedrock_models = { sonnet = { model_id = "anthropic.claude-sonnet-4-6" } }
  }

  expect_failures = [var.residency]
}

run "refuses_to_start_with_a_model_it_may_not_call" {
  command = plan

  module {
    source = "./modules/portal"
  }

  providers = {
    aws           = aws
    aws.us_east_1 = aws.us_east_1
    aws.recovery  = aws.recovery
  }

  variables {
    webui = { admin_email = "admin@example.com", default_model = "opus" }
  }

  expect_failures = [var.webui]
}

run "refuses_to_embed_with_a_model_for_chats" {
  command = plan

  module {
    source = "./modules/portal"
  }

  providers = {
    aws           = aws
    aws.us_east_1 = aws.us_east_1
    aws.recovery  = aws.recovery
  }

  variables {
    webui = { admin_email = "admin@example.com", embedding_model = "claude-haiku" }
  }

  expect_failures = [var.webui]
}

run "refuses_settings_that_are_no_yaml" {
  command = plan

  module {
    source = "./modules/portal"
  }

  providers = {
    aws           = aws
    aws.us_east_1 = aws.us_east_1
    aws.recovery  = aws.recovery
  }

  variables {
    gateway = { jar_path = "tests/mocks/gateway.jar", config_yaml = "a: [1" }
  }

  expect_failures = [var.gateway]
}

run "refuses_rotation_beside_rds" {
  command = plan

  module {
    source = "./modules/portal"
  }

  providers = {
    aws           = aws
    aws.us_east_1 = aws.us_east_1
    aws.recovery  = aws.recovery
  }

  variables {
    database = { rotation_days = 30 }
  }

  expect_failures = [var.database]
}

run "refuses_a_directory_without_a_password" {
  command = plan

  module {
    source = "./modules/portal"
  }

  providers = {
    aws           = aws
    aws.us_east_1 = aws.us_east_1
    aws.recovery  = aws.recovery
  }

  variables {
    directory_admin_password = null
  }

  expect_failures = [var.directory_admin_password]
}

run "refuses_passwords_in_clear_in_production" {
  command = plan

  module {
    source = "./modules/portal"
  }

  providers = {
    aws           = aws
    aws.us_east_1 = aws.us_east_1
    aws.recovery  = aws.recovery
  }

  variables {
    environment   = "production"
    load_balancer = { enabled = true, domain = "portal.example.com", zone_id = "Z0123456789ABCDEFGHIJ" }
    database      = { multi_az = true }
  }

  expect_failures = [var.directory]
}

run "refuses_a_load_balancer_without_a_name" {
  command = plan

  module {
    source = "./modules/portal"
  }

  providers = {
    aws           = aws
    aws.us_east_1 = aws.us_east_1
    aws.recovery  = aws.recovery
  }

  variables {
    load_balancer = { enabled = true, zone_id = "Z0123456789ABCDEFGHIJ" }
  }

  expect_failures = [var.load_balancer]
}

run "refuses_a_load_balancer_without_certificates" {
  command = plan

  module {
    source = "./modules/portal"
  }

  providers = {
    aws           = aws
    aws.us_east_1 = aws.us_east_1
    aws.recovery  = aws.recovery
  }

  variables {
    load_balancer = { enabled = true, domain = "portal.example.com" }
  }

  expect_failures = [var.load_balancer]
}

run "refuses_a_firewall_before_nothing" {
  command = plan

  module {
    source = "./modules/portal"
  }

  providers = {
    aws           = aws
    aws.us_east_1 = aws.us_east_1
    aws.recovery  = aws.recovery
  }

  variables {
    waf = { enabled = true }
  }

  expect_failures = [var.waf]
}

run "refuses_cloudfront_before_nothing" {
  command = plan

  module {
    source = "./modules/portal"
  }

  providers = {
    aws           = aws
    aws.us_east_1 = aws.us_east_1
    aws.recovery  = aws.recovery
  }

  variables {
    cdn = { enabled = true, certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/1" }
  }

  expect_failures = [var.cdn]
}

run "refuses_cloudfront_without_a_certificate" {
  command = plan

  module {
    source = "./modules/portal"
  }

  providers = {
    aws           = aws
    aws.us_east_1 = aws.us_east_1
    aws.recovery  = aws.recovery
  }

  variables {
    load_balancer = { enabled = true, domain = "portal.example.com", certificate_arn = "arn:aws:acm:eu-west-2:123456789012:certificate/1", gateway_certificate_arn = "arn:aws:acm:eu-west-2:123456789012:certificate/2" }
    waf           = { enabled = true }
    cdn           = { enabled = true }
  }

  expect_failures = [var.cdn]
}

run "refuses_cognito_without_https" {
  command = plan

  module {
    source = "./modules/portal"
  }

  providers = {
    aws           = aws
    aws.us_east_1 = aws.us_east_1
    aws.recovery  = aws.recovery
  }

  variables {
    cognito = { enabled = true }
  }

  expect_failures = [var.cognito]
}

run "refuses_mail_without_a_domain" {
  command = plan

  module {
    source = "./modules/portal"
  }

  providers = {
    aws           = aws
    aws.us_east_1 = aws.us_east_1
    aws.recovery  = aws.recovery
  }

  variables {
    email = { enabled = true }
  }

  expect_failures = [var.email]
}
