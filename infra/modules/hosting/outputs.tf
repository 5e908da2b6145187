output "app_id" {
  description = "Id of the Amplify app."
  value       = aws_amplify_app.this.id
}

output "app_arn" {
  description = "ARN of the Amplify app."
  value       = aws_amplify_app.this.arn
}

output "default_url" {
  description = "Address that Amplify gives to the branch."
  value       = local.default_url
}

output "metrics_token_parameter" {
  description = "Name of the SSM parameter of the token for /api/metrics."
  value       = aws_ssm_parameter.metrics_token.name
}

output "secret_parameter" {
  description = "Name of the SSM parameter of the session secret."
  value       = aws_ssm_parameter.secret.name
}

output "log_group" {
  description = "Log group of the web server."
  value       = aws_cloudwatch_log_group.web.name
}
