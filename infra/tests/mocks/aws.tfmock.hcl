# What AWS would answer, as far as the configuration builds on it.

mock_data "aws_caller_identity" {
  defaults = {
    account_id = "123456789012"
  }
}

mock_data "aws_partition" {
  defaults = {
    partition = "aws"
  }
}

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

mock_resource "aws_sqs_queue" {
  defaults = {
    id  = "https://sqs.us-east-1.amazonaws.com/123456789012/mocked"
    arn = "arn:aws:sqs:us-east-1:123456789012:mocked"
  }
}

mock_resource "aws_sns_topic" {
  defaults = {
    arn = "arn:aws:sns:us-east-1:123456789012:mocked"
  }
}

mock_resource "aws_cloudwatch_log_group" {
  defaults = {
    arn = "arn:aws:logs:us-east-1:123456789012:log-group:mocked"
  }
}

mock_resource "aws_amplify_app" {
  defaults = {
    id             = "d1mocked"
    arn            = "arn:aws:amplify:us-east-1:123456789012:apps/d1mocked"
    default_domain = "d1mocked.amplifyapp.com"
  }
}

mock_resource "aws_apigatewayv2_api" {
  defaults = {
    id           = "api1mocked"
    api_endpoint = "https://api1mocked.execute-api.us-east-1.amazonaws.com"
  }
}

mock_resource "aws_cloudfront_distribution" {
  defaults = {
    arn         = "arn:aws:cloudfront::123456789012:distribution/E1MOCKED"
    domain_name = "d2mocked.cloudfront.net"
  }
}

mock_resource "aws_wafv2_web_acl" {
  defaults = {
    arn = "arn:aws:wafv2:us-east-1:123456789012:global/webacl/mocked/1"
  }
}

mock_resource "aws_iam_openid_connect_provider" {
  defaults = {
    arn = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"
  }
}

mock_resource "aws_iam_policy" {
  defaults = {
    arn = "arn:aws:iam::123456789012:policy/mocked"
  }
}
