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

variable "vpc_id" {
  description = "VPC of the directory."
  type        = string
}

variable "subnet_ids" {
  description = "The two private subnets, in two availability zones, of the domain controllers."
  type        = list(string)

  validation {
    condition     = length(distinct(var.subnet_ids)) == 2 && length(var.subnet_ids) == 2
    error_message = "subnet_ids must name exactly two different subnets: pass one private subnet of each of two availability zones."
  }
}

variable "domain_name" {
  description = "Fully qualified name of the domain."
  type        = string

  validation {
    condition     = can(regex("^([a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?\\.)+[a-zA-Z][a-zA-Z0-9-]*[a-zA-Z0-9]$", var.domain_name)) && length(var.domain_name) <= 64
    error_message = "domain_name must be a fully qualified domain name of at most 64 characters: write corp.example.com, for example."
  }
}

variable "short_name" {
  description = "NetBIOS name of the domain."
  type        = string

  validation {
    condition     = can(regex("^[A-Z0-9][A-Z0-9-]{0,14}$", var.short_name))
    error_message = "short_name must be up to 15 capitals, digits and hyphens: write CORP, for example."
  }
}

variable "edition" {
  description = "Edition of AWS Managed Microsoft AD."
  type        = string
  default     = "Standard"

  validation {
    condition     = contains(["Standard", "Enterprise"], var.edition)
    error_message = "edition must be Standard or Enterprise: set edition to Standard."
  }
}

variable "admin_password" {
  description = "Password that the account Admin has until scripts/set-credentials replaces it, right after the first apply. The API has no write-only form, so this one stays in the state, of no use to anybody."
  type        = string
  sensitive   = true

  validation {
    condition     = length(var.admin_password) >= 8 && length(var.admin_password) <= 64
    error_message = "admin_password must have 8 to 64 characters: choose another admin_password."
  }

  validation {
    condition = length([
      for class in ["[a-z]", "[A-Z]", "[0-9]", "[^a-zA-Z0-9]"] : class if can(regex(class, var.admin_password))
    ]) >= 3
    error_message = "admin_password must mix three of small letters, capitals, digits and other characters: choose another admin_password."
  }

  validation {
    condition     = !strcontains(lower(var.admin_password), "admin")
    error_message = "admin_password must not contain the word admin: choose another admin_password."
  }
}

variable "dns_mode" {
  description = "How machines resolve the domain: none (the clients list the controllers themselves), dhcp (the directory is the resolver of the whole VPC) or resolver (Route 53 forwards the domain)."
  type        = string
  default     = "none"

  validation {
    condition     = contains(["none", "dhcp", "resolver"], var.dns_mode)
    error_message = "dns_mode must be none, dhcp or resolver: set dns_mode to none unless machines join the domain."
  }

  validation {
    condition     = var.dns_mode != "resolver" || length(var.resolver_security_group_ids) > 0
    error_message = "dns_mode resolver needs a security group for its endpoint: pass resolver_security_group_ids, or set dns_mode to dhcp."
  }
}

variable "resolver_security_group_ids" {
  description = "Security groups of the Route 53 endpoint; only for dns_mode resolver."
  type        = list(string)
  default     = []
}

variable "client_security_group_ids" {
  description = "Security groups that may reach the directory, by a name of your choice."
  type        = map(string)
  default     = {}
}

variable "ldaps_enabled" {
  description = "Whether clients use LDAPS (636). The controllers must have certificates first: see the security document."
  type        = bool
  default     = false

  validation {
    condition     = !var.ldaps_enabled || var.ldaps_ca_pem != null
    error_message = "ldaps_enabled needs the CA that signed the controllers' certificates: pass its certificate as ldaps_ca_pem, or set ldaps_enabled to false."
  }
}

variable "ldaps_ca_pem" {
  description = "Certificate (PEM) of the CA that signed the domain controllers' certificates; needed for LDAPS."
  type        = string
  default     = null

  validation {
    condition     = var.ldaps_ca_pem == null || can(regex("^-----BEGIN CERTIFICATE-----", var.ldaps_ca_pem))
    error_message = "ldaps_ca_pem must be a certificate in PEM form: it starts with -----BEGIN CERTIFICATE-----."
  }
}

variable "bind_account" {
  description = "Account (sAMAccountName) that Open WebUI searches the directory with; scripts/set-credentials creates it."
  type        = string
  default     = "svc-openwebui"

  validation {
    condition     = can(regex("^[a-zA-Z][a-zA-Z0-9._-]{0,19}$", var.bind_account)) && lower(var.bind_account) != "admin"
    error_message = "bind_account must be an account name of at most 20 letters, digits, dots, hyphens and underscores, and not Admin: write svc-openwebui, for example."
  }
}

variable "users_group" {
  description = "Group (below the users' organizational unit) whose members may sign in, nested groups included; null lets every enabled account in."
  type        = string
  default     = null

  validation {
    condition     = var.users_group == null || can(regex("^[A-Za-z0-9 _-]{1,64}$", var.users_group))
    error_message = "users_group must be the plain name of a group, of letters, digits, spaces, hyphens and underscores: write AI-Portal-Users, for example."
  }
}

variable "mail_attribute" {
  description = "Attribute that Open WebUI takes the e-mail address, its key of an account, from: mail, or userPrincipalName, which every account has."
  type        = string
  default     = "userPrincipalName"

  validation {
    condition     = contains(["mail", "userPrincipalName"], var.mail_attribute)
    error_message = "mail_attribute must be mail or userPrincipalName: set mail_attribute to userPrincipalName when accounts have no mail."
  }
}
