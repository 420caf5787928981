mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  name              = "ai-portal"
  kms_key_arn       = "arn:aws:kms:eu-west-2:123456789012:key/11111111-2222-3333-4444-555555555555"
  failure_topic_arn = "arn:aws:sns:eu-west-2:123456789012:ai-portal-alarms"
  functions = {
    usage-report = {
      description = "Daily usage"
      package_s3  = { bucket = "ai-portal-artifacts", key = "usage_report.zip", sha256 = "YWJj" }
      handler     = "handler.handle"
      schedule    = "cron(0 7 * * ? *)"
    }
    rotate = {
      description     = "Rotation"
      package         = "modules/functions/main.tf"
      handler         = "handler.handle"
      timeout_seconds = 300
      invoked_by      = "secretsmanager.amazonaws.com"
    }
  }
}

run "takes_packages_from_a_path_or_from_s3" {
  module {
    source = "./modules/functions"
  }

  assert {
    condition     = aws_lambda_function.this["usage-report"].s3_key == "usage_report.zip" && aws_lambda_function.this["usage-report"].source_code_hash == "YWJj"
    error_message = "One package is in S3."
  }

  assert {
    condition     = aws_lambda_function.this["rotate"].filename == "modules/functions/main.tf" && aws_lambda_function.this["rotate"].source_code_hash == filebase64sha256("modules/functions/main.tf")
    error_message = "The other is a file, and changes with it."
  }
}

run "watches_and_encrypts_every_function" {
  module {
    source = "./modules/functions"
  }

  assert {
    condition     = alltrue([for function in values(aws_lambda_function.this) : one(function.tracing_config).mode == "Active" && one(function.dead_letter_config).target_arn == var.failure_topic_arn && function.kms_key_arn == var.kms_key_arn])
    error_message = "Tracing, a note about failures, encryption."
  }

  assert {
    condition     = alltrue([for group in values(aws_cloudwatch_log_group.this) : group.retention_in_days == 365 && group.kms_key_id == var.kms_key_arn])
    error_message = "Logs are kept a year, encrypted."
  }
}

run "runs_by_schedule_or_by_call" {
  module {
    source = "./modules/functions"
  }

  assert {
    condition     = keys(aws_scheduler_schedule.this) == ["usage-report"] && aws_scheduler_schedule.this["usage-report"].schedule_expression == "cron(0 7 * * ? *)"
    error_message = "The report runs every morning."
  }

  assert {
    condition     = keys(aws_lambda_permission.this) == ["rotate"] && aws_lambda_permission.this["rotate"].principal == "secretsmanager.amazonaws.com" && aws_lambda_permission.this["rotate"].source_account != null
    error_message = "Secrets Manager of this account alone may rotate."
  }
}

run "makes_nothing_without_functions" {
  variables {
    functions = {}
  }

  module {
    source = "./modules/functions"
  }

  assert {
    condition     = length(output.function_arns) == 0 && length(aws_iam_role.scheduler) == 0
    error_message = "Nothing is made."
  }
}

run "refuses_a_function_without_a_package" {
  command = plan

  variables {
    functions = { a = { description = "a", handler = "handler.handle" } }
  }

  module {
    source = "./modules/functions"
  }

  expect_failures = [var.functions]
}

run "refuses_an_old_runtime" {
  command = plan

  variables {
    functions = { a = { description = "a", handler = "handler.handle", package = "a.zip", runtime = "python3.8" } }
  }

  module {
    source = "./modules/functions"
  }

  expect_failures = [var.functions]
}

run "refuses_a_name_with_underscores" {
  command = plan

  variables {
    functions = { a_b = { description = "a", handler = "handler.handle", package = "a.zip" } }
  }

  module {
    source = "./modules/functions"
  }

  expect_failures = [var.functions]
}

run "refuses_an_hour_of_running" {
  command = plan

  variables {
    functions = { a = { description = "a", handler = "handler.handle", package = "a.zip", timeout_seconds = 3600 } }
  }

  module {
    source = "./modules/functions"
  }

  expect_failures = [var.functions]
}

run "refuses_every_action_on_every_resource" {
  command = plan

  variables {
    functions = { a = { description = "a", handler = "handler.handle", package = "a.zip", statements = [{ actions = ["s3:*"], resources = ["*"] }] } }
  }

  module {
    source = "./modules/functions"
  }

  expect_failures = [var.functions]
}

run "refuses_a_schedule_of_cron_alone" {
  command = plan

  variables {
    functions = { a = { description = "a", handler = "handler.handle", package = "a.zip", schedule = "0 7 * * *" } }
  }

  module {
    source = "./modules/functions"
  }

  expect_failures = [var.functions]
}

run "stands_in_the_network_when_asked" {
  module {
    source = "./modules/functions"
  }

  variables {
    functions = { inside = { description = "Inside", package = "modules/functions/main.tf", handler = "handler.handle", in_vpc = true } }
    vpc       = { subnet_ids = ["subnet-1", "subnet-2"], security_group_ids = ["sg-1"] }
  }

  assert {
    condition     = toset(aws_lambda_function.this["inside"].vpc_config[0].subnet_ids) == toset(["subnet-1", "subnet-2"]) && toset(aws_lambda_function.this["inside"].vpc_config[0].security_group_ids) == toset(["sg-1"])
    error_message = "In the subnets and groups that are given."
  }
}

run "refuses_a_function_in_the_network_without_a_place" {
  command = plan

  module {
    source = "./modules/functions"
  }

  variables {
    functions = { inside = { description = "Inside", package = "modules/functions/main.tf", handler = "handler.handle", in_vpc = true } }
  }

  expect_failures = [var.vpc]
}
