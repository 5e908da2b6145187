locals {
  issuer       = "token.actions.githubusercontent.com"
  provider_arn = "arn:${var.partition}:iam::${var.account}:oidc-provider/${local.issuer}"

  # Repositories that were made or renamed since July 2026 name themselves with GitHub's ids, so that nobody who
  # registers a name that was given up gets its roles (aws-actions/configure-aws-credentials#1888).
  owner_and_name = split("/", var.repository)
  repositories = concat(
    [var.repository],
    var.repository_ids == null ? [] : [
      "${local.owner_and_name[0]}@${var.repository_ids.owner}/${local.owner_and_name[1]}@${var.repository_ids.repository}",
    ],
  )

  # By what the run is for: who may take on the role of it.
  subjects = merge(
    { plan = "pull_request" },
    { for environment in var.environments : environment => "environment:${environment}" },
  )
  trust = { for purpose, subject in local.subjects : purpose => jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = local.provider_arn }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = {
        StringEquals = {
          "${local.issuer}:aud" = "sts.amazonaws.com"
          "${local.issuer}:sub" = [for repository in local.repositories : "repo:${repository}:${subject}"]
        }
      }
    }]
  }) }
}

resource "aws_iam_openid_connect_provider" "github" {
  count = var.provider_exists ? 0 : 1

  url            = "https://${local.issuer}"
  client_id_list = ["sts.amazonaws.com"]
}

# --- Plan: compares with the state alone (-refresh=false), so that it needs nothing else ---

resource "aws_iam_role" "plan" {
  name                 = "${var.name}-github-plan"
  description          = "What GitHub Actions may do on a pull request"
  max_session_duration = 3600
  assume_role_policy   = local.trust["plan"]

  depends_on = [aws_iam_openid_connect_provider.github]
}

resource "aws_iam_role_policy" "plan" {
  name = "plan"
  role = aws_iam_role.plan.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "ReadState"
        Effect   = "Allow"
        Action   = ["s3:GetObject"]
        Resource = "${var.state_bucket_arn}/skylight/*"
      },
      {
        Sid      = "FindState"
        Effect   = "Allow"
        Action   = ["s3:ListBucket"]
        Resource = var.state_bucket_arn
      },
    ]
  })
}
