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
    condition     = toset(keys(output.security_group_ids)) == toset(["webui", "gateway", "database", "functions", "endpoints"])
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
    existing_network = { vpc_id = "vpc-0123456789abcdef0", vpc_cidr = "10.9.0.0/16", public_subnet_ids = ["subnet-1", "subnet-2"], private_subnet_ids = ["subnet-3", "subnet-4", "subnet-5"] } # of which the directory stands in two
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

run "draws_the_directorys_first_password_where_nobody_gives_one" {
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

  assert {
    condition     = length(module.directory) == 1
    error_message = "Nobody is asked for it."
  }
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

run "stands_without_any_internet" {
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
    load_balancer      = { enabled = true, domain = "portal.example.com", zone_id = "Z0123456789ABCDEFGHIJ" }
    cache              = { enabled = true }
    uploads            = { enabled = true }
    waf                = { enabled = true }
    mirror             = true
    private_only       = true
    transit_gateway_id = "tgw-0123456789abcdef0"
  }

  assert {
    condition     = length(output.subnet_ids.public) == 0 && module.webui_alb[0].internal && length(module.waf) == 1 && length(module.network[0].nat_gateway_ids) == 0
    error_message = "Nothing of it has a public address."
  }

  assert {
    condition     = toset(keys(local.https)) == toset(["endpoints", "s3"]) && local.https.endpoints.kind == "group" && local.https.s3.kind == "prefix_list"
    error_message = "Nothing leaves but to endpoints and S3."
  }

  assert {
    condition     = startswith(output.mirror.compose.object, "s3://ai-portal-artifacts-") && output.mirror.image.source == "ghcr.io/open-webui/open-webui" && strcontains(module.webui_machine.files["/usr/local/sbin/open-webui-install"], "amazon-ecr-credential-helper")
    error_message = "What machines need is in the account."
  }
}

run "reaches_the_endpoints_of_a_network_that_is_there" {
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
    load_balancer    = { enabled = true, domain = "portal.example.com", zone_id = "Z0123456789ABCDEFGHIJ" }
    cache            = { enabled = true }
    uploads          = { enabled = true }
    waf              = { enabled = true }
    mirror           = true
    private_only     = true
    existing_network = { vpc_id = "vpc-0123456789abcdef0", vpc_cidr = "10.9.0.0/16", private_subnet_ids = ["subnet-3", "subnet-4"], endpoint_security_group_ids = ["sg-0123456789abcdef0"] }
  }

  assert {
    condition     = local.https["endpoints-0"].source_group_id == "sg-0123456789abcdef0" && contains(keys(local.groups.gateway.egress), "endpoints-0") && contains(keys(local.groups.functions.egress), "endpoints-0")
    error_message = "Machines and functions reach AWS by the owner's endpoints."
  }
}

run "refuses_a_private_network_whose_endpoints_it_cannot_reach" {
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
    load_balancer    = { enabled = true, domain = "portal.example.com", zone_id = "Z0123456789ABCDEFGHIJ" }
    cache            = { enabled = true }
    uploads          = { enabled = true }
    waf              = { enabled = true }
    mirror           = true
    private_only     = true
    existing_network = { vpc_id = "vpc-0123456789abcdef0", vpc_cidr = "10.9.0.0/16", private_subnet_ids = ["subnet-3", "subnet-4"] }
  }

  expect_failures = [var.existing_network]
}

run "refuses_to_be_private_behind_cloudfront" {
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
    load_balancer      = { enabled = true, domain = "portal.example.com", zone_id = "Z0123456789ABCDEFGHIJ" }
    cache              = { enabled = true }
    uploads            = { enabled = true }
    waf                = { enabled = true }
    mirror             = true
    private_only       = true
    transit_gateway_id = "tgw-0123456789abcdef0"
    cdn                = { enabled = true }
  }

  expect_failures = [var.private_only]
}

run "refuses_to_be_private_without_images" {
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
    load_balancer      = { enabled = true, domain = "portal.example.com", zone_id = "Z0123456789ABCDEFGHIJ" }
    cache              = { enabled = true }
    uploads            = { enabled = true }
    waf                = { enabled = true }
    mirror             = false
    private_only       = true
    transit_gateway_id = "tgw-0123456789abcdef0"
  }

  expect_failures = [var.private_only]
}

