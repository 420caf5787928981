# Open WebUI's settings, less the secret ones. The environment always wins over what was once saved in the database, so
# that the portal is what this code says.

locals {
  # Lists of models show every name with a tag.
  tagged = {
    for name in distinct(concat(var.chat_models, [var.default_model, var.task_model])) :
    name => strcontains(name, ":") ? name : "${name}:latest"
  }

  # A provider's token without any group names no role either, and would let its owner in. The directory asks for the group.
  new_role = var.oidc != null && var.ldap == null ? "pending" : "user"

  # Who comes by plain HTTP may come through an encrypted session instead, which ends at a port of their own machine.
  origins = concat([var.public_url], startswith(var.public_url, "https://") ? [] : ["http://localhost:8080"])

  environment = merge(
    {
      WEBUI_URL                                   = var.public_url
      CORS_ALLOW_ORIGIN                           = join(";", local.origins)
      WEBUI_SESSION_COOKIE_SECURE                 = startswith(var.public_url, "https://")
      WEBUI_AUTH_COOKIE_SECURE                    = startswith(var.public_url, "https://")
      WEBUI_ADMIN_EMAIL                           = var.admin_email
      WEBUI_ADMIN_NAME                            = "Portal administrator"
      ENABLE_PERSISTENT_CONFIG                    = false
      ENABLE_SIGNUP                               = false
      DEFAULT_USER_ROLE                           = local.new_role
      JWT_EXPIRES_IN                              = "12h"
      BYPASS_MODEL_ACCESS_CONTROL                 = !var.models_by_group
      ENABLE_OLLAMA_API                           = true
      OLLAMA_BASE_URL                             = var.gateway_url
      OLLAMA_API_CONFIGS                          = jsonencode({ "0" = { enable = true, model_ids = [for name in var.chat_models : local.tagged[name]] } })
      DEFAULT_MODELS                              = local.tagged[var.default_model]
      TASK_MODEL                                  = local.tagged[var.task_model]
      ENABLE_FORWARD_USER_INFO_HEADERS            = true
      ENABLE_OPENAI_API                           = false
      OFFLINE_MODE                                = true
      ENABLE_VERSION_UPDATE_CHECK                 = false
      ENABLE_EVALUATION_ARENA_MODELS              = false
      ENABLE_COMMUNITY_SHARING                    = false
      ENABLE_DIRECT_CONNECTIONS                   = false
      ENABLE_CODE_EXECUTION                       = false
      ENABLE_CODE_INTERPRETER                     = false
      ENABLE_PLUGINS                              = false
      ENABLE_PIP_INSTALL_FRONTMATTER_REQUIREMENTS = false
      VECTOR_DB                                   = "pgvector"
      UVICORN_WORKERS                             = 1
      THREAD_POOL_SIZE                            = 2000
      DATABASE_POOL_SIZE                          = 15
      DATABASE_POOL_MAX_OVERFLOW                  = 20
      DATABASE_USER_ACTIVE_STATUS_UPDATE_INTERVAL = 300
    },
    # Several texts a call and a few calls at once: one by one takes minutes, all at once trips Bedrock's quota.
    var.embedding_model == null ? {
      RAG_EMBEDDING_ENGINE = ""
      RAG_EMBEDDING_MODEL  = "sentence-transformers/all-MiniLM-L6-v2"
      } : {
      RAG_EMBEDDING_ENGINE              = "ollama"
      RAG_OLLAMA_BASE_URL               = var.gateway_url
      RAG_EMBEDDING_MODEL               = var.embedding_model
      RAG_EMBEDDING_BATCH_SIZE          = 32
      RAG_EMBEDDING_CONCURRENT_REQUESTS = 8
    },
    var.ldap == null ? {} : {
      ENABLE_LDAP                  = true
      LDAP_SERVER_LABEL            = "Active Directory"
      LDAP_SERVER_HOST             = var.ldap.host
      LDAP_SERVER_PORT             = var.ldap.port
      LDAP_USE_TLS                 = var.ldap.use_tls
      LDAP_VALIDATE_CERT           = true
      LDAP_APP_DN                  = var.ldap.bind_dn
      LDAP_SEARCH_BASE             = var.ldap.search_base
      LDAP_SEARCH_FILTER           = var.ldap.search_filter
      LDAP_ATTRIBUTE_FOR_USERNAME  = var.ldap.username_attribute
      LDAP_ATTRIBUTE_FOR_MAIL      = var.ldap.mail_attribute
      LDAP_ATTRIBUTE_FOR_GROUPS    = var.ldap.groups_attribute
      ENABLE_LDAP_GROUP_MANAGEMENT = true
      ENABLE_LDAP_GROUP_CREATION   = true
    },
    local.ldap_ca_file == null ? {} : { LDAP_CA_CERT_FILE = local.ldap_ca_file },
    var.uploads_bucket == null ? {} : {
      STORAGE_PROVIDER = "s3"
      S3_BUCKET_NAME   = var.uploads_bucket
      S3_REGION_NAME   = var.region
    },
    # The addresses hold a password and come from the secret; these say that they are to be used.
    var.redis == null ? {} : {
      ENABLE_WEBSOCKET_SUPPORT = true
      WEBSOCKET_MANAGER        = "redis"
      REDIS_KEY_PREFIX         = "open-webui"
    },
    var.oidc == null ? {} : {
      ENABLE_OAUTH_SIGNUP           = true
      OAUTH_PROVIDER_NAME           = var.oidc.name
      OAUTH_CLIENT_ID               = var.oidc.client_id
      OAUTH_CODE_CHALLENGE_METHOD   = "S256"
      OAUTH_SCOPES                  = var.oidc.scopes
      OPENID_PROVIDER_URL           = var.oidc.discovery_url
      OPENID_REDIRECT_URI           = "${var.public_url}/oauth/oidc/callback"
      OAUTH_GROUPS_CLAIM            = var.oidc.groups_claim
      OAUTH_ROLES_CLAIM             = var.oidc.groups_claim
      OAUTH_ADMIN_ROLES             = var.oidc.admin_group
      OAUTH_ALLOWED_ROLES           = join(",", distinct([var.oidc.admin_group, var.oidc.user_group]))
      ENABLE_OAUTH_ROLE_MANAGEMENT  = true
      ENABLE_OAUTH_GROUP_MANAGEMENT = true
      ENABLE_OAUTH_GROUP_CREATION   = true
      ENABLE_OAUTH_ID_TOKEN_COOKIE  = false
    },
    try(var.oidc.logout_url, null) == null ? {} : { OPENID_END_SESSION_ENDPOINT = var.oidc.logout_url },
    var.extra_environment,
  )
}
