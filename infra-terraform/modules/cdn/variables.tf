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

variable "aliases" {
  description = "Host names of the distribution."
  type        = list(string)

  validation {
    condition     = length(var.aliases) >= 1
    error_message = "aliases must name at least one host: pass the portal's host name."
  }
}

variable "certificate_arn" {
  description = "ARN of a certificate for the aliases, in us-east-1, the only region CloudFront reads."
  type        = string

  validation {
    condition     = can(regex("^arn:[a-z-]+:acm:us-east-1:[0-9]{12}:certificate/", var.certificate_arn))
    error_message = "certificate_arn must be a certificate in us-east-1: request it there and pass that ARN."
  }
}

variable "zone_id" {
  description = "Route 53 zone in which the aliases are made; null makes no records."
  type        = string
  default     = null
}

variable "origin_arn" {
  description = "ARN of the internal load balancer."
  type        = string
}

variable "origin_domain_name" {
  description = "DNS name of the internal load balancer. Its certificate must name the aliases, since the viewer's Host header is passed on."
  type        = string
}

variable "read_timeout_seconds" {
  description = "Seconds that CloudFront waits for the next byte of an answer. Above 60 the account needs a raised quota."
  type        = number
  default     = 60

  validation {
    condition     = var.read_timeout_seconds >= 1 && var.read_timeout_seconds <= 180
    error_message = "read_timeout_seconds must be between 1 and 180: lower read_timeout_seconds."
  }
}

variable "overwrite_records" {
  description = "Whether the records may replace others of the same name: those of a portal in a lost region."
  type        = bool
  default     = false
}

variable "ipv6_enabled" {
  description = "Whether browsers may come by IPv6; the firewall must then know their networks, or let everybody in."
  type        = bool
  default     = false
}

variable "web_acl_arn" {
  description = "ARN of a web ACL with scope CLOUDFRONT; null for none."
  type        = string
  default     = null
}

variable "logs_bucket_arn" {
  description = "ARN of the bucket of the access logs."
  type        = string
}

variable "price_class" {
  description = "Which edge locations serve: PriceClass_100 (Europe and North America), PriceClass_200 or PriceClass_All."
  type        = string
  default     = "PriceClass_100"

  validation {
    condition     = contains(["PriceClass_100", "PriceClass_200", "PriceClass_All"], var.price_class)
    error_message = "price_class must be PriceClass_100, PriceClass_200 or PriceClass_All: set price_class to PriceClass_100."
  }
}
