locals {
  # AWS gives ten alarms and three dashboards for nothing. An alarm over several metrics counts as that many: twelve
  # here.
  alarms = merge(
    {
      dead-letters = {
        # Messages stay for less than a minute: the job that receives them moves them into the table.
        description = "An image failed five times. Look at /admin/processing or the saved query `failures`, mend, then retry there."
        namespace   = "AWS/SQS"
        metric      = "NumberOfMessagesReceived"
        dimensions  = { QueueName = var.dead_letter_queue_name }
        statistic   = "Sum"
        threshold   = 0
        periods     = 1
      }
      queue-age = {
        description = "People wait more than 15 minutes for thumbnails. Is the worker failing, or worker_max_concurrency too low?"
        namespace   = "AWS/SQS"
        metric      = "ApproximateAgeOfOldestMessage"
        dimensions  = { QueueName = var.queue_name }
        statistic   = "Maximum"
        threshold   = 900
        periods     = 2
      }
      worker-errors = {
        description = "Whole runs of the worker fail, which single bad pictures never cause."
        namespace   = "AWS/Lambda"
        metric      = "Errors"
        dimensions  = { FunctionName = var.worker_function }
        statistic   = "Sum"
        threshold   = 3
        periods     = 1
      }
      worker-throttles = {
        description = "The account's limit of concurrent runs is reached."
        namespace   = "AWS/Lambda"
        metric      = "Throttles"
        dimensions  = { FunctionName = var.worker_function }
        statistic   = "Sum"
        threshold   = 10
        periods     = 2
      }
      schedule-errors = {
        description = "A scheduled job fails."
        namespace   = "AWS/Lambda"
        metric      = "Errors"
        dimensions  = { FunctionName = var.scheduled_function }
        statistic   = "Sum"
        threshold   = 0
        periods     = 2
      }
      table-throttles = {
        description = "The table refuses requests: one partition is hot, or the account's limit is reached."
        namespace   = "AWS/DynamoDB"
        metric      = "WriteThrottleEvents"
        dimensions  = { TableName = var.table }
        statistic   = "Sum"
        threshold   = 10
        periods     = 2
      }
    },
    { for name, alarm in {
      # A family's site has few visitors: of those that it fails two within the hour count, however little they try.
      web-errors = {
        description = "The web application answers with server errors."
        namespace   = "AWS/AmplifyHosting"
        metric      = "5xxErrors"
        dimensions  = { App = var.hosting_app_id }
        statistic   = "Sum"
        threshold   = 0
        periods     = local.hour_periods
        breaches    = 2
      }
    } : name => alarm if var.hosting_enabled },
    { for name, alarm in {
      api-errors = {
        description = "The API answers with server errors."
        namespace   = "AWS/ApiGateway"
        metric      = "5xx"
        dimensions  = { ApiId = var.api_id }
        statistic   = "Sum"
        threshold   = 0
        periods     = local.hour_periods
        breaches    = 2
      }
    } : name => alarm if var.api_enabled },
  )

  period_seconds = 300
  hour_periods   = 3600 / local.period_seconds
}

resource "aws_sns_topic" "alarms" {
  name = "${var.name}-alarms"
}

resource "aws_sns_topic_policy" "alarms" {
  arn = aws_sns_topic.alarms.arn

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "AlarmsAndBudgetsPublish"
      Effect    = "Allow"
      Principal = { Service = ["cloudwatch.amazonaws.com", "budgets.amazonaws.com"] }
      Action    = "SNS:Publish"
      Resource  = aws_sns_topic.alarms.arn
      Condition = { StringEquals = { "aws:SourceAccount" = var.account } }
    }]
  })
}

resource "aws_sns_topic_subscription" "email" {
  for_each = toset(var.alarm_emails)

  topic_arn = aws_sns_topic.alarms.arn
  protocol  = "email"
  endpoint  = each.value
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = local.alarms

  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = each.value.description
  namespace           = each.value.namespace
  metric_name         = each.value.metric
  dimensions          = each.value.dimensions
  statistic           = each.value.statistic
  comparison_operator = "GreaterThanThreshold"
  threshold           = each.value.threshold
  period              = local.period_seconds
  evaluation_periods  = each.value.periods
  # All of them, but where it says fewer.
  datapoints_to_alarm = lookup(each.value, "breaches", each.value.periods)
  # Services send no data points while nothing happens.
  treat_missing_data = "notBreaching"

  alarm_actions = [aws_sns_topic.alarms.arn]
  ok_actions    = [aws_sns_topic.alarms.arn]
}

