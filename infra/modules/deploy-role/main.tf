# As whom GitHub Actions deploys one environment, behind the rules of the GitHub environment of that name, and the most
# that any role of it may ever be given. What it reaches of other environments and projects of the account is listed in
# SECURITY.md.

locals {
  prefix       = "${var.name}-${var.environment}"
  boundary_arn = "arn:${var.partition}:iam::${var.account}:policy/${local.prefix}-boundary"
  roles_arn    = "arn:${var.partition}:iam::${var.account}:role/${local.prefix}-*"
  # The state, and its lock beside it.
  state_arns = [for end in ["", ".tflock"] : "${var.state_bucket_arn}/skylight/${var.environment}.tfstate${end}"]

  # Services with names in their ARNs: only what is called as infra/ calls it. "skylight-prod*" would be
  # "skylight-prod2" too.
  named = [
    "arn:${var.partition}:s3:::${local.prefix}-*",
    "arn:${var.partition}:dynamodb:*:${var.account}:table/${local.prefix}",
    "arn:${var.partition}:dynamodb:*:${var.account}:table/${local.prefix}/*",
    "arn:${var.partition}:sqs:*:${var.account}:${local.prefix}-*",
    "arn:${var.partition}:lambda:*:${var.account}:function:${local.prefix}-*",
    "arn:${var.partition}:sns:*:${var.account}:${local.prefix}-*",
    "arn:${var.partition}:scheduler:*:${var.account}:schedule-group/${local.prefix}-*",
    "arn:${var.partition}:scheduler:*:${var.account}:schedule/${local.prefix}-*/*",
    "arn:${var.partition}:ssm:*:${var.account}:parameter/${local.prefix}/*",
    "arn:${var.partition}:logs:*:${var.account}:log-group:/aws/*/${local.prefix}-*",
    "arn:${var.partition}:cloudwatch:*:${var.account}:alarm:${local.prefix}-*",
    "arn:${var.partition}:cloudwatch::${var.account}:dashboard/${local.prefix}",
    "arn:${var.partition}:budgets::${var.account}:budget/${local.prefix}-*",
  ]

  # Services that give their resources ids of their own making, so that no name can bound them: only what infra/ and
  # hosting/ call. Roles are bounded by the permissions boundary below.
  unnamed = [
    "amplify:*App", "amplify:*Branch", "amplify:*DomainAssociation", "amplify:StartJob", "amplify:GetJob",
    "amplify:ListJobs", "amplify:*WebACL*", "amplify:*agResource", "amplify:ListTagsForResource",
    "wafv2:*WebACL", "wafv2:GetWebACLForResource", "wafv2:*agResource", "wafv2:ListTagsForResource",
    "lambda:ListEventSourceMappings", "logs:*QueryDefinition*", "logs:DescribeLogGroups", "logs:*LogDelivery",
    "logs:*LogDeliveries", "logs:PutResourcePolicy", "logs:DescribeResourcePolicies", "route53:*HealthCheck*",
    "route53:*TagsForResource", "sqs:ListQueues", "ssm:DescribeParameters", "cloudwatch:DescribeAlarms",
    "cloudwatch:ListDashboards",
  ]

  # What has no name of ours carries our tags, which every resource gets from the provider (infra/providers.tf).
  own_tags = { Project = var.name, Environment = var.environment }

  # By each tag: another project may call its environment as we do, and other environments are of the same project.
  leave_others_alone = flatten([for tag, value in local.own_tags : [
    {
      # Domains of applications carry no tags, and neither has what is yet to be made. An application and its branch are
      # read with their environment variables, in which many keep secrets; a retention of a day empties a log.
      Sid    = "LeaveAloneByOther${tag}"
      Effect = "Deny"
      Action = [
        "amplify:Delete*", "amplify:Update*", "amplify:GetApp", "amplify:GetBranch", "logs:DeleteLogGroup",
        "logs:*RetentionPolicy",
      ]
      NotResource = "arn:${var.partition}:amplify:*:${var.account}:apps/*/domains/*"
      Condition   = { StringNotEquals = { "aws:ResourceTag/${tag}" = value } }
    },
    {
      # Web ACLs alone: AWS decides on these calls once more for each group of its own rules in one, which has no tags.
      Sid       = "LeaveWebAclsAloneByOther${tag}"
      Effect    = "Deny"
      Action    = ["wafv2:DeleteWebACL", "wafv2:UpdateWebACL"]
      Resource  = "arn:${var.partition}:wafv2:*:${var.account}:*/webacl/*"
      Condition = { StringNotEquals = { "aws:ResourceTag/${tag}" = value } }
    },
    {
      # Otherwise a tag of others could first be made ours. What has none may still be tagged by anybody. Nor may branches
      # and domains be added to others' applications, or their releases started, where AWS says whose an application is.
      Sid    = "LeaveTagsAloneByOther${tag}"
      Effect = "Deny"
      Action = [
        "amplify:*agResource", "amplify:Create*", "amplify:StartJob", "amplify:*WebACL*", "wafv2:*agResource",
        "lambda:*agResource", "logs:*Tag*",
      ]
      Resource = "*"
      Condition = {
        StringNotEquals = { "aws:ResourceTag/${tag}" = value }
        Null            = { "aws:ResourceTag/${tag}" = "false" }
      }
    },
    {
      # The same of APIs, whose tags have ARNs of their own.
      Sid      = "LeaveApiTagsAloneByOther${tag}"
      Effect   = "Deny"
      Action   = ["apigateway:POST", "apigateway:PUT", "apigateway:DELETE"]
      Resource = "arn:${var.partition}:apigateway:*::/tags/*"
      Condition = {
        StringNotEquals = { "aws:ResourceTag/${tag}" = value }
        Null            = { "aws:ResourceTag/${tag}" = "false" }
      }
    },
    {
      # The API itself: its ids have ten characters, and parts of it carry no tags.
      Sid       = "LeaveApisAloneByOther${tag}"
      Effect    = "Deny"
      Action    = ["apigateway:DELETE", "apigateway:PATCH", "apigateway:PUT"]
      Resource  = "arn:${var.partition}:apigateway:*::/apis/??????????"
      Condition = { StringNotEquals = { "aws:ResourceTag/${tag}" = value } }
    },
  ]])

  statements = concat([
    {
      Sid      = "KeepState"
      Effect   = "Allow"
      Action   = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"]
      Resource = local.state_arns
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
      # Writes of the table answer with what was there, when asked.
      Sid    = "LeaveContentAlone"
      Effect = "Deny"
      Action = [
        "s3:*Object", "s3:*ObjectVersion", "dynamodb:*Item", "dynamodb:Query", "dynamodb:Scan", "dynamodb:PartiQL*",
        "dynamodb:GetRecords", "dynamodb:ExportTableToPointInTime", "sqs:ReceiveMessage",
      ]
      # Everything but the state itself.
      NotResource = local.state_arns
    },
    {
      # See local.unnamed.
      Sid      = "ManageUnnamed"
      Effect   = "Allow"
      Action   = local.unnamed
      Resource = "*"
    },
    {
      # Mappings of queues to functions have ids, but AWS tells of which function they are.
      Sid    = "FeedOwnFunctions"
      Effect = "Allow"
      Action = [
        "lambda:CreateEventSourceMapping", "lambda:GetEventSourceMapping", "lambda:UpdateEventSourceMapping",
        "lambda:DeleteEventSourceMapping",
      ]
      Resource  = "*"
      Condition = { ArnLike = { "lambda:FunctionArn" = "arn:${var.partition}:lambda:*:${var.account}:function:${local.prefix}-*" } }
    },
    {
      Sid      = "TagMappings"
      Effect   = "Allow"
      Action   = ["lambda:ListTags", "lambda:TagResource", "lambda:UntagResource"]
      Resource = "arn:${var.partition}:lambda:*:${var.account}:event-source-mapping:*"
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
      Sid    = "ManageRoles"
      Effect = "Allow"
      Action = [
        "iam:GetRole", "iam:GetRolePolicy", "iam:ListRolePolicies", "iam:ListAttachedRolePolicies",
        "iam:ListInstanceProfilesForRole", "iam:DeleteRole", "iam:DeleteRolePolicy", "iam:TagRole", "iam:UntagRole",
        "iam:UpdateRole", "iam:UpdateAssumeRolePolicy",
      ]
      Resource = local.roles_arn
    },
    {
      # A role made here can do no more than the boundary, so that this role cannot make itself an administrator.
      Sid       = "MakeBoundedRoles"
      Effect    = "Allow"
      Action    = ["iam:CreateRole", "iam:PutRolePolicy", "iam:PutRolePermissionsBoundary"]
      Resource  = local.roles_arn
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
      Resource = local.roles_arn
      Condition = {
        StringEquals = {
          # S3 gets the role by which it replicates (modules/copies).
          "iam:PassedToService" = [
            "lambda.amazonaws.com", "scheduler.amazonaws.com", "amplify.amazonaws.com", "s3.amazonaws.com",
          ]
        }
      }
    },
  ], local.leave_others_alone)
}

resource "aws_iam_role" "this" {
  name                 = "${var.name}-github-${var.environment}"
  description          = "What GitHub Actions may do to deploy ${local.prefix}"
  max_session_duration = 3600
  assume_role_policy   = var.trust
}

resource "aws_iam_role_policy" "this" {
  name   = "apply"
  role   = aws_iam_role.this.id
  policy = jsonencode({ Version = "2012-10-17", Statement = local.statements })
}

resource "aws_iam_policy" "boundary" {
  name        = "${local.prefix}-boundary"
  description = "Bounds every role that a deployment of ${local.prefix} makes"

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
