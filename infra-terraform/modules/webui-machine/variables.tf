variable "region" {
  description = "Region of the secrets, logs and buckets."
  type        = string
}

variable "image" {
  description = "Open WebUI's container image, pinned by digest."
  type = object({
    repository = optional(string, "ghcr.io/open-webui/open-webui")
    tag        = optional(string, "v0.11.0")
    digest     = optional(string, "sha256:72c0ba641ba75e7aa52655cb242570906ececd09b1140fb736483038a22b3228")
  })
  default = {}

  validation {
    condition     = can(regex("^sha256:[0-9a-f]{64}$", var.image.digest))
    error_message = "image.digest must be sha256: and 64 hexadecimal digits: take it from the registry's page of the tag."
  }

  validation {
    condition     = !contains(["latest", "main", "dev"], var.image.tag)
    error_message = "image.tag must be a version, not a moving tag (latest, main, dev): write it like v0.11.0."
  }
}

variable "compose" {
  description = "Docker Compose: version, SHA-256 of its binary, and where to get it when not from its releases (https:// or s3://)."
  type = object({
    version = optional(string, "2.40.3")
    sha256  = optional(string, "dba9d98e1ba5bfe11d88c99b9bd32fc4a0624a30fafe68eea34d61a3e42fd372")
    url     = optional(string)
  })
  default = {}

  validation {
    condition     = can(regex("^[0-9a-f]{64}$", var.compose.sha256))
    error_message = "compose.sha256 must be 64 lower-case hexadecimal digits: take it from the release's checksums."
  }

  validation {
    condition     = var.compose.url == null || can(regex("^(https|s3)://[^'\\s]+$", var.compose.url))
    error_message = "compose.url must start with https:// or s3://: correct it, or leave it null for the release."
  }
}

variable "port" {
  description = "Port of the machine that Open WebUI answers on."
  type        = number
  default     = 8080
}

variable "public_url" {
  description = "Address users open, without a path."
  type        = string

  validation {
    condition     = can(regex("^https?://[A-Za-z0-9.-]+(:[0-9]+)?$", var.public_url))
    error_message = "public_url must be a web address without a path: write it like https://portal.example.com."
  }
}

variable "gateway_url" {
  description = "Address of the gateway inside the VPC."
  type        = string

  validation {
    condition     = can(regex("^https?://[A-Za-z0-9.-]+(:[0-9]+)?$", var.gateway_url))
    error_message = "gateway_url must be a web address without a path: write it like http://gateway.internal:8000."
  }
}

variable "admin_email" {
  description = "Account name of the first administrator; the password is in the secret admin_password."
  type        = string

  validation {
    condition     = can(regex("^[^@\\s'\"$]+@[^@\\s'\"$]+\\.[^@\\s'\"$]+$", var.admin_email))
    error_message = "admin_email must be an e-mail address: write it like admin@example.com."
  }
}

variable "chat_models" {
  description = "Models that users may choose from, by the gateway's names for them; it may know more."
  type        = list(string)
}

variable "models_by_group" {
  description = "Whether administrators give groups access to models; false lets everybody who may sign in use all of chat_models."
  type        = bool
  default     = true
}

variable "default_model" {
  description = "Model a new chat starts with; one of chat_models."
  type        = string

  validation {
    condition     = contains(var.chat_models, var.default_model)
    error_message = "default_model must be one of chat_models: add it there, or choose another."
  }
}

variable "task_model" {
  description = "Model that writes titles and tags; one of chat_models."
  type        = string

  validation {
    condition     = contains(var.chat_models, var.task_model)
    error_message = "task_model must be one of chat_models: add it there, or choose another."
  }
}

variable "embedding_model" {
  description = "Model of the gateway that turns documents into vectors; null for the embedder in Open WebUI's image."
  type        = string
  default     = null
}

