variable "name" {
  description = "Name of the portal: the prefix of every resource of this module."
  type        = string
}

variable "tags" {
  description = "Tags of every taggable resource of this module."
  type        = map(string)
  default     = {}
}

variable "kms_key_arn" {
  description = "Key of the secret."
  type        = string
}

variable "recovery_window_days" {
  description = "Days that a deleted secret can be brought back; 0 for none."
  type        = number
  default     = 30
}

variable "directory" {
  description = <<-EOT
    The directory. host is the name that its controllers have in their certificates, ca_pem the certificate of the authority
    that signed those; addresses are the controllers' for machines whose resolver does not know host. Accounts below
    search_base may sign in, with users_group_dn only members of that group (nested ones included). bind_dn searches.
  EOT
  type = object({
    host           = string
    port           = optional(number, 636)
    addresses      = optional(list(string), [])
    ca_pem         = string
    search_base    = string
    bind_dn        = string
    users_group_dn = optional(string)
    mail_attribute = optional(string, "userPrincipalName")
  })

  validation {
    condition     = can(regex("^([A-Za-z0-9-]+\\.)+[A-Za-z][A-Za-z0-9-]*$", var.directory.host))
    error_message = "directory.host must be a name, which the certificate is checked by: write it like dc.corp.example.com."
  }

  validation {
    condition     = can(regex("^-----BEGIN CERTIFICATE-----", var.directory.ca_pem))
    error_message = "directory.ca_pem must be a certificate in PEM form: it starts with -----BEGIN CERTIFICATE-----."
  }

  validation {
    condition     = var.directory.port != 389
    error_message = "directory.port 389 is LDAP in clear: use LDAPS, on 636 or on 3269 of a global catalogue."
  }

  validation {
    condition     = alltrue([for dn in compact([var.directory.search_base, var.directory.users_group_dn]) : can(regex("^(CN|OU|DC)=[^,()*\\\\]+(,(CN|OU|DC)=[^,()*\\\\]+)*$", dn))])
    error_message = "directory.search_base and directory.users_group_dn must be distinguished names without special characters: write them like OU=People,DC=corp,DC=example,DC=com."
  }

  validation {
    condition     = contains(["mail", "userPrincipalName"], var.directory.mail_attribute)
    error_message = "directory.mail_attribute must be mail or userPrincipalName: choose userPrincipalName when accounts have no mail."
  }
}
