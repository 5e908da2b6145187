# The whole stack by default, every variable that changes the plan, and every value that must be refused. What AWS would
# answer stands here and in no file of its own, since OpenTofu's mock providers read none.

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
}

run "another_environment_in_the_same_state" {
  command = plan

  variables {
    environment = "staging"
  }

  # Its postcondition says that everything would be replaced.
  expect_failures = [terraform_data.state]
}

run "alarms" {
  command = plan

  assert {
    condition = module.monitoring.alarms == tolist([
      "api-errors", "dead-letters", "index-throttles", "queue-age", "schedule-errors", "silence", "table-throttles", "web-errors",
      "worker-errors", "worker-throttles",
    ])
    error_message = "Everything that people wait for is watched."
  }
}

run "no_copies_by_default" {
  command = plan

  assert {
    condition     = output.copies_bucket == null && length(module.copies) == 0
    error_message = "Copies are nobody's who does not ask for them."
  }
}

run "refuses_copies_that_cannot_be_made" {
  command = plan

  variables {
    copies                 = { bucket = "skylight-staging-copies-210987654321", account = "210987654321" }
    point_in_time_recovery = false
  }

  expect_failures = [var.copies]
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

run "refuses_values_out_of_range" {
  command = plan

  variables {
    name                   = "Sky Light"
    environment            = "Production!"
    region                 = "Frankfurt"
    app_url                = "https://photos.example.org/"
    emulator_endpoint      = "localhost"
    repository             = "git@github.com:example/skylight"
    settings               = { user_quota_bytes = -1 }
    noncurrent_days        = 0
    worker_architecture    = "mips"
    node_runtime           = "nodejs18.x"
    worker_max_concurrency = 1
    scheduled_jobs         = { sweep = "hourly" }
    api_rate_limit         = 0
    api_burst_limit        = 0
    log_retention_days     = 2
    monthly_budget_usd     = 0
    alarm_emails           = ["nobody"]
    admin_emails           = ["nobody, but@two"]
  }

  expect_failures = [
    var.name,
    var.environment,
    var.region,
    var.app_url,
    var.emulator_endpoint,
    var.repository,
    var.settings,
    var.noncurrent_days,
    var.worker_architecture,
    var.node_runtime,
    var.worker_max_concurrency,
    var.scheduled_jobs,
    var.api_rate_limit,
    var.api_burst_limit,
    var.log_retention_days,
    var.monthly_budget_usd,
    var.alarm_emails,
    var.admin_emails,
  ]
}

# Its records take up to a day; until then people stay where the site answers.
run "takes_a_domain_before_app_url" {
  command = plan

  variables {
    domain = "photos.example.org"
  }
}

run "refuses_a_domain_of_which_the_web_server_does_not_know" {
  command = plan

  variables {
    domain  = "staging.example.org"
    app_url = "https://photos.example.org"
  }

  expect_failures = [var.domain]
}

run "refuses_a_silence_that_no_alarm_waits_for" {
  command = plan

  variables {
    settings = { worker_silence_seconds = 86401 }
  }

  expect_failures = [var.settings]
}

run "refuses_uploads_that_the_workers_disk_does_not_hold" {
  command = plan

  variables {
    settings = { max_upload_bytes = 5335154689 }
  }

  expect_failures = [var.settings]
}

run "takes_the_longest_and_the_largest" {
  command = plan

  variables {
    settings = { worker_silence_seconds = 86400, max_upload_bytes = 5335154688 }
  }
}

run "refuses_hosting_without_repository" {
  command = plan

  variables {
    repository = null
  }

  expect_failures = [var.hosting_enabled]
}

run "refuses_uploads_that_the_hosting_does_not_take" {
  command = plan

  variables {
    settings = { direct_upload_max_bytes = 10000000 }
  }

  expect_failures = [var.hosting_enabled]
}

run "refuses_uploads_that_the_api_does_not_take" {
  command = plan

  variables {
    hosting_enabled = false
    app_url         = "http://localhost:3000"
    settings        = { direct_upload_max_bytes = 10000000 }
  }

  expect_failures = [var.api_enabled]
}

run "refuses_values_that_do_not_go_together" {
  command = plan

  variables {
    hosting_enabled        = false
    waf_enabled            = true
    worker_memory_mb       = 1024
    worker_batch_size      = 10
    worker_timeout_seconds = 60
    settings               = { render_memory_bytes = 2000000000 }
  }

  expect_failures = [var.api_enabled, var.waf_enabled, var.worker_memory_mb, var.worker_batch_size]
}
