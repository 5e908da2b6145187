output "plan_role_arn" {
  description = "Role of the plan on a pull request."
  value       = aws_iam_role.plan.arn
}

output "plan_may" {
  description = "Statements by which the role of the plan may do something, by Sid."
  value       = { for statement in jsondecode(aws_iam_role_policy.plan.policy).Statement : statement.Sid => statement }
}

output "trust" {
  description = "Who may take on the role of a plan, and of each environment's deployment, as JSON."
  value       = local.trust
  depends_on  = [aws_iam_openid_connect_provider.github]
}
