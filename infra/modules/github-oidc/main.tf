locals {
  issuer       = "token.actions.githubusercontent.com"
  provider_arn = "arn:${var.partition}:iam::${var.account}:oidc-provider/${local.issuer}"
  boundary_arn = "arn:${var.partition}:iam::${var.account}:policy/${var.name}-boundary"

  # Repositories that were made or renamed since July 2026 name themselves with GitHub's ids, so that nobody who registers
  # a name that was given up gets its roles (aws-actions/configure-aws-credentials#1888).
  owner_and_name = split("/", var.repository)
  repositories = concat(
    [var.repository],
    var.repository_ids == null ? [] : [
      "${local.owner_and_name[0]}@${var.repository_ids.owner}/${local.owner_and_name[1]}@${var.repository_ids.repository}",
    ],
  )

  roles = {
    plan  = { subject = "pull_request", description = "What GitHub Actions may do on a pull request" }
    apply = { subject = "environment:${var.environment}", description = "What GitHub Actions may do to deploy" }
  }

  # Services with names in their ARNs: only what begins with ours.
  named = [
    "arn:${var.partition}:s3:::${var.name}-*",
    "arn:${var.partition}:dynamodb:*:${var.account}:table/${var.name}-*",
    "arn:${var.partition}:sqs:*:${var.account}:${var.name}-*",
    "arn:${var.partition}:lambda:*:${var.account}:function:${var.name}-*",
    "arn:${var.partition}:sns:*:${var.account}:${var.name}-*",
    "arn:${var.partition}:scheduler:*:${var.account}:schedule-group/${var.name}-*",
    "arn:${var.partition}:scheduler:*:${var.account}:schedule/${var.name}-*/*",
    "arn:${var.partition}:ssm:*:${var.account}:parameter/${var.name}-*",
    "arn:${var.partition}:logs:*:${var.account}:log-group:/aws/*/${var.name}-*",
    "arn:${var.partition}:cloudwatch:*:${var.account}:alarm:${var.name}-*",
    "arn:${var.partition}:cloudwatch::${var.account}:dashboard/${var.name}-*",
    "arn:${var.partition}:budgets::${var.account}:budget/${var.name}-*",
  ]

  # Services that give their resources ids of their own making, so that no name can bound them. Each action is bounded
  # to its service, and roles are bounded by the permissions boundary below.
  unnamed = [
    "amplify:*", "lambda:*EventSourceMapping*", "logs:*QueryDefinition*", "logs:DescribeLogGroups",
    "logs:*LogDelivery", "logs:*LogDeliveries", "logs:*ResourcePolic*", "route53:*HealthCheck*",
    "route53:*TagsForResource", "wafv2:*", "sqs:ListQueues", "ssm:DescribeParameters", "cloudwatch:DescribeAlarms",
    "cloudwatch:ListDashboards",
  ]
}

resource "aws_iam_openid_connect_provider" "github" {
  count = var.provider_exists ? 0 : 1

  url            = "https://${local.issuer}"
  client_id_list = ["sts.amazonaws.com"]
}

# --- The roles that GitHub takes on, each for the runs of one subject only ---

resource "aws_iam_role" "this" {
  for_each = local.roles

  name                 = "${var.name}-github-${each.key}"
  description          = each.value.description
  max_session_duration = 3600

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = local.provider_arn }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = {
        StringEquals = {
          "${local.issuer}:aud" = "sts.amazonaws.com"
          "${local.issuer}:sub" = [for repository in local.repositories : "repo:${repository}:${each.value.subject}"]
        }
      }
    }]
  })

  depends_on = [aws_iam_openid_connect_provider.github]
}

# --- Plan: compares with the state alone (-refresh=false), so that it needs nothing else ---

