# What has to stand before a deployment can run: a bucket for the state, and the roles that GitHub Actions takes on.
# Applied once by a person with administrator rights; its own small state stays with that person.

provider "aws" {
  region = var.region

  default_tags {
    tags = {
      Project   = var.name
      ManagedBy = "terraform-bootstrap"
    }
  }
}

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

locals {
  account = data.aws_caller_identity.current.account_id
  # Not beginning with "<name>-", which is what a deployment may change.
  state_bucket     = "state-${var.name}-${local.account}-${var.region}"
  state_bucket_arn = "arn:${data.aws_partition.current.partition}:s3:::${local.state_bucket}"
}

resource "aws_s3_bucket" "state" {
  bucket = local.state_bucket
}

resource "aws_s3_bucket_public_access_block" "state" {
  bucket = aws_s3_bucket.state.id

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_policy" "state" {
  bucket = aws_s3_bucket.state.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "OnlyEncryptedConnections"
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:*"
      Resource  = [for end in ["", "/*"] : "${local.state_bucket_arn}${end}"]
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })

  depends_on = [aws_s3_bucket_public_access_block.state]
}

resource "aws_s3_bucket_versioning" "state" {
  bucket = aws_s3_bucket.state.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "state" {
  bucket = aws_s3_bucket.state.id

  rule {
    id     = "forget-old-states"
    status = "Enabled"
    filter {}

    noncurrent_version_expiration {
      noncurrent_days = 90
    }
  }

  depends_on = [aws_s3_bucket_versioning.state]
}

module "github" {
  source = "../modules/github-oidc"

  name             = var.name
  repository       = var.repository
  repository_ids   = var.repository_ids
  environments     = var.environments
  account          = local.account
  partition        = data.aws_partition.current.partition
  state_bucket_arn = local.state_bucket_arn
  provider_exists  = var.github_provider_exists
}

module "deploy_role" {
  source   = "../modules/deploy-role"
  for_each = var.environments

  name             = var.name
  environment      = each.key
  account          = local.account
  partition        = data.aws_partition.current.partition
  state_bucket_arn = local.state_bucket_arn
  trust            = module.github.trust[each.key]
}
