locals {
  warnings = {
    half     = { percent = 50, type = "ACTUAL" }
    most     = { percent = 80, type = "ACTUAL" }
    all      = { percent = 100, type = "ACTUAL" }
    forecast = { percent = 100, type = "FORECASTED" }
  }
}

# The whole account's cost: a filter on the Project tag would stay empty until that tag is activated for billing.
resource "aws_budgets_budget" "this" {
  name         = "${var.name}-monthly"
  budget_type  = "COST"
  limit_amount = format("%.1f", var.monthly_usd)
  limit_unit   = "USD"
  time_unit    = "MONTHLY"

  dynamic "notification" {
    for_each = local.warnings

    content {
      comparison_operator       = "GREATER_THAN"
      threshold                 = notification.value.percent
      threshold_type            = "PERCENTAGE"
      notification_type         = notification.value.type
      subscriber_sns_topic_arns = [var.topic_arn]
    }
  }
}
