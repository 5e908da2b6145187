provider "aws" {
  region = var.region

  s3_use_path_style           = local.emulated
  skip_credentials_validation = local.emulated
  skip_metadata_api_check     = local.emulated
  skip_region_validation      = local.emulated

  default_tags {
    tags = local.tags
  }

  # Null means AWS itself. An emulator serves every API at one address.
  endpoints {
    amplify        = var.emulator_endpoint
    apigatewayv2   = var.emulator_endpoint
    budgets        = var.emulator_endpoint
    cloudwatch     = var.emulator_endpoint
    cloudwatchlogs = var.emulator_endpoint
    dynamodb       = var.emulator_endpoint
    iam            = var.emulator_endpoint
    lambda         = var.emulator_endpoint
    route53        = var.emulator_endpoint
    s3             = var.emulator_endpoint
    scheduler      = var.emulator_endpoint
    sns            = var.emulator_endpoint
    sqs            = var.emulator_endpoint
    ssm            = var.emulator_endpoint
    sts            = var.emulator_endpoint
    wafv2          = var.emulator_endpoint
  }
}

# A web ACL for CloudFront or Amplify, and the metrics of a Route 53 health check, exist in us-east-1 only.
provider "aws" {
  alias  = "us_east_1"
  region = "us-east-1"

  skip_credentials_validation = local.emulated
  skip_metadata_api_check     = local.emulated
  skip_region_validation      = local.emulated

  default_tags {
    tags = local.tags
  }

  endpoints {
    cloudwatch = var.emulator_endpoint
    route53    = var.emulator_endpoint
    sns        = var.emulator_endpoint
    sts        = var.emulator_endpoint
    wafv2      = var.emulator_endpoint
  }
}
