locals {
  # Amplify's address of a branch has hyphens where the branch's name has anything but letters and digits.
  subdomain   = replace(var.branch, "/[^a-zA-Z0-9-]/", "-")
  default_url = "https://${local.subdomain}.${aws_amplify_app.this.default_domain}"

  secret_parameter        = "/${var.name}/nextauth-secret"
  metrics_token_parameter = "/${var.name}/metrics-token"
  secret_parameter_arns = [
    for parameter in [local.secret_parameter, local.metrics_token_parameter] :
    "arn:${var.partition}:ssm:${var.region}:${var.account}:parameter${parameter}"
  ]

  hosting_defaults = {
    # Amplify's servers take small request bodies; larger files go straight to the bucket (docs/deploy.md).
    DIRECT_UPLOAD_MAX_BYTES = tostring(1024 * 1024)
    # CloudFront, which Amplify stands behind, appends the viewer's address, and Amplify the address of CloudFront.
    TRUSTED_PROXY_HOPS = "2"
  }
}

# Only the place of the secret. Its value is set once from outside, so that it is in no plan and no state; see
# docs/deploy.md. The web server refuses to start on "unset".
resource "aws_ssm_parameter" "secret" {
  name             = local.secret_parameter
  description      = "Signs sessions and API tokens of ${var.name}"
  type             = "SecureString"
  value_wo         = "unset"
  value_wo_version = 1
}

# The same for the token that reads /api/metrics; as long as it is "unset" there is none.
resource "aws_ssm_parameter" "metrics_token" {
  name             = local.metrics_token_parameter
  description      = "Reads the metrics of ${var.name}"
  type             = "SecureString"
  value_wo         = "unset"
  value_wo_version = 1
}

resource "aws_iam_role" "compute" {
  name                 = "${var.name}-web"
  description          = "What the web server may do"
  permissions_boundary = var.permissions_boundary_arn

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "amplify.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = {
        # The app's id is not known before the app, which needs this role first.
        ArnLike      = { "aws:SourceArn" = "arn:${var.partition}:amplify:${var.region}:${var.account}:apps/*" }
        StringEquals = { "aws:SourceAccount" = var.account }
      }
    }]
  })
}

resource "aws_iam_role_policy" "compute" {
  name = "serve"
  role = aws_iam_role.compute.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "ReadSecrets"
        Effect   = "Allow"
        Action   = ["ssm:GetParameter"]
        Resource = local.secret_parameter_arns
      },
      {
        # Signed links can do no more than the role that signs them.
        Sid      = "SignDownloadsAndReadIndexesAndBulkChanges"
        Effect   = "Allow"
        Action   = ["s3:GetObject"]
        Resource = [for folder in ["uploads", "thumbnails", "indexes", "bulk"] : "${var.bucket_arn}/${folder}/*"]
      },
      {
        # Visitors of share links get copies of originals without metadata, beside the renditions. Snapshots of indexes are
        # written by a job, which web servers ask for them.
        Sid      = "SignUploadsAndKeepCleanCopiesAndBulkChanges"
        Effect   = "Allow"
        Action   = ["s3:PutObject"]
        Resource = [for folder in ["uploads", "thumbnails", "bulk"] : "${var.bucket_arn}/${folder}/*"]
      },
      {
        Sid      = "RemoveImages"
        Effect   = "Allow"
        Action   = ["s3:DeleteObject"]
        Resource = [for folder in ["uploads", "thumbnails", "indexes", "bulk"] : "${var.bucket_arn}/${folder}/*"]
      },
      {
        # Also because without it S3 answers 403, not 404, for an object that is missing.
        Sid      = "ListRenditions"
        Effect   = "Allow"
        Action   = ["s3:ListBucket"]
        Resource = var.bucket_arn
      },
      {
        Sid    = "KeepUsersAndImages"
        Effect = "Allow"
        Action = [
          "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem",
          "dynamodb:BatchGetItem", "dynamodb:BatchWriteItem", "dynamodb:Scan",
        ]
        Resource = var.table_arn
      },
      {
        Sid      = "ListImagesAndUsers"
        Effect   = "Allow"
        Action   = ["dynamodb:Query"]
        Resource = concat([var.table_arn], [for index in concat(["open", "directory", "changes"], var.keep_old_indexes ? ["library", "status"] : []) : "${var.table_arn}/index/${index}"])
      },
      {
        Sid      = "AskForRenderings"
        Effect   = "Allow"
        Action   = ["sqs:SendMessage", "sqs:GetQueueAttributes"]
        Resource = var.queue_arn
      },
      {
        Sid      = "CountDeadLetters"
        Effect   = "Allow"
        Action   = ["sqs:GetQueueAttributes"]
        Resource = var.dead_letter_queue_arn
      },
    ]
  })
}

