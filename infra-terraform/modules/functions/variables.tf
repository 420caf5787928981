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

variable "functions" {
  description = <<-EOT
    Lambda functions, by name. Each has
    description  what it does;
    package      path of its zip or jar;
    package_s3   or the bucket, key and sha256 (base64) of one that is in S3;
    handler      the handler, as the runtime writes it;
    runtime      python3.13 or java21;
    memory_mb, timeout_seconds;
    environment  variables, none of them secret;
    statements   what its role may do: actions, resources and conditions;
    schedule     when to run: a cron or rate expression of EventBridge Scheduler; timezone;
    invoked_by   service that may call it, such as secretsmanager.amazonaws.com;
    in_vpc       whether it runs inside the VPC, to reach the database.
  EOT
  type = map(object({
    description     = string
    package         = optional(string)
    package_s3      = optional(object({ bucket = string, key = string, sha256 = string }))
    handler         = string
    runtime         = optional(string, "python3.13")
    memory_mb       = optional(number, 256)
    timeout_seconds = optional(number, 60)
    environment     = optional(map(string), {})
    statements = optional(list(object({
      actions   = list(string)
      resources = list(string)
      conditions = optional(list(object({
        test     = string
        variable = string
        values   = list(string)
      })), [])
    })), [])
    schedule   = optional(string)
    timezone   = optional(string, "UTC")
    invoked_by = optional(string)
    in_vpc     = optional(bool, false)
  }))
  default = {}

  validation {
    condition     = alltrue([for function in values(var.functions) : (function.package == null) != (function.package_s3 == null)])
    error_message = "functions need one package each: set package (a path) or package_s3, not both."
  }

  validation {
    condition     = alltrue([for function in values(var.functions) : contains(["python3.13", "java21"], function.runtime)])
    error_message = "functions run on python3.13 or java21: set runtime of the function to one of them."
  }

  validation {
    condition     = alltrue([for name in keys(var.functions) : can(regex("^[a-z][a-z0-9-]{0,30}$", name))])
    error_message = "functions must be named by small letters, digits and hyphens, at most 31: rename the key in functions."
  }

  validation {
    condition     = alltrue([for function in values(var.functions) : function.timeout_seconds >= 1 && function.timeout_seconds <= 900 && function.memory_mb >= 128 && function.memory_mb <= 10240])
    error_message = "functions may run 1 to 900 seconds with 128 to 10240 MB: correct timeout_seconds or memory_mb of the function."
  }

  validation {
    condition = alltrue(flatten([
      for function in values(var.functions) : [
        for statement in function.statements : !contains(statement.actions, "*") && !(contains(statement.resources, "*") && anytrue([for action in statement.actions : strcontains(action, "*")]))
      ]
    ]))
    error_message = "functions must not be given wildcard actions on every resource: name the actions and the resources in statements."
  }

  validation {
    condition     = alltrue([for function in values(var.functions) : function.schedule == null || can(regex("^(cron|rate|at)\\(.+\\)$", function.schedule))])
    error_message = "functions run by cron(...), rate(...) or at(...): correct schedule of the function, for example cron(0 7 * * ? *)."
  }
}

variable "vpc" {
  description = "Private subnets and security groups of the functions that run inside the VPC."
  type = object({
    subnet_ids         = list(string)
    security_group_ids = list(string)
  })
  default = null

  validation {
    condition     = var.vpc != null || !anytrue([for function in values(var.functions) : function.in_vpc])
    error_message = "functions with in_vpc need a place in the network: pass vpc with subnets and security groups, or set in_vpc to false."
  }
}

variable "failure_topic_arn" {
  description = "ARN of the topic that hears of runs that failed for good."
  type        = string
}

variable "permissions_boundary_arn" {
  description = "Permissions boundary of the roles; null for none."
  type        = string
  default     = null
}
