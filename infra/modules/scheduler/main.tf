locals {
  # Jobs walk through work in pages and start again where they stopped, so a run may be long but needs little memory.
  timeout_seconds = 300
  memory_mb       = 512

  # From names, so that a plan shows the policies in full.
  log_group_arn = "arn:${var.partition}:logs:${var.region}:${var.account}:log-group:/aws/lambda/${var.name}"
  function_arn  = "arn:${var.partition}:lambda:${var.region}:${var.account}:function:${var.name}"
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
    Statement = [
      {
        Sid      = "LookForOriginals"
        Effect   = "Allow"
        Action   = ["s3:GetObject"]
        Resource = "${var.bucket_arn}/uploads/*"
      },
      {
        Sid      = "RemoveImages"
        Effect   = "Allow"
        Action   = ["s3:DeleteObject"]
        Resource = ["${var.bucket_arn}/uploads/*", "${var.bucket_arn}/thumbnails/*"]
      },
      {
        # Also because without it S3 answers 403, not 404, for an object that is missing.
        Sid      = "ListRenditions"
        Effect   = "Allow"
        Action   = ["s3:ListBucket"]
        Resource = var.bucket_arn
      },
      {
        Sid    = "KeepImages"
        Effect = "Allow"
        Action = [
          "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem",
          "dynamodb:BatchGetItem", "dynamodb:BatchWriteItem", "dynamodb:Scan",
        ]
        Resource = var.table_arn
      },
      {
        Sid      = "FindOpenWork"
        Effect   = "Allow"
        Action   = ["dynamodb:Query"]
        Resource = [var.table_arn, "${var.table_arn}/index/open", "${var.table_arn}/index/directory"]
      },
      {
        Sid      = "AskForRenderings"
        Effect   = "Allow"
        Action   = ["sqs:SendMessage", "sqs:GetQueueAttributes"]
        Resource = var.queue_arn
      },
      {
        Sid      = "CollectDeadLetters"
        Effect   = "Allow"
        Action   = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]
        Resource = var.dead_letter_queue_arn
      },
      {
        Sid      = "Log"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = "${local.log_group_arn}:log-stream:*"
      },
      {
        # X-Ray knows no resources.
        Sid      = "Trace"
        Effect   = "Allow"
        Action   = ["xray:PutTraceSegments", "xray:PutTelemetryRecords"]
        Resource = "*"
      },
    ]
  })
}

resource "aws_lambda_function" "this" {
  function_name = var.name
  description   = "Finishes what was left midway and keeps sums right, by schedule"
  role          = aws_iam_role.this.arn

  filename         = var.package
  source_code_hash = filebase64sha256(var.package)
  handler          = "scheduled.handler"
  runtime          = var.runtime
  architectures    = [var.architecture]
  memory_size      = local.memory_mb
  timeout          = local.timeout_seconds
  publish          = true

  environment {
    variables = merge(var.environment, {
      NODE_OPTIONS                 = "--enable-source-maps"
      POWERTOOLS_SERVICE_NAME      = "scheduled"
      POWERTOOLS_METRICS_NAMESPACE = "Skylight"
    })
  }

  tracing_config {
    mode = "Active"
  }

  # Lambda would make the log group itself, and keep what is in it for ever.
  depends_on = [aws_iam_role_policy.this, aws_cloudwatch_log_group.this]
}

# A missed or failed run is made good by the next one.
resource "aws_lambda_function_event_invoke_config" "this" {
  function_name                = aws_lambda_function.this.function_name
  maximum_retry_attempts       = 0
  maximum_event_age_in_seconds = 300
}

resource "aws_iam_role" "caller" {
  name                 = "${var.name}-caller"
  permissions_boundary = var.permissions_boundary_arn

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "scheduler.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "aws:SourceAccount" = var.account } }
    }]
  })
}

resource "aws_iam_role_policy" "caller" {
  name = "call"
  role = aws_iam_role.caller.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid      = "CallTheFunction"
      Effect   = "Allow"
      Action   = "lambda:InvokeFunction"
      Resource = local.function_arn
    }]
  })
}

resource "aws_scheduler_schedule_group" "this" {
  name = var.name
}

resource "aws_scheduler_schedule" "job" {
  for_each = var.jobs

  name                = each.key
  group_name          = aws_scheduler_schedule_group.this.name
  schedule_expression = each.value

  flexible_time_window {
    mode = "OFF"
  }

  target {
    arn      = aws_lambda_function.this.arn
    role_arn = aws_iam_role.caller.arn
    input    = jsonencode({ job = each.key })

    retry_policy {
      maximum_retry_attempts       = 2
      maximum_event_age_in_seconds = 300
    }
  }
}