resource "aws_iam_role_policy" "plan" {
  name = "plan"
  role = aws_iam_role.this["plan"].id

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

# --- Apply: behind the GitHub environment's rules ---

resource "aws_iam_role_policy" "apply" {
  name = "apply"
  role = aws_iam_role.this["apply"].id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "KeepState"
        Effect   = "Allow"
        Action   = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"]
        Resource = "${var.state_bucket_arn}/skylight/*"
      },
      {
        Sid      = "FindState"
        Effect   = "Allow"
        Action   = ["s3:ListBucket"]
        Resource = var.state_bucket_arn
      },
      {
        # All actions of services whose resources carry our name: a deployment makes, changes and removes them.
        Sid    = "ManageNamed"
        Effect = "Allow"
        Action = [
          "s3:*", "dynamodb:*", "sqs:*", "lambda:*", "sns:*", "scheduler:*", "ssm:*", "logs:*", "cloudwatch:*", "budgets:*",
        ]
        Resource = local.named
      },
      {
        # A deployment needs no photo, no row and no message. Emptying the bucket before a destroy is done by a person.
        Sid    = "LeaveContentAlone"
        Effect = "Deny"
        Action = [
          "s3:GetObject", "s3:GetObjectVersion", "dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query",
          "dynamodb:Scan", "dynamodb:PartiQLSelect", "dynamodb:GetRecords", "dynamodb:ExportTableToPointInTime",
          "sqs:ReceiveMessage",
        ]
        # Everything but the state itself.
        NotResource = "${var.state_bucket_arn}/skylight/*"
      },
      {
        # See local.unnamed.
        Sid      = "ManageUnnamed"
        Effect   = "Allow"
        Action   = local.unnamed
        Resource = "*"
      },
      {
        # HTTP APIs and nothing else of API Gateway; also their tags, which have ARNs of their own.
        Sid    = "ManageApis"
        Effect = "Allow"
        Action = "apigateway:*"
        Resource = [
          for path in ["apis", "apis/*", "tags/*"] : "arn:${var.partition}:apigateway:*::/${path}"
        ]
      },
      {
        # The log of the web application is called after its id.
        Sid      = "ManageHostingLogs"
        Effect   = "Allow"
        Action   = ["logs:*LogGroup", "logs:*RetentionPolicy", "logs:*Tag*"]
        Resource = "arn:${var.partition}:logs:*:${var.account}:log-group:/aws/amplify/*"
      },
      {
        # What has no name of ours carries our tag, which every resource gets from the provider (infra/providers.tf).
        # Domains of applications carry none.
        Sid    = "LeaveOthersAlone"
        Effect = "Deny"
        Action = [
          "amplify:Delete*", "amplify:Update*", "amplify:CreateDeployment", "amplify:StartDeployment",
          "wafv2:DeleteWebACL", "wafv2:UpdateWebACL", "logs:DeleteLogGroup",
        ]
        NotResource = "arn:${var.partition}:amplify:*:${var.account}:apps/*/domains/*"
        Condition   = { StringNotEquals = { "aws:ResourceTag/Project" = var.name } }
      },
      {
        # Else another project's tag could be made ours first. What carries none is still anybody's to tag.
        Sid      = "LeaveOthersTagsAlone"
        Effect   = "Deny"
        Action   = ["amplify:*agResource", "wafv2:*agResource", "logs:*Tag*"]
        Resource = "*"
        Condition = {
          StringNotEquals = { "aws:ResourceTag/Project" = var.name }
          Null            = { "aws:ResourceTag/Project" = "false" }
        }
      },
      {
        # The same of APIs, whose tags have ARNs of their own.
        Sid      = "LeaveOtherApisTagsAlone"
        Effect   = "Deny"
        Action   = ["apigateway:POST", "apigateway:PUT", "apigateway:DELETE"]
        Resource = "arn:${var.partition}:apigateway:*::/tags/*"
        Condition = {
          StringNotEquals = { "aws:ResourceTag/Project" = var.name }
          Null            = { "aws:ResourceTag/Project" = "false" }
        }
      },
      {
        # The API itself: its ids have ten characters, and parts of it carry no tags.
        Sid       = "LeaveOtherApisAlone"
        Effect    = "Deny"
        Action    = ["apigateway:DELETE", "apigateway:PATCH", "apigateway:PUT"]
        Resource  = "arn:${var.partition}:apigateway:*::/apis/??????????"
        Condition = { StringNotEquals = { "aws:ResourceTag/Project" = var.name } }
      },
      {
        Sid    = "ManageRoles"
        Effect = "Allow"
        Action = [
          "iam:GetRole", "iam:GetRolePolicy", "iam:ListRolePolicies", "iam:ListAttachedRolePolicies",
          "iam:ListInstanceProfilesForRole", "iam:DeleteRole", "iam:DeleteRolePolicy", "iam:TagRole", "iam:UntagRole",
          "iam:UpdateRole", "iam:UpdateAssumeRolePolicy",
        ]
        Resource = "arn:${var.partition}:iam::${var.account}:role/${var.name}-*"
      },
      {
        # A role made here can do no more than the boundary, so that this role cannot make itself an administrator.
        Sid       = "MakeBoundedRoles"
        Effect    = "Allow"
        Action    = ["iam:CreateRole", "iam:PutRolePolicy", "iam:PutRolePermissionsBoundary"]
        Resource  = "arn:${var.partition}:iam::${var.account}:role/${var.name}-*"
        Condition = { StringEquals = { "iam:PermissionsBoundary" = local.boundary_arn } }
      },
      {
        Sid    = "LeaveOwnRolesAlone"
        Effect = "Deny"
        # All of them: whatever changes its own bounds.
        Action   = "iam:*"
        Resource = "arn:${var.partition}:iam::${var.account}:role/${var.name}-github-*"
      },
      {
        Sid      = "HandRolesToServices"
        Effect   = "Allow"
        Action   = "iam:PassRole"
        Resource = "arn:${var.partition}:iam::${var.account}:role/${var.name}-*"
        Condition = {
          StringEquals = {
            "iam:PassedToService" = ["lambda.amazonaws.com", "scheduler.amazonaws.com", "amplify.amazonaws.com"]
          }
        }
      },
    ]
  })
}

# The most that any role of the application may ever be given.
resource "aws_iam_policy" "boundary" {
  name        = "${var.name}-boundary"
  description = "Bounds every role that a deployment of ${var.name} makes"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        # All actions of these services, but on our own resources only; the roles' policies name the few they need.
        Sid      = "OwnData"
        Effect   = "Allow"
        Action   = ["s3:*", "dynamodb:*", "sqs:*", "ssm:GetParameter", "lambda:InvokeFunction", "logs:*"]
        Resource = local.named
      },
      {
        # Log streams stand below their group; X-Ray knows no resources.
        Sid    = "Telemetry"
        Effect = "Allow"
        Action = [
          "logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogGroups",
          "xray:PutTraceSegments", "xray:PutTelemetryRecords",
        ]
        Resource = "*"
      },
    ]
  })
}
