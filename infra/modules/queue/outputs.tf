output "url" {
  description = "URL of the queue."
  value       = aws_sqs_queue.this.id
}

output "arn" {
  description = "ARN of the queue, once the bucket may send to it."
  # Equal to the resource's own, but known to a plan; so policies on it can be read before they stand.
  value      = var.arn
  depends_on = [aws_sqs_queue.this]
}

output "dead_letter_url" {
  description = "URL of the dead-letter queue."
  value       = aws_sqs_queue.dead_letters.id
}
