variable "secrets" {
  description = "Secrets to fill, by any key: the ARN, and how many characters the value has."
  type = map(object({
    arn    = string
    length = optional(number, 48)
  }))

  validation {
    condition     = alltrue([for secret in values(var.secrets) : secret.length >= 24 && secret.length <= 4096])
    error_message = "secrets: length must be between 24 and 4096: raise it to at least 24."
  }
}

variable "generation" {
  description = "Number of the set of values; a higher one replaces all of them."
  type        = number
  default     = 1

  validation {
    condition     = var.generation >= 1 && floor(var.generation) == var.generation
    error_message = "generation must be a whole number from 1: raise it by one to draw new values."
  }
}
