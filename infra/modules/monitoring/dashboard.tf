locals {
  sqs_metric = { for name, queue in { work = var.queue_name, dead = var.dead_letter_queue_name } : name => ["QueueName", queue] }

  # Rows of the dashboard from top to bottom; each widget is 8 of the 24 columns wide.
  widgets = concat(
    [
      {
        title = "Images: ready, failed, tried again, events met twice"
        metrics = [
          [var.metrics_namespace, "Rendered", "service", "thumbnail-worker"],
          [".", "Failed", ".", "."],
          [".", "AttemptsFailed", ".", "."],
          [".", "Duplicates", ".", "."],
        ]
        stat = "Sum"
      },
      {
        # From the stored object's event to the moment the worker begins; decoding and rendering come on top.
        title = "Wait of a stored image for the worker, milliseconds"
        metrics = [
          [var.metrics_namespace, "EventAge", "service", "thumbnail-worker", { stat = "p50", label = "half" }],
          ["...", { stat = "p95", label = "95 of 100" }],
          ["...", { stat = "Maximum", label = "slowest" }],
        ]
        stat = "p95"
      },
      {
        title = "Decoding and rendering, milliseconds"
        metrics = [
          [var.metrics_namespace, "DecodeTime", "service", "thumbnail-worker", { stat = "p95" }],
          [".", "RenderTime", ".", ".", { stat = "p95" }],
        ]
        stat = "p95"
      },
      {
        title   = "Failures by code"
        metrics = [[{ expression = "SEARCH('{${var.metrics_namespace},service,code} MetricName=\"FailedByCode\"', 'Sum')", id = "codes" }]]
        stat    = "Sum"
      },
      {
        title = "Queue: waiting and under way"
        metrics = [
          concat(["AWS/SQS", "ApproximateNumberOfMessagesVisible"], local.sqs_metric.work),
          [".", "ApproximateNumberOfMessagesNotVisible", ".", "."],
        ]
        stat = "Maximum"
      },
      {
        title   = "Queue: age of the oldest message, seconds"
        metrics = [concat(["AWS/SQS", "ApproximateAgeOfOldestMessage"], local.sqs_metric.work)]
        stat    = "Maximum"
      },
      {
        title   = "Dead letters"
        metrics = [concat(["AWS/SQS", "NumberOfMessagesReceived"], local.sqs_metric.dead)]
        stat    = "Sum"
      },
      {
        title = "Worker: runs, errors, throttles"
        metrics = [
          ["AWS/Lambda", "Invocations", "FunctionName", var.worker_function],
          [".", "Errors", ".", "."],
          [".", "Throttles", ".", "."],
        ]
        stat = "Sum"
      },
      {
        title = "Worker: duration, milliseconds"
        metrics = [
          ["AWS/Lambda", "Duration", "FunctionName", var.worker_function, { stat = "p50" }],
          ["...", { stat = "p99" }],
        ]
        stat = "p99"
      },
      {
        title = "Scheduled jobs: runs and errors"
        metrics = [
          ["AWS/Lambda", "Invocations", "FunctionName", var.scheduled_function],
          [".", "Errors", ".", "."],
        ]
        stat = "Sum"
      },
      {
        title = "Table: capacity used"
        metrics = [
          ["AWS/DynamoDB", "ConsumedReadCapacityUnits", "TableName", var.table],
          [".", "ConsumedWriteCapacityUnits", ".", "."],
        ]
        stat = "Sum"
      },
      {
        title = "Table: throttles"
        metrics = [
          ["AWS/DynamoDB", "ReadThrottleEvents", "TableName", var.table],
          [".", "WriteThrottleEvents", ".", "."],
        ]
        stat = "Sum"
      },
      {
        title = "Bucket: bytes stored"
        metrics = [
          ["AWS/S3", "BucketSizeBytes", "BucketName", var.bucket, "StorageType", "StandardStorage"],
        ]
        stat = "Average"
      },
      {
        title   = "Cost of the month so far, US dollars (needs billing alerts, us-east-1)"
        metrics = [["AWS/Billing", "EstimatedCharges", "Currency", "USD", { region = "us-east-1" }]]
        stat    = "Maximum"
      },
    ],
    [for widget in [
      {
        title = "API: requests and errors"
        metrics = [
          ["AWS/ApiGateway", "Count", "ApiId", var.api_id],
          [".", "4xx", ".", "."],
          [".", "5xx", ".", "."],
        ]
        stat = "Sum"
      },
      {
        title   = "API: latency, milliseconds"
        metrics = [["AWS/ApiGateway", "Latency", "ApiId", var.api_id, { stat = "p95" }]]
        stat    = "p95"
      },
    ] : widget if var.api_enabled],
  )
}

resource "aws_cloudwatch_dashboard" "this" {
  dashboard_name = var.name

  dashboard_body = jsonencode({
    widgets = [for index, widget in local.widgets : {
      type   = "metric"
      x      = index % 3 * 8
      y      = floor(index / 3) * 6
      width  = 8
      height = 6
      properties = {
        title   = widget.title
        region  = var.region
        metrics = widget.metrics
        stat    = widget.stat
        period  = 300
        view    = "timeSeries"
      }
    }]
  })
}

locals {
  queries = {
    # Put an image's traceId in: it is in its processing record, in the API Gateway's line about the request, in the web
    # server's about the upload, and in the worker's about every try, each of which names its X-Ray trace besides.
    trace    = "fields @timestamp, @log, level, message, route, status, imageId, attempt, code, reason, xray_trace_id\n| filter traceId = \"put the trace id here\"\n| sort @timestamp asc"
    failures = "fields @timestamp, imageId, code, reason, traceId\n| filter ispresent(code)\n| sort @timestamp desc\n| limit 200"
    slowest  = "fields @timestamp, imageId, decodeMs + renderMs as workMs, peakMemoryBytes, traceId\n| filter ispresent(renderMs)\n| sort workMs desc\n| limit 50"
    memory   = "filter @type = \"REPORT\"\n| stats max(@maxMemoryUsed / 1000 / 1000) as usedMB, avg(@duration) as meanMs, max(@duration) as maxMs by bin(1h)"
  }
}

resource "aws_cloudwatch_query_definition" "this" {
  for_each = var.saved_queries_enabled ? local.queries : {}

  name            = "${var.name}/${each.key}"
  log_group_names = compact([var.web_log_group, var.worker_log_group, var.scheduled_log_group, var.api_log_group])
  query_string    = each.value
}
