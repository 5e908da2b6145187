variable "name" {
  description = "Name of the web ACL."
  type        = string
}

variable "resource_arn" {
  description = "Amplify app that it stands before."
  type        = string
}
