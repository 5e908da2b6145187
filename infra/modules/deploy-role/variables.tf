variable "name" {
  description = "Short name that every resource of Skylight begins with."
  type        = string
}

variable "environment" {
  description = "Environment that is deployed; the role may touch no other."
  type        = string
}

variable "account" {
  description = "Account that is deployed to."
  type        = string
}

variable "partition" {
  description = "Partition of ARNs, such as aws."
  type        = string
}

variable "state_bucket_arn" {
  description = "Bucket that keeps the state."
  type        = string
}

variable "trust" {
  description = "Who may take on the role, as JSON."
  type        = string
}