# Amplify itself writes the log of builds and of the web server; without a role of its own the log group stays empty.
resource "aws_iam_role" "service" {
  name                 = "${var.name}-web-service"
  description          = "As whom Amplify writes logs"
  permissions_boundary = var.permissions_boundary_arn

  assume_role_policy = aws_iam_role.compute.assume_role_policy
}

resource "aws_iam_role_policy" "service" {
  name = "log"
  role = aws_iam_role.service.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid      = "Log"
      Effect   = "Allow"
      Action   = ["logs:CreateLogStream", "logs:PutLogEvents", "logs:CreateLogGroup"]
      Resource = "arn:${var.partition}:logs:${var.region}:${var.account}:log-group:/aws/amplify/*"
      }, {
      # AWS knows no resources for it.
      Sid      = "FindLogs"
      Effect   = "Allow"
      Action   = ["logs:DescribeLogGroups"]
      Resource = "*"
    }]
  })
}

resource "aws_amplify_app" "this" {
  name        = var.name
  description = "Skylight's web application"
  platform    = "WEB_COMPUTE"
  repository  = var.repository
  # GitHub Actions hands on an absent secret as an empty text.
  access_token         = var.repository_access_token == "" ? null : var.repository_access_token
  compute_role_arn     = aws_iam_role.compute.arn
  iam_service_role_arn = aws_iam_role.service.arn

  # Releases are started by the deployment after the infrastructure stands, not by every push.
  enable_branch_auto_build = false

  build_spec = yamlencode({
    version = 1
    frontend = {
      phases = {
        preBuild = { commands = ["npm ci --no-audit --no-fund"] }
        build    = { commands = ["npm run build:hosting"] }
      }
      artifacts = { baseDirectory = ".amplify-hosting", files = ["**/*"] }
      cache     = { paths = [".next/cache/**/*", "node_modules/**/*"] }
    }
  })

  # For static files; pages and API answers bring their own headers from the web server.
  custom_headers = yamlencode({
    customHeaders = [{
      pattern = "**/*"
      headers = [
        { key = "Strict-Transport-Security", value = "max-age=63072000; includeSubDomains" },
        { key = "X-Content-Type-Options", value = "nosniff" },
      ]
    }]
  })

  lifecycle {
    # Amplify needs it once, to install itself in the repository, and keeps it nowhere; AWS refuses an empty one. To
    # connect anew, replace the app (docs/deploy.md).
    ignore_changes = [access_token]
  }
}

resource "aws_amplify_branch" "this" {
  app_id      = aws_amplify_app.this.id
  branch_name = var.branch
  stage       = var.environment_name == "production" ? "PRODUCTION" : "BETA"
  framework   = "Web"

  enable_auto_build = false

  environment_variables = merge(local.hosting_defaults, var.environment, {
    NEXTAUTH_SECRET_PARAMETER = local.secret_parameter
    METRICS_TOKEN_PARAMETER   = local.metrics_token_parameter
  })
}

resource "aws_amplify_domain_association" "this" {
  count = var.domain == null ? 0 : 1

  app_id      = aws_amplify_app.this.id
  domain_name = var.domain
  # Its DNS records have to be entered first; waiting would hang the apply.
  wait_for_verification = false

  sub_domain {
    branch_name = aws_amplify_branch.this.branch_name
    prefix      = ""
  }
}

# Amplify would make it on the first request, and keep what is in it for ever.
resource "aws_cloudwatch_log_group" "web" {
  name              = "/aws/amplify/${aws_amplify_app.this.id}"
  retention_in_days = var.log_retention_days
}
