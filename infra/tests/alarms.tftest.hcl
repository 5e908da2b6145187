# What alarms look at, and that somebody hears of them.

mock_provider "aws" {
  mock_resource "aws_sns_topic" {
    defaults = {
      arn = "arn:aws:sns:eu-central-1:123456789012:skylight-any-alarms"
    }
  }
}

mock_provider "aws" {
  alias = "us_east_1"

  mock_resource "aws_sns_topic" {
    defaults = {
      arn = "arn:aws:sns:us-east-1:123456789012:skylight-any-health"
    }
  }
}

run "alarms" {
  providers = {
    aws           = aws
    aws.us_east_1 = aws.us_east_1
  }

  module {
    source = "./modules/monitoring"
  }

  variables {
    name                   = "skylight-any"
    account                = "123456789012"
    region                 = "eu-central-1"
    alarm_emails           = ["you@example.org"]
    worker_function        = "worker"
    worker_log_group       = "/aws/lambda/worker"
    scheduled_function     = "scheduled"
    scheduled_log_group    = "/aws/lambda/scheduled"
    hosting_enabled        = true
    hosting_app_id         = "d123"
    web_log_group          = "/aws/amplify/d123"
    table                  = "table"
    table_indexes          = ["open", "directory", "changes"]
    scheduled              = true
    queue_name             = "queue"
    dead_letter_queue_name = "dead-letters"
    bucket                 = "bucket"
    api_enabled            = true
    api_id                 = "a123"
    api_log_group          = "/aws/apigateway/a123"
    health_check_enabled   = true
    health_check_host      = "photos.example.org"
    worker_silence_seconds = 900
    metrics_namespace      = "Skylight"
    saved_queries_enabled  = true
  }

  assert {
    condition = { for name, alarm in aws_cloudwatch_metric_alarm.this : name => [alarm.namespace, alarm.metric_name, jsonencode(alarm.dimensions)] } == {
      dead-letters     = ["AWS/SQS", "NumberOfMessagesReceived", "{\"QueueName\":\"dead-letters\"}"]
      queue-age        = ["AWS/SQS", "ApproximateAgeOfOldestMessage", "{\"QueueName\":\"queue\"}"]
      worker-errors    = ["AWS/Lambda", "Errors", "{\"FunctionName\":\"worker\"}"]
      worker-throttles = ["AWS/Lambda", "Throttles", "{\"FunctionName\":\"worker\"}"]
      schedule-errors  = ["AWS/Lambda", "Errors", "{\"FunctionName\":\"scheduled\"}"]
      table-throttles  = ["AWS/DynamoDB", "WriteThrottleEvents", "{\"TableName\":\"table\"}"]
      web-errors       = ["AWS/AmplifyHosting", "5xxErrors", "{\"App\":\"d123\"}"]
      api-errors       = ["AWS/ApiGateway", "5xx", "{\"ApiId\":\"a123\"}"]
    }
    error_message = "Alarms look at what AWS calls so."
  }

  assert {
    condition     = alltrue([for alarm in concat(values(aws_cloudwatch_metric_alarm.this), [aws_cloudwatch_metric_alarm.index_throttles], aws_cloudwatch_metric_alarm.silence) : alarm.alarm_actions == toset(["arn:aws:sns:eu-central-1:123456789012:skylight-any-alarms"]) && alarm.ok_actions == alarm.alarm_actions])
    error_message = "Every alarm tells the topic, and so does its end."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.health[0].alarm_actions == toset(["arn:aws:sns:us-east-1:123456789012:skylight-any-health"])
    error_message = "The alarm of the health check tells a topic of its own region."
  }

  assert {
    condition = [for statement in jsondecode(aws_sns_topic_policy.alarms.policy).Statement : [statement.Effect, statement.Principal, statement.Action, statement.Condition]] == [
      ["Allow", { Service = ["cloudwatch.amazonaws.com", "budgets.amazonaws.com"] }, "SNS:Publish", { StringEquals = { "aws:SourceAccount" = "123456789012" } }],
    ]
    error_message = "Alarms and budgets of this account send mails, and nobody else."
  }

  assert {
    condition     = length(aws_route53_health_check.this[0].regions) == 3
    error_message = "Each region asks about four times a minute, and each answer costs (docs/cost.md)."
  }

  assert {
    condition = { for name, alarm in aws_cloudwatch_metric_alarm.this : name => [alarm.threshold, alarm.datapoints_to_alarm, alarm.evaluation_periods] if endswith(name, "-errors") } == {
      # Two who try once and give up.
      web-errors      = [0, 2, 12]
      api-errors      = [0, 2, 12]
      worker-errors   = [3, 1, 1]
      schedule-errors = [0, 2, 2]
    }
    error_message = "A site that answers few, and those with errors only, is not taken for well."
  }

  assert {
    condition     = aws_sns_topic_subscription.email["you@example.org"].topic_arn == aws_sns_topic.alarms.arn && aws_sns_topic_subscription.health["you@example.org"].topic_arn == aws_sns_topic.health[0].arn
    error_message = "Those who are to be told are told by both topics."
  }

  assert {
    condition     = toset(aws_cloudwatch_query_definition.this["trace"].log_group_names) == toset(["/aws/amplify/d123", "/aws/lambda/worker", "/aws/lambda/scheduled", "/aws/apigateway/a123"])
    error_message = "A trace is looked for in every log that names it."
  }
}
