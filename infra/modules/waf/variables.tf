variable "name" {
  description = "Name of the web ACL."
  type        = string
}

variable "resource_arn" {
  description = "Amplify app that it stands before."
  type        = string
}

variable "api_rate_limit" {
  description = "Requests per second that the API Gateway lets through; 0 without one."
  type        = number
}
