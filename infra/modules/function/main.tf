# A Lambda function of ours: with a role of its own, logs that end, and a trace.

locals {
  # From its name, so that a plan shows the policy in full.
  log_group_arn = "arn:${var.partition}:logs:${var.region}:${var.account}:log-group:/aws/lambda/${var.name}"
}

resource "aws_cloudwatch_log_group" "this" {
  name              = "/aws/lambda/${var.name}"
  retention_in_days = var.log_retention_days
}

resource "aws_iam_role" "this" {
  name                 = var.name
  permissions_boundary = var.permissions_boundary_arn

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "lambda.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_role_policy" "this" {
  name = "work"
  role = aws_iam_role.this.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [for statement in var.statements : {
        Sid      = statement.sid
        Effect   = "Allow"
        Action   = statement.actions
        Resource = statement.resources
      }],
      [
        {
          Sid      = "Log"
          Effect   = "Allow"
          Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
          Resource = ["${local.log_group_arn}:log-stream:*"]
        },
        {
          # X-Ray knows no resources.
          Sid      = "Trace"
          Effect   = "Allow"
          Action   = ["xray:PutTraceSegments", "xray:PutTelemetryRecords"]
          Resource = ["*"]
        },
      ],
    )
  })
}

resource "aws_lambda_function" "this" {
  function_name = var.name
  description   = var.description
  role          = aws_iam_role.this.arn

  filename         = var.code.package
  source_code_hash = filebase64sha256(var.code.package)
  handler          = var.handler
  runtime          = var.code.runtime
  architectures    = [var.code.architecture]
  memory_size      = var.memory_mb
  timeout          = var.timeout_seconds

  ephemeral_storage {
    size = var.disk_mb
  }

  environment {
    variables = merge(var.environment, var.node_options == "" ? {} : { NODE_OPTIONS = var.node_options }, {
      POWERTOOLS_SERVICE_NAME      = var.service
      POWERTOOLS_METRICS_NAMESPACE = "Skylight"
    })
  }

  tracing_config {
    mode = var.traces_itself ? "Active" : "PassThrough"
  }

  # Lambda would make the log group itself, and keep what is in it for ever.
  depends_on = [aws_iam_role_policy.this, aws_cloudwatch_log_group.this]
}
