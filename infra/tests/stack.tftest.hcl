# The whole stack by default and with every variable that changes the plan; stack_values.tftest.hcl has the values that
# are taken and refused. What AWS would answer stands here and in no file of its own, since OpenTofu's mock providers
# read none.

mock_provider "aws" {
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
}

mock_provider "aws" {
  alias = "us_east_1"

  mock_resource "aws_sns_topic" {
    defaults = {
      arn = "arn:aws:sns:us-east-1:123456789012:mocked"
    }
  }

  mock_resource "aws_wafv2_web_acl" {
    defaults = {
      arn = "arn:aws:wafv2:us-east-1:123456789012:global/webacl/mocked/1"
    }
  }
}

variables {
  repository     = "https://github.com/example/skylight"
  worker_package = "tests/fixtures/package.txt"
  # AWS provider 5 knows no newer one.
  node_runtime = "nodejs22.x"
}

# Before anything is applied: a state that there is belongs to one environment.
run "names" {
  command = plan

  variables {
    name        = "photos"
    environment = "staging"
    region      = "eu-central-1"
    tags        = { Team = "images" }
  }

  assert {
    condition     = output.bucket == "photos-staging-123456789012-eu-central-1" && output.table == "photos-staging"
    error_message = "Names begin with name and environment."
  }

  assert {
    condition     = output.dashboard == "photos-staging"
    error_message = "Names begin with name and environment."
  }
}

run "everything_by_default" {
  assert {
    condition     = output.bucket == "skylight-production-123456789012-us-east-1"
    error_message = "The bucket's name carries account and region, so that it is nobody else's."
  }

  assert {
    condition     = output.app_url == "https://main.d1mocked.amplifyapp.com"
    error_message = "Without app_url people open the address that Amplify gives."
  }

  assert {
    condition     = output.web_environment.NEXTAUTH_URL == output.app_url
    error_message = "The web server must know its own address."
  }

  assert {
    condition     = output.secret_parameter == "/skylight-production/nextauth-secret"
    error_message = "The secret lies in Parameter Store."
  }

  assert {
    condition     = output.api_url != null && output.amplify_app_id != null
    error_message = "By default there are hosting and API."
  }

  assert {
    condition = module.monitoring.alarms == tolist([
      "api-errors", "dead-letters", "index-throttles", "queue-age", "schedule-errors", "silence", "table-throttles", "web-errors",
      "worker-errors", "worker-throttles",
    ])
    error_message = "Everything that people wait for is watched."
  }

  assert {
    condition     = output.copies_bucket == null && length(module.copies) == 0
    error_message = "Copies are nobody's who does not ask for them."
  }
}

run "another_environment_in_the_same_state" {
  command = plan

  variables {
    environment = "staging"
  }

  # Its postcondition says that everything would be replaced.
  expect_failures = [terraform_data.state]
}

run "without_api_and_jobs" {
  variables {
    api_enabled    = false
    scheduled_jobs = {}
  }

  assert {
    condition     = output.api_url == null
    error_message = "There must be no API Gateway."
  }
}

run "with_everything" {
  variables {
    domain                   = "photos.example.org"
    app_url                  = "https://photos.example.org"
    waf_enabled              = true
    health_check_enabled     = true
    intelligent_tiering      = true
    access_logs_enabled      = true
    settings                 = { user_quota_bytes = 1000, max_upload_bytes = 500 }
    alarm_emails             = ["ops@example.org"]
    admin_emails             = ["ada@example.org", "bob@example.org"]
    strict_policies          = false
    permissions_boundary_arn = "arn:aws:iam::123456789012:policy/boundary"
    scheduled_jobs           = { sweep = "rate(5 minutes)", purge = "cron(0 3 * * ? *)" }
    copies                   = { bucket = "skylight-production-copies-210987654321", account = "210987654321" }
  }

  assert {
    condition     = output.copies_bucket == "skylight-production-copies-210987654321" && length(module.copies) == 1
    error_message = "Copies go to the bucket that is given."
  }

  assert {
    condition     = output.app_url == "https://photos.example.org"
    error_message = "app_url wins over Amplify's address."
  }

  assert {
    condition     = output.web_environment.USER_QUOTA_BYTES == "1000" && output.web_environment.MAX_UPLOAD_BYTES == "500"
    error_message = "Settings are passed on."
  }

  assert {
    condition     = output.web_environment.DELETED_KEPT_DAYS == "14"
    error_message = "What the bucket keeps of deleted originals counts against the quota."
  }

  assert {
    condition     = output.web_environment.ADMIN_EMAILS == "ada@example.org,bob@example.org"
    error_message = "Admins are passed on."
  }

  assert {
    condition     = !contains(keys(output.web_environment), "SESSION_SECONDS")
    error_message = "What is not set is left to the application's default."
  }
}

run "emulator_without_hosting" {
  variables {
    emulator_endpoint = "http://127.0.0.1:4566"
    hosting_enabled   = false
    repository        = null
    app_url           = "http://localhost:3000"
  }

  assert {
    condition     = output.amplify_app_id == null && output.secret_parameter == null
    error_message = "There must be no Amplify app."
  }

  assert {
    condition     = output.app_url == "http://localhost:3000" && output.api_url != null
    error_message = "The API forwards to app_url."
  }

  assert {
    condition     = output.web_environment.DIRECT_UPLOAD_MAX_BYTES == "9437184"
    error_message = "Clients are told what passes the gateway, not more."
  }

  assert {
    condition     = output.web_environment.S3_PATH_STYLE == "true"
    error_message = "Emulators have no wildcard host names."
  }
}
