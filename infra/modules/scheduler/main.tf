locals {
  # From its name, so that a plan shows the caller's policy in full.
  function_arn = "arn:${var.partition}:lambda:${var.region}:${var.account}:function:${var.name}"
}

module "function" {
  source = "../function"

  name        = var.name
  description = "Finishes what was left midway and keeps sums right, by schedule"
  service     = "scheduled"
  code        = var.code
  handler     = "scheduled.handler"
  # Jobs walk through work in pages and start again where they stopped. What takes memory and disk is the index of a
  # large library: of a million photos the file, a copy of it and the compressed copy exist at the same time, 1.3 GB.
  memory_mb       = 1024
  disk_mb         = 2048
  node_options    = "--max-semi-space-size=4 --max-old-space-size=192"
  timeout_seconds = 300
  # Every minute's runs are more traces than X-Ray gives for nothing, and all alike.
  traces_itself            = false
  environment              = var.environment
  region                   = var.region
  account                  = var.account
  partition                = var.partition
  log_retention_days       = var.log_retention_days
  permissions_boundary_arn = var.permissions_boundary_arn

  statements = [
    {
      sid       = "LookForOriginals"
      actions   = ["s3:GetObject"]
      resources = ["${var.bucket_arn}/uploads/*"]
    },
    {
      sid       = "RemoveImages"
      actions   = ["s3:DeleteObject"]
      resources = [for folder in ["uploads", "thumbnails", "indexes", "bulk"] : "${var.bucket_arn}/${folder}/*"]
    },
    {
      sid       = "KeepIndexesAndBulkChanges"
      actions   = ["s3:GetObject", "s3:PutObject"]
      resources = ["${var.bucket_arn}/indexes/*", "${var.bucket_arn}/bulk/*"]
    },
    {
      # Also because without it S3 answers 403, not 404, for an object that is missing.
      sid       = "ListRenditions"
      actions   = ["s3:ListBucket"]
      resources = [var.bucket_arn]
    },
    {
      sid = "KeepImages"
      actions = [
        "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem",
        "dynamodb:BatchGetItem", "dynamodb:BatchWriteItem", "dynamodb:Scan",
      ]
      resources = [var.table_arn]
    },
    {
      sid       = "FindOpenWork"
      actions   = ["dynamodb:Query"]
      resources = concat([var.table_arn], [for index in ["open", "directory", "changes"] : "${var.table_arn}/index/${index}"])
    },
    {
      sid       = "AskForRenderings"
      actions   = ["sqs:SendMessage", "sqs:GetQueueAttributes"]
      resources = [var.queue_arn]
    },
    {
      sid       = "CollectDeadLetters"
      actions   = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]
      resources = [var.dead_letter_queue_arn]
    },
  ]
}

# A missed or failed run is made good by the next one.
resource "aws_lambda_function_event_invoke_config" "this" {
  function_name                = module.function.name
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
    arn      = module.function.arn
    role_arn = aws_iam_role.caller.arn
    input    = jsonencode({ job = each.key })

    retry_policy {
      maximum_retry_attempts       = 2
      maximum_event_age_in_seconds = 300
    }
  }
}
