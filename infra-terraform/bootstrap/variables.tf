variable "name" {
  description = "Prefix of the bucket's name."
  type        = string
  default     = "ai-portal"

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,19}[a-z0-9]$", var.name))
    error_message = "name must be 3 to 21 characters, lower-case letters, digits and hyphens, starting with a letter: shorten or rename it, for example \"ai-portal\"."
  }
}

variable "region" {
  description = "Region of the state."
  type        = string
  default     = "eu-west-2"
}
