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

output "trust" {
  description = "Who may take on each role, by role, as JSON."
  value       = { for name, role in aws_iam_role.this : name => role.assume_role_policy }
}

output "denied" {
  description = "Statements by which the deploy role may not do something, by Sid."
  value       = { for statement in jsondecode(aws_iam_role_policy.apply.policy).Statement : statement.Sid => statement if statement.Effect == "Deny" }
}

output "allowed" {
  description = "Statements by which the deploy role may do something, by Sid."
  value       = { for statement in jsondecode(aws_iam_role_policy.apply.policy).Statement : statement.Sid => statement if statement.Effect == "Allow" }
}
