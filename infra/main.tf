data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

locals {
  emulated = var.emulator_endpoint != null
  prefix   = "${var.name}-${var.environment}"
  account  = data.aws_caller_identity.current.account_id

  tags = merge(var.tags, {
    Project     = var.name
    Environment = var.environment
    ManagedBy   = "terraform"
  })

  bucket_name = "${local.prefix}-${local.account}-${var.region}"
  table_name  = local.prefix
  queue_name  = "${local.prefix}-thumbnails"

  # Built from names, not read from resources, so that a plan shows every policy in full before anything stands.
  arn = {
    bucket            = "arn:${data.aws_partition.current.partition}:s3:::${local.bucket_name}"
    table             = "arn:${data.aws_partition.current.partition}:dynamodb:${var.region}:${local.account}:table/${local.table_name}"
    queue             = "arn:${data.aws_partition.current.partition}:sqs:${var.region}:${local.account}:${local.queue_name}"
    dead_letter_queue = "arn:${data.aws_partition.current.partition}:sqs:${var.region}:${local.account}:${local.queue_name}-dead-letters"
  }

  # By index, not by splat: a splat would wait for the whole module, whose branch needs this address.
  app_url = coalesce(var.app_url, var.hosting_enabled ? module.hosting[0].default_url : null, "http://localhost:3000")

  settings = { for name, value in var.settings : upper(name) => tostring(value) if value != null }

  # What both runtimes are told, by lib/config.ts. AWS_REGION is set by Lambda and Amplify themselves.
  common_environment = merge(
    {
      BUCKET = module.storage.bucket
      TABLE  = module.database.table
    },
    # Inside LocalStack and MiniStack functions reach S3 by path, as on every engine without wildcard names.
    local.emulated ? { S3_PATH_STYLE = "true" } : {},
  )

  # Worker and jobs are two handlers of one package.
  code = { package = var.worker_package, runtime = var.node_runtime, architecture = var.worker_architecture }

  worker_setting_names = [
    "MAX_UPLOAD_BYTES", "MAX_PIXELS", "MAX_FRAMES", "ANIMATED_FRAMES", "RENDER_TIMEOUT_MS", "RENDER_MEMORY_BYTES",
  ]
  web_setting_names = [
    "MAX_UPLOAD_BYTES", "USER_QUOTA_BYTES", "DIRECT_UPLOAD_MAX_BYTES", "UPLOAD_URL_SECONDS",
    "DOWNLOAD_URL_SECONDS", "SESSION_SECONDS", "SESSION_IDLE_SECONDS", "WORKER_SILENCE_SECONDS", "TRUSTED_PROXY_HOPS",
    "AUDIT_RETENTION_DAYS", "TRASH_DAYS",
  ]

  # An HTTP API takes 10 MB, of which the form around a file is a part.
  gateway_upload_bytes = 9 * local.mebibyte

  # Two originals at once and some room.
  mebibyte       = 1024 * 1024
  worker_disk_mb = max(512, 2 * ceil(coalesce(var.settings.max_upload_bytes, 100 * local.mebibyte) / local.mebibyte) + 64)

  # Without the session secret, which must not be in any state or plan.
  web_environment = merge(
    local.common_environment,
    {
      QUEUE_URL             = module.queue.url
      DEAD_LETTER_QUEUE_URL = module.queue.dead_letter_url
      NEXTAUTH_URL          = local.app_url
      # What the bucket keeps of deleted originals counts as well.
      DELETED_KEPT_DAYS = tostring(var.noncurrent_days)
    },
    # With hosting it is less by itself (modules/hosting).
    var.api_enabled && !var.hosting_enabled ? { DIRECT_UPLOAD_MAX_BYTES = tostring(local.gateway_upload_bytes) } : {},
    length(var.admin_emails) > 0 ? { ADMIN_EMAILS = join(",", var.admin_emails) } : {},
    { for name in local.web_setting_names : name => local.settings[name] if contains(keys(local.settings), name) },
  )

  worker_environment = merge(
    local.common_environment,
    { for name in local.worker_setting_names : name => local.settings[name] if contains(keys(local.settings), name) },
  )
}

# Which environment this state is of, as its first apply said. With another one everything would be replaced.
resource "terraform_data" "state" {
  input = local.prefix

  lifecycle {
    ignore_changes = [input]

    postcondition {
      condition     = self.input == local.prefix
      error_message = "This state is of ${self.input}; ${local.prefix} has one of its own (docs/deploy.md, Several environments)."
    }
  }
}

module "storage" {
  source = "./modules/storage"

  bucket              = local.bucket_name
  bucket_arn          = local.arn.bucket
  queue_arn           = module.queue.arn
  app_origin          = local.app_url
  strict_policies     = var.strict_policies
  noncurrent_days     = var.noncurrent_days
  intelligent_tiering = var.intelligent_tiering
  deletion_protection = var.deletion_protection
  access_logs_enabled = var.access_logs_enabled
}

module "database" {
  source = "./modules/database"

  table                  = local.table_name
  point_in_time_recovery = var.point_in_time_recovery
  deletion_protection    = var.deletion_protection
  keep_old_indexes       = var.keep_old_indexes
}

module "queue" {
  source = "./modules/queue"

  name                       = local.queue_name
  arn                        = local.arn.queue
  dead_letter_arn            = local.arn.dead_letter_queue
  bucket_arn                 = local.arn.bucket
  account                    = local.account
  strict_policies            = var.strict_policies
  visibility_timeout_seconds = 6 * var.worker_timeout_seconds
}

