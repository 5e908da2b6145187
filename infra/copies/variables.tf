variable "name" {
  description = "Short name of the installation; the same as in infra/."
  type        = string
  default     = "skylight"
}

variable "environment" {
  description = "Which installation is copied; the same as in infra/."
  type        = string
  default     = "production"
}

variable "region" {
  description = "Region of the copies. Another one than the installation's survives that region too."
  type        = string
  default     = "us-east-1"
}

variable "source_account" {
  description = "Account of the installation, twelve digits; another one than this."
  type        = string

  validation {
    condition     = can(regex("^[0-9]{12}$", var.source_account))
    error_message = "Expected twelve digits."
  }
}

variable "kept_days" {
  description = "How long what was deleted or overwritten there is kept here, and each export of the table."
  type        = number
  default     = 35

  validation {
    # Objects of this storage class are paid for 90 days anyway; exports of the table are not.
    condition     = var.kept_days >= 7 && var.kept_days <= 365
    error_message = "Expected 7 to 365 days."
  }
}

variable "readers" {
  description = "Accounts that may read the copies, to restore them. None but while that is done."
  type        = set(string)
  default     = []
}

variable "strict_policies" {
  description = "Refuses connections without TLS. Off for emulators, which speak plain HTTP and take conditions of policies for met."
  type        = bool
  default     = true
}
