output "state_bucket" {
  description = "Bucket of the state: the GitHub variable STATE_BUCKET."
  value       = aws_s3_bucket.state.id
}

output "plan_role_arn" {
  description = "The GitHub variable AWS_PLAN_ROLE."
  value       = module.github.plan_role_arn
}

output "apply_role_arn" {
  description = "The GitHub variable AWS_APPLY_ROLE."
  value       = module.github.apply_role_arn
}

output "boundary_arn" {
  description = "The GitHub variable PERMISSIONS_BOUNDARY."
  value       = module.github.boundary_arn
}
