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

variable "alarm_email" {
  description = "Address that gets every alarm; null subscribes nobody. AWS asks the address to confirm."
  type        = string
  default     = null

  validation {
    condition     = var.alarm_email == null || can(regex("^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$", var.alarm_email))
    error_message = "alarm_email must be an e-mail address: write ops@example.com, or null for none."
  }
}

variable "dashboard" {
  description = "Whether to make the dashboard."
  type        = bool
  default     = true
}

variable "gateway_metrics" {
  description = "Whether the gateway's log lines are metrics (GATEWAY_METRICS_LOG=emf), over which it ships a dashboard and alarms. CloudWatch bills each metric for each API, key and model; portals of one account and region are seen together."
  type        = bool
  default     = true
}

variable "workloads" {
  description = "What runs on machines, by workload (webui, gateway): either one instance, or with autoscaling a group, or a service of ECS; whether its machines live on CPU credits; and its load balancer, if it has one."
  type = map(object({
    autoscaling = optional(bool, false)
    instance_id = optional(string)
    asg_name    = optional(string)
    burstable   = optional(bool, false)
    service     = optional(object({ cluster = string, name = string }))
    load_balancer = optional(object({
      arn_suffix              = string
      target_group_arn_suffix = string
    }))
  }))

  validation {
    condition     = length(setsubtract(keys(var.workloads), ["webui", "gateway"])) == 0
    error_message = "workloads knows only webui and gateway: rename the other keys of workloads."
  }

  validation {
    condition     = contains(keys(var.workloads), "gateway")
    error_message = "workloads must hold gateway, whose request log the metrics come from: add gateway to workloads."
  }
}

variable "database" {
  description = "The database to watch; null for none. Thresholds: connections that the instance allows, free storage and memory and IOPS to warn at; burstable for one that lives on CPU credits."
  type = object({
    id              = string
    replica_ids     = optional(list(string), [])
    max_connections = optional(number, 400)
    free_storage_gb = optional(number, 4)
    iops            = optional(number, 2500)
    free_memory_mb  = optional(number, 256)
    burstable       = optional(bool, false)
  })
  default = null

  validation {
    condition     = var.database == null || try(var.database.max_connections > 0 && var.database.free_storage_gb > 0 && var.database.iops > 0 && var.database.free_memory_mb > 0, false)
    error_message = "database thresholds must be above 0: raise database.max_connections, database.free_storage_gb, database.free_memory_mb or database.iops."
  }
}

variable "cache_node_ids" {
  description = "Ids of the cache nodes to watch."
  type        = list(string)
  default     = []
}

variable "certificate_arns" {
  description = "Certificates of this region to watch, by use."
  type        = map(string)
  default     = {}
}

variable "nat_gateway_ids" {
  description = "Ids of the NAT gateways to watch."
  type        = list(string)
  default     = []
}

variable "gateway_thresholds" {
  description = "When the gateway's alarms go off: share of failed requests in percent, 95th percentile of a request's whole duration in milliseconds, throttled requests in five minutes."
  type = object({
    error_percent   = optional(number, 5)
    duration_p95_ms = optional(number, 120000)
    throttled       = optional(number, 50)
  })
  default = {}

  validation {
    condition     = var.gateway_thresholds.error_percent > 0 && var.gateway_thresholds.error_percent <= 100 && var.gateway_thresholds.duration_p95_ms > 0 && var.gateway_thresholds.throttled > 0
    error_message = "gateway_thresholds must be above 0, and error_percent at most 100: correct gateway_thresholds."
  }
}
