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

variable "log_retention_days" {
  description = "Days that CloudWatch keeps the logs of this module."
  type        = number
  default     = 365

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "log_retention_days must be a retention that CloudWatch offers: set log_retention_days to 30, 90, 365 or 400, for example."
  }
}

variable "trail_enabled" {
  description = "Whether to make a trail. Turn it off where a trail of the organization already covers the account: a second one is paid for twice."
  type        = bool
  default     = true
}

variable "access_logs_bucket" {
  description = "Name of the bucket that records who read the trail; null records nothing."
  type        = string
  default     = null
}

variable "bedrock_invocation_logging" {
  description = "Bedrock's own log of model calls. One setting for the whole account and region: a second portal would overwrite it. text also stores prompts and answers."
  type = object({
    enabled = optional(bool, false)
    text    = optional(bool, false)
  })
  default = {}

  validation {
    condition     = var.bedrock_invocation_logging.enabled || !var.bedrock_invocation_logging.text
    error_message = "bedrock_invocation_logging.text needs the log itself: set bedrock_invocation_logging.enabled to true, or text to false."
  }
}

variable "force_destroy" {
  description = "Whether destroy may delete the trail's bucket with its records; only for demos."
  type        = bool
  default     = false
}

variable "permissions_boundary_arn" {
  description = "Permissions boundary of the roles; null for none."
  type        = string
  default     = null
}
