terraform {
  # Write-only arguments (the session secret) need 1.11 of either tool.
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100, < 7"
    }
  }
}
