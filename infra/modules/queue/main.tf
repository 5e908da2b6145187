locals {
  day_seconds = 24 * 60 * 60

  # As MAX_RECEIVE_COUNT in lib/processing/message.ts; a test compares the two.
  max_receive_count = 5

  refuse_without_tls = {
    Sid       = "RefuseWithoutTls"
    Effect    = "Deny"
    Principal = "*"
    # A refusal may be as wide as it can: every action, here by TLS only.
    Action    = "sqs:*"
    Condition = { Bool = { "aws:SecureTransport" = "false" } }
  }
}

# Policies stand in the queues themselves: as resources of their own each costs half a minute of waiting more.
resource "aws_sqs_queue" "dead_letters" {
  name = "${var.name}-dead-letters"
  # A message's age counts from its first sending, so this must be well above the queue's own.
  message_retention_seconds = 14 * local.day_seconds
  sqs_managed_sse_enabled   = true

  policy = var.strict_policies ? jsonencode({
    Version   = "2012-10-17"
    Statement = [merge(local.refuse_without_tls, { Resource = var.dead_letter_arn })]
  }) : null
}

resource "aws_sqs_queue" "this" {
  name                       = var.name
  visibility_timeout_seconds = var.visibility_timeout_seconds
  message_retention_seconds  = 4 * local.day_seconds
  receive_wait_time_seconds  = 20
  sqs_managed_sse_enabled    = true

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dead_letters.arn
    maxReceiveCount     = local.max_receive_count
  })

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [{
        Sid       = "BucketSendsEvents"
        Effect    = "Allow"
        Principal = { Service = "s3.amazonaws.com" }
        Action    = "sqs:SendMessage"
        Resource  = var.arn
        Condition = {
          ArnEquals    = { "aws:SourceArn" = var.bucket_arn }
          StringEquals = { "aws:SourceAccount" = var.account }
        }
      }],
      [for arn in [var.arn] : merge(local.refuse_without_tls, { Resource = arn }) if var.strict_policies],
    )
  })
}
