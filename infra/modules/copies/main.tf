# Copies in another account, so that they survive this one: S3 replicates originals, and the table is exported by a
# schedule. What takes them is made by infra/copies, with credentials that nothing here has. Nobody here can read or
# delete them.

locals {
  destination_arn = "arn:${var.partition}:s3:::${var.copies.bucket}"
  # S3 is not documented to say for which account it replicates; but nobody else's buckets can be given roles of this
  # one.
  conditions = { s3 = {}, scheduler = { Condition = { StringEquals = { "aws:SourceAccount" = var.account } } } }
  assume_role_policies = { for service, condition in local.conditions : service => jsonencode({
    Version = "2012-10-17"
    Statement = [merge({
      Effect    = "Allow"
      Principal = { Service = "${service}.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }, condition)]
  }) }
}

# --- Originals: renditions, indexes and the plans of bulk changes are made again from these and the table ---

resource "aws_iam_role" "photos" {
  name                 = "${var.name}-copies-photos"
  description          = "As whom S3 replicates originals"
  permissions_boundary = var.permissions_boundary_arn
  assume_role_policy   = local.assume_role_policies.s3
}

resource "aws_iam_role_policy" "photos" {
  name = "replicate"
  role = aws_iam_role.photos.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "FindOriginals"
        Effect   = "Allow"
        Action   = ["s3:GetReplicationConfiguration", "s3:ListBucket"]
        Resource = [var.bucket_arn]
      },
      {
        Sid      = "ReadOriginals"
        Effect   = "Allow"
        Action   = ["s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging"]
        Resource = ["${var.bucket_arn}/uploads/*"]
      },
      {
        # Marks of deletion, which can be taken away again; not one version is deleted by it.
        Sid      = "WriteCopies"
        Effect   = "Allow"
        Action   = ["s3:ReplicateObject", "s3:ReplicateTags", "s3:ReplicateDelete"]
        Resource = ["${local.destination_arn}/uploads/*"]
      },
    ]
  })
}

resource "aws_s3_bucket_replication_configuration" "this" {
  bucket = var.bucket
  role   = aws_iam_role.photos.arn

  rule {
    id     = "copies"
    status = "Enabled"

    filter {
      prefix = "uploads/"
    }

    # What people delete leaves the copy too, days later (infra/copies).
    delete_marker_replication {
      status = "Enabled"
    }

    destination {
      bucket        = local.destination_arn
      account       = var.copies.account
      storage_class = "GLACIER_IR"
    }
  }

  depends_on = [aws_iam_role_policy.photos]
}

# --- The table ---

resource "aws_iam_role" "table" {
  name                 = "${var.name}-copies-table"
  description          = "As whom the schedule exports the table"
  permissions_boundary = var.permissions_boundary_arn
  assume_role_policy   = local.assume_role_policies.scheduler
}

resource "aws_iam_role_policy" "table" {
  name = "export"
  role = aws_iam_role.table.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "ExportTable"
        Effect   = "Allow"
        Action   = ["dynamodb:ExportTableToPointInTime"]
        Resource = [var.table_arn]
      },
      {
        Sid      = "WriteExports"
        Effect   = "Allow"
        Action   = ["s3:PutObject", "s3:PutObjectAcl", "s3:AbortMultipartUpload"]
        Resource = ["${local.destination_arn}/table/*"]
      },
    ]
  })
}

resource "aws_scheduler_schedule_group" "this" {
  name = "${var.name}-copies"
}

resource "aws_scheduler_schedule" "export" {
  name                = "export-table"
  group_name          = aws_scheduler_schedule_group.this.name
  schedule_expression = var.copies.schedule

  flexible_time_window {
    mode = "OFF"
  }

  target {
    # EventBridge Scheduler calls DynamoDB itself; no function is needed.
    arn      = "arn:${var.partition}:scheduler:::aws-sdk:dynamodb:exportTableToPointInTime"
    role_arn = aws_iam_role.table.arn
    input = jsonencode({
      TableArn       = var.table_arn
      S3Bucket       = var.copies.bucket
      S3BucketOwner  = var.copies.account
      S3Prefix       = "table"
      S3SseAlgorithm = "AES256"
      ExportFormat   = "DYNAMODB_JSON"
    })

    retry_policy {
      maximum_retry_attempts       = 5
      maximum_event_age_in_seconds = 3600
    }
  }

  depends_on = [aws_iam_role_policy.table]
}
