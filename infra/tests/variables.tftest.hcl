# Every variable that changes the plan, and every value that must be refused.

mock_provider "aws" {
  source = "./tests/mocks"
}

mock_provider "aws" {
  alias  = "us_east_1"
  source = "./tests/mocks"
}

variables {
  repository     = "https://github.com/example/skylight"
  worker_package = "tests/fixtures/package.txt"
  # AWS provider 5 knows no newer one.
  node_runtime = "nodejs22.x"
}

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
    cdn_public_key           = "-----BEGIN PUBLIC KEY-----\nMII\n-----END PUBLIC KEY-----\n"
    health_check_enabled     = true
    intelligent_tiering      = true
    settings                 = { user_quota_bytes = 1000, max_upload_bytes = 500 }
    alarm_emails             = ["ops@example.org"]
    admin_emails             = ["ada@example.org", "bob@example.org"]
    strict_policies          = false
    permissions_boundary_arn = "arn:aws:iam::123456789012:policy/boundary"
    scheduled_jobs           = { sweep = "rate(5 minutes)", purge = "cron(0 3 * * ? *)" }
  }

  assert {
    condition     = output.renditions_cdn_domain == "d2mocked.cloudfront.net"
    error_message = "A public key brings CloudFront."
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

run "refuses_hosting_without_repository" {
  command = plan

  variables {
    repository = null
  }

  expect_failures = [var.hosting_enabled]
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
