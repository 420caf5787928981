variables {
  region                 = "eu-west-2"
  public_url             = "https://portal.example.com"
  gateway_url            = "https://gateway.portal.example.com"
  admin_email            = "admin@example.com"
  chat_models            = ["claude-haiku", "gpt-oss:20b"]
  default_model          = "claude-haiku"
  task_model             = "gpt-oss:20b"
  database               = { address = "db.internal", port = 5432, name = "aiportal", ca_pem = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n" }
  secret_arns            = { database = "arn:aws:secretsmanager:eu-west-2:123456789012:secret:database-AbCdEf", webui_secret_key = "arn:aws:secretsmanager:eu-west-2:123456789012:secret:key-AbCdEf", admin_password = "arn:aws:secretsmanager:eu-west-2:123456789012:secret:admin-AbCdEf", gateway_key = "arn:aws:secretsmanager:eu-west-2:123456789012:secret:gateway-key-AbCdEf", user_jwt_secret = "arn:aws:secretsmanager:eu-west-2:123456789012:secret:user-jwt-AbCdEf", ldap_bind = "arn:aws:secretsmanager:eu-west-2:123456789012:secret:bind-AbCdEf", redis = "arn:aws:secretsmanager:eu-west-2:123456789012:secret:redis-AbCdEf" }
  log_group_name         = "/ai-portal/ai-portal/webui"
  log_file               = "/var/log/ai-portal/webui.log"
  agent_config_parameter = "AmazonCloudWatch-ai-portal-webui"
}

run "talks_to_the_gateway_and_nobody_else" {
  module {
    source = "./modules/webui-machine"
  }

  assert {
    condition     = output.environment["OLLAMA_BASE_URL"] == "https://gateway.portal.example.com"
    error_message = "Chats go to the gateway."
  }

  assert {
    condition     = output.environment["ENABLE_OPENAI_API"] == "false" && output.environment["OFFLINE_MODE"] == "true" && output.environment["ENABLE_VERSION_UPDATE_CHECK"] == "false"
    error_message = "Nothing goes elsewhere."
  }

  assert {
    condition     = output.environment["CORS_ALLOW_ORIGIN"] == "https://portal.example.com" && output.environment["WEBUI_SESSION_COOKIE_SECURE"] == "true"
    error_message = "Only the portal's own pages; cookies over TLS."
  }
}

run "lets_the_page_of_an_encrypted_session_ask_where_people_come_by_plain_http" {
  variables {
    public_url = "http://203.0.113.7:8080"
  }

  module {
    source = "./modules/webui-machine"
  }

  assert {
    condition     = output.environment["CORS_ALLOW_ORIGIN"] == "http://203.0.113.7:8080;http://localhost:8080"
    error_message = "Both addresses that the portal is opened by."
  }
}

run "shows_the_gateway_a_key_and_says_who_asks" {
  module {
    source = "./modules/webui-machine"
  }

  assert {
    condition     = strcontains(output.files["/usr/local/sbin/open-webui-secrets"], "gateway=$(secret 'arn:aws:secretsmanager:eu-west-2:123456789012:secret:gateway-key-AbCdEf')\nsigning=$(secret 'arn:aws:secretsmanager:eu-west-2:123456789012:secret:user-jwt-AbCdEf')\n")
    error_message = "Both from Secrets Manager."
  }

  assert {
    condition     = output.environment["ENABLE_FORWARD_USER_INFO_HEADERS"] == "true"
    error_message = "The person, signed, with every call."
  }

  assert {
    condition     = !anytrue([for key in keys(output.environment) : can(regex("API_KEY|JWT_SECRET", key))]) && !can(jsondecode(output.environment["OLLAMA_API_CONFIGS"])["0"].key)
    error_message = "Neither among the settings that anybody may read."
  }
}

run "offers_the_named_models_and_no_others" {
  module {
    source = "./modules/webui-machine"
  }

  assert {
    condition     = jsondecode(output.environment["OLLAMA_API_CONFIGS"]) == { "0" = { enable = true, model_ids = ["claude-haiku:latest", "gpt-oss:20b"] } }
    error_message = "By the names that the list of models shows, which have a tag."
  }

  assert {
    condition     = output.environment["DEFAULT_MODELS"] == "claude-haiku:latest" && output.environment["TASK_MODEL"] == "gpt-oss:20b"
    error_message = "A chat starts with one of them, another writes titles."
  }
}

run "turns_documents_into_vectors_by_itself" {
  module {
    source = "./modules/webui-machine"
  }

  assert {
    condition     = output.environment["RAG_EMBEDDING_ENGINE"] == "" && output.environment["RAG_EMBEDDING_MODEL"] == "sentence-transformers/all-MiniLM-L6-v2"
    error_message = "By the embedder that its image brings."
  }
}

run "has_the_gateway_turn_documents_into_vectors_when_asked" {
  module {
    source = "./modules/webui-machine"
  }

  variables {
    embedding_model = "titan-embed"
  }

  assert {
    condition     = output.environment["RAG_EMBEDDING_ENGINE"] == "ollama" && output.environment["RAG_OLLAMA_BASE_URL"] == var.gateway_url && output.environment["RAG_EMBEDDING_MODEL"] == "titan-embed"
    error_message = "The gateway, by the model that was named."
  }

  assert {
    condition     = output.environment["RAG_EMBEDDING_BATCH_SIZE"] == "32" && output.environment["RAG_EMBEDDING_CONCURRENT_REQUESTS"] == "8"
    error_message = "In batches, and not all of them at once."
  }
}

run "refuses_to_start_with_a_model_it_does_not_offer" {
  command = plan

  module {
    source = "./modules/webui-machine"
  }

  variables {
    default_model = "claude-opus"
    task_model    = "claude-opus"
  }

  expect_failures = [var.default_model, var.task_model]
}

run "is_what_this_code_says" {
  module {
    source = "./modules/webui-machine"
  }

  assert {
    condition     = output.environment["ENABLE_PERSISTENT_CONFIG"] == "false" && output.environment["ENABLE_SIGNUP"] == "false" && output.environment["DEFAULT_USER_ROLE"] == "user"
    error_message = "The environment wins; strangers cannot sign up."
  }

  assert {
    condition     = output.environment["VECTOR_DB"] == "pgvector"
    error_message = "Vectors are in the database."
  }
}

run "pins_image_and_compose" {
  module {
    source = "./modules/webui-machine"
  }

  assert {
    condition     = yamldecode(output.files["/etc/open-webui/compose.yaml"]).services["open-webui"].image == "ghcr.io/open-webui/open-webui:v0.11.0@sha256:72c0ba641ba75e7aa52655cb242570906ececd09b1140fb736483038a22b3228"
    error_message = "The image by digest."
  }

  assert {
    condition     = strcontains(output.files["/usr/local/sbin/open-webui-install"], "https://github.com/docker/compose/releases/download/v2.40.3/docker-compose-linux-x86_64") && strcontains(output.files["/usr/local/sbin/open-webui-install"], "dba9d98e1ba5bfe11d88c99b9bd32fc4a0624a30fafe68eea34d61a3e42fd372")
    error_message = "Compose by digest."
  }
}

run "signs_in_by_active_directory" {
  module {
    source = "./modules/webui-machine"
  }

  variables {
    ldap = { host = "corp.example.com", port = 389, use_tls = false, addresses = ["10.0.10.10", "10.0.11.10"], search_base = "OU=Users,OU=CORP,DC=corp,DC=example,DC=com", search_filter = "(&(objectClass=user))", bind_dn = "svc-openwebui@corp.example.com", username_attribute = "sAMAccountName", mail_attribute = "mail", groups_attribute = "memberOf" }
  }

  assert {
    condition     = output.environment["ENABLE_LDAP"] == "true" && output.environment["LDAP_SERVER_HOST"] == "corp.example.com" && output.environment["LDAP_SERVER_PORT"] == "389" && output.environment["LDAP_USE_TLS"] == "false"
    error_message = "LDAP inside the VPC."
  }

  assert {
    condition     = output.environment["LDAP_ATTRIBUTE_FOR_USERNAME"] == "sAMAccountName" && output.environment["LDAP_APP_DN"] == "svc-openwebui@corp.example.com" && output.environment["ENABLE_LDAP_GROUP_MANAGEMENT"] == "true"
    error_message = "As Active Directory names things."
  }

  assert {
    condition     = yamldecode(output.files["/etc/open-webui/compose.yaml"]).services["open-webui"].extra_hosts == ["corp.example.com=10.0.10.10", "corp.example.com=10.0.11.10"]
    error_message = "Both controllers are found without their DNS."
  }

  assert {
    condition     = strcontains(output.files["/usr/local/sbin/open-webui-secrets"], "LDAP_APP_PASSWORD")
    error_message = "The password comes from the secret."
  }
}

run "verifies_ldaps" {
  module {
    source = "./modules/webui-machine"
  }

  variables {
    ldap = { host = "corp.example.com", port = 636, use_tls = true, ca_pem = "-----BEGIN CERTIFICATE-----", addresses = ["10.0.10.10", "10.0.11.10"], search_base = "OU=Users,OU=CORP,DC=corp,DC=example,DC=com", search_filter = "(&(objectClass=user))", bind_dn = "svc-openwebui@corp.example.com", username_attribute = "sAMAccountName", mail_attribute = "mail", groups_attribute = "memberOf" }
  }

  assert {
    condition     = output.environment["LDAP_USE_TLS"] == "true" && output.environment["LDAP_VALIDATE_CERT"] == "true" && output.environment["LDAP_CA_CERT_FILE"] == "/etc/open-webui/ldap-ca.pem"
    error_message = "Against the given authority."
  }

  assert {
    condition     = contains(yamldecode(output.files["/etc/open-webui/compose.yaml"]).services["open-webui"].volumes, "/etc/open-webui/ldap-ca.pem:/etc/open-webui/ldap-ca.pem:ro")
    error_message = "Which the container sees."
  }
}

run "shares_state_between_machines" {
  module {
    source = "./modules/webui-machine"
  }

  variables {
    max_machines   = 4
    redis          = { address = "cache.internal", port = 6379 }
    uploads_bucket = "ai-portal-uploads"
  }

  assert {
    condition     = output.environment["WEBSOCKET_MANAGER"] == "redis" && output.environment["STORAGE_PROVIDER"] == "s3" && output.environment["S3_BUCKET_NAME"] == "ai-portal-uploads"
    error_message = "Sockets in the cache, files in the bucket."
  }

  assert {
    condition     = strcontains(output.files["/usr/local/sbin/open-webui-secrets"], "rediss://")
    error_message = "The cache over TLS."
  }
}

run "signs_in_by_openid_connect" {
  module {
    source = "./modules/webui-machine"
  }

  variables {
    oidc = { client_id = "abc", discovery_url = "https://cognito-idp.eu-west-2.amazonaws.com/eu-west-2_A/.well-known/openid-configuration", logout_url = "https://x/logout", admin_group = "admins", user_group = "users" }
  }

  assert {
    condition     = output.environment["OAUTH_CODE_CHALLENGE_METHOD"] == "S256" && output.environment["OPENID_REDIRECT_URI"] == "https://portal.example.com/oauth/oidc/callback" && output.environment["OAUTH_ALLOWED_ROLES"] == "admins,users"
    error_message = "By proof of possession, without a client secret."
  }
}

run "refuses_a_digest_of_another_kind" {
  command = plan

  module {
    source = "./modules/webui-machine"
  }

  variables {
    image = { digest = "md5:abc" }
  }

  expect_failures = [var.image]
}

run "refuses_a_moving_tag" {
  command = plan

  module {
    source = "./modules/webui-machine"
  }

  variables {
    image = { tag = "latest" }
  }

  expect_failures = [var.image]
}

run "refuses_compose_without_a_digest" {
  command = plan

  module {
    source = "./modules/webui-machine"
  }

  variables {
    compose = { sha256 = "" }
  }

  expect_failures = [var.compose]
}

run "refuses_compose_over_http" {
  command = plan

  module {
    source = "./modules/webui-machine"
  }

  variables {
    compose = { url = "http://example.com/docker-compose" }
  }

  expect_failures = [var.compose]
}

run "refuses_a_public_url_with_a_path" {
  command = plan

  module {
    source = "./modules/webui-machine"
  }

  variables {
    public_url = "https://example.com/portal"
  }

  expect_failures = [var.public_url]
}

run "refuses_a_gateway_url_without_a_scheme" {
  command = plan

  module {
    source = "./modules/webui-machine"
  }

  variables {
    gateway_url = "gateway:8000"
  }

  expect_failures = [var.gateway_url]
}

run "refuses_an_administrator_without_an_address" {
  command = plan

  module {
    source = "./modules/webui-machine"
  }

  variables {
    admin_email = "admin"
  }

  expect_failures = [var.admin_email]
}

run "refuses_a_missing_secret" {
  command = plan

  module {
    source = "./modules/webui-machine"
  }

  variables {
    secret_arns = { database = "arn:aws:secretsmanager:eu-west-2:123456789012:secret:database-AbCdEf" }
  }

  expect_failures = [var.secret_arns]
}

run "refuses_ldaps_without_an_authority" {
  command = plan

  module {
    source = "./modules/webui-machine"
  }

  variables {
    ldap = { host = "corp.example.com", port = 636, use_tls = true, addresses = ["10.0.10.10", "10.0.11.10"], search_base = "OU=Users,OU=CORP,DC=corp,DC=example,DC=com", search_filter = "(&(objectClass=user))", bind_dn = "svc-openwebui@corp.example.com", username_attribute = "sAMAccountName", mail_attribute = "mail", groups_attribute = "memberOf" }
  }

  expect_failures = [var.ldap]
}

run "refuses_no_machine" {
  command = plan

  module {
    source = "./modules/webui-machine"
  }

  variables {
    max_machines = 0
  }

  expect_failures = [var.max_machines]
}

run "refuses_several_machines_without_shared_state" {
  command = plan

  module {
    source = "./modules/webui-machine"
  }

  variables {
    max_machines = 2
  }

  expect_failures = [var.max_machines]
}

run "refuses_settings_in_small_letters" {
  command = plan

  module {
    source = "./modules/webui-machine"
  }

  variables {
    extra_environment = { webui_name = "Portal" }
  }

  expect_failures = [var.extra_environment]
}

run "refuses_secrets_among_the_settings" {
  command = plan

  module {
    source = "./modules/webui-machine"
  }

  variables {
    extra_environment = { OPENAI_API_KEY = "sk-1" }
  }

  expect_failures = [var.extra_environment]
}

run "refuses_a_provider_without_its_description" {
  command = plan

  module {
    source = "./modules/webui-machine"
  }

  variables {
    oidc = { client_id = "portal", discovery_url = "https://login.example.com", admin_group = "admins", user_group = "people" }
  }

  expect_failures = [var.oidc]
}
