# What takes the copies of an installation: a bucket in an account of its own, applied once by a person with
# administrator rights in that account. It lets the installation add, and mark as deleted, and nothing more; so whoever
# holds the installation's account cannot take the copies away before kept_days are over.

provider "aws" {
  region = var.region

  default_tags {
    tags = {
      Project     = var.name
      Environment = var.environment
      ManagedBy   = "terraform-copies"
    }
  }
}

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

locals {
  partition = data.aws_partition.current.partition
  prefix    = "${var.name}-${var.environment}"
  # The boundary of the installation's roles lets them reach what begins so (modules/deploy-role).
  bucket     = "${local.prefix}-copies-${data.aws_caller_identity.current.account_id}"
  bucket_arn = "arn:${local.partition}:s3:::${local.bucket}"

  # By condition, not by name: AWS refuses policies that name roles which do not exist yet.
  installation = { AWS = "arn:${local.partition}:iam::${var.source_account}:root" }
  role_arn     = { for what in ["photos", "table"] : what => "arn:${local.partition}:iam::${var.source_account}:role/${local.prefix}-copies-${what}" }
}

resource "aws_s3_bucket" "this" {
  bucket = local.bucket
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
    # Copies belong to this account, not to the one that they come from.
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  bucket = aws_s3_bucket.this.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

resource "aws_s3_bucket_versioning" "this" {
  bucket = aws_s3_bucket.this.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "this" {
  bucket = aws_s3_bucket.this.id

  rule {
    id     = "forget-deleted-originals"
    status = "Enabled"

    filter {
      prefix = "uploads/"
    }

    noncurrent_version_expiration {
      noncurrent_days = var.kept_days
    }

    expiration {
      expired_object_delete_marker = true
    }
  }

  rule {
    id     = "forget-old-exports"
    status = "Enabled"

    filter {
      prefix = "table/"
    }

    expiration {
      days = var.kept_days
    }

    noncurrent_version_expiration {
      noncurrent_days = 1
    }
  }

  rule {
    id     = "end-incomplete-multipart-uploads"
    status = "Enabled"
    filter {}

    abort_incomplete_multipart_upload {
      days_after_initiation = 1
    }
  }

  depends_on = [aws_s3_bucket_versioning.this]
}

resource "aws_s3_bucket_policy" "this" {
  bucket = aws_s3_bucket.this.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [for resources in [[local.bucket_arn, "${local.bucket_arn}/*"]] : {
        Sid       = "RefuseWithoutTls"
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = resources
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      } if var.strict_policies],
      [
        {
          Sid       = "TakeOriginals"
          Effect    = "Allow"
          Principal = local.installation
          Action    = ["s3:ReplicateObject", "s3:ReplicateTags", "s3:ReplicateDelete"]
          Resource  = "${local.bucket_arn}/uploads/*"
          Condition = { ArnEquals = { "aws:PrincipalArn" = local.role_arn.photos } }
        },
        {
          Sid       = "TakeExports"
          Effect    = "Allow"
          Principal = local.installation
          Action    = ["s3:PutObject", "s3:PutObjectAcl", "s3:AbortMultipartUpload"]
          Resource  = "${local.bucket_arn}/table/*"
          Condition = { ArnEquals = { "aws:PrincipalArn" = local.role_arn.table } }
        },
      ],
      [for readers in [[for account in var.readers : "arn:${local.partition}:iam::${account}:root"]] : {
        Sid       = "GiveBack"
        Effect    = "Allow"
        Principal = { AWS = readers }
        Action    = ["s3:GetObject", "s3:GetObjectTagging", "s3:ListBucket"]
        Resource  = [local.bucket_arn, "${local.bucket_arn}/*"]
      } if length(readers) > 0],
    )
  })

  depends_on = [aws_s3_bucket_public_access_block.this]
}
