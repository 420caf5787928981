mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  name         = "ai-portal"
  kms_key_arn  = "arn:aws:kms:eu-west-2:123456789012:key/11111111-2222-3333-4444-555555555555"
  instance_ids = { webui = "i-0123456789abcdef0", gateway = "i-0123456789abcdef1" }
  database     = { id = "ai-portal-database", arn = "arn:aws:rds:eu-west-2:123456789012:db:ai-portal-database" }
}

run "stops_in_the_evening_and_starts_in_the_morning" {
  module {
    source = "./modules/schedule"
  }

  assert {
    condition     = toset(keys(aws_scheduler_schedule.this)) == toset(["webui-start", "webui-stop", "gateway-start", "gateway-stop", "database-start", "database-stop"])
    error_message = "Each machine and the database has two schedules."
  }

  assert {
    condition     = aws_scheduler_schedule.this["webui-stop"].schedule_expression == "cron(0 19 ? * MON-FRI *)" && aws_scheduler_schedule.this["webui-start"].schedule_expression == "cron(0 7 ? * MON-FRI *)"
    error_message = "From seven to seven on working days."
  }

  assert {
    condition     = aws_scheduler_schedule.this["webui-stop"].schedule_expression_timezone == "Europe/London"
    error_message = "By the clock of the users."
  }
}

run "calls_the_services_themselves" {
  module {
    source = "./modules/schedule"
  }

  assert {
    condition     = aws_scheduler_schedule.this["gateway-stop"].target[0].arn == "arn:aws:scheduler:::aws-sdk:ec2:stopInstances" && jsondecode(aws_scheduler_schedule.this["gateway-stop"].target[0].input) == { InstanceIds = ["i-0123456789abcdef1"] }
    error_message = "EC2 is called with the machine's id."
  }

  assert {
    condition     = aws_scheduler_schedule.this["database-start"].target[0].arn == "arn:aws:scheduler:::aws-sdk:rds:startDBInstance" && jsondecode(aws_scheduler_schedule.this["database-start"].target[0].input) == { DbInstanceIdentifier = "ai-portal-database" }
    error_message = "RDS is called with the database's identifier."
  }

  assert {
    condition     = alltrue([for schedule in values(aws_scheduler_schedule.this) : schedule.kms_key_arn == var.kms_key_arn])
    error_message = "Schedules are encrypted with the portal's key."
  }
}

run "empties_and_fills_groups" {
  variables {
    timezone           = "UTC"
    start_time         = "06:30"
    autoscaling_groups = { webui = { name = "ai-portal-webui", min = 2, max = 4, desired = 2 } }
  }

  module {
    source = "./modules/schedule"
  }

  assert {
    condition     = aws_autoscaling_schedule.start["webui"].recurrence == "30 6 * * MON-FRI" && aws_autoscaling_schedule.start["webui"].desired_capacity == 2
    error_message = "The group comes back to its size."
  }

  assert {
    condition     = aws_autoscaling_schedule.stop["webui"].min_size == 0 && aws_autoscaling_schedule.stop["webui"].desired_capacity == 0
    error_message = "The group is empty at night."
  }
}

run "refuses_days_by_number" {
  command = plan

  variables {
    working_days = "2-6"
  }

  module {
    source = "./modules/schedule"
  }

  expect_failures = [var.working_days]
}

run "refuses_a_start_without_minutes" {
  command = plan

  variables {
    start_time = "7"
  }

  module {
    source = "./modules/schedule"
  }

  expect_failures = [var.start_time]
}

run "refuses_a_stop_before_the_start" {
  command = plan

  variables {
    start_time = "19:00"
    stop_time  = "07:00"
  }

  module {
    source = "./modules/schedule"
  }

  expect_failures = [var.stop_time]
}

run "refuses_a_time_zone_by_abbreviation" {
  command = plan

  variables {
    timezone = "GMT+1"
  }

  module {
    source = "./modules/schedule"
  }

  expect_failures = [var.timezone]
}

run "refuses_a_group_that_cannot_be_filled" {
  command = plan

  variables {
    autoscaling_groups = { webui = { name = "ai-portal-webui", min = 2, max = 4, desired = 5 } }
  }

  module {
    source = "./modules/schedule"
  }

  expect_failures = [var.autoscaling_groups]
}

run "refuses_a_stop_without_minutes" {
  command = plan

  variables {
    stop_time = "19"
  }

  module {
    source = "./modules/schedule"
  }

  expect_failures = [var.stop_time]
}
