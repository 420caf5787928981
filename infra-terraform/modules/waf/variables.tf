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

variable "log_retention_days" {
  description = "Days that CloudWatch keeps the logs of this module."
  type        = number
  default     = 365

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "log_retention_days must be a retention that CloudWatch offers: set log_retention_days to 30, 90, 365 or 400, for example."
  }
}

variable "kms_key_arn" {
  description = "ARN of the KMS key that encrypts the log, in the region of this module; null leaves it to CloudWatch's own key."
  type        = string
  default     = null
}

variable "scope" {
  description = "REGIONAL for load balancers, CLOUDFRONT for a distribution (then the provider's region must be us-east-1)."
  type        = string
  default     = "REGIONAL"

  validation {
    condition     = contains(["REGIONAL", "CLOUDFRONT"], var.scope)
    error_message = "scope must be REGIONAL or CLOUDFRONT: set scope to REGIONAL for a load balancer."
  }
}

variable "rate_limit" {
  description = "Requests, static files not counted, that one address may make in five minutes. Offices share an address: about 40 for each person behind it."
  type        = number
  default     = 20000

  validation {
    condition     = var.rate_limit >= 100 && var.rate_limit <= 2000000000
    error_message = "rate_limit must be between 100 and 2000000000: raise rate_limit to at least 100."
  }
}

variable "allowed_cidr_blocks" {
  description = "IPv4 networks that may come in; every other address is blocked. Null lets anybody in."
  type        = list(string)
  default     = null

  validation {
    condition     = var.allowed_cidr_blocks == null || try(alltrue([for cidr in var.allowed_cidr_blocks : cidrsubnet(cidr, 0, 0) == cidr && !endswith(cidr, "/0")]), false)
    error_message = "allowed_cidr_blocks must be IPv4 networks smaller than the whole internet: write them like 203.0.113.0/24, or set null for anybody."
  }
}

variable "allowed_ipv6_cidr_blocks" {
  description = "IPv6 networks that may come in beside allowed_cidr_blocks."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for cidr in var.allowed_ipv6_cidr_blocks : can(regex(":", cidr)) && can(cidrhost(cidr, 0)) && !endswith(cidr, "/0")])
    error_message = "allowed_ipv6_cidr_blocks must be IPv6 networks smaller than the whole internet: write them like 2001:db8::/32."
  }
}

variable "resource_arns" {
  description = "Load balancers that the ACL protects, by a name of your choice; only for scope REGIONAL."
  type        = map(string)
  default     = {}

  validation {
    condition     = var.scope == "REGIONAL" || length(var.resource_arns) == 0
    error_message = "resource_arns is only for scope REGIONAL: a CloudFront distribution names its ACL itself, by web_acl_arn."
  }
}
