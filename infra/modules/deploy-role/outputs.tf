output "role_arn" {
  description = "Role of the apply."
  value       = aws_iam_role.this.arn
}

output "trust" {
  description = "Who may take on the role, as JSON."
  value       = aws_iam_role.this.assume_role_policy
}

output "boundary_arn" {
  description = "Value of permissions_boundary_arn for infra/."
  value       = aws_iam_policy.boundary.arn
}

output "denied" {
  description = "Statements by which the role may not do something, by Sid."
  value       = { for statement in jsondecode(aws_iam_role_policy.this.policy).Statement : statement.Sid => statement if statement.Effect == "Deny" }
}

output "allowed" {
  description = "Statements by which the role may do something, by Sid."
  value       = { for statement in jsondecode(aws_iam_role_policy.this.policy).Statement : statement.Sid => statement if statement.Effect == "Allow" }
}

output "policy_characters" {
  description = "Length of the role's policy, of which AWS takes 10,240 characters."
  value       = length(aws_iam_role_policy.this.policy)
}

output "boundary" {
  description = "Statements of the boundary, by Sid: the most that roles are let do, whatever their policies name."
  value       = { for statement in jsondecode(aws_iam_policy.boundary.policy).Statement : statement.Sid => statement }
}
