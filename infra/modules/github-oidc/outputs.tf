output "plan_role_arn" {
  description = "Role of the plan on a pull request."
  value       = aws_iam_role.this["plan"].arn
}

output "apply_role_arn" {
  description = "Role of the apply on main."
  value       = aws_iam_role.this["apply"].arn
}

output "boundary_arn" {
  description = "Value of permissions_boundary_arn for infra/."
  value       = aws_iam_policy.boundary.arn
}
