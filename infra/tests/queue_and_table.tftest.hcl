# Queue and table by themselves.

mock_provider "aws" {
  mock_resource "aws_sqs_queue" {
    defaults = {
      arn = "arn:aws:sqs:us-east-1:123456789012:mocked"
    }
  }
}

run "queue" {
  module {
    source = "./modules/queue"
  }

  variables {
    name                       = "skylight-production-thumbnails"
    arn                        = "arn:aws:sqs:us-east-1:123456789012:skylight-production-thumbnails"
    dead_letter_arn            = "arn:aws:sqs:us-east-1:123456789012:skylight-production-thumbnails-dead-letters"
    bucket_arn                 = "arn:aws:s3:::skylight-production"
    account                    = "123456789012"
    strict_policies            = true
    visibility_timeout_seconds = 720
  }

  assert {
    condition     = aws_sqs_queue.this.visibility_timeout_seconds == 720
    error_message = "A message stays hidden for as long as a run may take, six times."
  }

  assert {
    condition     = jsondecode(aws_sqs_queue.this.redrive_policy) == { deadLetterTargetArn = aws_sqs_queue.dead_letters.arn, maxReceiveCount = 5 }
    error_message = "What failed five times goes to the dead letters."
  }

  assert {
    condition     = aws_sqs_queue.dead_letters.message_retention_seconds > aws_sqs_queue.this.message_retention_seconds
    error_message = "Dead letters are kept longer than messages: their age counts from their first sending."
  }

  assert {
    condition     = aws_sqs_queue.this.sqs_managed_sse_enabled && aws_sqs_queue.dead_letters.sqs_managed_sse_enabled
    error_message = "Messages are encrypted."
  }

  assert {
    condition = [for statement in jsondecode(aws_sqs_queue.this.policy).Statement : statement.Condition if statement.Effect == "Allow"] == [{
      ArnEquals    = { "aws:SourceArn" = "arn:aws:s3:::skylight-production" }
      StringEquals = { "aws:SourceAccount" = "123456789012" }
    }]
    error_message = "Only our own bucket sends events."
  }

  assert {
    condition = alltrue([for arn, policy in { (var.arn) = aws_sqs_queue.this.policy, (var.dead_letter_arn) = aws_sqs_queue.dead_letters.policy } : [for statement in jsondecode(policy).Statement : jsonencode(statement) if statement.Effect == "Deny"] == [jsonencode({
      Sid       = "RefuseWithoutTls"
      Effect    = "Deny"
      Principal = "*"
      Action    = "sqs:*"
      Resource  = arn
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    })]])
    error_message = "Both queues refuse everyone without TLS."
  }
}

run "table" {
  command = plan

  module {
    source = "./modules/database"
  }

  variables {
    table                  = "skylight-production"
    point_in_time_recovery = true
    deletion_protection    = true
    keep_old_indexes       = false
  }

  assert {
    condition     = one(aws_dynamodb_table.this.point_in_time_recovery).enabled && aws_dynamodb_table.this.deletion_protection_enabled
    error_message = "The table can be restored, and not be deleted by mistake."
  }

  assert {
    condition     = one(aws_dynamodb_table.this.ttl).enabled && one(aws_dynamodb_table.this.ttl).attribute_name == "expiresAtSeconds"
    error_message = "What has an end ends."
  }

  assert {
    condition     = aws_dynamodb_table.this.billing_mode == "PAY_PER_REQUEST"
    error_message = "Nothing is paid for while nothing happens."
  }
}
