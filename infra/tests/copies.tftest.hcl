# What makes copies in another account: the two roles, to the letter.

mock_provider "aws" {
  mock_resource "aws_iam_role" {
    defaults = {
      arn = "arn:aws:iam::123456789012:role/mocked"
    }
  }
}

variables {
  name                     = "skylight-production"
  bucket                   = "skylight-production-123456789012-us-east-1"
  bucket_arn               = "arn:aws:s3:::skylight-production-123456789012-us-east-1"
  table_arn                = "arn:aws:dynamodb:us-east-1:123456789012:table/skylight-production"
  copies                   = { bucket = "skylight-production-copies-210987654321", account = "210987654321", schedule = "rate(1 day)" }
  account                  = "123456789012"
  partition                = "aws"
  permissions_boundary_arn = "arn:aws:iam::123456789012:policy/skylight-production-boundary"
}

run "copies" {
  command = plan

  module {
    source = "./modules/copies"
  }

  assert {
    condition = { for statement in jsondecode(aws_iam_role_policy.photos.policy).Statement : statement.Sid => [statement.Action, statement.Resource] } == {
      FindOriginals = [["s3:GetReplicationConfiguration", "s3:ListBucket"], ["arn:aws:s3:::skylight-production-123456789012-us-east-1"]]
      ReadOriginals = [["s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging"], ["arn:aws:s3:::skylight-production-123456789012-us-east-1/uploads/*"]]
      WriteCopies   = [["s3:ReplicateObject", "s3:ReplicateTags", "s3:ReplicateDelete"], ["arn:aws:s3:::skylight-production-copies-210987654321/uploads/*"]]
    }
    error_message = "S3 reads originals and adds copies of them, and does nothing else."
  }

  assert {
    condition = { for statement in jsondecode(aws_iam_role_policy.table.policy).Statement : statement.Sid => [statement.Action, statement.Resource] } == {
      ExportTable  = [["dynamodb:ExportTableToPointInTime"], ["arn:aws:dynamodb:us-east-1:123456789012:table/skylight-production"]]
      WriteExports = [["s3:PutObject", "s3:PutObjectAcl", "s3:AbortMultipartUpload"], ["arn:aws:s3:::skylight-production-copies-210987654321/table/*"]]
    }
    error_message = "The schedule exports this table into the copies, and does nothing else."
  }

  assert {
    condition     = alltrue([for service, role in { s3 = aws_iam_role.photos, scheduler = aws_iam_role.table } : role.permissions_boundary == var.permissions_boundary_arn && [for statement in jsondecode(role.assume_role_policy).Statement : statement.Principal] == [{ Service = "${service}.amazonaws.com" }]])
    error_message = "Each role is bounded, and one service takes it on."
  }

  assert {
    condition     = [for rule in aws_s3_bucket_replication_configuration.this.rule : [rule.status, one(rule.filter).prefix, one(rule.delete_marker_replication).status, one(rule.destination).bucket, one(rule.destination).account, one(rule.destination).storage_class]] == [["Enabled", "uploads/", "Enabled", "arn:aws:s3:::skylight-production-copies-210987654321", "210987654321", "GLACIER_IR"]]
    error_message = "All originals are replicated, and so is their deletion."
  }

  assert {
    condition = one(aws_scheduler_schedule.export.target).arn == "arn:aws:scheduler:::aws-sdk:dynamodb:exportTableToPointInTime" && jsondecode(output.schedule) == {
      TableArn       = "arn:aws:dynamodb:us-east-1:123456789012:table/skylight-production"
      S3Bucket       = "skylight-production-copies-210987654321"
      S3BucketOwner  = "210987654321"
      S3Prefix       = "table"
      S3SseAlgorithm = "AES256"
      ExportFormat   = "DYNAMODB_JSON"
    }
    error_message = "The whole table is exported, to the bucket of the account that it is to belong to."
  }
}
