variable "name" {
  description = "Name of the machine."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,38}[a-z0-9]$", var.name))
    error_message = "name must be 3 to 40 characters, lower-case letters, digits and hyphens, starting with a letter: shorten or rename it, for example \"ai-portal\"."
  }
}

variable "tags" {
  description = "Tags put on every resource beside its Name."
  type        = map(string)
  default     = {}
}

variable "instance_tags" {
  description = "Tags of the machine alone, for example the one its backup looks for."
  type        = map(string)
  default     = {}
}

variable "ami_id" {
  description = "System image the machine starts from; a later change does not replace it."
  type        = string
}

variable "instance_type" {
  description = "Size of the machine."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]*\\.[a-z0-9]+$", var.instance_type))
    error_message = "instance_type must be an EC2 type: write it like t3.large."
  }
}

variable "subnet_id" {
  description = "Subnet of the machine."
  type        = string
}

variable "security_group_ids" {
  description = "Security groups of the machine."
  type        = list(string)

  validation {
    condition     = length(var.security_group_ids) > 0
    error_message = "security_group_ids must not be empty: name at least one group, the VPC's default group is closed."
  }
}

variable "public" {
  description = "Whether the machine gets a public address."
  type        = bool
  default     = false
}

variable "associate_eip" {
  description = "Whether eip_allocation_id is attached to the machine."
  type        = bool
  default     = false
}

variable "eip_allocation_id" {
  description = "Elastic IP to attach."
  type        = string
  default     = null
}

variable "instance_profile_name" {
  description = "Instance profile of the machine."
  type        = string
}

variable "key_name" {
  description = "EC2 key pair for SSH; null for Session Manager only."
  type        = string
  default     = null
}

variable "detailed_monitoring" {
  description = "One-minute instead of five-minute EC2 metrics."
  type        = bool
  default     = true
}

variable "termination_protection" {
  description = "Refuse termination through the API."
  type        = bool
  default     = false
}

variable "user_data_base64" {
  description = "What the machine does at its first start, compressed and base64-encoded; never a secret."
  type        = string

  validation {
    condition     = length(var.user_data_base64) <= 21848
    error_message = "user_data_base64 is larger than the 16 KB that EC2 takes: move files into the artifacts bucket."
  }
}

variable "metadata_hop_limit" {
  description = "Network hops to the metadata service: 2 where a container needs the machine's role, else 1."
  type        = number
  default     = 1

  validation {
    condition     = contains([1, 2], var.metadata_hop_limit)
    error_message = "metadata_hop_limit must be 1, or 2 where a container needs the machine's role: lower it."
  }
}

variable "root_gb" {
  description = "Size of the root volume in GiB."
  type        = number
  default     = 30

  validation {
    condition     = var.root_gb >= 8 && var.root_gb <= 1024 && floor(var.root_gb) == var.root_gb
    error_message = "root_gb must be a whole number from 8 to 1024: Amazon Linux needs at least 8."
  }
}

variable "kms_key_arn" {
  description = "Key of the root volume."
  type        = string
}
