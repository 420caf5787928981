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

run "takes_records_from_its_own_trail_only" {
  command = plan

  module {
    source = "./modules/audit"
  }

  variables {
    name                       = "ai-portal"
    kms_key_arn                = "arn:aws:kms:eu-west-2:123456789012:key/11111111-2222-3333-4444-555555555555"
    bedrock_invocation_logging = { enabled = true }
  }

  assert {
    condition = alltrue([
      for statement in jsondecode(data.aws_iam_policy_document.bucket[0].json).Statement :
      statement.Principal.Service == "cloudtrail.amazonaws.com" && statement.Condition.StringEquals["aws:SourceArn"] == "arn:aws:cloudtrail:eu-west-2:123456789012:trail/ai-portal-trail" if statement.Effect == "Allow"
    ])
    error_message = "Only this trail writes to the bucket."
  }

  assert {
    condition     = one(jsondecode(data.aws_iam_policy_document.trail_trust[0].json).Statement).Condition.StringEquals["aws:SourceArn"] == "arn:aws:cloudtrail:eu-west-2:123456789012:trail/ai-portal-trail"
    error_message = "Only this trail takes the role."
  }

  assert {
    condition     = one(jsondecode(data.aws_iam_policy_document.trail[0].json).Statement).Resource == "arn:aws:logs:eu-west-2:123456789012:log-group:/ai-portal/ai-portal/trail:log-stream:123456789012_CloudTrail_*"
    error_message = "The trail writes its own streams."
  }

  assert {
    condition     = one(jsondecode(data.aws_iam_policy_document.bedrock_trust[0].json).Statement).Condition.StringEquals["aws:SourceAccount"] == "123456789012"
    error_message = "Bedrock of no other account takes the role."
  }
}
