variable "name" {
  description = "Prefix of the bucket's name."
  type        = string
  default     = "ai-portal"

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,19}[a-z0-9]$", var.name))
    error_message = "name must be 3 to 21 characters, lower-case letters, digits and hyphens, starting with a letter: shorten or rename it, for example \"ai-portal\"."
  }
}

variable "ci" {
  description = <<-EOT
    A pipeline that plans and applies, signed in by OpenID Connect; null for none. issuer is its provider (GitHub's by
    default). plan_subjects and apply_subjects name who may: for GitHub repo:<owner>/<repository>:* and
    repo:<owner>/<repository>:environment:<environment>. policy_arns is what an apply may do; it makes roles and keys, so give
    it a policy of yours with a permissions boundary where AdministratorAccess is too much.
  EOT
  type = object({
    issuer         = optional(string, "https://token.actions.githubusercontent.com")
    plan_subjects  = list(string)
    apply_subjects = list(string)
    policy_arns    = optional(list(string), ["arn:aws:iam::aws:policy/AdministratorAccess"])
  })
  default = null

  validation {
    condition     = var.ci == null || can(regex("^https://[a-z0-9.-]+(/[A-Za-z0-9._/-]*)?$", var.ci.issuer))
    error_message = "ci.issuer must be the address of an OpenID provider: write it like https://token.actions.githubusercontent.com."
  }

  validation {
    condition     = var.ci == null || alltrue([for subject in try(concat(var.ci.plan_subjects, var.ci.apply_subjects), []) : can(regex("^[^*?]+:[^*?]+", subject))])
    error_message = "ci: subjects must name a repository before any wildcard, else everybody's pipeline could sign in: write them like repo:example/portal:*."
  }

  validation {
    condition     = var.ci == null || !anytrue([for subject in try(var.ci.apply_subjects, []) : strcontains(subject, "*") || strcontains(subject, "?")])
    error_message = "ci.apply_subjects must be without wildcards, since they may change everything: write them like repo:example/portal:environment:production."
  }
}

variable "region" {
  description = "Region of the state."
  type        = string
  default     = "eu-west-2"
}

variable "permissions_boundary_arn" {
  description = "Permissions boundary of the pipeline's roles, where the account demands one: the ARN of an IAM policy; null for none."
  type        = string
  default     = null
}
