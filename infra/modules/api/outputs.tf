output "api_id" {
  description = "Id of the API."
  value       = aws_apigatewayv2_api.this.id
}

output "url" {
  description = "Address of the API."
  value       = aws_apigatewayv2_api.this.api_endpoint
}

output "log_group" {
  description = "Log group of the access log."
  value       = aws_cloudwatch_log_group.access.name
}
