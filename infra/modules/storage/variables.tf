variable "bucket" {
  description = "Name of the bucket."
  type        = string
}

variable "bucket_arn" {
  description = "ARN that the bucket has by its name."
  type        = string
}

variable "queue_arn" {
  description = "Queue that is told of every stored original; its policy must allow it already."
  type        = string
}

variable "app_origin" {
  description = "The only origin whose pages may read and write objects."
  type        = string
}

variable "noncurrent_days" {
  description = "Days until a deleted original is gone for good."
  type        = number
}

variable "intelligent_tiering" {
  description = "Whether originals move to cheaper tiers when nobody opens them."
  type        = bool
}

variable "deletion_protection" {
  description = "Whether the bucket refuses to be destroyed while it holds objects."
  type        = bool
}

variable "strict_policies" {
  description = "Whether connections without TLS, and encryption other than the bucket's, are refused."
  type        = bool
}

variable "access_logs_enabled" {
  description = "Whether every request to the bucket is logged, in another bucket, for 90 days."
  type        = bool
}
