mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  name      = "ai-portal"
  limit     = 650
  topic_arn = "arn:aws:sns:eu-west-2:123456789012:ai-portal-alarms"
  emails    = ["finance@example.com"]
}

run "warns_before_the_money_is_gone" {
  module {
    source = "./modules/budget"
  }

  assert {
    condition     = aws_budgets_budget.this.limit_amount == "650" && aws_budgets_budget.this.limit_unit == "USD" && aws_budgets_budget.this.time_unit == "MONTHLY"
    error_message = "650 dollars a month."
  }

  assert {
    condition     = toset([for notice in aws_budgets_budget.this.notification : "${notice.notification_type} ${notice.threshold}"]) == toset(["ACTUAL 50", "ACTUAL 80", "ACTUAL 100", "FORECASTED 100"])
    error_message = "Notices at half, four fifths and all, and when the forecast exceeds it."
  }

  assert {
    condition     = alltrue([for notice in aws_budgets_budget.this.notification : notice.subscriber_sns_topic_arns == toset([var.topic_arn]) && notice.subscriber_email_addresses == toset(["finance@example.com"])])
    error_message = "Topic and addresses are told."
  }
}

run "counts_the_portals_costs_only" {
  variables {
    cost_tags = { Application = "ai-portal" }
  }

  module {
    source = "./modules/budget"
  }

  assert {
    condition     = one(aws_budgets_budget.this.cost_filter).name == "TagKeyValue" && one(aws_budgets_budget.this.cost_filter).values == tolist(["user:Application$ai-portal"])
    error_message = "Only costs with the tag count."
  }
}

run "refuses_a_limit_of_nothing" {
  command = plan

  variables {
    limit = 0
  }

  module {
    source = "./modules/budget"
  }

  expect_failures = [var.limit]
}

run "refuses_a_currency_sign" {
  command = plan

  variables {
    currency = "£"
  }

  module {
    source = "./modules/budget"
  }

  expect_failures = [var.currency]
}

run "refuses_what_is_no_address" {
  command = plan

  variables {
    emails = ["finance"]
  }

  module {
    source = "./modules/budget"
  }

  expect_failures = [var.emails]
}

run "refuses_a_threshold_of_nothing" {
  command = plan

  variables {
    thresholds = { actual = [0] }
  }

  module {
    source = "./modules/budget"
  }

  expect_failures = [var.thresholds]
}
