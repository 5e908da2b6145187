variable "name" {
  description = "Name of function, roles, schedules and log group."
  type        = string
}

variable "code" {
  description = "The zip that holds scheduled.handler, its Lambda runtime, and its processor, arm64 or x86_64."
  type        = object({ package = string, runtime = string, architecture = string })
}

variable "jobs" {
  description = "Jobs by name, each with its schedule expression."
  type        = map(string)
}

variable "environment" {
  description = "Environment variables by name."
  type        = map(string)
}

variable "queue_arn" {
  description = "Queue of the thumbnail worker, to ask for renderings."
  type        = string
}

variable "dead_letter_queue_arn" {
  description = "Queue of the messages that were given up."
  type        = string
}

variable "bucket_arn" {
  description = "Bucket of originals and renditions."
  type        = string
}

variable "table_arn" {
  description = "The table."
  type        = string
}

variable "account" {
  description = "Account whose schedules may call the function."
  type        = string
}

variable "log_retention_days" {
  description = "How long logs are kept, days."
  type        = number
}

variable "permissions_boundary_arn" {
  description = "Policy that bounds the roles; null for none."
  type        = string
}

variable "region" {
  description = "Region of the function."
  type        = string
}

variable "partition" {
  description = "Partition of ARNs, such as aws."
  type        = string
}
