# --- What it is called and where it stands ---

variable "name" {
  description = "Short name that every resource begins with."
  type        = string
  default     = "skylight"

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,18}[a-z0-9]$", var.name))
    error_message = "Use 3 to 20 lower-case letters, digits and hyphens, beginning with a letter."
  }
}

variable "environment" {
  description = "Which installation this is, such as \"production\" or \"staging\": part of every name, tag and of the state's key, so that several share one account."
  type        = string
  default     = "production"

  validation {
    # The roles of deployments are called "<name>-github-…" (modules/deploy-role).
    condition     = can(regex("^[a-z][a-z0-9]{1,11}$", var.environment)) && !contains(["github", "plan"], var.environment)
    error_message = "Use 2 to 12 lower-case letters and digits, beginning with a letter, but neither \"github\" nor \"plan\"."
  }
}

variable "region" {
  description = "AWS region of everything but the parts that AWS keeps in us-east-1."
  type        = string
  default     = "us-east-1"

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.region))
    error_message = "Expected a region such as eu-central-1."
  }
}

variable "tags" {
  description = "Tags added to every resource, beside Project, Environment and ManagedBy."
  type        = map(string)
  default     = {}
}

variable "deletion_protection" {
  description = "Protects bucket and table. Set it to false, apply, and only then can `destroy` remove people's photos."
  type        = bool
  default     = true
}

variable "keep_old_indexes" {
  description = "Keeps the indexes that web servers of version 0.1.0 list by, while some still run. See docs/deploy.md, Upgrade."
  type        = bool
  default     = false
}

variable "permissions_boundary_arn" {
  description = "IAM policy that bounds every role made here; the deploy role of the bootstrap demands its own. Null for none."
  type        = string
  default     = null
}

variable "emulator_endpoint" {
  description = "Address of an AWS emulator that serves every API, such as http://localhost:4566. Null means AWS."
  type        = string
  default     = null

  validation {
    condition     = var.emulator_endpoint == null || can(regex("^https?://", var.emulator_endpoint))
    error_message = "Expected an address that begins with http:// or https://."
  }
}

# --- The application ---

variable "app_url" {
  description = "Address that people open, without a trailing slash. Null: the address that Amplify gives."
  type        = string
  default     = null

  validation {
    condition     = var.app_url == null || can(regex("^https?://[^/]+$", var.app_url))
    error_message = "Expected scheme and host only, such as https://photos.example.org."
  }
}

variable "settings" {
  description = "Limits and lifetimes that differ from the application's defaults. Names as in lib/config.ts, in lower case."
  type = object({
    max_upload_bytes        = optional(number)
    user_quota_bytes        = optional(number)
    direct_upload_max_bytes = optional(number)
    upload_url_seconds      = optional(number)
    download_url_seconds    = optional(number)
    session_seconds         = optional(number)
    session_idle_seconds    = optional(number)
    worker_silence_seconds  = optional(number)
    trusted_proxy_hops      = optional(number)
    audit_retention_days    = optional(number)
    integrity_images        = optional(number)
    trash_days              = optional(number)
    max_pixels              = optional(number)
    max_frames              = optional(number)
    animated_frames         = optional(number)
    render_timeout_ms       = optional(number)
    render_memory_bytes     = optional(number)
  })
  default = {}

  validation {
    condition     = alltrue([for value in values(var.settings) : value == null ? true : value > 0 && floor(value) == value])
    error_message = "Every setting is a whole number above zero."
  }

  validation {
    # local.worker_disk_mb, of which Lambda gives 10,240 MB.
    condition     = coalesce(var.settings.max_upload_bytes, 1) <= 5088 * 1024 * 1024
    error_message = "The worker's disk holds two files of 5,088 MiB: settings.max_upload_bytes is at most 5335154688."
  }

  validation {
    condition     = coalesce(var.settings.worker_silence_seconds, 1) <= 24 * 60 * 60
    error_message = "An alarm looks back a day: settings.worker_silence_seconds is at most 86400."
  }
}

variable "admin_emails" {
  description = "E-mail addresses whose accounts are admins. The first account of each counts: register them before others can."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for email in var.admin_emails : can(regex("^[^@\\s,]+@[^@\\s,]+$", email))])
    error_message = "Expected e-mail addresses."
  }
}

# --- Storage and table ---

variable "strict_policies" {
  description = "Refuses connections without TLS and encryption other than the bucket's. Off for emulators, which speak plain HTTP and take conditions of policies for met."
  type        = bool
  default     = true
}

variable "noncurrent_days" {
  description = "How many days a deleted or overwritten object can be brought back before S3 removes it for good."
  type        = number
  default     = 14

  validation {
    condition     = var.noncurrent_days >= 1 && var.noncurrent_days <= 365
    error_message = "Expected 1 to 365 days."
  }
}

variable "intelligent_tiering" {
  description = "Moves originals that nobody opens to cheaper tiers. Pays off from some hundred gigabytes on."
  type        = bool
  default     = false
}

