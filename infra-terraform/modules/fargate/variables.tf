variable "name" {
  description = "Name of the service, its tasks and its roles."
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

variable "cluster_arn" {
  description = "Cluster of ECS that the service belongs to."
  type        = string
}

variable "architecture" {
  description = "Processor of the tasks: X86_64, or ARM64 (Graviton)."
  type        = string
  default     = "X86_64"

  validation {
    condition     = contains(["X86_64", "ARM64"], var.architecture)
    error_message = "architecture must be X86_64 or ARM64: choose ARM64 for Graviton."
  }
}

variable "cpu" {
  description = "CPU of a task, 1024 for one virtual CPU."
  type        = number

  validation {
    condition     = contains([512, 1024, 2048, 4096, 8192, 16384], var.cpu)
    error_message = "cpu must be 512, 1024, 2048, 4096, 8192 or 16384: choose 1024 for one virtual CPU."
  }
}

variable "memory_mb" {
  description = "Memory of a task in MB; Fargate gives between two and eight GB for each virtual CPU, 30, 60 and 120 GB at most for 4, 8 and 16 of them."
  type        = number

  validation {
    condition = (
      var.memory_mb % lookup({ "8192" = 4096, "16384" = 8192 }, var.cpu, 1024) == 0 &&
      var.memory_mb >= 2 * var.cpu &&
      var.memory_mb <= min(8 * var.cpu, lookup({ "4096" = 30, "8192" = 60, "16384" = 120 }, var.cpu, 16) * 1024)
    )
    error_message = "memory_mb must be a size that Fargate has: two to eight GB for each virtual CPU, in steps of 1 GB, of 4 GB for cpu = 8192, of 8 GB for cpu = 16384, and not above 30, 60 or 120 GB for cpu = 4096, 8192 or 16384. Write 4096 for cpu = 2048, for example."
  }
}

variable "containers" {
  description = <<-EOT
    Containers of a task. Each has
    name, image;
    entry_point, command   what it runs; null for what the image says;
    environment            variables, none of them secret;
    secrets                variables whose values are secrets, by the secrets' ARNs;
    port                   where it serves: of exactly one container;
    essential              whether the task ends with it;
    after                  containers that must have done their work before it starts;
    mounts                 paths by the name of a volume that the containers share.
  EOT
  type = list(object({
    name        = string
    image       = string
    entry_point = optional(list(string))
    command     = optional(list(string), [])
    environment = optional(map(string), {})
    secrets     = optional(map(string), {})
    port        = optional(number)
    essential   = optional(bool, true)
    after       = optional(list(string), [])
    mounts      = optional(map(string), {})
  }))

  validation {
    condition     = length([for container in var.containers : container if container.port != null]) == 1
    error_message = "containers must have one that serves: give port to exactly one of them."
  }

  validation {
    condition     = alltrue([for container in var.containers : !can(regex(":(latest|main|dev)$", container.image))])
    error_message = "containers must name versions, not moving tags: write image like registry/name:v1.2.3."
  }
}

variable "task_role_arn" {
  description = "Role of the containers themselves."
  type        = string
}

variable "image_repository_arns" {
  description = "Container repositories of the account that images come from, by any key."
  type        = map(string)
  default     = {}
}

variable "kms_key_arn" {
  description = "Key of the secrets."
  type        = string
}

variable "log_group_name" {
  description = "Log group of the containers."
  type        = string
}

variable "subnet_ids" {
  description = "Private subnets of the tasks."
  type        = list(string)
}

variable "security_group_ids" {
  description = "Security groups of the tasks."
  type        = list(string)
}

variable "target_group_arn" {
  description = "Target group (of kind ip) that the tasks join."
  type        = string
}

variable "size" {
  description = "Fewest, most and initial number of tasks."
  type        = object({ min = number, max = number, desired = number })

  validation {
    condition     = var.size.min >= 1 && var.size.min <= var.size.desired && var.size.desired <= var.size.max
    error_message = "size needs 1 <= min <= desired <= max: correct the numbers."
  }
}

variable "min_healthy_percentage" {
  description = "Share of the tasks that stays in service while they are replaced: 100 for new before old, 0 for all old ones away first."
  type        = number
  default     = 100

  validation {
    condition     = contains([0, 100], var.min_healthy_percentage)
    error_message = "min_healthy_percentage must be 100 or 0: choose 100, which replaces tasks without an interruption."
  }
}

variable "startup_seconds" {
  description = "Time a task has to become healthy before the load balancer's checks count."
  type        = number
  default     = 300
}

variable "cpu_target" {
  description = "Average CPU in percent that scaling keeps to."
  type        = number
  default     = 60
}

variable "requests_target" {
  description = "Requests a minute and task that scaling keeps to, and the load balancer's label."
  type = object({
    per_minute     = optional(number, 600)
    resource_label = string
  })
}

variable "renewal" {
  description = "When new tasks take the old ones' place (a cron expression of EventBridge Scheduler); null for never."
  type        = string
  default     = null
}

variable "permissions_boundary_arn" {
  description = "Permissions boundary of the roles; null for none."
  type        = string
  default     = null
}
