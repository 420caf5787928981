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

run "may_stop_and_start_what_it_was_given" {
  command = plan

  module {
    source = "./modules/schedule"
  }

  variables {
    name         = "ai-portal"
    kms_key_arn  = "arn:aws:kms:eu-west-2:123456789012:key/11111111-2222-3333-4444-555555555555"
    instance_ids = { webui = "i-0123456789abcdef0" }
    database     = { id = "ai-portal-database", arn = "arn:aws:rds:eu-west-2:123456789012:db:ai-portal-database" }
  }

  assert {
    condition = toset([for statement in jsondecode(data.aws_iam_policy_document.this.json).Statement : statement.Resource]) == toset([
      "arn:aws:ec2:eu-west-2:123456789012:instance/i-0123456789abcdef0", "arn:aws:rds:eu-west-2:123456789012:db:ai-portal-database", var.kms_key_arn,
    ])
    error_message = "The role reaches the machine, the database and the key."
  }

  assert {
    condition     = alltrue([for statement in jsondecode(data.aws_iam_policy_document.this.json).Statement : alltrue([for action in flatten([statement.Action]) : !strcontains(action, "*")])])
    error_message = "The role has no wildcard action."
  }

  assert {
    condition     = one(jsondecode(data.aws_iam_policy_document.trust.json).Statement).Condition.StringEquals["aws:SourceArn"] == "arn:aws:scheduler:eu-west-2:123456789012:schedule-group/ai-portal-office-hours"
    error_message = "Only schedules of this group take the role."
  }
}
