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

run "gives_a_function_what_it_asked_for_and_its_own_log" {
  command = plan

  module {
    source = "./modules/functions"
  }

  variables {
    name              = "ai-portal"
    kms_key_arn       = "arn:aws:kms:eu-west-2:123456789012:key/11111111-2222-3333-4444-555555555555"
    failure_topic_arn = "arn:aws:sns:eu-west-2:123456789012:ai-portal-alarms"
    functions = {
      usage-report = {
        description = "Daily usage"
        package     = "modules/functions/main.tf"
        handler     = "handler.handle"
        schedule    = "cron(0 7 * * ? *)"
        statements = [{
          actions   = ["logs:StartQuery"]
          resources = ["arn:aws:logs:eu-west-2:123456789012:log-group:/ai-portal/ai-portal/gateway:*"]
        }]
      }
    }
  }

  assert {
    condition = toset(flatten([for statement in jsondecode(data.aws_iam_policy_document.this["usage-report"].json).Statement : statement.Action])) == toset([
      "logs:CreateLogStream", "logs:PutLogEvents", "xray:PutTraceSegments", "xray:PutTelemetryRecords", "sns:Publish", "kms:Decrypt", "kms:GenerateDataKey", "logs:StartQuery",
    ])
    error_message = "The function may do what it asked for, log, trace and tell the operators."
  }

  assert {
    condition     = alltrue([for statement in jsondecode(data.aws_iam_policy_document.this["usage-report"].json).Statement : statement.Resource != "*" || try(statement.Sid, "") == "Trace"])
    error_message = "Only tracing, which has no resources, reaches everything."
  }

  assert {
    condition     = contains([for statement in jsondecode(data.aws_iam_policy_document.scheduler.json).Statement : statement.Resource], "arn:aws:lambda:eu-west-2:123456789012:function:ai-portal-usage-report")
    error_message = "The scheduler calls this function."
  }

  assert {
    condition     = one(jsondecode(data.aws_iam_policy_document.scheduler_trust.json).Statement).Condition.StringEquals["aws:SourceAccount"] == "123456789012"
    error_message = "The scheduler of no other account takes the role."
  }
}
