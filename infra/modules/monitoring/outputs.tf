output "topic_arn" {
  description = "Topic of alarms and warnings, once they may publish to it."
  value       = aws_sns_topic.alarms.arn
  depends_on  = [aws_sns_topic_policy.alarms]
}

output "dashboard" {
  description = "Name of the dashboard."
  value       = aws_cloudwatch_dashboard.this.dashboard_name
}

output "alarms" {
  description = "Names of the alarms without the prefix."
  value = sort(concat(
    keys(aws_cloudwatch_metric_alarm.this),
    ["index-throttles"],
    [for alarm in aws_cloudwatch_metric_alarm.silence : "silence"],
    [for alarm in aws_cloudwatch_metric_alarm.health : "health"],
  ))
}
