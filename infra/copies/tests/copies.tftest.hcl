# The bucket that takes copies: what an installation may do to it, and what nobody there can.

mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = {
      account_id = "210987654321"
    }
  }

  mock_data "aws_partition" {
    defaults = {
      partition = "aws"
    }
  }
}

variables {
  source_account = "123456789012"
}

run "what_the_installation_may" {
  command = plan

  assert {
    condition     = aws_s3_bucket.this.bucket == "skylight-production-copies-210987654321"
    error_message = "The bucket begins as the installation's own names do."
  }

  assert {
    condition = { for statement in jsondecode(aws_s3_bucket_policy.this.policy).Statement : statement.Sid => [statement.Action, statement.Resource, statement.Condition] if statement.Effect == "Allow" } == {
      TakeOriginals = [
        ["s3:ReplicateObject", "s3:ReplicateTags", "s3:ReplicateDelete"],
        "arn:aws:s3:::skylight-production-copies-210987654321/uploads/*",
        { ArnEquals = { "aws:PrincipalArn" = "arn:aws:iam::123456789012:role/skylight-production-copies-photos" } },
      ]
      TakeExports = [
        ["s3:PutObject", "s3:PutObjectAcl", "s3:AbortMultipartUpload"],
        "arn:aws:s3:::skylight-production-copies-210987654321/table/*",
        { ArnEquals = { "aws:PrincipalArn" = "arn:aws:iam::123456789012:role/skylight-production-copies-table" } },
      ]
    }
    error_message = "Two roles of the installation add copies; nothing there reads one or deletes a version."
  }

  assert {
    condition     = jsondecode(aws_s3_bucket_policy.this.policy).Statement[0].Effect == "Deny" && jsondecode(aws_s3_bucket_policy.this.policy).Statement[0].Condition == { Bool = { "aws:SecureTransport" = "false" } } && length(jsondecode(aws_s3_bucket_policy.this.policy).Statement[0].Resource) == 2
    error_message = "Copies are written and read over TLS only."
  }
}

run "what_is_kept" {
  assert {
    condition     = one(aws_s3_bucket_versioning.this.versioning_configuration).status == "Enabled" && one(aws_s3_bucket_ownership_controls.this.rule).object_ownership == "BucketOwnerEnforced"
    error_message = "What is overwritten or deleted there stays here, and belongs to this account."
  }

  assert {
    condition     = [for rule in aws_s3_bucket_lifecycle_configuration.this.rule : rule.id if coalesce(one(rule.expiration[*].days), 0) > 0] == ["forget-old-exports"]
    error_message = "No original that is current is ever removed."
  }

  assert {
    condition     = [for rule in aws_s3_bucket_lifecycle_configuration.this.rule : one(rule.noncurrent_version_expiration).noncurrent_days if rule.id == "forget-deleted-originals"] == [35]
    error_message = "What was deleted is kept for kept_days."
  }

  assert {
    condition     = aws_s3_bucket_public_access_block.this.block_public_acls && aws_s3_bucket_public_access_block.this.block_public_policy && aws_s3_bucket_public_access_block.this.ignore_public_acls && aws_s3_bucket_public_access_block.this.restrict_public_buckets
    error_message = "Nobody can open the copies to the public."
  }
}

run "restoring" {
  command = plan

  variables {
    readers = ["111122223333"]
  }

  assert {
    condition     = [for statement in jsondecode(aws_s3_bucket_policy.this.policy).Statement : [statement.Principal, statement.Action] if statement.Sid == "GiveBack"] == [[{ AWS = ["arn:aws:iam::111122223333:root"] }, ["s3:GetObject", "s3:GetObjectTagging", "s3:ListBucket"]]]
    error_message = "Whoever restores reads, and does nothing else."
  }
}