run "refuses_to_be_private_with_cognito" {
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
    load_balancer      = { enabled = true, domain = "portal.example.com", zone_id = "Z0123456789ABCDEFGHIJ" }
    cache              = { enabled = true }
    uploads            = { enabled = true }
    waf                = { enabled = true }
    mirror             = true
    private_only       = true
    transit_gateway_id = "tgw-0123456789abcdef0"
    cognito            = { enabled = true }
  }

  expect_failures = [var.private_only]
}

run "refuses_to_attach_a_network_that_is_there" {
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
    transit_gateway_id = "tgw-0123456789abcdef0"
    existing_network   = { vpc_id = "vpc-1", vpc_cidr = "10.0.0.0/16", public_subnet_ids = ["a", "b"], private_subnet_ids = ["c", "d"] }
  }

  expect_failures = [var.transit_gateway_id]
}

run "refuses_a_function_without_a_way_to_its_secret" {
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
    nat_mode = "none"
  }

  expect_failures = [var.nat_mode]
}

run "rolls_out_without_an_interruption" {
  command = plan

  module {
    source = "./modules/portal"
  }

  providers = {
    aws           = aws
    aws.us_east_1 = aws.us_east_1
    aws.recovery  = aws.recovery
  }

  override_data {
    target = data.aws_ssm_parameters_by_path.running
    values = { values = ["v0.11.0"] }
  }

  variables {
    load_balancer = { enabled = true, domain = "portal.example.com", zone_id = "Z0123456789ABCDEFGHIJ" }
    cache         = { enabled = true }
    uploads       = { enabled = true }
    webui         = { admin_email = "admin@example.com", min = 2, max = 4, desired = 2 }
  }

  assert {
    condition     = !local.new_version && module.webui_group[0].min_healthy_percentage == 100 && module.gateway_group[0].min_healthy_percentage == 100
    error_message = "A new machine answers before an old one goes."
  }
}

run "stops_all_machines_for_another_version" {
  command = plan

  module {
    source = "./modules/portal"
  }

  providers = {
    aws           = aws
    aws.us_east_1 = aws.us_east_1
    aws.recovery  = aws.recovery
  }

  override_data {
    target = data.aws_ssm_parameters_by_path.running
    values = { values = ["v0.10.2"] }
  }

  variables {
    load_balancer = { enabled = true, domain = "portal.example.com", zone_id = "Z0123456789ABCDEFGHIJ" }
    cache         = { enabled = true }
    uploads       = { enabled = true }
    webui         = { admin_email = "admin@example.com", min = 2, max = 4, desired = 2 }
  }

  assert {
    condition     = local.new_version && module.webui_group[0].min_healthy_percentage == 0 && module.gateway_group[0].min_healthy_percentage == 100
    error_message = "Two versions of Open WebUI never share a database."
  }
}

run "runs_on_graviton_and_signs_in_by_a_provider_of_the_callers" {
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
    load_balancer = { enabled = true, domain = "portal.example.com", zone_id = "Z0123456789ABCDEFGHIJ", certificate_arn = "arn:aws:acm:eu-west-2:123456789012:certificate/1" }
    cache         = { enabled = true }
    uploads       = { enabled = true }
    directory     = { enabled = false }
    oidc          = { client_id = "portal", discovery_url = "https://login.example.com/.well-known/openid-configuration", admin_group = "admins", user_group = "people", client_secret = true }
    webui         = { admin_email = "admin@example.com", instance_types = ["m7g.xlarge", "m6g.xlarge"], compose = { sha256 = "abababababababababababababababababababababababababababababababab" } }
    gateway       = { jar_path = "tests/mocks/gateway.jar", instance_types = ["m7i.large"] }
  }

  assert {
    condition     = local.architecture == { webui = "arm64", gateway = "x86_64" } && keys(data.aws_ssm_parameter.system_image) == ["arm64", "x86_64"] && endswith(data.aws_ssm_parameter.system_image["arm64"].name, "-arm64") && endswith(local.compose.url, "-aarch64") && local.compose.sha256 == "abababababababababababababababababababababababababababababababab"
    error_message = "System and Docker Compose are for its processors."
  }

  assert {
    condition     = output.open_webui_environment.OPENID_PROVIDER_URL == "https://login.example.com/.well-known/openid-configuration" && output.open_webui_environment.OAUTH_ALLOWED_ROLES == "admins,people" && output.open_webui_environment.DEFAULT_USER_ROLE == "pending" && output.open_webui_environment.OAUTH_ROLES_CLAIM == "groups" && !contains(keys(output.open_webui_environment), "ENABLE_LDAP") && length(module.directory) + length(module.cognito) == 0
    error_message = "The provider alone signs people in."
  }

  assert {
    condition     = length(aws_secretsmanager_secret.oidc_client) == 1 && contains(keys(local.secret_arns), "oidc_client")
    error_message = "The client's secret is read by machines, and in no state."
  }

  assert {
    condition     = local.own_certificates == tomap({ gateway = "gateway.portal.example.com" }) && local.certificate_arns.portal == "arn:aws:acm:eu-west-2:123456789012:certificate/1"
    error_message = "A certificate that is given is used, and the other one made."
  }
}

