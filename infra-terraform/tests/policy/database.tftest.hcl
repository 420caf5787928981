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

run "lets_only_rds_of_this_account_take_the_monitoring_role" {
  command = plan

  module {
    source = "./modules/database"
  }

  variables {
    name                = "ai-portal"
    kms_key_arn         = "arn:aws:kms:eu-west-2:123456789012:key/11111111-2222-3333-4444-555555555555"
    subnet_ids          = ["subnet-a", "subnet-b"]
    security_group_ids  = ["sg-database"]
    master_password     = "ephemeral-Passw0rd"
    monitoring_interval = 60
  }

  assert {
    condition     = one(jsondecode(data.aws_iam_policy_document.monitoring_trust[0].json).Statement).Principal.Service == "monitoring.rds.amazonaws.com"
    error_message = "RDS takes the role."
  }

  assert {
    condition     = one(jsondecode(data.aws_iam_policy_document.monitoring_trust[0].json).Statement).Condition.StringEquals["aws:SourceAccount"] == "123456789012"
    error_message = "RDS of no other account takes the role."
  }
}
