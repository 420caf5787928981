variable "name" {
  description = "Prefix of every resource's name."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,19}[a-z0-9]$", var.name))
    error_message = "name must be 3 to 21 characters, lower-case letters, digits and hyphens, starting with a letter: shorten or rename it, for example \"ai-portal\"."
  }
}

variable "tags" {
  description = "Tags put on every resource beside its Name."
  type        = map(string)
  default     = {}
}

variable "vpc_cidr" {
  description = "Address range of the VPC."
  type        = string
  default     = "10.0.0.0/16"

  validation {
    condition     = try(cidrsubnet(var.vpc_cidr, 0, 0) == var.vpc_cidr && tonumber(split("/", var.vpc_cidr)[1]) >= 16 && tonumber(split("/", var.vpc_cidr)[1]) <= 24, false)
    error_message = "vpc_cidr must be an IPv4 network between /16 and /24 without host bits: write it like 10.0.0.0/16."
  }
}

variable "azs" {
  description = "Availability zones; each gets one public and one private subnet."
  type        = list(string)

  validation {
    condition     = length(var.azs) >= 2 && length(distinct(var.azs)) == length(var.azs)
    error_message = "azs must name at least two different availability zones: add a second one, for example [\"eu-west-2a\", \"eu-west-2b\"]."
  }
}

variable "public_subnet_cidrs" {
  description = "Address ranges of the public subnets, in the order of azs; none for a VPC without internet."
  type        = list(string)

  validation {
    condition     = contains([0, length(var.azs)], length(var.public_subnet_cidrs))
    error_message = "public_subnet_cidrs must have one entry per availability zone, or none: give as many ranges as azs has names."
  }

  validation {
    condition = alltrue([
      for cidr in var.public_subnet_cidrs : try(
        cidrsubnet(cidr, 0, 0) == cidr
        && tonumber(split("/", cidr)[1]) <= 28
        && tonumber(split("/", cidr)[1]) >= tonumber(split("/", var.vpc_cidr)[1])
        && cidrsubnet("${split("/", cidr)[0]}/${split("/", var.vpc_cidr)[1]}", 0, 0) == var.vpc_cidr,
        false
      )
    ])
    error_message = "public_subnet_cidrs must be networks inside vpc_cidr, /28 or larger, without host bits: move each range into vpc_cidr, for example 10.0.0.0/24."
  }
}

variable "private_subnet_cidrs" {
  description = "Address ranges of the private subnets, in the order of azs."
  type        = list(string)

  validation {
    condition     = length(var.private_subnet_cidrs) == length(var.azs)
    error_message = "private_subnet_cidrs must have one entry per availability zone: give as many ranges as azs has names."
  }

  validation {
    condition = alltrue([
      for cidr in var.private_subnet_cidrs : try(
        cidrsubnet(cidr, 0, 0) == cidr
        && tonumber(split("/", cidr)[1]) <= 28
        && tonumber(split("/", cidr)[1]) >= tonumber(split("/", var.vpc_cidr)[1])
        && cidrsubnet("${split("/", cidr)[0]}/${split("/", var.vpc_cidr)[1]}", 0, 0) == var.vpc_cidr,
        false
      )
    ])
    error_message = "private_subnet_cidrs must be networks inside vpc_cidr, /28 or larger, without host bits: move each range into vpc_cidr, for example 10.0.10.0/24."
  }

  # Two networks overlap when they are equal after both are cut to the shorter of their prefixes.
  validation {
    condition = try(alltrue(flatten([
      for i, a in concat(var.public_subnet_cidrs, var.private_subnet_cidrs) : [
        for j, b in concat(var.public_subnet_cidrs, var.private_subnet_cidrs) :
        cidrsubnet("${split("/", a)[0]}/${min(tonumber(split("/", a)[1]), tonumber(split("/", b)[1]))}", 0, 0)
        != cidrsubnet("${split("/", b)[0]}/${min(tonumber(split("/", a)[1]), tonumber(split("/", b)[1]))}", 0, 0)
        if i < j
      ]
    ])), false)
    error_message = "private_subnet_cidrs and public_subnet_cidrs must not overlap one another: give every subnet a range of its own."
  }
}

variable "nat_mode" {
  description = "Way out of the private subnets: none, one gateway for all (single), or one per zone (per_az)."
  type        = string
  default     = "single"

  validation {
    condition     = contains(["none", "single", "per_az"], var.nat_mode)
    error_message = "nat_mode must be none, single or per_az: choose single for a demo and per_az to survive the loss of a zone."
  }

  validation {
    condition     = var.nat_mode == "none" || length(var.public_subnet_cidrs) > 0
    error_message = "nat_mode needs public subnets for its gateways: give public_subnet_cidrs, or set nat_mode to none."
  }
}

variable "interface_endpoints" {
  description = "AWS services reached through interface endpoints in the private subnets."
  type        = set(string)
  default     = []

  validation {
    condition = alltrue([
      for service in var.interface_endpoints :
      contains(["bedrock", "bedrock-runtime", "ec2", "ec2messages", "ecr.api", "ecr.dkr", "kms", "logs", "monitoring", "secretsmanager", "ssm", "ssmmessages", "sts"], service)
    ])
    error_message = "interface_endpoints may hold bedrock, bedrock-runtime, ec2, ec2messages, ecr.api, ecr.dkr, kms, logs, monitoring, secretsmanager, ssm, ssmmessages and sts: remove any other name."
  }
}

variable "transit_gateway" {
  description = "Transit gateway that the private subnets are attached to, and the networks behind it; null for none."
  type = object({
    id          = string
    cidr_blocks = list(string)
  })
  default = null

  validation {
    condition     = var.transit_gateway == null || can(regex("^tgw-[0-9a-f]+$", var.transit_gateway.id))
    error_message = "transit_gateway.id must be the id of a transit gateway: write it like tgw-0123456789abcdef0."
  }
}

variable "endpoint_security_group_ids" {
  description = "Security groups of the interface endpoints."
  type        = list(string)
  default     = []
}

variable "flow_logs" {
  description = "VPC flow logs and how many days they are kept."
  type = object({
    enabled        = optional(bool, false)
    retention_days = optional(number, 365)
  })
  default = {}

  validation {
    condition     = contains([30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827], var.flow_logs.retention_days)
    error_message = "flow_logs.retention_days must be one of 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096 or 1827: choose the nearest of them."
  }
}

variable "kms_key_arn" {
  description = "Key that encrypts the flow logs."
  type        = string
  default     = null
}

variable "permissions_boundary_arn" {
  description = "Permissions boundary of the roles made here; null for none."
  type        = string
  default     = null
}

variable "model_account_ids" {
  description = "Other accounts whose roles call Bedrock through the endpoints here."
  type        = list(string)
  default     = []
}
