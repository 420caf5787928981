variable "name" {
  description = "Prefix of every resource's name."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,19}[a-z0-9]$", var.name))
    error_message = "name must be 3 to 21 characters, lower-case letters, digits and hyphens, starting with a letter: shorten or rename it, for example \"ai-portal\"."
  }
}

variable "tags" {
  description = "Tags put on every resource beside its Name."
  type        = map(string)
  default     = {}
}

variable "deletion_window_days" {
  description = "Days between asking for the key's deletion and losing it."
  type        = number
  default     = 30

  validation {
    condition     = var.deletion_window_days >= 7 && var.deletion_window_days <= 30
    error_message = "deletion_window_days must be between 7 and 30: choose 30 unless the portal is for trying out."
  }
}

variable "grantee_role_arns" {
  description = "Roles (the auto scaling service's own) that start machines with encrypted volumes."
  type        = list(string)
  default     = []
}
