variable "name" {
  description = "Name that topic, alarms, dashboard and queries begin with."
  type        = string
}

variable "account" {
  description = "Account whose alarms and budgets may publish."
  type        = string
}

variable "region" {
  description = "Region of the metrics."
  type        = string
}

variable "alarm_emails" {
  description = "Addresses that get a mail on every alarm."
  type        = list(string)
}

variable "worker_function" {
  description = "Name of the thumbnail worker's function."
  type        = string
}

variable "worker_log_group" {
  description = "Its log group."
  type        = string
}

variable "scheduled_function" {
  description = "Name of the function of the scheduled jobs."
  type        = string
}

variable "hosting_enabled" {
  description = "Whether Amplify runs the web application; by itself, since hosting_app_id is not known before an apply."
  type        = bool
}

variable "hosting_app_id" {
  description = "Amplify app of the web application; null where it runs elsewhere."
  type        = string
}

variable "table_indexes" {
  description = "Indexes of the table whose throttles are watched."
  type        = list(string)
}

variable "web_log_group" {
  description = "Log group of the web server; null where it runs elsewhere."
  type        = string
}

variable "scheduled_log_group" {
  description = "Its log group."
  type        = string
}

variable "scheduled" {
  description = "Whether there is any scheduled job."
  type        = bool
}

variable "queue_name" {
  description = "Queue of the thumbnail worker."
  type        = string
}

variable "dead_letter_queue_name" {
  description = "Its dead-letter queue."
  type        = string
}

variable "table" {
  description = "The table."
  type        = string
}

variable "bucket" {
  description = "The bucket."
  type        = string
}

variable "api_enabled" {
  description = "Whether there is an API Gateway."
  type        = bool
}

variable "api_id" {
  description = "Id of the API; null without one."
  type        = string
}

variable "api_log_group" {
  description = "Log group of its access log; null without one."
  type        = string
}

variable "health_check_enabled" {
  description = "Whether Route 53 asks /api/health."
  type        = bool
}

variable "health_check_host" {
  description = "Host that it asks."
  type        = string
}

variable "worker_silence_seconds" {
  description = "How long neither worker nor schedule may be silent before it counts as an outage."
  type        = number
}

variable "metrics_namespace" {
  description = "Namespace of the metrics that the functions log."
  type        = string
}

variable "saved_queries_enabled" {
  description = "Whether log queries are saved."
  type        = bool
}