variable "access_logs_enabled" {
  description = "Logs every request to the bucket in another bucket for 90 days (Security Hub S3.9). S3 charges for the space alone."
  type        = bool
  default     = false

  validation {
    # "<name>-<environment>-<account>-<region>-logs" within the 63 characters of a bucket's name.
    condition     = !var.access_logs_enabled || length("${var.name}-${var.environment}-${var.region}") <= 45
    error_message = "The bucket of the logs needs a shorter name or environment."
  }
}

variable "point_in_time_recovery" {
  description = "Continuous backup of the table over 35 days."
  type        = bool
  default     = true
}

variable "copies" {
  description = "Copies that survive the account: the bucket that infra/copies made in another account, into which originals are replicated and the table is exported by schedule. Null for none; docs/cost.md has the price."
  type = object({
    bucket   = string
    account  = string
    schedule = optional(string, "rate(1 day)")
  })
  default = null

  validation {
    # The boundary of roles lets them reach what begins so.
    condition     = var.copies == null ? true : startswith(var.copies.bucket, "${var.name}-${var.environment}-") && can(regex("^[0-9]{12}$", var.copies.account))
    error_message = "Expected the output copies of infra/copies, applied with the same name and environment."
  }

  validation {
    condition     = var.copies == null ? true : can(regex("^(rate|cron)\\(.+\\)$", var.copies.schedule))
    error_message = "Expected rate(…) or cron(…)."
  }

  validation {
    condition     = var.copies == null || var.point_in_time_recovery
    error_message = "A table is exported out of its continuous backup: point_in_time_recovery must be on."
  }
}

# --- Worker ---

variable "worker_package" {
  description = "Path of the worker's zip, built by `npm run build:worker`."
  type        = string
  default     = "../dist/worker/thumbnail-worker-linux-arm64.zip"
}

variable "worker_architecture" {
  description = "Processor of the functions; must fit the package."
  type        = string
  default     = "arm64"

  validation {
    condition     = contains(["arm64", "x86_64"], var.worker_architecture)
    error_message = "Expected arm64 or x86_64."
  }
}

variable "node_runtime" {
  description = "Lambda runtime of the functions. AWS provider 5 knows nodejs22.x at most."
  type        = string
  default     = "nodejs24.x"

  validation {
    condition     = contains(["nodejs22.x", "nodejs24.x"], var.node_runtime)
    error_message = "Expected nodejs22.x or nodejs24.x."
  }
}

variable "worker_memory_mb" {
  description = "Memory of the thumbnail worker, MB. 1769 buys one whole processor; rendering one picture may take 1408 of them."
  type        = number
  default     = 1769

  validation {
    condition     = var.worker_memory_mb >= 1024 && var.worker_memory_mb <= 10240
    error_message = "Expected 1024 to 10240 MB."
  }

  validation {
    condition     = coalesce(var.settings.render_memory_bytes, 1408 * 1024 * 1024) / 1024 / 1024 + 256 <= var.worker_memory_mb
    error_message = "worker_memory_mb must be settings.render_memory_bytes and 256 MB more."
  }
}

variable "worker_timeout_seconds" {
  description = "Longest run of one batch, seconds. The queue hides a message six times as long."
  type        = number
  default     = 120

  validation {
    condition     = var.worker_timeout_seconds >= 30 && var.worker_timeout_seconds <= 900
    error_message = "Expected 30 to 900 seconds."
  }
}

variable "worker_batch_size" {
  description = "Most messages that one run of the worker gets."
  type        = number
  default     = 5

  validation {
    condition     = var.worker_batch_size >= 1 && var.worker_batch_size <= 10
    error_message = "Expected 1 to 10 messages."
  }

  validation {
    # A batch in which every picture runs into its time limit must still end before the function does.
    condition     = var.worker_batch_size * ceil(coalesce(var.settings.render_timeout_ms, 20000) / 1000) + 10 <= var.worker_timeout_seconds
    error_message = "worker_batch_size times settings.render_timeout_ms, and 10 seconds more, must fit into worker_timeout_seconds."
  }
}

variable "worker_max_concurrency" {
  description = "Most runs of the worker at the same time. A new AWS account allows 10 runs of all functions together, of which jobs take up to 6 at a time."
  type        = number
  default     = 4

  validation {
    condition     = var.worker_max_concurrency >= 2 && var.worker_max_concurrency <= 1000
    error_message = "AWS takes 2 to 1000."
  }
}

variable "scheduled_jobs" {
  description = "Jobs of jobs/scheduled.ts by name, each with its schedule (rate(…) or cron(…), UTC)."
  type        = map(string)
  default = {
    # Those that do not run every minute have minutes of their own, and none begins before its last run has ended, which
    # is up to 150 s for snapshots (jobs/scheduled.ts): a new AWS account allows 10 runs at once.
    sweep          = "cron(3/10 * * * ? *)"
    dead-letters   = "rate(1 minute)"
    integrity      = "cron(7/15 * * * ? *)"
    integrity-walk = "cron(5/10 * * * ? *)"
    user-removals  = "cron(4/5 * * * ? *)"
    renditions     = "rate(1 minute)"
    bulk-changes   = "rate(1 minute)"
    snapshots      = "cron(0/3 * * * ? *)"
  }

  validation {
    condition     = alltrue([for name in keys(var.scheduled_jobs) : can(regex("^[a-z][a-z-]{0,30}$", name))])
    error_message = "A job's name has lower-case letters and hyphens only."
  }

  validation {
    condition     = alltrue([for schedule in values(var.scheduled_jobs) : can(regex("^(rate|cron)\\(.+\\)$", schedule))])
    error_message = "Expected rate(…) or cron(…)."
  }
}

