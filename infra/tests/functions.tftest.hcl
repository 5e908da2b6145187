# Functions and the API by themselves.

mock_provider "aws" {
  mock_resource "aws_iam_role" {
    defaults = {
      arn = "arn:aws:iam::123456789012:role/mocked"
    }
  }

  mock_resource "aws_lambda_function" {
    defaults = {
      arn = "arn:aws:lambda:us-east-1:123456789012:function:mocked"
    }
  }
}

variables {
  name                     = "skylight-production-any"
  code                     = { package = "tests/fixtures/package.txt", runtime = "nodejs22.x", architecture = "arm64" }
  region                   = "us-east-1"
  account                  = "123456789012"
  partition                = "aws"
  log_retention_days       = 30
  memory_mb                = 1769
  disk_mb                  = 512
  timeout_seconds          = 120
  environment              = {}
  permissions_boundary_arn = "arn:aws:iam::123456789012:policy/boundary"
}

run "function" {
  command = plan

  module {
    source = "./modules/function"
  }

  variables {
    description = "any"
    service     = "any"
    handler     = "index.handler"
    statements  = []
  }

  assert {
    condition     = aws_cloudwatch_log_group.this.retention_in_days == 30
    error_message = "Logs end."
  }

  assert {
    condition     = aws_iam_role.this.permissions_boundary == "arn:aws:iam::123456789012:policy/boundary"
    error_message = "The role is bounded."
  }

  assert {
    condition     = jsondecode(aws_iam_role.this.assume_role_policy).Statement[0].Principal == { Service = "lambda.amazonaws.com" }
    error_message = "Lambda alone takes on the role."
  }
}

run "worker" {
  command = plan

  module {
    source = "./modules/worker"
  }

  variables {
    batch_size      = 5
    max_concurrency = 4
    queue_arn       = "arn:aws:sqs:us-east-1:123456789012:queue"
    bucket_arn      = "arn:aws:s3:::bucket"
    table_arn       = "arn:aws:dynamodb:us-east-1:123456789012:table/table"
  }

  assert {
    condition     = one(aws_lambda_event_source_mapping.this.scaling_config).maximum_concurrency == 4
    error_message = "As many runs at once as the variable says."
  }

  assert {
    condition     = aws_lambda_event_source_mapping.this.function_response_types == toset(["ReportBatchItemFailures"])
    error_message = "Of a batch only what failed comes again."
  }
}

run "jobs" {
  command = plan

  module {
    source = "./modules/scheduler"
  }

  variables {
    jobs                  = { sweep = "rate(1 minute)" }
    queue_arn             = "arn:aws:sqs:us-east-1:123456789012:queue"
    dead_letter_queue_arn = "arn:aws:sqs:us-east-1:123456789012:dead"
    bucket_arn            = "arn:aws:s3:::bucket"
    table_arn             = "arn:aws:dynamodb:us-east-1:123456789012:table/table"
  }

  assert {
    condition     = aws_lambda_function_event_invoke_config.this.maximum_retry_attempts == 0
    error_message = "A failed run is made good by the next one and not repeated."
  }

  assert {
    condition     = jsondecode(aws_iam_role_policy.caller.policy).Statement[0].Action == "lambda:InvokeFunction" && jsondecode(aws_iam_role_policy.caller.policy).Statement[0].Resource == "arn:aws:lambda:us-east-1:123456789012:function:skylight-production-any"
    error_message = "The schedules may call this function and do nothing else."
  }

  assert {
    condition     = [for statement in jsondecode(aws_iam_role.caller.assume_role_policy).Statement : [statement.Principal, try(statement.Condition, null)]] == [[{ Service = "scheduler.amazonaws.com" }, { StringEquals = { "aws:SourceAccount" = "123456789012" } }]] && aws_iam_role.caller.permissions_boundary == var.permissions_boundary_arn
    error_message = "Schedules of this account alone call in the role's name."
  }
}

run "api" {
  command = plan

  module {
    source = "./modules/api"
  }

  variables {
    upstream_url = "https://photos.example.org"
    rate_limit   = 50
    burst_limit  = 100
  }

  assert {
    condition = { for settings in aws_apigatewayv2_stage.this.route_settings : settings.route_key => [settings.throttling_rate_limit, settings.throttling_burst_limit] } == {
      for route in [
        "POST /register", "POST /login", "POST /account/password", "POST /account/reset-password", "POST /account/close",
        "POST /account/keep", "POST /shares", "PATCH /shares/{id}", "POST /shared/{token}/unlock",
      ] : route => [5, 10]
    }
    error_message = "What costs a hash of a password is throttled more than the rest."
  }

  assert {
    condition     = one(aws_apigatewayv2_stage.this.default_route_settings).throttling_rate_limit == 50 && one(aws_apigatewayv2_stage.this.default_route_settings).throttling_burst_limit == 100
    error_message = "The API is throttled."
  }

  assert {
    condition     = alltrue([for one in concat(values(aws_apigatewayv2_integration.named), [aws_apigatewayv2_integration.rest]) : one.request_parameters["overwrite:header.x-gateway-request-id"] == "$context.requestId"])
    error_message = "From a line of the access log the way leads to the web server's."
  }

  assert {
    condition     = try(jsondecode(one(aws_apigatewayv2_stage.this.access_log_settings).format).traceId, null) == "$context.awsEndpointRequestId"
    error_message = "A line of the access log names the trace that the web server answers with."
  }

  assert {
    condition     = alltrue([for field in values(jsondecode(one(aws_apigatewayv2_stage.this.access_log_settings).format)) : !can(regex("header|querystring|queryString|\\.path", field))])
    error_message = "No query and no header is logged."
  }

  assert {
    condition     = aws_cloudwatch_log_group.access.retention_in_days == 30
    error_message = "Access logs end."
  }
}
