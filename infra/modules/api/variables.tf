variable "name" {
  description = "Name of the API."
  type        = string
}

variable "upstream_url" {
  description = "Address of the web server that answers under /api, without a trailing slash."
  type        = string
}

variable "rate_limit" {
  description = "Requests per second in the long run."
  type        = number
}

variable "burst_limit" {
  description = "Requests at one moment."
  type        = number
}

variable "log_retention_days" {
  description = "How long access logs are kept, days."
  type        = number
}
