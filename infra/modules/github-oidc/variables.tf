variable "name" {
  description = "Short name that every resource of Skylight begins with."
  type        = string
}

variable "repository" {
  description = "GitHub repository that deploys, as owner/name."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+$", var.repository))
    error_message = "Expected owner/name."
  }
}

variable "repository_ids" {
  description = "GitHub's ids of the repository and its owner, where its tokens name them; null where they do not."
  type        = object({ owner = number, repository = number })
}

variable "environments" {
  description = "GitHub environments whose rules guard an apply."
  type        = set(string)
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

variable "provider_exists" {
  description = "Whether the account has GitHub's identity provider already; there can be one only."
  type        = bool
}
