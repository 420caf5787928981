mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  name             = "ai-portal-gateway"
  description      = "Gateway"
  log_group_arn    = "arn:aws:logs:eu-west-2:123456789012:log-group:/ai-portal/ai-portal/gateway"
  metric_namespace = "AIPortal/ai-portal"
  agent_config_arn = "arn:aws:ssm:eu-west-2:123456789012:parameter/AmazonCloudWatch-ai-portal-gateway"
  kms_key_arn      = "arn:aws:kms:eu-west-2:123456789012:key/11111111-2222-3333-4444-555555555555"
}

run "makes_a_role_for_machines_alone" {
  module {
    source = "./modules/iam-instance"
  }

  variables {
    permissions_boundary_arn = "arn:aws:iam::123456789012:policy/boundary"
  }

  assert {
    condition     = aws_iam_role.this.name == "ai-portal-gateway" && aws_iam_role.this.permissions_boundary == "arn:aws:iam::123456789012:policy/boundary"
    error_message = "One role, within its boundary."
  }

  assert {
    condition     = aws_iam_instance_profile.this[0].role == aws_iam_role.this.name
    error_message = "Its profile carries it."
  }
}

run "refuses_a_name_with_blanks" {
  command = plan

  module {
    source = "./modules/iam-instance"
  }

  variables {
    name = "ai portal"
  }

  expect_failures = [var.name]
}

run "refuses_every_object_of_every_bucket" {
  command = plan

  module {
    source = "./modules/iam-instance"
  }

  variables {
    readable_object_arns = { all = "*" }
  }

  expect_failures = [var.readable_object_arns]
}

run "refuses_a_model_with_a_wildcard" {
  command = plan

  module {
    source = "./modules/iam-instance"
  }

  variables {
    bedrock_models = { any = { model_id = "anthropic.*" } }
  }

  expect_failures = [var.bedrock_models]
}

run "refuses_a_profile_without_regions" {
  command = plan

  module {
    source = "./modules/iam-instance"
  }

  variables {
    bedrock_models = { haiku = { model_id = "anthropic.claude-haiku-4-5-20251001-v1:0", profile_id = "eu.anthropic.claude-haiku-4-5-20251001-v1:0" } }
  }

  expect_failures = [var.bedrock_models]
}

run "refuses_a_profile_of_another_model" {
  command = plan

  module {
    source = "./modules/iam-instance"
  }

  variables {
    bedrock_models = { haiku = { model_id = "anthropic.claude-haiku-4-5-20251001-v1:0", profile_id = "eu.amazon.nova-lite-v1:0", regions = ["eu-west-1"] } }
  }

  expect_failures = [var.bedrock_models]
}

run "refuses_a_zone_as_region" {
  command = plan

  module {
    source = "./modules/iam-instance"
  }

  variables {
    bedrock_models = { haiku = { model_id = "anthropic.claude-haiku-4-5-20251001-v1:0", profile_id = "eu.anthropic.claude-haiku-4-5-20251001-v1:0", regions = ["eu-west-2a"] } }
  }

  expect_failures = [var.bedrock_models]
}

run "makes_a_role_for_tasks_alone" {
  module {
    source = "./modules/iam-instance"
  }

  variables {
    on_machines = false
  }

  assert {
    condition     = length(aws_iam_instance_profile.this) == 0 && output.instance_profile_name == null
    error_message = "Tasks have no instance profile."
  }

  assert {
    condition     = !contains(data.aws_iam_policy_document.this.statement[*].sid, "OwnLogGroup")
    error_message = "ECS writes what they say."
  }
}

run "refuses_a_role_by_a_wildcard" {
  command = plan

  module {
    source = "./modules/iam-instance"
  }

  variables {
    assumed_roles = [{ role_arn = "arn:aws:iam::123456789012:role/*", external_id = "portal" }]
  }

  expect_failures = [var.assumed_roles]
}
