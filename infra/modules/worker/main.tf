module "function" {
  source = "../function"

  name        = var.name
  description = "Renders the thumbnails of stored originals"
  service     = "thumbnail-worker"
  code        = var.code
  handler     = "index.handler"
  # The handler hands bytes on; the memory is its render process's.
  node_options = "--max-semi-space-size=4 --max-old-space-size=128"
  memory_mb    = var.memory_mb
  # Two originals at a time are fetched to the disk before they are opened.
  disk_mb                  = var.disk_mb
  timeout_seconds          = var.timeout_seconds
  environment              = var.environment
  region                   = var.region
  account                  = var.account
  partition                = var.partition
  log_retention_days       = var.log_retention_days
  permissions_boundary_arn = var.permissions_boundary_arn

  statements = [
    {
      sid       = "ReadOriginals"
      actions   = ["s3:GetObject"]
      resources = ["${var.bucket_arn}/uploads/*"]
    },
    {
      sid       = "WriteRenditions"
      actions   = ["s3:PutObject"]
      resources = ["${var.bucket_arn}/thumbnails/*"]
    },
    {
      # Of images that were removed while their event was under way.
      sid       = "ForgetOrphans"
      actions   = ["s3:DeleteObject"]
      resources = ["${var.bucket_arn}/uploads/*", "${var.bucket_arn}/thumbnails/*"]
    },
    {
      # Also because without it S3 answers 403, not 404, for an object that is missing.
      sid       = "ListRenditions"
      actions   = ["s3:ListBucket"]
      resources = [var.bucket_arn]
    },
    {
      sid       = "KeepImages"
      actions   = ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:Query", "dynamodb:BatchWriteItem"]
      resources = [var.table_arn]
    },
    {
      # What Lambda itself does in the role's name to feed the function.
      sid       = "TakeMessages"
      actions   = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]
      resources = [var.queue_arn]
    },
  ]
}

resource "aws_lambda_event_source_mapping" "this" {
  event_source_arn = var.queue_arn
  function_name    = module.function.arn
  batch_size       = var.batch_size

  # The first picture of a quiet hour is not kept waiting for company.
  maximum_batching_window_in_seconds = 0

  function_response_types = ["ReportBatchItemFailures"]

  scaling_config {
    maximum_concurrency = var.max_concurrency
  }
}
