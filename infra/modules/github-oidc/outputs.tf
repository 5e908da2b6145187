output "plan_role_arn" {
  description = "Role of the plan on a pull request."
  value       = aws_iam_role.plan.arn
}

output "trust" {
  description = "Who may take on the role of a plan, and of each environment's deployment, as JSON."
  value       = local.trust
  depends_on  = [aws_iam_openid_connect_provider.github]
}
