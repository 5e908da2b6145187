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

variable "environments" {
  description = "Environments of infra/ that GitHub Actions deploys, each behind the rules of the GitHub environment of its name and with a role of its own."
  type        = set(string)
  default     = ["production"]

  validation {
    # As in infra/variables.tf. "github" would name its roles as those of deployments are named, and "plan" is one of
    # these.
    condition     = alltrue([for one in var.environments : can(regex("^[a-z][a-z0-9]{1,11}$", one)) && !contains(["github", "plan"], one)])
    error_message = "Use 2 to 12 lower-case letters and digits, beginning with a letter, but neither \"github\" nor \"plan\"."
  }
}

variable "github_provider_exists" {
  description = "Whether the account has GitHub's identity provider already, from another project."
  type        = bool
  default     = false
}
