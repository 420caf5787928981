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

variable "subnet_ids" {
  description = "Private subnets of the cache nodes, in at least two availability zones."
  type        = list(string)

  validation {
    condition     = length(var.subnet_ids) >= 2
    error_message = "subnet_ids must name at least two subnets: add a private subnet in a second availability zone."
  }
}

variable "security_group_ids" {
  description = "Security groups of the cache nodes."
  type        = list(string)

  validation {
    condition     = length(var.security_group_ids) >= 1
    error_message = "security_group_ids must not be empty: pass the cache security group."
  }
}

variable "node_type" {
  description = "ElastiCache node type."
  type        = string
  default     = "cache.t4g.small"

  validation {
    condition     = can(regex("^cache\\.[a-z0-9]+\\.[a-z0-9]+$", var.node_type))
    error_message = "node_type must be an ElastiCache node type: write cache.t4g.small, for example."
  }
}

variable "node_count" {
  description = "Number of nodes: one primary and its replicas. Two or more turn automatic failover on."
  type        = number
  default     = 2

  validation {
    condition     = var.node_count >= 1 && var.node_count <= 6 && floor(var.node_count) == var.node_count
    error_message = "node_count must be a whole number from 1 to 6: set node_count to 2 for failover between zones."
  }
}

variable "engine_version" {
  description = "Valkey version, major.minor."
  type        = string
  default     = "8.0"

  validation {
    condition     = can(regex("^[89]\\.[0-9]+$", var.engine_version))
    error_message = "engine_version must be a Valkey version from 8 on: write 8.0, for example."
  }
}

variable "snapshot_days" {
  description = "Days that daily snapshots of the cache are kept; 0 turns snapshots off."
  type        = number
  default     = 1

  validation {
    condition     = var.snapshot_days >= 0 && var.snapshot_days <= 35
    error_message = "snapshot_days must be between 0 and 35: lower snapshot_days."
  }
}
