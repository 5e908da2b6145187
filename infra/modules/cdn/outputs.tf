output "domain" {
  description = "Domain of the distribution."
  value       = aws_cloudfront_distribution.this.domain_name
}

output "distribution_arn" {
  description = "ARN of the distribution."
  value       = aws_cloudfront_distribution.this.arn
}

output "key_pair_id" {
  description = "Id that signed cookies carry as CloudFront-Key-Pair-Id."
  value       = aws_cloudfront_public_key.this.id
}
