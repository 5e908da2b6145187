# Who asked for which object and when (Security Hub S3.9), in a bucket of its own.

resource "aws_s3_bucket" "logs" {
  count = var.access_logs_enabled ? 1 : 0

  bucket = "${var.bucket}-logs"
  # It holds nothing that anybody made.
  force_destroy = true
}

resource "aws_s3_bucket_public_access_block" "logs" {
  count = var.access_logs_enabled ? 1 : 0

  bucket = aws_s3_bucket.logs[0].id

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_lifecycle_configuration" "logs" {
  count = var.access_logs_enabled ? 1 : 0

  bucket = aws_s3_bucket.logs[0].id

  rule {
    id     = "forget-old-logs"
    status = "Enabled"
    filter {}

    expiration {
      days = 90
    }
  }
}

resource "aws_s3_bucket_policy" "logs" {
  count = var.access_logs_enabled ? 1 : 0

  bucket = aws_s3_bucket.logs[0].id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [{
        Sid       = "S3WritesLogs"
        Effect    = "Allow"
        Principal = { Service = "logging.s3.amazonaws.com" }
        Action    = "s3:PutObject"
        Resource  = "${var.bucket_arn}-logs/*"
        Condition = { ArnEquals = { "aws:SourceArn" = var.bucket_arn } }
      }],
      [for statement in local.policy_statements : merge(statement, {
        Resource = ["${var.bucket_arn}-logs", "${var.bucket_arn}-logs/*"]
      }) if statement.Sid == "RefuseWithoutTls"],
    )
  })

  depends_on = [aws_s3_bucket_public_access_block.logs]
}

resource "aws_s3_bucket_logging" "this" {
  count = var.access_logs_enabled ? 1 : 0

  bucket        = aws_s3_bucket.this.id
  target_bucket = aws_s3_bucket.logs[0].id
  target_prefix = "s3/"

  # S3 tries whether it may write there.
  depends_on = [aws_s3_bucket_policy.logs]
}
