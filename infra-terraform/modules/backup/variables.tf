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

variable "target_tags" {
  description = "Tags of the machines to back up; a machine with any of them is taken."
  type        = map(string)

  validation {
    condition     = length(var.target_tags) >= 1
    error_message = "target_tags must not be empty: pass the tag that the machines carry, for example { Backup = \"ai-portal-weekly\" }."
  }
}

variable "schedule" {
  description = "When images are made: a cron expression of Data Lifecycle Manager, in UTC."
  type        = string
  default     = "cron(0 2 ? * SUN *)"

  validation {
    condition     = can(regex("^cron\\(\\S+ \\S+ \\S+ \\S+ \\S+ \\S+\\)$", var.schedule))
    error_message = "schedule must be a cron expression of six fields: write cron(0 2 ? * SUN *), for example."
  }
}

variable "retain" {
  description = "Weeks that an image is kept, whether or not its machine is still there."
  type        = number
  default     = 4

  validation {
    condition     = var.retain >= 1 && var.retain <= 520 && floor(var.retain) == var.retain
    error_message = "retain must be a whole number of weeks from 1 to 520: set retain to 4 for a month of weekly images."
  }
}

variable "reboot" {
  description = "Whether a machine restarts for its image, which makes the file system consistent at the price of a break."
  type        = bool
  default     = false
}

variable "permissions_boundary_arn" {
  description = "Permissions boundary of the role; null for none."
  type        = string
  default     = null
}