# A write that an index refuses is refused whole. One alarm over all indexes.
resource "aws_cloudwatch_metric_alarm" "index_throttles" {
  alarm_name          = "${var.name}-index-throttles"
  alarm_description   = "An index of the table refuses writes: one of its partitions is hot, so lists fall behind."
  comparison_operator = "GreaterThanThreshold"
  threshold           = 10
  evaluation_periods  = 2
  treat_missing_data  = "notBreaching"

  metric_query {
    id          = "sum"
    label       = "Writes refused by indexes"
    expression  = "SUM(METRICS())"
    return_data = true
  }

  dynamic "metric_query" {
    for_each = toset(var.table_indexes)

    content {
      id = metric_query.value

      metric {
        namespace   = "AWS/DynamoDB"
        metric_name = "WriteThrottleEvents"
        dimensions  = { TableName = var.table, GlobalSecondaryIndexName = metric_query.value }
        stat        = "Sum"
        period      = local.period_seconds
      }
    }
  }

  alarm_actions = [aws_sns_topic.alarms.arn]
  ok_actions    = [aws_sns_topic.alarms.arn]
}

# Every schedule's run is a sign of life, so that silence itself is the alarm.
resource "aws_cloudwatch_metric_alarm" "silence" {
  count = var.scheduled ? 1 : 0

  alarm_name          = "${var.name}-silence"
  alarm_description   = "No scheduled job ran for as long as the health page allows: schedules or functions are off."
  namespace           = "AWS/Lambda"
  metric_name         = "Invocations"
  dimensions          = { FunctionName = var.scheduled_function }
  statistic           = "Sum"
  comparison_operator = "LessThanThreshold"
  threshold           = 1
  period              = local.period_seconds
  evaluation_periods  = max(1, ceil(var.worker_silence_seconds / local.period_seconds))
  treat_missing_data  = "breaching"

  alarm_actions = [aws_sns_topic.alarms.arn]
  ok_actions    = [aws_sns_topic.alarms.arn]
}

resource "aws_route53_health_check" "this" {
  count = var.health_check_enabled ? 1 : 0

  type              = "HTTPS"
  fqdn              = var.health_check_host
  port              = 443
  resource_path     = "/api/health"
  request_interval  = 30
  failure_threshold = 3
  # The fewest that Route 53 takes: each asks about four times a minute, and the web server's time costs (docs/cost.md).
  regions = ["us-east-1", "eu-west-1", "ap-southeast-1"]

  tags = { Name = "${var.name}-health" }
}

# An alarm can only notify a topic of its own region.
resource "aws_sns_topic" "health" {
  provider = aws.us_east_1
  count    = var.health_check_enabled ? 1 : 0

  name = "${var.name}-health"
}

resource "aws_sns_topic_subscription" "health" {
  provider = aws.us_east_1
  for_each = var.health_check_enabled ? toset(var.alarm_emails) : toset([])

  topic_arn = aws_sns_topic.health[0].arn
  protocol  = "email"
  endpoint  = each.value
}

resource "aws_cloudwatch_metric_alarm" "health" {
  provider = aws.us_east_1
  count    = var.health_check_enabled ? 1 : 0

  alarm_name          = "${var.name}-health"
  alarm_description   = "/api/health does not answer 200 from outside."
  namespace           = "AWS/Route53"
  metric_name         = "HealthCheckStatus"
  dimensions          = { HealthCheckId = aws_route53_health_check.this[0].id }
  statistic           = "Minimum"
  comparison_operator = "LessThanThreshold"
  threshold           = 1
  period              = 60
  evaluation_periods  = 3
  treat_missing_data  = "breaching"

  alarm_actions = [aws_sns_topic.health[0].arn]
  ok_actions    = [aws_sns_topic.health[0].arn]
}