run "refuses_two_providers" {
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
    oidc          = { client_id = "portal", discovery_url = "https://login.example.com/.well-known/openid-configuration", admin_group = "admins", user_group = "people", client_secret = true }
    cognito       = { enabled = true }
  }

  expect_failures = [var.oidc]
}

run "refuses_a_provider_without_https" {
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
    oidc = { client_id = "portal", discovery_url = "https://login.example.com/.well-known/openid-configuration", admin_group = "admins", user_group = "people", client_secret = true }
  }

  expect_failures = [var.oidc]
}

run "refuses_two_kinds_of_processors_for_the_gateway" {
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
    gateway = { jar_path = "tests/mocks/gateway.jar", instance_types = ["m7g.large", "m5.large"] }
  }

  expect_failures = [var.gateway]
}

run "refuses_two_kinds_of_processors_for_open_webui" {
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
    webui = { admin_email = "admin@example.com", instance_types = ["m5.large", "m7g.large"] }
  }

  expect_failures = [var.webui]
}

run "refuses_graviton_without_its_compose" {
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
    webui = { admin_email = "admin@example.com", instance_types = ["t4g.large"] }
  }

  expect_failures = [var.webui]
}

run "has_a_key_of_the_gateway_that_terraform_fills" {
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
    condition     = length(setsubtract(["gateway-key", "user-jwt-secret"], keys(output.generated_secrets))) == 0 && toset(keys(local.gateway_secret_arns)) == toset(["gateway_key", "user_jwt_secret"]) && length(setsubtract(keys(local.gateway_secret_arns), keys(local.secret_arns))) == 0
    error_message = "Two secrets that are filled with random values; machines of both workloads read them."
  }

  assert {
    condition     = length(setintersection(keys(local.gateway_settings), ["allow_anonymous", "key", "user_jwt_secret", "user_headers_from"])) == 0
    error_message = "Nobody is answered without a key, and no key is among the settings."
  }
}

run "lets_operators_add_keys_beside_it" {
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
    gateway = { jar_path = "tests/mocks/gateway.jar", config_yaml = "keys: {team-a: {sha256: ['0f1e']}}" }
  }

  assert {
    condition     = local.gateway_settings.keys == { team-a = { sha256 = ["0f1e"] } }
    error_message = "By their digests, in the settings."
  }
}

run "refuses_callers_that_nobody_knows" {
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
    gateway = { jar_path = "tests/mocks/gateway.jar", config_yaml = "allow_anonymous: true" }
  }

  expect_failures = [var.gateway]
}

run "refuses_a_key_among_the_settings" {
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
    gateway = { jar_path = "tests/mocks/gateway.jar", config_yaml = "key: sk-0123456789abcdef" }
  }

  expect_failures = [var.gateway]
}

run "runs_on_fargate" {
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
    compute       = "fargate"
    directory     = { enabled = false }
    load_balancer = { enabled = true, domain = "portal.example.com", zone_id = "Z0123456789ABCDEFGHIJ" }
    cache         = { enabled = true }
    uploads       = { enabled = true }
    webui         = { admin_email = "admin@example.com", min = 2, max = 4, desired = 2 }
  }

  assert {
    condition     = length(module.webui_service) == 1 && length(module.gateway_service) == 1 && length(module.webui_group) == 0 && length(module.gateway_group) == 0 && length(module.webui) == 0 && length(module.backup) == 0
    error_message = "Services instead of machines, of which no images are made."
  }

  assert {
    condition     = output.service_names == { webui = "ai-portal-webui", gateway = "ai-portal-gateway" } && length(output.autoscaling_group_names) == 0
    error_message = "The outputs name the services."
  }

  assert {
    condition     = keys(local.gateway_task[1].secrets) == ["GATEWAY_KEY", "GATEWAY_USER_JWT_SECRET"] && length(setintersection(keys(local.webui_task[0].secrets), ["FORWARD_USER_INFO_HEADER_JWT_SECRET", "RAG_OLLAMA_API_KEY"])) == 2 && !contains(keys(local.gateway_task[0]), "secrets")
    error_message = "ECS hands the gateway's key, and what signs who asks, to both servers and to nothing else."
  }
}

