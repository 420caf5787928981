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

run "lets_a_sender_use_one_address" {
  command = plan

  module {
    source = "./modules/email"
  }

  variables {
    name      = "ai-portal"
    domain    = "example.com"
    topic_arn = "arn:aws:sns:eu-west-2:123456789012:ai-portal-alarms"
  }

  assert {
    condition     = one(jsondecode(output.sender_policy_json).Statement).Condition.StringEquals["ses:FromAddress"] == "ai-portal@example.com"
    error_message = "Nobody sends as somebody else."
  }

  assert {
    condition     = toset(one(jsondecode(output.sender_policy_json).Statement).Resource) == toset(["arn:aws:ses:eu-west-2:123456789012:identity/example.com", "arn:aws:ses:eu-west-2:123456789012:configuration-set/ai-portal"])
    error_message = "The sender uses this identity and no other."
  }
}
