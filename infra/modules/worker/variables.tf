variable "name" {
  description = "Name of function, role and log group."
  type        = string
}

variable "code" {
  description = "The zip that holds index.handler, its Lambda runtime, and its processor, arm64 or x86_64."
  type        = object({ package = string, runtime = string, architecture = string })
}

variable "memory_mb" {
  description = "Memory, MB."
  type        = number
}

variable "disk_mb" {
  description = "Disk under /tmp, MB."
  type        = number
}

variable "timeout_seconds" {
  description = "Longest run of one batch, seconds."
  type        = number
}

variable "batch_size" {
  description = "Most messages of one run."
  type        = number
}

variable "max_concurrency" {
  description = "Most runs at the same time."
  type        = number
}

variable "environment" {
  description = "Environment variables by name."
  type        = map(string)
}

variable "queue_arn" {
  description = "Queue that feeds the function."
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

variable "log_retention_days" {
  description = "How long logs are kept, days."
  type        = number
}

variable "permissions_boundary_arn" {
  description = "Policy that bounds the role; null for none."
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

variable "account" {
  description = "Account of the function."
  type        = string
}
