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

variable "working_days" {
  description = "Days on which the portal runs: a day, a range or a list, as cron writes them."
  type        = string
  default     = "MON-FRI"

  validation {
    condition     = can(regex("^(SUN|MON|TUE|WED|THU|FRI|SAT)([-,](SUN|MON|TUE|WED|THU|FRI|SAT))*$", var.working_days))
    error_message = "working_days must be days in capitals: write MON-FRI or MON,WED,FRI, for example."
  }
}

variable "start_time" {
  description = "Time of day at which the portal starts, hh:mm."
  type        = string
  default     = "07:00"

  validation {
    condition     = can(regex("^([01][0-9]|2[0-3]):[0-5][0-9]$", var.start_time))
    error_message = "start_time must be a time of day as hh:mm: write 07:00, for example."
  }
}

variable "stop_time" {
  description = "Time of day at which the portal stops, hh:mm, later than start_time."
  type        = string
  default     = "19:00"

  validation {
    condition     = can(regex("^([01][0-9]|2[0-3]):[0-5][0-9]$", var.stop_time))
    error_message = "stop_time must be a time of day as hh:mm: write 19:00, for example."
  }

  validation {
    condition     = try(tonumber(replace(var.stop_time, ":", "")) > tonumber(replace(var.start_time, ":", "")), true)
    error_message = "stop_time must be later than start_time: raise stop_time, or lower start_time."
  }
}

variable "timezone" {
  description = "Time zone of the times, by its IANA name."
  type        = string
  default     = "Europe/London"

  validation {
    condition     = can(regex("^([A-Za-z_]+/[A-Za-z_/+-]+|UTC)$", var.timezone))
    error_message = "timezone must be the IANA name of a time zone: write Europe/London, for example."
  }
}

variable "instance_ids" {
  description = "Machines to stop and start, by a name of your choice."
  type        = map(string)
  default     = {}
}

variable "database" {
  description = "Database to stop and start; RDS refuses to stop one with read replicas, and starts a stopped one by itself after seven days. Null leaves it running."
  type = object({
    id  = string
    arn = string
  })
  default = null
}

variable "autoscaling_groups" {
  description = "Groups to empty and fill, by a name of your choice: name of the group and its sizes during working hours."
  type = map(object({
    name    = string
    min     = number
    max     = number
    desired = number
  }))
  default = {}

  validation {
    condition     = alltrue([for group in values(var.autoscaling_groups) : group.min <= group.desired && group.desired <= group.max])
    error_message = "autoscaling_groups needs min <= desired <= max: correct the sizes in autoscaling_groups."
  }
}

variable "permissions_boundary_arn" {
  description = "Permissions boundary of the role; null for none."
  type        = string
  default     = null
}
