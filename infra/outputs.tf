output "app_url" {
  description = "Address that people open."
  value       = local.app_url
}

output "api_url" {
  description = "Address of the REST API behind the API Gateway; null without one."
  value       = one(module.api[*].url)
}

output "bucket" {
  description = "Bucket of originals and renditions."
  value       = module.storage.bucket
}

output "table" {
  description = "DynamoDB table."
  value       = module.database.table
}

output "queue_url" {
  description = "Queue that feeds the thumbnail worker."
  value       = module.queue.url
}

output "dead_letter_queue_url" {
  description = "Where messages go that failed five times."
  value       = module.queue.dead_letter_url
}

output "worker_function" {
  description = "Name of the thumbnail worker's Lambda function."
  value       = module.worker.function_name
}

output "scheduled_function" {
  description = "Name of the Lambda function of the scheduled jobs."
  value       = module.scheduler.function_name
}

output "amplify_app_id" {
  description = "Amplify app; null without hosting."
  value       = one(module.hosting[*].app_id)
}

output "amplify_branch" {
  description = "Branch that it serves; null without hosting."
  value       = var.hosting_enabled ? var.branch : null
}

output "metrics_token_parameter" {
  description = "SSM parameter that holds METRICS_TOKEN; null without hosting."
  value       = one(module.hosting[*].metrics_token_parameter)
}

output "secret_parameter" {
  description = "SSM parameter that holds NEXTAUTH_SECRET; null without hosting."
  value       = one(module.hosting[*].secret_parameter)
}

output "copies_bucket" {
  description = "Bucket of another account that takes copies; null without any."
  value       = try(var.copies.bucket, null)
}

output "alarms" {
  description = "Names of the alarms without their prefix; npm run doctor looks for them."
  value       = module.monitoring.alarms
}

output "dashboard" {
  description = "Name of the CloudWatch dashboard."
  value       = module.monitoring.dashboard
}

# The web server's environment outside Amplify: `terraform output -json web_environment`. NEXTAUTH_SECRET comes on top.
output "web_environment" {
  description = "Environment variables of the web server, without its secret."
  value       = local.web_environment
}
