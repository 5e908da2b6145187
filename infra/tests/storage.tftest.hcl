# The bucket by itself: what nobody notices in use until it is too late.

mock_provider "aws" {}

variables {
  bucket              = "skylight-production-123456789012-us-east-1"
  bucket_arn          = "arn:aws:s3:::skylight-production-123456789012-us-east-1"
  queue_arn           = "arn:aws:sqs:us-east-1:123456789012:skylight-production-thumbnails"
  app_origin          = "https://photos.example.org"
  strict_policies     = true
  noncurrent_days     = 14
  intelligent_tiering = false
  deletion_protection = true
  access_logs_enabled = false
}

run "bucket" {
  command = plan

  module {
    source = "./modules/storage"
  }

  assert {
    condition     = aws_s3_bucket_public_access_block.this.block_public_acls && aws_s3_bucket_public_access_block.this.block_public_policy && aws_s3_bucket_public_access_block.this.ignore_public_acls && aws_s3_bucket_public_access_block.this.restrict_public_buckets
    error_message = "Nobody can open the bucket to the public."
  }

  assert {
    condition     = one(aws_s3_bucket_ownership_controls.this.rule).object_ownership == "BucketOwnerEnforced"
    error_message = "Objects have no access lists of their own."
  }

  assert {
    condition     = one(one(aws_s3_bucket_server_side_encryption_configuration.this.rule).apply_server_side_encryption_by_default).sse_algorithm == "AES256"
    error_message = "Objects are encrypted with S3's own keys."
  }

  assert {
    condition     = one(aws_s3_bucket_versioning.this.versioning_configuration).status == "Enabled"
    error_message = "What is deleted can be brought back."
  }

  assert {
    condition     = !aws_s3_bucket.this.force_destroy
    error_message = "A bucket with photos is not destroyed."
  }
}

run "who_may_come" {
  command = plan

  module {
    source = "./modules/storage"
  }

  assert {
    condition     = [for statement in jsondecode(aws_s3_bucket_policy.this[0].policy).Statement : statement.Sid if statement.Effect == "Deny"] == ["RefuseWithoutTls", "RefuseOldTls", "RefuseOtherEncryption"]
    error_message = "Connections without TLS, old TLS and other encryption are refused."
  }

  assert {
    condition     = alltrue([for statement in jsondecode(aws_s3_bucket_policy.this[0].policy).Statement : statement.Effect == "Deny" && statement.Principal == "*"]) && jsondecode(aws_s3_bucket_policy.this[0].policy).Statement[0].Condition == { Bool = { "aws:SecureTransport" = "false" } }
    error_message = "The bucket's policy lets nobody in, and refuses everyone alike."
  }

  assert {
    condition = { for statement in jsondecode(aws_s3_bucket_policy.this[0].policy).Statement : statement.Sid => jsonencode([statement.Action, statement.Resource, statement.Condition]) } == { for sid, refused in {
      RefuseWithoutTls = ["s3:*", [var.bucket_arn, "${var.bucket_arn}/*"], { Bool = { "aws:SecureTransport" = "false" } }]
      RefuseOldTls     = ["s3:*", [var.bucket_arn, "${var.bucket_arn}/*"], { NumericLessThan = { "s3:TlsVersion" = "1.2" } }]
      RefuseOtherEncryption = ["s3:PutObject", "${var.bucket_arn}/*", {
        StringNotEquals = { "s3:x-amz-server-side-encryption" = "AES256" }
        Null            = { "s3:x-amz-server-side-encryption" = "false" }
      }]
    } : sid => jsonencode(refused) }
    error_message = "What is refused is refused of the whole bucket, and TLS from before 1.2 with it."
  }

  assert {
    condition     = alltrue([for rule in aws_s3_bucket_cors_configuration.this.cors_rule : rule.allowed_headers == toset(["content-type", "content-length", "if-none-match", "x-amz-checksum-sha256", "range"])])
    error_message = "Pages send the headers of a signed upload and of a download, and no others."
  }

  assert {
    condition     = length(aws_s3_bucket_cors_configuration.this.cors_rule) == 1 && alltrue([for rule in aws_s3_bucket_cors_configuration.this.cors_rule : rule.allowed_origins == toset(["https://photos.example.org"]) && rule.allowed_methods == toset(["GET", "HEAD", "PUT"]) && contains(rule.allowed_headers, "range")])
    error_message = "Only the application's pages read and write."
  }
}

run "what_is_told_and_forgotten" {
  command = plan

  module {
    source = "./modules/storage"
  }

  assert {
    condition     = one(aws_s3_bucket_notification.this.queue).filter_prefix == "uploads/" && one(aws_s3_bucket_notification.this.queue).events == toset(["s3:ObjectCreated:*"])
    error_message = "The queue is told of stored originals and of nothing else."
  }

  assert {
    condition = { for rule in aws_s3_bucket_lifecycle_configuration.this.rule : rule.id => one(rule.noncurrent_version_expiration[*].noncurrent_days) if length(rule.noncurrent_version_expiration) > 0 } == {
      forget-deleted-originals  = 14
      forget-deleted-renditions = 1
      forget-replaced-indexes   = 1
      forget-bulk-changes       = 1
    }
    error_message = "Deleted originals are kept as long as the variable says, what can be made again for a day."
  }

  assert {
    condition     = alltrue([for rule in aws_s3_bucket_lifecycle_configuration.this.rule : one(rule.expiration).days == 30 if contains(["forget-replaced-indexes", "forget-bulk-changes"], rule.id)])
    error_message = "Snapshots and plans that no one reads any more go after a month."
  }
}

run "without_access_logs" {
  command = plan

  module {
    source = "./modules/storage"
  }

  assert {
    condition     = length(aws_s3_bucket.logs) + length(aws_s3_bucket_logging.this) == 0
    error_message = "Access logs are nobody's who does not ask for them."
  }
}

run "access_logs" {
  command = plan

  module {
    source = "./modules/storage"
  }

  variables {
    access_logs_enabled = true
  }

  assert {
    condition     = length(aws_s3_bucket_logging.this) == 1 && aws_s3_bucket.logs[0].bucket == "skylight-production-123456789012-us-east-1-logs"
    error_message = "Logs go to a bucket of their own."
  }

  assert {
    condition     = jsondecode(aws_s3_bucket_policy.logs[0].policy).Statement[0].Condition == { ArnEquals = { "aws:SourceArn" = var.bucket_arn } } && jsondecode(aws_s3_bucket_policy.logs[0].policy).Statement[1].Sid == "RefuseWithoutTls"
    error_message = "S3 alone writes them, for our bucket, over TLS."
  }

  assert {
    condition     = aws_s3_bucket_public_access_block.logs[0].block_public_acls && aws_s3_bucket_public_access_block.logs[0].block_public_policy && aws_s3_bucket_public_access_block.logs[0].ignore_public_acls && aws_s3_bucket_public_access_block.logs[0].restrict_public_buckets
    error_message = "Nobody can open the access logs to the public."
  }

  assert {
    condition     = one(one(aws_s3_bucket_lifecycle_configuration.logs[0].rule).expiration).days == 90
    error_message = "Access logs end."
  }
}
