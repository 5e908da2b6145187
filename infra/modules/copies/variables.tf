variable "name" {
  description = "What roles and schedules begin with."
  type        = string
}

variable "bucket" {
  description = "Bucket of originals; it has to keep versions."
  type        = string
}

variable "bucket_arn" {
  description = "ARN that the bucket has by its name."
  type        = string
}

variable "table_arn" {
  description = "The table; it has to be backed up continuously."
  type        = string
}

variable "copies" {
  description = "Bucket that takes the copies, the account that it belongs to, and when the table is exported."
  type        = object({ bucket = string, account = string, schedule = string })
}

variable "account" {
  description = "Account that is copied."
  type        = string
}

variable "partition" {
  description = "Partition of ARNs, such as aws."
  type        = string
}

variable "permissions_boundary_arn" {
  description = "Policy that bounds the roles; null for none."
  type        = string
}
