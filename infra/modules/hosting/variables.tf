variable "name" {
  description = "Name of app, role and parameter."
  type        = string
}

variable "environment_name" {
  description = "Which installation this is; \"production\" is shown as such in the console."
  type        = string
}

variable "repository" {
  description = "Address of the Git repository."
  type        = string
}

variable "repository_access_token" {
  description = "GitHub token for connecting once; null afterwards."
  type        = string
  sensitive   = true
}

variable "branch" {
  description = "Branch that is served."
  type        = string
}

variable "domain" {
  description = "Own domain; null for none."
  type        = string
}

variable "environment" {
  description = "Environment variables of the web server, without secrets. The build writes them into the bundle."
  type        = map(string)
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

variable "queue_arn" {
  description = "Queue of the thumbnail worker."
  type        = string
}

variable "region" {
  description = "Region of the app."
  type        = string
}

variable "account" {
  description = "Account of the app."
  type        = string
}

variable "partition" {
  description = "Partition of ARNs, such as aws."
  type        = string
}

variable "log_retention_days" {
  description = "How long the web server's logs are kept, days."
  type        = number
}

variable "permissions_boundary_arn" {
  description = "Policy that bounds the role; null for none."
  type        = string
}

variable "keep_old_indexes" {
  description = "Whether web servers of version 0.1.0 still list by the indexes of then."
  type        = bool
}
