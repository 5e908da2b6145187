variable "name" {
  description = "Name of function, role and log group."
  type        = string
}

variable "description" {
  description = "What the function does, for the console."
  type        = string
}

variable "service" {
  description = "What its lines in the log call it."
  type        = string
}

variable "code" {
  description = "The zip that holds the handler, its Lambda runtime, and its processor, arm64 or x86_64."
  type        = object({ package = string, runtime = string, architecture = string })
}

variable "handler" {
  description = "File and function, such as index.handler."
  type        = string
}

variable "node_options" {
  description = "NODE_OPTIONS of the function; none when empty."
  type        = string
  default     = ""
}

variable "memory_mb" {
  description = "Memory, MB."
  type        = number
}

variable "disk_mb" {
  description = "Disk under /tmp, MB."
  type        = number
  default     = 512
}

variable "timeout_seconds" {
  description = "Longest run, seconds."
  type        = number
}

variable "environment" {
  description = "Environment variables by name."
  type        = map(string)
}

variable "statements" {
  description = "What it may do besides writing logs and traces."
  type        = list(object({ sid = string, actions = list(string), resources = list(string) }))
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

variable "traces_itself" {
  description = "Whether runs are traced that no traced caller began."
  type        = bool
  default     = true
}
