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

run "lets_lifecycle_policies_of_this_account_make_images" {
  command = plan

  module {
    source = "./modules/backup"
  }

  variables {
    name        = "ai-portal"
    kms_key_arn = "arn:aws:kms:eu-west-2:123456789012:key/11111111-2222-3333-4444-555555555555"
    target_tags = { Backup = "ai-portal-weekly" }
  }

  assert {
    condition     = one(jsondecode(data.aws_iam_policy_document.trust.json).Statement).Condition.ArnLike["aws:SourceArn"] == "arn:aws:dlm:eu-west-2:123456789012:policy/*"
    error_message = "Only lifecycle policies of this account take the role."
  }

  assert {
    condition     = alltrue([for statement in jsondecode(data.aws_iam_policy_document.key.json).Statement : statement.Resource == var.kms_key_arn && can(statement.Condition)])
    error_message = "The role uses one key, through EC2."
  }
}
