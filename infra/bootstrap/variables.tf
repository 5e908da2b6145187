variable "name" {
  description = "Short name that every resource begins with; the same as in infra/."
  type        = string
  default     = "skylight"
}

variable "region" {
  description = "Region of the state bucket."
  type        = string
  default     = "us-east-1"
}

variable "repository" {
  description = "GitHub repository that deploys, as owner/name."
  type        = string
}

variable "repository_ids" {
  description = "GitHub's ids of the repository and its owner (gh api repos/OWNER/NAME --jq '{owner: .owner.id, repository: .id}'), for repositories made or renamed since July 2026. Null for older ones."
  type        = object({ owner = number, repository = number })
  default     = null
}

variable "environment" {
  description = "GitHub environment whose rules guard an apply."
  type        = string
  default     = "production"
}

variable "github_provider_exists" {
  description = "Whether the account has GitHub's identity provider already, from another project."
  type        = bool
  default     = false
}
