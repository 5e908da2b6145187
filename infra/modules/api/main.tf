locals {
  # Paths that are worth limits, metrics or a place in the console of their own; the rest goes through the last route.
  named_routes = {
    "POST /register"               = "register"
    "POST /login"                  = "login"
    "POST /account/password"       = "account/password"
    "POST /account/reset-password" = "account/reset-password"
    "POST /account/close"          = "account/close"
    "POST /account/keep"           = "account/keep"
    "POST /shares"                 = "shares"
    "PATCH /shares/{id}"           = "shares/{id}"
    "POST /shared/{token}/unlock"  = "shared/{token}/unlock"
    "POST /upload"                 = "upload"
    "GET /images"                  = "images"
    "GET /get-url"                 = "get-url"
  }

  # By this header the web server knows that a request came from here, and answers with the request's trace id.
  request_parameters = { "overwrite:header.x-gateway-request-id" = "$context.requestId" }

  # Each costs an argon2 hash, and guessing passwords has to be slow.
  costly_routes = [
    "POST /register", "POST /login", "POST /account/password", "POST /account/reset-password", "POST /account/close",
    "POST /account/keep", "POST /shares", "PATCH /shares/{id}", "POST /shared/{token}/unlock",
  ]
  costly_rate  = 5
  costly_burst = 10
}

resource "aws_apigatewayv2_api" "this" {
  name          = var.name
  description   = "REST API of Skylight, forwarded to the web application's /api"
  protocol_type = "HTTP"
}

resource "aws_apigatewayv2_integration" "named" {
  for_each = local.named_routes

  api_id                 = aws_apigatewayv2_api.this.id
  integration_type       = "HTTP_PROXY"
  integration_method     = "ANY"
  integration_uri        = "${var.upstream_url}/api/${each.value}"
  payload_format_version = "1.0"
  timeout_milliseconds   = 30000
  request_parameters     = local.request_parameters
}

resource "aws_apigatewayv2_route" "named" {
  for_each = local.named_routes

  api_id    = aws_apigatewayv2_api.this.id
  route_key = each.key
  target    = "integrations/${aws_apigatewayv2_integration.named[each.key].id}"
}

resource "aws_apigatewayv2_integration" "rest" {
  api_id                 = aws_apigatewayv2_api.this.id
  integration_type       = "HTTP_PROXY"
  integration_method     = "ANY"
  integration_uri        = "${var.upstream_url}/api/{proxy}"
  payload_format_version = "1.0"
  timeout_milliseconds   = 30000
  request_parameters     = local.request_parameters
}

resource "aws_apigatewayv2_route" "rest" {
  api_id    = aws_apigatewayv2_api.this.id
  route_key = "ANY /{proxy+}"
  target    = "integrations/${aws_apigatewayv2_integration.rest.id}"
}

resource "aws_cloudwatch_log_group" "access" {
  name              = "/aws/apigateway/${var.name}"
  retention_in_days = var.log_retention_days
}

resource "aws_apigatewayv2_stage" "this" {
  api_id      = aws_apigatewayv2_api.this.id
  name        = "$default"
  auto_deploy = true

  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.access.arn
    # No query string and no header: both can carry what must not stay in a log.
    format = jsonencode({
      requestId = "$context.requestId"
      # HTTP APIs know no traces, but log the answer's x-amzn-requestid, in which the web server names the trace.
      # Answers of the gateway itself have none.
      traceId          = "$context.awsEndpointRequestId"
      time             = "$context.requestTime"
      ip               = "$context.identity.sourceIp"
      method           = "$context.httpMethod"
      route            = "$context.routeKey"
      status           = "$context.status"
      responseBytes    = "$context.responseLength"
      latencyMs        = "$context.responseLatency"
      integrationMs    = "$context.integrationLatency"
      integrationError = "$context.integrationErrorMessage"
    })
  }

  default_route_settings {
    detailed_metrics_enabled = false
    throttling_rate_limit    = var.rate_limit
    throttling_burst_limit   = var.burst_limit
  }

  dynamic "route_settings" {
    for_each = toset(local.costly_routes)

    content {
      route_key                = route_settings.value
      detailed_metrics_enabled = false
      throttling_rate_limit    = min(local.costly_rate, var.rate_limit)
      throttling_burst_limit   = min(local.costly_burst, var.burst_limit)
    }
  }

  depends_on = [aws_apigatewayv2_route.named, aws_apigatewayv2_route.rest]
}