run "signs_in_by_a_directory_that_is_there" {
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
    directory          = { enabled = false, dns_mode = "resolver", bind_rotation = "cron(0 3 1,15 * ? *)" }
    existing_directory = { host = "dc.corp.example.com", port = 3269, cidr_blocks = ["10.9.0.0/24"], ca_pem = "-----BEGIN CERTIFICATE-----", search_base = "DC=corp,DC=example,DC=com", bind_dn = "svc@corp.example.com" }
  }

  assert {
    condition     = output.directory == null && output.open_webui_environment.LDAP_SERVER_HOST == "dc.corp.example.com" && output.open_webui_environment.LDAP_USE_TLS == "true"
    error_message = "By LDAPS, and no directory is made."
  }

  assert {
    condition     = output.open_webui_environment.LDAP_SERVER_PORT == "3269" && alltrue([for rule in local.existing_directory_egress : rule.from_port == 3269]) && !contains(keys(module.functions.function_arns), "rotate-bind-password")
    error_message = "At its own port, which is open; whoever runs it changes the account's password."
  }
}

run "watches_over_calls_and_asks_other_accounts" {
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
    guardrail      = "arn:aws:bedrock:eu-west-2:123456789012:guardrail/gr1abc:3"
    model_accounts = [{ name = "second", role_arn = "arn:aws:iam::210987654321:role/bedrock", external_id = "portal" }]
  }

  assert {
    condition     = local.gateway_settings.models["*"].guardrail == "arn:aws:bedrock:eu-west-2:123456789012:guardrail/gr1abc:3" && one(local.gateway_settings.pool).role == "arn:aws:iam::210987654321:role/bedrock"
    error_message = "The gateway knows both."
  }
}

run "watches_over_calls_whatever_the_callers_file_says" {
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
    guardrail      = "gr1abc:3"
    model_accounts = [{ name = "second", role_arn = "arn:aws:iam::210987654321:role/bedrock", external_id = "portal" }]
    residency      = "eu"
    gateway        = { jar_path = "tests/mocks/gateway.jar", config_yaml = "residency: any\nmodels: {'*': {guardrail: 'other:1', max_tokens: 900}}\npool: [{name: own, region: eu-west-1}]" }
  }

  assert {
    condition     = yamldecode(module.gateway_machine.files["/etc/bedrock-gateway/gateway.yaml"]).models["*"] == { guardrail = "gr1abc:3", max_tokens = 900 }
    error_message = "The guardrail stands over all models, beside what the caller says of them."
  }

  assert {
    condition     = local.gateway_settings.residency == "eu" && local.gateway_settings.pool[*].name == ["own", "second"]
    error_message = "Prompts stay where the portal's own setting says, and its accounts come after the caller's places."
  }
}

run "refuses_an_unknown_compute" {
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
    compute = "lambda"
  }

  expect_failures = [var.compute]
}

run "refuses_fargate_without_shared_state" {
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
    compute       = "fargate"
    directory     = { enabled = false }
    load_balancer = { enabled = true, domain = "portal.example.com", zone_id = "Z0123456789ABCDEFGHIJ" }
  }

  expect_failures = [var.compute]
}

run "refuses_fargate_that_cannot_find_its_directory" {
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
    compute       = "fargate"
    load_balancer = { enabled = true, domain = "portal.example.com", zone_id = "Z0123456789ABCDEFGHIJ" }
    cache         = { enabled = true }
    uploads       = { enabled = true }
  }

  expect_failures = [var.compute]
}

