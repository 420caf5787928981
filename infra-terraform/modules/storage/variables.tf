variable "name" {
  description = "Name of the portal: the prefix of every resource of this module."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,19}[a-z0-9]$", var.name))
    error_message = "name must be 3 to 21 lower-case letters, digits and hyphens, start with a letter and not end with a hyphen: for example ai-portal."
  }
}

variable "tags" {
  description = "Tags of every taggable resource of this module."
  type        = map(string)
  default     = {}
}

variable "kms_key_arn" {
  description = "ARN of the KMS key that encrypts everything this module stores."
  type        = string

  validation {
    condition     = can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/", var.kms_key_arn))
    error_message = "kms_key_arn must be the ARN of a KMS key: pass arn:aws:kms:<region>:<account>:key/<id>, not an alias."
  }
}

variable "uploads_enabled" {
  description = "Whether to make the bucket that holds the files users upload in Open WebUI."
  type        = bool
  default     = false
}

variable "cors_origins" {
  description = "Origins (https://host) whose pages may read uploads directly; empty turns CORS off."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for origin in var.cors_origins : can(regex("^https://[^*/]+$", origin))])
    error_message = "cors_origins must be exact https origins: write https://ai.example.com, without a path or a wildcard."
  }
}

variable "log_retention_days" {
  description = "Days that the logs bucket keeps access logs."
  type        = number
  default     = 365

  validation {
    condition     = var.log_retention_days >= 1 && floor(var.log_retention_days) == var.log_retention_days
    error_message = "log_retention_days must be a whole number of days: set log_retention_days to 1 or more."
  }
}

variable "force_destroy" {
  description = "Whether destroy may delete buckets that still hold objects; only for demos."
  type        = bool
  default     = false
}
