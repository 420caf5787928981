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
  description = "Private subnets of the database, in at least two availability zones."
  type        = list(string)

  validation {
    condition     = length(var.subnet_ids) >= 2
    error_message = "subnet_ids must name at least two subnets: add a private subnet in a second availability zone."
  }
}

variable "security_group_ids" {
  description = "Security groups of the database."
  type        = list(string)

  validation {
    condition     = length(var.security_group_ids) >= 1
    error_message = "security_group_ids must not be empty: pass the database security group."
  }
}

variable "instance_class" {
  description = "RDS instance class of the database and its replicas."
  type        = string
  default     = "db.t3.medium"

  validation {
    condition     = can(regex("^db\\.[a-z0-9]+\\.[a-z0-9]+$", var.instance_class))
    error_message = "instance_class must be an RDS instance class: write db.t3.medium, for example."
  }
}

variable "engine_version" {
  description = "PostgreSQL version: a major version (RDS picks the newest minor) or major.minor."
  type        = string
  default     = "15"

  validation {
    condition     = can(regex("^1[567](\\.[0-9]+)?$", var.engine_version))
    error_message = "engine_version must be PostgreSQL 15, 16 or 17: write 15 for the newest minor version, or 15.15, for example."
  }

  validation {
    condition     = !startswith(var.engine_version, "15.") || try(tonumber(split(".", var.engine_version)[1]) >= 15, true)
    error_message = "engine_version names a minor version that RDS no longer creates: write 15, or 15.15 or newer."
  }
}

variable "storage_gb" {
  description = "Storage in GiB at the start."
  type        = number
  default     = 20

  validation {
    condition     = var.storage_gb >= 20 && var.storage_gb <= 65536 && floor(var.storage_gb) == var.storage_gb
    error_message = "storage_gb must be a whole number from 20 to 65536: gp3 starts at 20 GiB."
  }
}

variable "max_storage_gb" {
  description = "Storage in GiB up to which RDS may grow by itself; 0 turns growth off."
  type        = number
  default     = 100

  validation {
    condition     = var.max_storage_gb == 0 || var.max_storage_gb >= ceil(var.storage_gb * 1.1)
    error_message = "max_storage_gb must be 0 or at least a tenth more than storage_gb: raise max_storage_gb."
  }
}

variable "multi_az" {
  description = "Whether a standby in a second zone takes over when the first fails."
  type        = bool
  default     = false
}

variable "replicas" {
  description = "Number of read replicas. RDS cannot manage the master password of an instance that has any: see master_password."
  type        = number
  default     = 0

  validation {
    condition     = var.replicas >= 0 && var.replicas <= 5 && floor(var.replicas) == var.replicas
    error_message = "replicas must be a whole number from 0 to 5: lower replicas."
  }

  validation {
    condition     = var.replicas == 0 || var.master_password_version != null
    error_message = "replicas needs a password that RDS does not manage: pass master_password and master_password_version, or set replicas to 0."
  }
}

variable "database_name" {
  description = "Name of the database."
  type        = string
  default     = "aiportal"

  validation {
    condition     = can(regex("^[a-z][a-z0-9_]{0,62}$", var.database_name))
    error_message = "database_name must be lower-case letters, digits and underscores and start with a letter: write aiportal, for example."
  }
}

variable "username" {
  description = "Name of the master user."
  type        = string
  default     = "portal"

  validation {
    condition     = can(regex("^[a-z][a-z0-9_]{0,62}$", var.username)) && !contains(["admin", "postgres", "rdsadmin", "user", "public"], var.username)
    error_message = "username must be lower-case letters, digits and underscores and no name that RDS or PostgreSQL reserves (admin, postgres, public, rdsadmin, user): write portal, for example."
  }
}

variable "master_password" {
  description = "Password of the master user, write-only: it reaches RDS and the secret, never the state. Null lets RDS manage it."
  type        = string
  default     = null
  ephemeral   = true
  sensitive   = true
}

variable "master_password_version" {
  description = "Number of the master_password; raise it to write a new one. Null lets RDS manage the password."
  type        = number
  default     = null

  validation {
    condition     = var.master_password_version == null || try(var.master_password_version >= 1, false)
    error_message = "master_password_version must be null or a number from 1 on: set master_password_version to 1."
  }
}

variable "rotation" {
  description = "Rotation of a password that RDS does not manage: ARN of the Lambda function and days between two rotations. Null turns it off."
  type = object({
    function_arn = string
    days         = optional(number, 30)
  })
  default = null

  validation {
    condition     = var.rotation == null || var.master_password_version != null
    error_message = "rotation is for a password that RDS does not manage (that one RDS rotates every week): set master_password_version, or rotation to null."
  }

  validation {
    condition     = var.rotation == null || try(var.rotation.days >= 1 && var.rotation.days <= 1000, false)
    error_message = "rotation.days must be between 1 and 1000: set rotation.days to 30, for example."
  }
}

variable "application" {
  description = "The users that Open WebUI signs in as, made and given new passwords in turn: ARN of the Lambda function, and days between two rotations. Null for none."
  type = object({
    function_arn = string
    days         = optional(number, 30)
  })
  default = null

  validation {
    condition     = var.application == null || try(var.application.days >= 1 && var.application.days <= 1000, false)
    error_message = "application.days must be between 1 and 1000: set application.days to 30, for example."
  }
}

variable "ca_pem" {
  description = "Certificates of the authority that signs the database's own; null for RDS's rsa2048-g1 in the region."
  type        = string
  default     = null

  validation {
    condition     = var.ca_pem == null || can(regex("^-----BEGIN CERTIFICATE-----", var.ca_pem))
    error_message = "ca_pem must be a certificate in PEM: give file(\"ca.pem\"), which begins with -----BEGIN CERTIFICATE-----, or leave it null."
  }
}

variable "backup_days" {
  description = "Days that automated backups are kept: the window of point-in-time recovery."
  type        = number
  default     = 7

  validation {
    condition     = var.backup_days >= 7 && var.backup_days <= 35
    error_message = "backup_days must be between 7 and 35: raise backup_days to at least 7."
  }
}

variable "deletion_protection" {
  description = "Whether RDS refuses to delete the database."
  type        = bool
  default     = true
}

variable "final_snapshot" {
  description = "Whether a deletion leaves a snapshot, and keeps the automated backups."
  type        = bool
  default     = true
}

variable "storage_key_arn" {
  description = "Key of the storage where it is another than kms_key_arn: a restored database keeps the key of its snapshot, and would be replaced. Null for kms_key_arn."
  type        = string
  default     = null
}

variable "snapshot_identifier" {
  description = "Snapshot that a new database starts from; of no effect on one that exists."
  type        = string
  default     = null
}

variable "monitoring_interval" {
  description = "Seconds between two samples of enhanced monitoring; 0 turns it off."
  type        = number
  default     = 0

  validation {
    condition     = contains([0, 1, 5, 10, 15, 30, 60], var.monitoring_interval)
    error_message = "monitoring_interval must be 0, 1, 5, 10, 15, 30 or 60: set monitoring_interval to 60, for example."
  }
}

variable "apply_immediately" {
  description = "Whether changes happen at once instead of in the maintenance window."
  type        = bool
  default     = false
}

variable "permissions_boundary_arn" {
  description = "Permissions boundary of the role of enhanced monitoring; null for none."
  type        = string
  default     = null
}
