variable "name" {
  description = "Prefix of the repository's name."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,19}[a-z0-9]$", var.name))
    error_message = "name must be 3 to 21 lower-case letters, digits and hyphens, start with a letter and not end with a hyphen: for example ai-portal."
  }
}

variable "tags" {
  description = "Tags put on every resource beside its Name."
  type        = map(string)
  default     = {}
}

variable "kms_key_arn" {
  description = "Key of the images."
  type        = string
}

variable "retain" {
  description = "How many versions are kept."
  type        = number
  default     = 5

  validation {
    condition     = var.retain >= 2 && floor(var.retain) == var.retain
    error_message = "retain must be a whole number from 2: an upgrade needs the old version to go back to."
  }
}

variable "force_delete" {
  description = "Whether the repository can be destroyed with images in it."
  type        = bool
  default     = false
}
