variable "name" {
  description = "Name of the queue; the dead-letter queue's ends in -dead-letters."
  type        = string
}

variable "arn" {
  description = "ARN that the queue has by its name."
  type        = string
}

variable "dead_letter_arn" {
  description = "ARN that the dead-letter queue has by its name."
  type        = string
}

variable "bucket_arn" {
  description = "The only bucket whose events are taken."
  type        = string
}

variable "account" {
  description = "Account of the bucket: bucket names carry none, and a deleted one can be claimed by others."
  type        = string
}

variable "visibility_timeout_seconds" {
  description = "How long a received message stays hidden; AWS asks for six times the function's timeout."
  type        = number

  validation {
    condition     = var.visibility_timeout_seconds <= 43200
    error_message = "SQS hides a message for at most 43200 seconds: lower the worker's timeout."
  }
}

variable "strict_policies" {
  description = "Whether connections without TLS are refused."
  type        = bool
}