run "refuses_fargate_with_addresses_of_a_directory" {
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
    compute            = "fargate"
    directory          = { enabled = false }
    existing_directory = { host = "dc.corp.example.com", addresses = ["10.9.0.10"], cidr_blocks = ["10.9.0.0/24"], ca_pem = "-----BEGIN CERTIFICATE-----", search_base = "DC=corp,DC=example,DC=com", bind_dn = "svc@corp.example.com" }
    load_balancer      = { enabled = true, domain = "portal.example.com", zone_id = "Z0123456789ABCDEFGHIJ" }
    cache              = { enabled = true }
    uploads            = { enabled = true }
  }

  expect_failures = [var.compute]
}

run "refuses_fargate_by_office_hours" {
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
    compute       = "fargate"
    directory     = { enabled = false }
    office_hours  = { enabled = true }
    load_balancer = { enabled = true, domain = "portal.example.com", zone_id = "Z0123456789ABCDEFGHIJ" }
    cache         = { enabled = true }
    uploads       = { enabled = true }
  }

  expect_failures = [var.compute]
}

run "refuses_fargate_without_internet_and_images" {
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
    compute       = "fargate"
    private_only  = true
    mirror        = true
    directory     = { enabled = false }
    load_balancer = { enabled = true, domain = "portal.example.com", zone_id = "Z0123456789ABCDEFGHIJ" }
    cache         = { enabled = true }
    uploads       = { enabled = true }
  }

  expect_failures = [var.compute]
}

run "refuses_two_directories" {
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
    existing_directory = { host = "dc.corp.example.com", cidr_blocks = ["10.9.0.0/24"], ca_pem = "-----BEGIN CERTIFICATE-----", search_base = "DC=corp,DC=example,DC=com", bind_dn = "svc@corp.example.com" }
  }

  expect_failures = [var.existing_directory]
}

run "refuses_a_directory_that_could_be_anywhere" {
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
    directory          = { enabled = false }
    existing_directory = { host = "dc.corp.example.com", cidr_blocks = ["0.0.0.0/0"], ca_pem = "-----BEGIN CERTIFICATE-----", search_base = "DC=corp,DC=example,DC=com", bind_dn = "svc@corp.example.com" }
  }

  expect_failures = [var.existing_directory]
}

run "refuses_a_guardrail_without_a_version" {
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
    guardrail = "gr1abc"
  }

  expect_failures = [var.guardrail]
}

run "refuses_an_account_by_its_number" {
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
    model_accounts = [{ name = "second", role_arn = "210987654321", external_id = "portal" }]
  }

  expect_failures = [var.model_accounts]
}

run "refuses_an_account_without_an_external_id" {
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
    model_accounts = [{ name = "second", role_arn = "arn:aws:iam::210987654321:role/bedrock", external_id = "x" }]
  }

  expect_failures = [var.model_accounts]
}

run "refuses_two_accounts_of_one_name" {
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
    model_accounts = [{ name = "a", role_arn = "arn:aws:iam::210987654321:role/bedrock", external_id = "portal" }, { name = "a", role_arn = "arn:aws:iam::210987654322:role/bedrock", external_id = "portal" }]
  }

  expect_failures = [var.model_accounts]
}

run "signs_in_by_ldaps_wherever_the_authority_is_known" {
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
    directory     = { ldaps_ca_pem = "-----BEGIN CERTIFICATE-----" }
  }

  assert {
    condition     = output.open_webui_environment.LDAP_USE_TLS == "true" && output.open_webui_environment.LDAP_SERVER_PORT == "636"
    error_message = "Nothing else needs to be said for LDAPS."
  }
}

run "signs_in_by_ldap_where_that_is_accepted" {
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
    directory     = { ldaps_ca_pem = "-----BEGIN CERTIFICATE-----", plain_ldap = true }
  }

  assert {
    condition     = output.open_webui_environment.LDAP_USE_TLS == "false" && output.open_webui_environment.LDAP_SERVER_PORT == "389"
    error_message = "While the controllers wait for their certificates."
  }
}

run "refuses_an_image_of_tasks_without_a_version" {
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
    fargate = { cli_image = "public.ecr.aws/aws-cli/aws-cli" }
  }

  expect_failures = [var.fargate]
}

run "refuses_a_digest_of_tasks_that_is_cut_off" {
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
    fargate = { java_image = "public.ecr.aws/amazoncorretto/amazoncorretto:25@sha256:0123abcd" }
  }

  expect_failures = [var.fargate]
}

run "refuses_a_version_of_open_webui_without_its_digest" {
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
    webui = { admin_email = "admin@example.com", image = { tag = "v0.12.0" } }
  }

  expect_failures = [var.webui]
}
