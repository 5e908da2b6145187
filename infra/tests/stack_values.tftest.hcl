# Values of variables that are taken, and those that must be refused. A run plans the whole stack, so each refuses more
# than one variable where it can, and each variable for one reason.

mock_provider "aws" {}

mock_provider "aws" {
  alias = "us_east_1"
}

variables {
  repository     = "https://github.com/example/skylight"
  worker_package = "tests/fixtures/package.txt"
  # AWS provider 5 knows no newer one.
  node_runtime = "nodejs22.x"
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

# What refers to a variable that refuses is not looked at.
run "refuses_copies_that_cannot_be_made_and_a_silence_that_no_alarm_waits_for" {
  command = plan

  variables {
    copies                 = { bucket = "skylight-staging-copies-210987654321", account = "210987654321" }
    point_in_time_recovery = false
    settings               = { worker_silence_seconds = 86401 }
  }

  expect_failures = [var.copies, var.settings]
}

run "refuses_a_domain_of_which_the_web_server_does_not_know_and_uploads_that_the_workers_disk_does_not_hold" {
  command = plan

  variables {
    domain   = "staging.example.org"
    app_url  = "https://photos.example.org"
    settings = { max_upload_bytes = 5335154689 }
  }

  expect_failures = [var.domain, var.settings]
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

run "takes_the_longest_and_the_largest_and_a_domain_before_app_url" {
  command = plan

  variables {
    # Its records take up to a day; until then people stay where the site answers.
    domain   = "photos.example.org"
    settings = { worker_silence_seconds = 86400, max_upload_bytes = 5335154688 }
  }
}
