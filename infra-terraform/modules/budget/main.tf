# The monthly budget: notices before and when the portal costs more than planned.

locals {
  notices = concat(
    [for percent in var.thresholds.actual : { type = "ACTUAL", percent = percent }],
    [for percent in var.thresholds.forecasted : { type = "FORECASTED", percent = percent }],
  )
}

resource "aws_budgets_budget" "this" {
  name         = "${var.name}-monthly"
  budget_type  = "COST"
  time_unit    = "MONTHLY"
  limit_amount = tostring(var.limit)
  limit_unit   = var.currency
  tags         = merge(var.tags, { Name = "${var.name}-monthly" })

  dynamic "cost_filter" {
    for_each = length(var.cost_tags) > 0 ? [var.cost_tags] : []

    content {
      name   = "TagKeyValue"
      values = [for key, value in cost_filter.value : format("user:%s$%s", key, value)]
    }
  }

  dynamic "notification" {
    for_each = local.notices

    content {
      comparison_operator        = "GREATER_THAN"
      notification_type          = notification.value.type
      threshold                  = notification.value.percent
      threshold_type             = "PERCENTAGE"
      subscriber_email_addresses = var.emails
      subscriber_sns_topic_arns  = [var.topic_arn]
    }
  }
}
