mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  name          = "ai-portal"
  domain_prefix = "ai-portal-example"
  callback_urls = ["https://ai.example.com/oauth/oidc/callback"]
  groups        = { portal-admins = "Administrators of the portal" }
}

run "asks_for_a_second_factor_and_takes_no_strangers" {
  module {
    source = "./modules/cognito"
  }

  assert {
    condition     = aws_cognito_user_pool.this.mfa_configuration == "ON" && one(aws_cognito_user_pool.this.software_token_mfa_configuration).enabled
    error_message = "Everybody has an authenticator."
  }

  assert {
    condition     = one(aws_cognito_user_pool.this.admin_create_user_config).allow_admin_create_user_only && one(aws_cognito_user_pool.this.password_policy).minimum_length >= 14
    error_message = "Nobody signs up alone; passwords are long."
  }

  assert {
    condition     = aws_cognito_user_pool.this.deletion_protection == "ACTIVE"
    error_message = "Nobody deletes the pool by mistake."
  }
}

run "has_a_client_without_a_secret" {
  module {
    source = "./modules/cognito"
  }

  assert {
    condition     = !aws_cognito_user_pool_client.this.generate_secret && aws_cognito_user_pool_client.this.allowed_oauth_flows == toset(["code"])
    error_message = "The client proves itself by PKCE."
  }

  assert {
    condition     = output.discovery_url == "https://cognito-idp.${data.aws_region.current.id}.amazonaws.com/${aws_cognito_user_pool.this.id}/.well-known/openid-configuration"
    error_message = "Open WebUI finds the pool by its discovery document."
  }

  assert {
    condition     = keys(aws_cognito_user_group.this) == ["portal-admins"]
    error_message = "Groups are made."
  }
}

run "refuses_a_reserved_domain_prefix" {
  command = plan

  variables {
    domain_prefix = "my-cognito"
  }

  module {
    source = "./modules/cognito"
  }

  expect_failures = [var.domain_prefix]
}

run "refuses_a_callback_without_tls" {
  command = plan

  variables {
    callback_urls = ["http://ai.example.com/oauth/oidc/callback"]
  }

  module {
    source = "./modules/cognito"
  }

  expect_failures = [var.callback_urls]
}

run "refuses_a_sign_out_without_tls" {
  command = plan

  variables {
    logout_urls = ["http://ai.example.com/auth"]
  }

  module {
    source = "./modules/cognito"
  }

  expect_failures = [var.logout_urls]
}

run "refuses_an_unknown_second_factor" {
  command = plan

  variables {
    mfa = "SMS"
  }

  module {
    source = "./modules/cognito"
  }

  expect_failures = [var.mfa]
}
