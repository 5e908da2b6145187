output "copies" {
  description = "Value of the variable copies of infra/."
  value       = { bucket = aws_s3_bucket.this.bucket, account = data.aws_caller_identity.current.account_id }
}
