resource "aws_s3_bucket" "this" {
  bucket        = var.bucket
  force_destroy = !var.deletion_protection
}

resource "aws_s3_bucket_public_access_block" "this" {
  bucket = aws_s3_bucket.this.id

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "this" {
  bucket = aws_s3_bucket.this.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  bucket = aws_s3_bucket.this.id

  rule {
    # S3's own keys: free, and no KMS call on every picture.
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

# Versions are kept so that a mistake, ours or a stolen key's, can be undone; the lifecycle bounds for how long.
resource "aws_s3_bucket_versioning" "this" {
  bucket = aws_s3_bucket.this.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "this" {
  bucket = aws_s3_bucket.this.id

  rule {
    id     = "end-incomplete-multipart-uploads"
    status = "Enabled"
    filter {}

    abort_incomplete_multipart_upload {
      days_after_initiation = 1
    }
  }

  rule {
    id     = "forget-deleted-originals"
    status = "Enabled"

    filter {
      prefix = "uploads/"
    }

    noncurrent_version_expiration {
      noncurrent_days = var.noncurrent_days
    }

    expiration {
      expired_object_delete_marker = true
    }
  }

  rule {
    # Renditions can be made again from the original.
    id     = "forget-deleted-renditions"
    status = "Enabled"

    filter {
      prefix = "thumbnails/"
    }

    noncurrent_version_expiration {
      noncurrent_days = 1
    }

    expiration {
      expired_object_delete_marker = true
    }
  }

  rule {
    # Snapshots of the library index can be made again from the table. One that is older than 25 days is not read any
    # more, see lib/library/catch-up.ts.
    id     = "forget-replaced-indexes"
    status = "Enabled"

    filter {
      prefix = "indexes/"
    }

    expiration {
      days = 30
    }

    noncurrent_version_expiration {
      noncurrent_days = 1
    }
  }

  rule {
    # The scheduled job deletes what was there before a bulk change after a week; this is for what it never learnt of.
    id     = "forget-bulk-changes"
    status = "Enabled"

    filter {
      prefix = "bulk/"
    }

    expiration {
      days = 30
    }

    noncurrent_version_expiration {
      noncurrent_days = 1
    }
  }

  dynamic "rule" {
    for_each = var.intelligent_tiering ? [1] : []

    content {
      id     = "tier-originals"
      status = "Enabled"

      filter {
        and {
          prefix = "uploads/"
          # S3 never tiers smaller objects, and would bill each for being watched.
          object_size_greater_than = 128 * 1024
        }
      }

      transition {
        days          = 0
        storage_class = "INTELLIGENT_TIERING"
      }
    }
  }

  # S3 refuses rules on noncurrent versions until versioning is on.
  depends_on = [aws_s3_bucket_versioning.this]
}

resource "aws_s3_bucket_cors_configuration" "this" {
  bucket = aws_s3_bucket.this.id

  cors_rule {
    allowed_origins = [var.app_origin]
    allowed_methods = ["GET", "HEAD", "PUT"]
    # Exactly what a signed upload carries, and what a download asks for that goes on where it broke off.
    allowed_headers = ["content-type", "content-length", "if-none-match", "x-amz-checksum-sha256", "range"]
    expose_headers  = ["ETag"]
    max_age_seconds = 3600
  }
}

locals {
  everything = [var.bucket_arn, "${var.bucket_arn}/*"]

  policy_statements = concat(
    [for statement in [
      {
        Sid       = "RefuseWithoutTls"
        Effect    = "Deny"
        Principal = "*"
        # A refusal may be as wide as it can: every action, here by TLS only.
        Action    = "s3:*"
        Resource  = local.everything
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
      {
        Sid       = "RefuseOldTls"
        Effect    = "Deny"
        Principal = "*"
        # As above.
        Action    = "s3:*"
        Resource  = local.everything
        Condition = { NumericLessThan = { "s3:TlsVersion" = "1.2" } }
      },
      {
        Sid       = "RefuseOtherEncryption"
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:PutObject"
        # Every object: the bucket's default encryption is the only one.
        Resource = "${var.bucket_arn}/*"
        Condition = {
          StringNotEquals = { "s3:x-amz-server-side-encryption" = "AES256" }
          Null            = { "s3:x-amz-server-side-encryption" = "false" }
        }
      },
    ] : statement if var.strict_policies],
  )
}

resource "aws_s3_bucket_policy" "this" {
  count = var.strict_policies ? 1 : 0

  bucket = aws_s3_bucket.this.id

  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = local.policy_statements
  })

  # S3 checks a new policy against the block, and two writers of one bucket at a time conflict.
  depends_on = [aws_s3_bucket_public_access_block.this]
}

resource "aws_s3_bucket_notification" "this" {
  bucket = aws_s3_bucket.this.id

  queue {
    id            = "stored-originals"
    queue_arn     = var.queue_arn
    events        = ["s3:ObjectCreated:*"]
    filter_prefix = "uploads/"
  }
}
