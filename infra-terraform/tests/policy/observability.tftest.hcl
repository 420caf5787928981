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

run "lets_services_of_this_account_publish" {
  command = plan

  module {
    source = "./modules/observability"
  }

  variables {
    name        = "ai-portal"
    kms_key_arn = "arn:aws:kms:eu-west-2:123456789012:key/11111111-2222-3333-4444-555555555555"
    workloads   = { gateway = { instance_id = "i-0123456789abcdef1" } }
  }

  assert {
    condition = alltrue([
      for statement in jsondecode(data.aws_iam_policy_document.topic.json).Statement :
      statement.Action == "sns:Publish" && statement.Condition.StringEquals["aws:SourceAccount"] == "123456789012" if statement.Effect == "Allow"
    ])
    error_message = "Only services, only of this account, only publish."
  }
}
