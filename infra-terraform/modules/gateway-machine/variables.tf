variable "region" {
  description = "Region of the bucket and of Bedrock."
  type        = string
}

variable "artifact" {
  description = "The gateway's jar: bucket, key and SHA-256 in hexadecimal."
  type = object({
    bucket = string
    key    = string
    sha256 = string
  })

  validation {
    condition     = can(regex("^[0-9a-f]{64}$", var.artifact.sha256))
    error_message = "artifact.sha256 must be 64 lower-case hexadecimal digits: take it from sha256sum of the jar."
  }

  validation {
    condition     = can(regex("^[A-Za-z0-9/_.+-]+\\.jar$", var.artifact.key))
    error_message = "artifact.key must be the path of a .jar in the bucket: write it like gateway/ollama-bedrock-server-1.0.0.jar."
  }
}

variable "java_version" {
  description = "Amazon Corretto's major version."
  type        = number
  default     = 25

  validation {
    condition     = contains([17, 21, 25], var.java_version)
    error_message = "java_version must be 17, 21 or 25: these are the long-term releases that Corretto ships."
  }
}

variable "port" {
  description = "Port the gateway listens on."
  type        = number
  default     = 8000

  validation {
    condition     = var.port >= 1024 && var.port <= 65535 && floor(var.port) == var.port
    error_message = "port must be a whole number from 1024 to 65535: the gateway runs without the right to open lower ports."
  }
}

variable "origins" {
  description = "Browser origins the gateway accepts; Open WebUI calls it from the server and needs none."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for origin in var.origins : can(regex("^https?://[A-Za-z0-9.*-]+(:[0-9*]+)?$", origin))])
    error_message = "origins must be web origins: write them like https://portal.example.com."
  }
}

variable "keep_alive" {
  description = "How long the gateway reports a model as loaded after its last use."
  type        = string
  default     = "5m"

  validation {
    condition     = can(regex("^(-1|[0-9]+(ms|s|m|h)?)$", var.keep_alive))
    error_message = "keep_alive must be a duration: write it like 5m, 24h or -1 for always."
  }
}

variable "config_yaml" {
  description = "The gateway's settings file (models, aliases, limits) as YAML; null for none. Never a secret."
  type        = string
  default     = null

  validation {
    condition     = var.config_yaml == null || can(yamldecode(var.config_yaml))
    error_message = "config_yaml must be valid YAML: correct it, or leave it null to run on the built-in settings."
  }
}

variable "secret_arns" {
  description = "Secrets read when the service starts: gateway_key, which callers show, and user_jwt_secret, which Open WebUI signs with who asks."
  type        = map(string)

  validation {
    condition     = length(setsubtract(["gateway_key", "user_jwt_secret"], keys(var.secret_arns))) == 0
    error_message = "secret_arns must have gateway_key and user_jwt_secret, as the gateway answers nobody without a key: add the missing one."
  }
}

variable "metrics_log" {
  description = "Whether log lines are metrics for CloudWatch, in its embedded metric format."
  type        = bool
  default     = true
}

variable "drain_seconds" {
  description = "How long open answers may take to finish when the service stops."
  type        = number
  default     = 120

  validation {
    condition     = var.drain_seconds >= 0 && var.drain_seconds <= 3600 && floor(var.drain_seconds) == var.drain_seconds
    error_message = "drain_seconds must be a whole number from 0 to 3600: lower it."
  }
}

variable "log_file" {
  description = "File the gateway appends its log lines to; the CloudWatch agent reads it."
  type        = string
}

variable "agent_config_parameter" {
  description = "SSM parameter with the CloudWatch agent's configuration."
  type        = string
}
