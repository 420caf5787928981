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

variable "limit" {
  description = "Amount that a month may cost."
  type        = number

  validation {
    condition     = var.limit > 0
    error_message = "limit must be above 0: set limit to what a month may cost."
  }
}

variable "currency" {
  description = "Currency of the limit: that of the account's bill, which AWS keeps in US dollars nearly everywhere."
  type        = string
  default     = "USD"

  validation {
    condition     = can(regex("^[A-Z]{3}$", var.currency))
    error_message = "currency must be the three capitals of a currency: set currency to USD."
  }
}

variable "emails" {
  description = "Addresses that are told, at most ten."
  type        = list(string)
  default     = []

  validation {
    condition     = length(var.emails) <= 10 && alltrue([for email in var.emails : can(regex("^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$", email))])
    error_message = "emails must be at most ten e-mail addresses: correct emails."
  }
}

variable "topic_arn" {
  description = "ARN of the topic that is told as well."
  type        = string
}

variable "cost_tags" {
  description = "Tags that the costs must carry to count, key to value; they must be active as cost allocation tags. Empty counts the whole account."
  type        = map(string)
  default     = {}
}

variable "thresholds" {
  description = "Percentages of the limit at which a notice goes out: of what was spent, and of what the month is forecast to cost."
  type = object({
    actual     = optional(list(number), [50, 80, 100])
    forecasted = optional(list(number), [100])
  })
  default = {}

  validation {
    condition     = alltrue([for percent in concat(var.thresholds.actual, var.thresholds.forecasted) : percent > 0 && percent <= 1000]) && length(var.thresholds.actual) + length(var.thresholds.forecasted) <= 10
    error_message = "thresholds must be at most ten percentages between 0 and 1000: correct thresholds."
  }
}
