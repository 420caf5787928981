provider "aws" {
  region                      = "eu-west-2"
  access_key                  = "offline"
  secret_key                  = "offline"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
}

override_data {
  target = data.aws_caller_identity.current
  values = {
    account_id = "123456789012"
  }
}

variables {
  name             = "ai-portal-gateway"
  description      = "Gateway"
  log_group_arn    = "arn:aws:logs:eu-west-2:123456789012:log-group:/ai-portal/ai-portal/gateway"
  metric_namespace = "AIPortal/ai-portal"
  agent_config_arn = "arn:aws:ssm:eu-west-2:123456789012:parameter/AmazonCloudWatch-ai-portal-gateway"
  kms_key_arn      = "arn:aws:kms:eu-west-2:123456789012:key/11111111-2222-3333-4444-555555555555"
}

run "without_more_a_machine_reports_about_itself_only" {
  command = plan

  module {
    source = "./modules/iam-instance"
  }

  assert {
    condition = toset([for statement in jsondecode(output.policy_json).Statement : statement.Sid]) == toset([
      "SessionManager", "OwnMetrics", "OwnLogGroup", "AgentConfiguration", "KeyThroughTheServicesThatUseIt",
    ])
    error_message = "No secrets, no files, no models."
  }

  assert {
    condition     = one([for statement in jsondecode(output.policy_json).Statement : statement.Condition.StringEquals["cloudwatch:namespace"] if statement.Sid == "OwnMetrics"]) == "AIPortal/ai-portal"
    error_message = "Metrics go to the portal's namespace only."
  }

  assert {
    condition     = one([for statement in jsondecode(output.policy_json).Statement : statement.Resource if statement.Sid == "OwnLogGroup"]) == "${var.log_group_arn}:*"
    error_message = "Lines go to the workload's own log group only."
  }
}

run "models_are_named_one_by_one" {
  command = plan

  module {
    source = "./modules/iam-instance"
  }

  variables {
    bedrock_models = {
      haiku = {
        model_id   = "anthropic.claude-haiku-4-5-20251001-v1:0"
        profile_id = "eu.anthropic.claude-haiku-4-5-20251001-v1:0"
        regions    = ["eu-west-1", "eu-west-3"]
      }
      titan = { model_id = "amazon.titan-embed-text-v2:0" }
    }
  }

  assert {
    condition = one([for statement in jsondecode(output.policy_json).Statement : toset(statement.Resource) if try(statement.Sid, "") == "InvokeModels"]) == toset([
      "arn:aws:bedrock:eu-west-2::foundation-model/amazon.titan-embed-text-v2:0",
      "arn:aws:bedrock:eu-west-2::foundation-model/anthropic.claude-haiku-4-5-20251001-v1:0",
    ])
    error_message = "Every model may be called by its own id here, and here only."
  }

  assert {
    condition     = one([for statement in jsondecode(output.policy_json).Statement : statement.Resource if try(statement.Sid, "") == "InvokeProfiles"]) == "arn:aws:bedrock:eu-west-2:123456789012:inference-profile/eu.anthropic.claude-haiku-4-5-20251001-v1:0"
    error_message = "The profile of this region and account."
  }

  assert {
    condition = one([
      for statement in jsondecode(output.policy_json).Statement : toset(statement.Resource)
      if try(statement.Condition.StringEquals["bedrock:InferenceProfileArn"], "") == "arn:aws:bedrock:eu-west-2:123456789012:inference-profile/eu.anthropic.claude-haiku-4-5-20251001-v1:0"
      ]) == toset([
      "arn:aws:bedrock:eu-west-1::foundation-model/anthropic.claude-haiku-4-5-20251001-v1:0",
      "arn:aws:bedrock:eu-west-3::foundation-model/anthropic.claude-haiku-4-5-20251001-v1:0",
    ])
    error_message = "In every region of the profile through the profile only."
  }

  assert {
    condition = alltrue([
      for statement in jsondecode(output.policy_json).Statement : alltrue([
        for action in flatten([statement.Action]) : !strcontains(action, "*")
      ])
    ])
    error_message = "No wildcard action."
  }
}

run "uploads_reach_one_bucket" {
  command = plan

  module {
    source = "./modules/iam-instance"
  }

  variables {
    uploads_enabled    = true
    uploads_bucket_arn = "arn:aws:s3:::ai-portal-uploads"
    secret_arns        = { database = "arn:aws:secretsmanager:eu-west-2:123456789012:secret:database-AbCdEf" }
  }

  assert {
    condition     = one([for statement in jsondecode(output.policy_json).Statement : statement.Resource if try(statement.Sid, "") == "UploadedFiles"]) == "arn:aws:s3:::ai-portal-uploads/*"
    error_message = "Objects of the one bucket."
  }

  assert {
    condition     = one([for statement in jsondecode(output.policy_json).Statement : statement.Resource if try(statement.Sid, "") == "OwnSecrets"]) == "arn:aws:secretsmanager:eu-west-2:123456789012:secret:database-AbCdEf"
    error_message = "The one secret."
  }
}
