variable "name" {
  description = "Name of the budget."
  type        = string
}

variable "monthly_usd" {
  description = "Limit of a month, US dollars."
  type        = number
}

variable "topic_arn" {
  description = "SNS topic that is warned."
  type        = string
}
