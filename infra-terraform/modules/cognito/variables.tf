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

variable "domain_prefix" {
  description = "Prefix of the sign-in pages' host name, unique in the region."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$", var.domain_prefix)) && !can(regex("aws|amazon|cognito", var.domain_prefix))
    error_message = "domain_prefix must be lower-case letters, digits and hyphens, without the words aws, amazon and cognito: choose another domain_prefix."
  }
}

variable "callback_urls" {
  description = "Addresses that a sign-in may return to: https://<portal>/oauth/oidc/callback."
  type        = list(string)

  validation {
    condition     = length(var.callback_urls) >= 1 && alltrue([for url in var.callback_urls : startswith(url, "https://")])
    error_message = "callback_urls must hold at least one https address: pass https://<portal>/oauth/oidc/callback."
  }
}

variable "logout_urls" {
  description = "Addresses that a sign-out may return to."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for url in var.logout_urls : startswith(url, "https://")])
    error_message = "logout_urls must be https addresses: pass https://<portal>/auth."
  }
}

variable "mfa" {
  description = "Second factor (an authenticator app): ON for everybody, OPTIONAL by each user's choice, or OFF."
  type        = string
  default     = "ON"

  validation {
    condition     = contains(["ON", "OPTIONAL", "OFF"], var.mfa)
    error_message = "mfa must be ON, OPTIONAL or OFF: set mfa to ON."
  }
}

variable "groups" {
  description = "Groups of the pool, name to description; Open WebUI reads them from the claim cognito:groups."
  type        = map(string)
  default     = {}
}

variable "deletion_protection" {
  description = "Whether Cognito refuses to delete the pool."
  type        = bool
  default     = true
}
