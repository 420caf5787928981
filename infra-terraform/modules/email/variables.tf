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

variable "domain" {
  description = "Domain that the portal sends mail from."
  type        = string

  validation {
    condition     = can(regex("^([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)+[a-z]{2,}$", var.domain))
    error_message = "domain must be a domain name in small letters: write example.com, for example."
  }
}

variable "zone_id" {
  description = "Route 53 zone of the domain, in which the records are made; null makes none (see the output records)."
  type        = string
  default     = null
}

variable "mail_from" {
  description = "Subdomain that bounces return to."
  type        = string
  default     = "bounce"

  validation {
    condition     = can(regex("^[a-z0-9]([a-z0-9-]*[a-z0-9])?$", var.mail_from))
    error_message = "mail_from must be one label below the domain: write bounce, for example."
  }
}

variable "sender" {
  description = "Local part of the only address that may be sent from."
  type        = string
  default     = "ai-portal"

  validation {
    condition     = can(regex("^[a-z0-9._-]+$", var.sender))
    error_message = "sender must be the part before the @ of an address: write ai-portal, for example."
  }
}

variable "topic_arn" {
  description = "ARN of the topic that gets bounces and complaints."
  type        = string
}
