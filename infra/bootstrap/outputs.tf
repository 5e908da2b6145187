output "state_bucket" {
  description = "Bucket of the state: the GitHub variable STATE_BUCKET."
  value       = aws_s3_bucket.state.id
}

output "plan_role_arn" {
  description = "The GitHub variable AWS_PLAN_ROLE."
  value       = module.github.plan_role_arn
}

output "apply_role_arns" {
  description = "By environment, the GitHub variable AWS_APPLY_ROLE."
  value       = { for environment, role in module.deploy_role : environment => role.role_arn }
}

output "boundary_arns" {
  description = "By environment, the GitHub variable PERMISSIONS_BOUNDARY."
  value       = { for environment, role in module.deploy_role : environment => role.boundary_arn }
}