# --- API ---

variable "api_enabled" {
  description = "An API Gateway in front of the REST paths."
  type        = bool
  default     = true

  validation {
    condition     = !var.api_enabled || var.hosting_enabled || var.app_url != null
    error_message = "Without hosting the API needs app_url, the server that it forwards to."
  }

  validation {
    # What clients are told has to be what reaches the web server (local.gateway_upload_bytes).
    condition     = !var.api_enabled || coalesce(var.settings.direct_upload_max_bytes, 1) <= 9 * 1024 * 1024
    error_message = "The API takes 10 MB: settings.direct_upload_max_bytes is at most 9 MiB behind it."
  }
}

variable "api_rate_limit" {
  description = "Requests per second that the API takes in the long run, of all callers together."
  type        = number
  default     = 50

  validation {
    condition     = var.api_rate_limit >= 1 && var.api_rate_limit <= 10000
    error_message = "Expected 1 to 10000 requests per second."
  }
}

variable "api_burst_limit" {
  description = "Requests that the API takes at one moment."
  type        = number
  default     = 100

  validation {
    condition     = var.api_burst_limit >= 1 && var.api_burst_limit <= 5000
    error_message = "Expected 1 to 5000 requests."
  }
}

# --- Hosting ---

variable "hosting_enabled" {
  description = "Amplify Hosting for the web application. Off for emulators, which have no Amplify."
  type        = bool
  default     = true

  validation {
    condition     = !var.hosting_enabled || var.repository != null
    error_message = "Amplify builds from a repository: set repository, or hosting_enabled = false."
  }

  validation {
    condition     = !var.hosting_enabled || coalesce(var.settings.direct_upload_max_bytes, 1) <= 1024 * 1024
    error_message = "Amplify's servers take small bodies: settings.direct_upload_max_bytes is at most 1 MiB."
  }
}

variable "repository" {
  description = "Address of the Git repository that Amplify builds, such as https://github.com/you/skylight."
  type        = string
  default     = null

  validation {
    condition     = var.repository == null || can(regex("^https://", var.repository))
    error_message = "Expected an address that begins with https://."
  }
}

variable "repository_access_token" {
  description = "GitHub token with which Amplify connects once to the repository (TF_VAR_repository_access_token). Later applies need none."
  type        = string
  default     = null
  sensitive   = true
}

variable "branch" {
  description = "Branch that Amplify serves."
  type        = string
  default     = "main"
}

variable "domain" {
  description = "Own domain of the web application, such as photos.example.org. Null for none; set app_url to fit once it answers."
  type        = string
  default     = null

  validation {
    condition     = var.domain == null || var.app_url == null || var.app_url == "https://${coalesce(var.domain, "any")}"
    error_message = "With a domain app_url is null or that domain's address; another one is another environment's (docs/deploy.md, Several environments)."
  }
}

variable "waf_enabled" {
  description = "AWS WAF with AWS's common rules and a rate limit before the web application (about 22 USD a month, docs/cost.md)."
  type        = bool
  default     = false

  validation {
    condition     = !var.waf_enabled || var.hosting_enabled
    error_message = "The web ACL stands before the hosting: it needs hosting_enabled = true."
  }
}

# --- Watching and cost ---

variable "alarm_emails" {
  description = "Addresses that alarms and budget warnings go to. Each gets a mail to confirm."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for email in var.alarm_emails : can(regex("^[^@\\s]+@[^@\\s]+$", email))])
    error_message = "Expected e-mail addresses."
  }
}

variable "log_retention_days" {
  description = "How long logs are kept, days."
  type        = number
  default     = 30

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "CloudWatch keeps logs 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653 days."
  }
}

variable "health_check_enabled" {
  description = "Asks /api/health from outside every 30 seconds and raises an alarm (Route 53, about 6 USD a month, docs/cost.md)."
  type        = bool
  default     = false
}

variable "saved_queries_enabled" {
  description = "Keeps queries over the logs in CloudWatch, such as the trace of one image. Emulators do not have them."
  type        = bool
  default     = true
}

variable "budget_enabled" {
  description = "Warns before the month costs more than monthly_budget_usd."
  type        = bool
  default     = true
}

variable "monthly_budget_usd" {
  description = "What a month may cost, US dollars. Warnings come at 50, 80 and 100 % spent and at 100 % forecast."
  type        = number
  default     = 10

  validation {
    condition     = var.monthly_budget_usd >= 1
    error_message = "Expected at least one dollar."
  }
}