variable "database" {
  description = "PostgreSQL that keeps chats, users and vectors, and the authority that its certificate is checked by."
  type = object({
    address = string
    port    = number
    name    = string
    ca_pem  = string
  })
}

variable "secret_arns" {
  description = "Secrets read when the service starts: database, webui_secret_key, admin_password, gateway_key, user_jwt_secret, and where used ldap_bind, redis and oidc_client."
  type        = map(string)

  validation {
    condition     = length(setsubtract(["database", "webui_secret_key", "admin_password", "gateway_key", "user_jwt_secret"], keys(var.secret_arns))) == 0
    error_message = "secret_arns must have database, webui_secret_key, admin_password, gateway_key and user_jwt_secret: add the missing one."
  }
}

variable "ldap" {
  description = "Directory that signs users in, as the directory module describes it; null for Open WebUI's own accounts."
  type = object({
    host               = string
    port               = number
    use_tls            = bool
    ca_pem             = optional(string)
    addresses          = optional(list(string), [])
    search_base        = string
    search_filter      = string
    bind_dn            = string
    username_attribute = string
    mail_attribute     = string
    groups_attribute   = string
  })
  default = null

  validation {
    condition     = var.ldap == null || !try(var.ldap.use_tls, false) || try(var.ldap.ca_pem, null) != null
    error_message = "ldap: LDAPS is checked against the directory's own authority: give its certificate in ca_pem, or set use_tls = false."
  }
}

variable "redis" {
  description = "Cache that lets several machines share sessions and sockets; null for one machine."
  type = object({
    address = string
    port    = number
  })
  default = null
}

variable "uploads_bucket" {
  description = "Bucket of the users' files; null to keep them on the machine."
  type        = string
  default     = null
}

variable "oidc" {
  description = "OpenID Connect provider beside the directory; null for none."
  type = object({
    name          = optional(string, "Cognito")
    client_id     = string
    discovery_url = string
    logout_url    = optional(string)
    scopes        = optional(string, "openid email profile")
    groups_claim  = optional(string, "cognito:groups")
    admin_group   = string
    user_group    = string
  })
  default = null

  validation {
    condition     = var.oidc == null || can(regex("^https://[^\\s]+/\\.well-known/openid-configuration$", var.oidc.discovery_url))
    error_message = "oidc.discovery_url must be the provider's own description: write it like https://login.example.com/.well-known/openid-configuration."
  }
}

variable "max_machines" {
  description = "How many machines may run at the same time."
  type        = number
  default     = 1

  validation {
    condition     = var.max_machines >= 1 && floor(var.max_machines) == var.max_machines
    error_message = "max_machines must be a whole number from 1: raise it."
  }

  validation {
    condition     = var.max_machines == 1 || (var.redis != null && var.uploads_bucket != null)
    error_message = "max_machines above 1 needs shared state: give redis and uploads_bucket, or lower max_machines to 1."
  }
}

variable "extra_environment" {
  description = "More settings of Open WebUI, or other values for those made here. Never a secret."
  type        = map(string)
  default     = {}

  validation {
    condition     = alltrue([for key, value in var.extra_environment : can(regex("^[A-Z][A-Z0-9_]*$", key)) && !strcontains(value, "\n")])
    error_message = "extra_environment must map names in capitals to values of one line: correct the name or the value."
  }

  validation {
    condition = alltrue([
      for key in keys(var.extra_environment) :
      !can(regex("(PASSWORD|SECRET|TOKEN|API_KEY|DATABASE_URL|REDIS_URL)", key))
    ])
    error_message = "extra_environment must not hold secrets, since user data is readable: keep them in Secrets Manager and remove the setting."
  }
}

variable "log_group_name" {
  description = "Log group of Open WebUI."
  type        = string
}

variable "log_file" {
  description = "File the first start is logged to; the CloudWatch agent reads it."
  type        = string
}

variable "agent_config_parameter" {
  description = "SSM parameter with the CloudWatch agent's configuration."
  type        = string
}