module "worker" {
  source = "./modules/worker"

  name                     = "${local.prefix}-thumbnail-worker"
  code                     = local.code
  memory_mb                = var.worker_memory_mb
  disk_mb                  = local.worker_disk_mb
  timeout_seconds          = var.worker_timeout_seconds
  batch_size               = var.worker_batch_size
  max_concurrency          = var.worker_max_concurrency
  environment              = local.worker_environment
  queue_arn                = module.queue.arn
  bucket_arn               = local.arn.bucket
  table_arn                = local.arn.table
  region                   = var.region
  account                  = local.account
  partition                = data.aws_partition.current.partition
  log_retention_days       = var.log_retention_days
  permissions_boundary_arn = var.permissions_boundary_arn
}

module "scheduler" {
  source = "./modules/scheduler"

  name = "${local.prefix}-scheduled"
  code = local.code
  jobs = var.scheduled_jobs
  environment = merge(
    local.common_environment,
    {
      QUEUE_URL             = module.queue.url
      DEAD_LETTER_QUEUE_URL = module.queue.dead_letter_url
      DELETED_KEPT_DAYS     = tostring(var.noncurrent_days)
    },
    { for name in ["INTEGRITY_IMAGES", "TRASH_DAYS"] : name => local.settings[name] if contains(keys(local.settings), name) },
  )
  queue_arn                = local.arn.queue
  dead_letter_queue_arn    = local.arn.dead_letter_queue
  bucket_arn               = local.arn.bucket
  table_arn                = local.arn.table
  region                   = var.region
  account                  = local.account
  partition                = data.aws_partition.current.partition
  log_retention_days       = var.log_retention_days
  permissions_boundary_arn = var.permissions_boundary_arn
}

module "copies" {
  source = "./modules/copies"
  count  = var.copies == null ? 0 : 1

  name                     = local.prefix
  bucket                   = module.storage.bucket
  bucket_arn               = local.arn.bucket
  table_arn                = local.arn.table
  copies                   = var.copies
  account                  = local.account
  partition                = data.aws_partition.current.partition
  permissions_boundary_arn = var.permissions_boundary_arn

  # S3 refuses replication until versions are kept, DynamoDB exports until there is a continuous backup.
  depends_on = [module.storage, module.database]
}

module "hosting" {
  source = "./modules/hosting"
  count  = var.hosting_enabled ? 1 : 0

  name                     = local.prefix
  environment_name         = var.environment
  keep_old_indexes         = var.keep_old_indexes
  repository               = var.repository
  repository_access_token  = var.repository_access_token
  branch                   = var.branch
  domain                   = var.domain
  environment              = local.web_environment
  bucket_arn               = local.arn.bucket
  table_arn                = local.arn.table
  queue_arn                = local.arn.queue
  dead_letter_queue_arn    = local.arn.dead_letter_queue
  region                   = var.region
  account                  = local.account
  partition                = data.aws_partition.current.partition
  log_retention_days       = var.log_retention_days
  permissions_boundary_arn = var.permissions_boundary_arn
}

module "api" {
  source = "./modules/api"
  count  = var.api_enabled ? 1 : 0

  name               = "${local.prefix}-api"
  upstream_url       = local.app_url
  rate_limit         = var.api_rate_limit
  burst_limit        = var.api_burst_limit
  log_retention_days = var.log_retention_days
}

module "waf" {
  source = "./modules/waf"
  count  = var.waf_enabled ? 1 : 0

  providers = { aws = aws.us_east_1 }

  name           = local.prefix
  resource_arn   = module.hosting[0].app_arn
  api_rate_limit = var.api_enabled ? var.api_rate_limit : 0
}

module "monitoring" {
  source = "./modules/monitoring"

  providers = {
    aws           = aws
    aws.us_east_1 = aws.us_east_1
  }

  name                   = local.prefix
  account                = local.account
  region                 = var.region
  alarm_emails           = var.alarm_emails
  hosting_enabled        = var.hosting_enabled
  hosting_app_id         = var.hosting_enabled ? module.hosting[0].app_id : null
  table_indexes          = ["changes", "directory", "open"]
  worker_function        = module.worker.function_name
  web_log_group          = var.hosting_enabled ? module.hosting[0].log_group : null
  worker_log_group       = module.worker.log_group
  scheduled_function     = module.scheduler.function_name
  scheduled_log_group    = module.scheduler.log_group
  scheduled              = length(var.scheduled_jobs) > 0
  queue_name             = local.queue_name
  dead_letter_queue_name = "${local.queue_name}-dead-letters"
  table                  = local.table_name
  bucket                 = local.bucket_name
  api_enabled            = var.api_enabled
  api_id                 = var.api_enabled ? module.api[0].api_id : null
  api_log_group          = var.api_enabled ? module.api[0].log_group : null
  saved_queries_enabled  = var.saved_queries_enabled
  health_check_enabled   = var.health_check_enabled
  health_check_host      = regex("^https?://([^/:]+)", local.app_url)[0]
  worker_silence_seconds = coalesce(var.settings.worker_silence_seconds, 1800)
  metrics_namespace      = "Skylight"
}

module "budget" {
  source = "./modules/budget"
  count  = var.budget_enabled ? 1 : 0

  name        = local.prefix
  monthly_usd = var.monthly_budget_usd
  topic_arn   = module.monitoring.topic_arn
}
