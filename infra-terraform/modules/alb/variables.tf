variable "name" {
  description = "Name of the load balancer and its target group."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,30}[a-z0-9]$", var.name))
    error_message = "name must be 3 to 32 characters, lower-case letters, digits and hyphens, starting with a letter: shorten or rename it, for example \"ai-portal\"."
  }
}

variable "tags" {
  description = "Tags put on every resource beside its Name."
  type        = map(string)
  default     = {}
}

variable "vpc_id" {
  description = "VPC of the targets."
  type        = string
}

variable "subnet_ids" {
  description = "Subnets of the load balancer, one per zone."
  type        = list(string)

  validation {
    condition     = length(var.subnet_ids) >= 2
    error_message = "subnet_ids must hold subnets of two zones: add the second one."
  }
}

variable "security_group_ids" {
  description = "Security groups of the load balancer."
  type        = list(string)
}

variable "internal" {
  description = "Whether it has addresses inside the VPC only."
  type        = bool
  default     = false
}

variable "certificate_arn" {
  description = "ACM certificate of the name clients use."
  type        = string

  validation {
    condition     = can(regex("^arn:[a-z-]+:acm:", var.certificate_arn))
    error_message = "certificate_arn must be the ARN of an ACM certificate: write it like arn:aws:acm:eu-west-2:123456789012:certificate/11111111-2222-3333-4444-555555555555."
  }
}

variable "redirect_http" {
  description = "Whether port 80 sends users to HTTPS."
  type        = bool
  default     = true
}

variable "idle_timeout" {
  description = "Seconds a connection may be silent; a model may think that long before its next word."
  type        = number
  default     = 300

  validation {
    condition     = var.idle_timeout >= 120 && var.idle_timeout <= 4000
    error_message = "idle_timeout must be between 120 and 4000 seconds: streams are cut below that, choose 300."
  }
}

variable "target_port" {
  description = "Port of the machines."
  type        = number
}

variable "target_type" {
  description = "What the targets are: instance for machines, ip for tasks on Fargate."
  type        = string
  default     = "instance"

  validation {
    condition     = contains(["instance", "ip"], var.target_type)
    error_message = "target_type must be instance or ip: choose ip for tasks on Fargate."
  }
}

variable "health_path" {
  description = "Path that answers 200 when a machine can serve."
  type        = string

  validation {
    condition     = startswith(var.health_path, "/")
    error_message = "health_path must start with a slash: write it like /health."
  }
}

variable "unhealthy_threshold" {
  description = "Failed checks, one every 15 seconds, until a machine counts as broken and is replaced: longer than its service takes to restart."
  type        = number
  default     = 4

  validation {
    condition     = var.unhealthy_threshold >= 2 && var.unhealthy_threshold <= 10
    error_message = "unhealthy_threshold must be from 2 to 10: choose 10 for a service that takes two minutes to restart."
  }
}

variable "sticky" {
  description = "Whether a browser stays with its machine."
  type        = bool
  default     = false
}

variable "drain_seconds" {
  description = "How long open requests of a leaving machine may go on."
  type        = number
  default     = 120

  validation {
    condition     = var.drain_seconds >= 0 && var.drain_seconds <= 3600
    error_message = "drain_seconds must be between 0 and 3600: lower it."
  }
}

variable "deletion_protection" {
  description = "Refuse deletion through the API."
  type        = bool
  default     = true
}

variable "access_logs_bucket" {
  description = "Name of the bucket that gets the access logs."
  type        = string
}
