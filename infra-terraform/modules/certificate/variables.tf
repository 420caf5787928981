variable "domain" {
  description = "Name the certificate is made for."
  type        = string

  validation {
    condition     = can(regex("^([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)+[a-z]{2,}$", var.domain))
    error_message = "domain must be a fully qualified name in lower case: write it like portal.example.com."
  }
}

variable "zone_id" {
  description = "Public Route 53 zone of the domain."
  type        = string
}

variable "tags" {
  description = "Tags put on every resource beside its Name."
  type        = map(string)
  default     = {}
}
