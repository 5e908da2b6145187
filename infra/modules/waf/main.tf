locals {
  # Requests of one address within five minutes; a gallery page with a hundred pictures stays far below. All callers of
  # the API Gateway come from its addresses, and are throttled there: what it lets through must not be blocked here.
  requests_per_five_minutes = max(2000, 5 * 60 * var.api_rate_limit)

  # They look into bodies, which are photos here: longer than 8 KB, and with XMP in them that passes for a script.
  # Bodies are checked by schemas, and titles are shown as text (docs/decisions/310-the-firewall-reads-no-bodies.md).
  body_rules = toset([
    "SizeRestrictions_BODY", "CrossSiteScripting_BODY", "GenericLFI_BODY", "GenericRFI_BODY", "EC2MetaDataSSRF_BODY",
  ])
}

resource "aws_wafv2_web_acl" "this" {
  name        = var.name
  description = "Before Skylight's web application"
  scope       = "CLOUDFRONT"

  default_action {
    allow {}
  }

  rule {
    name     = "rate"
    priority = 1

    action {
      block {}
    }

    statement {
      rate_based_statement {
        limit              = local.requests_per_five_minutes
        aggregate_key_type = "IP"
      }
    }

    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "${var.name}-rate"
      sampled_requests_enabled   = false
    }
  }

  rule {
    name     = "common"
    priority = 2

    override_action {
      none {}
    }

    statement {
      managed_rule_group_statement {
        vendor_name = "AWS"
        name        = "AWSManagedRulesCommonRuleSet"

        dynamic "rule_action_override" {
          for_each = local.body_rules

          content {
            name = rule_action_override.value

            action_to_use {
              count {}
            }
          }
        }
      }
    }

    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "${var.name}-common"
      sampled_requests_enabled   = false
    }
  }

  visibility_config {
    cloudwatch_metrics_enabled = true
    metric_name                = var.name
    sampled_requests_enabled   = false
  }
}

resource "aws_wafv2_web_acl_association" "this" {
  web_acl_arn  = aws_wafv2_web_acl.this.arn
  resource_arn = var.resource_arn
}
