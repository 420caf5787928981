variable "name" {
  description = "Name of the role and its instance profile."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,38}[a-z0-9]$", var.name))
    error_message = "name must be 3 to 40 characters, lower-case letters, digits and hyphens, starting with a letter: shorten or rename it, for example \"ai-portal-gateway\"."
  }
}

variable "tags" {
  description = "Tags put on every resource beside its Name."
  type        = map(string)
  default     = {}
}

variable "description" {
  description = "What the role is for, as the console shows it."
  type        = string
}

variable "log_group_arn" {
  description = "The workload's own log group."
  type        = string
}

variable "metric_namespace" {
  description = "The one CloudWatch namespace the machines may write to."
  type        = string
}

variable "agent_config_arn" {
  description = "SSM parameter with the CloudWatch agent's configuration."
  type        = string
}

variable "on_machines" {
  description = "Whether the workload runs on machines of EC2; false for tasks of ECS."
  type        = bool
  default     = true
}

variable "in_group" {
  description = "Whether the machines belong to an auto scaling group."
  type        = bool
  default     = false
}

variable "secret_arns" {
  description = "Secrets the machines read, by any key."
  type        = map(string)
  default     = {}
}

variable "readable_object_arns" {
  description = "S3 objects the machines read, by any key."
  type        = map(string)
  default     = {}

  validation {
    condition     = alltrue([for arn in values(var.readable_object_arns) : !endswith(arn, ":*") && arn != "*"])
    error_message = "readable_object_arns must name objects or a prefix of one bucket: write arn:aws:s3:::bucket/prefix/* instead of a bare wildcard."
  }
}

variable "image_repository_arns" {
  description = "Container repositories of the account that the machines read, by any key."
  type        = map(string)
  default     = {}
}

variable "uploads_enabled" {
  description = "Whether the machines keep the users' files in uploads_bucket_arn."
  type        = bool
  default     = false
}

variable "uploads_bucket_arn" {
  description = "Bucket of the users' files; null when they are kept elsewhere."
  type        = string
  default     = null
}

variable "kms_key_arn" {
  description = "Key of the secrets and buckets."
  type        = string
}

variable "bedrock_models" {
  description = <<-EOT
    Bedrock models the machines may call: `model_id`, and for models behind a cross-region inference profile also
    `profile_id` and every region the profile may route to.
  EOT
  type = map(object({
    model_id   = string
    profile_id = optional(string)
    regions    = optional(list(string), [])
  }))
  default = {}

  validation {
    condition     = alltrue([for model in values(var.bedrock_models) : can(regex("^[a-z0-9-]+(\\.[a-z0-9-]+)*\\.[a-zA-Z0-9.:_-]+$", model.model_id))])
    error_message = "bedrock_models: model_id must be a full Bedrock id without wildcards: write it like anthropic.claude-haiku-4-5-20251001-v1:0."
  }

  validation {
    condition     = alltrue([for model in values(var.bedrock_models) : model.profile_id == null || length(model.regions) > 0])
    error_message = "bedrock_models: a model with a profile_id needs the regions its profile routes to: list them in regions."
  }

  validation {
    condition     = alltrue([for model in values(var.bedrock_models) : model.profile_id == null || try(endswith(model.profile_id, model.model_id), false)])
    error_message = "bedrock_models: profile_id must be the model_id with a geography before it: write it like eu.anthropic.claude-haiku-4-5-20251001-v1:0."
  }

  validation {
    condition     = alltrue(flatten([for model in values(var.bedrock_models) : [for region in model.regions : can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", region))]]))
    error_message = "bedrock_models: regions must be AWS region names: write them like eu-west-2."
  }
}

variable "guardrail_arn" {
  description = "Guardrail of Bedrock that watches over the calls; null for none."
  type        = string
  default     = null
}

variable "assumed_roles" {
  description = "Roles of other accounts that the machines take on to call models there, each with the external id that it asks for."
  type        = list(object({ role_arn = string, external_id = string }))
  default     = []

  validation {
    condition     = alltrue([for role in var.assumed_roles : can(regex("^arn:[a-z-]+:iam::[0-9]{12}:role/[A-Za-z0-9+=,.@_/-]+$", role.role_arn))])
    error_message = "assumed_roles must be roles by their whole ARN, without wildcards: write them like arn:aws:iam::123456789012:role/bedrock."
  }
}

variable "permissions_boundary_arn" {
  description = "Permissions boundary of the role; null for none."
  type        = string
  default     = null
}
