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

variable "default_tags" {
  description = "Tags of the provider, which do not reach machines by themselves."
  type        = map(string)
  default     = {}
}

variable "instance_tags" {
  description = "Tags of the machines alone, for example the one their backup looks for."
  type        = map(string)
  default     = {}
}

variable "ami_id" {
  description = "System image, or resolve:ssm: and the name of a parameter that holds it."
  type        = string

  validation {
    condition     = can(regex("^(ami-[0-9a-f]+|resolve:ssm:/.+)$", var.ami_id))
    error_message = "ami_id must be an image id or resolve:ssm: with a parameter: write it like ami-0123456789abcdef0."
  }
}

variable "instance_types" {
  description = "Sizes of the machines, the preferred first; several make Spot capacity easier to find."
  type        = list(string)

  validation {
    condition     = length(var.instance_types) > 0 && alltrue([for type in var.instance_types : can(regex("^[a-z][a-z0-9-]*\\.[a-z0-9]+$", type))])
    error_message = "instance_types must hold at least one EC2 type: write them like m5.xlarge."
  }
}

variable "size" {
  description = "Fewest, most and initial number of machines."
  type = object({
    min     = number
    max     = number
    desired = number
  })

  validation {
    condition     = var.size.min >= 0 && var.size.min <= var.size.desired && var.size.desired <= var.size.max
    error_message = "size must satisfy 0 <= min <= desired <= max: correct the three numbers."
  }
}

variable "subnet_ids" {
  description = "Private subnets, one per zone."
  type        = list(string)

  validation {
    condition     = length(var.subnet_ids) >= 2
    error_message = "subnet_ids must hold subnets of two zones: add the second one."
  }
}

variable "security_group_ids" {
  description = "Security groups of the machines."
  type        = list(string)
}

variable "instance_profile_arn" {
  description = "Instance profile of the machines."
  type        = string
}

variable "service_linked_role_arn" {
  description = "The auto scaling service's role that may use the volumes' key."
  type        = string
}

variable "target_group_arns" {
  description = "Target groups the machines join."
  type        = list(string)
}

variable "user_data_base64" {
  description = "What a machine does at its first start, compressed and base64-encoded; never a secret."
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
  description = "Key of the volumes."
  type        = string
}

variable "spot_percentage" {
  description = "Share of the machines above on_demand_base that runs on Spot capacity."
  type        = number
  default     = 0

  validation {
    condition     = var.spot_percentage >= 0 && var.spot_percentage <= 100
    error_message = "spot_percentage must be between 0 and 100: choose 0 for no Spot capacity."
  }
}

variable "on_demand_base" {
  description = "Machines that never run on Spot capacity."
  type        = number
  default     = 1

  validation {
    condition     = var.on_demand_base >= 0
    error_message = "on_demand_base must not be negative: choose 1 to keep a machine that Spot cannot take away."
  }
}

variable "startup_seconds" {
  description = "How long a new machine may take until it answers."
  type        = number
  default     = 600

  validation {
    condition     = var.startup_seconds >= 60 && var.startup_seconds <= 3600
    error_message = "startup_seconds must be between 60 and 3600: a first start installs packages and takes minutes."
  }
}

variable "max_lifetime_days" {
  description = "Age at which a machine is replaced by one with current packages."
  type        = number
  default     = 30

  validation {
    condition     = var.max_lifetime_days >= 1 && var.max_lifetime_days <= 365
    error_message = "max_lifetime_days must be between 1 and 365: choose 30 to follow security updates."
  }
}

variable "min_healthy_percentage" {
  description = "Share of machines kept in service while the group is renewed; 0 where two versions must never run together."
  type        = number
  default     = 100

  validation {
    condition     = var.min_healthy_percentage >= 0 && var.min_healthy_percentage <= 100
    error_message = "min_healthy_percentage must be between 0 and 100: choose 100 for renewal without interruption."
  }
}

variable "cpu_target" {
  description = "Average CPU utilisation in percent that scaling aims at."
  type        = number
  default     = 50

  validation {
    condition     = var.cpu_target >= 10 && var.cpu_target <= 90
    error_message = "cpu_target must be between 10 and 90: choose 50 to leave room for a lost zone."
  }
}

variable "requests_target" {
  description = "Requests a minute and machine that scaling aims at, and the load balancer's label of the target group."
  type = object({
    per_minute     = optional(number, 600)
    resource_label = string
  })

  validation {
    condition     = var.requests_target.per_minute > 0
    error_message = "requests_target.per_minute must be positive: choose the requests one machine serves in a minute, for example 600."
  }
}
