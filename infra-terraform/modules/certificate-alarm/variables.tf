variable "name" {
  description = "Name of the portal: the prefix of every resource of this module."
  type        = string
}

variable "tags" {
  description = "Tags of every taggable resource of this module."
  type        = map(string)
  default     = {}
}

variable "certificate_arn" {
  description = "Certificate to watch, in the region of this module's provider."
  type        = string
}

variable "alarm_email" {
  description = "Address that is told; null for nobody. AWS asks the address to confirm."
  type        = string
  default     = null
}
