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

variable "vpc_id" {
  description = "VPC of the groups."
  type        = string
}

variable "allow_public_access" {
  description = "Consent to ingress from anywhere (0.0.0.0/0)."
  type        = bool
  default     = false
}

variable "groups" {
  description = <<-EOT
    Groups by key. A rule's `kind` says which one of its sources counts: cidr (cidr_ipv4), prefix_list (prefix_list_id),
    group (source_group, a key of this map) or group_id (source_group_id, a group made elsewhere). `to_port` defaults to
    `from_port`; protocol "-1" means everything.
  EOT
  type = map(object({
    description = string
    ingress = optional(map(object({
      description     = string
      protocol        = optional(string, "tcp")
      from_port       = optional(number)
      to_port         = optional(number)
      kind            = string
      cidr_ipv4       = optional(string)
      prefix_list_id  = optional(string)
      source_group    = optional(string)
      source_group_id = optional(string)
    })), {})
    egress = optional(map(object({
      description     = string
      protocol        = optional(string, "tcp")
      from_port       = optional(number)
      to_port         = optional(number)
      kind            = string
      cidr_ipv4       = optional(string)
      prefix_list_id  = optional(string)
      source_group    = optional(string)
      source_group_id = optional(string)
    })), {})
  }))

  validation {
    condition = alltrue(flatten([
      for group in values(var.groups) : [
        for rule in concat(values(group.ingress), values(group.egress)) :
        contains(["cidr", "prefix_list", "group", "group_id"], rule.kind)
        && (rule.cidr_ipv4 == null || rule.kind == "cidr")
        && (rule.source_group == null || rule.kind == "group")
      ]
    ]))
    error_message = "groups: every rule needs one source: set kind to cidr, prefix_list, group or group_id and fill only the attribute that belongs to it."
  }

  validation {
    condition = alltrue(flatten([
      for group in values(var.groups) : [
        for rule in concat(values(group.ingress), values(group.egress)) :
        rule.kind != "cidr" || try(cidrsubnet(rule.cidr_ipv4, 0, 0) == rule.cidr_ipv4, false)
      ]
    ]))
    error_message = "groups: a rule of kind cidr needs an IPv4 network without host bits: write cidr_ipv4 like 203.0.113.0/24."
  }

  validation {
    condition = alltrue(flatten([
      for group in values(var.groups) : [
        for rule in concat(values(group.ingress), values(group.egress)) :
        rule.kind != "group" || try(contains(keys(var.groups), rule.source_group), false)
      ]
    ]))
    error_message = "groups: a rule of kind group names a source_group that is not in the map: use one of the map's keys."
  }

  validation {
    condition = alltrue(flatten([
      for group in values(var.groups) : [
        for rule in concat(values(group.ingress), values(group.egress)) : rule.protocol == "-1" || rule.from_port != null
      ]
    ]))
    error_message = "groups: a rule opens a port only when it says which: set from_port, or protocol \"-1\" for everything."
  }

  validation {
    condition = var.allow_public_access || alltrue(flatten([
      for group in values(var.groups) : [
        for rule in values(group.ingress) : rule.kind != "cidr" || !endswith(coalesce(rule.cidr_ipv4, "-"), "/0")
      ]
    ]))
    error_message = "groups: an ingress rule is open to the whole internet: name the networks that may enter, or set allow_public_access = true if you mean it."
  }
}
