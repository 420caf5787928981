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

run "lets_the_directory_write_its_own_log_only" {
  command = plan

  module {
    source = "./modules/directory"
  }

  variables {
    name           = "ai-portal"
    kms_key_arn    = "arn:aws:kms:eu-west-2:123456789012:key/11111111-2222-3333-4444-555555555555"
    vpc_id         = "vpc-0123456789abcdef0"
    subnet_ids     = ["subnet-a", "subnet-b"]
    domain_name    = "corp.example.com"
    short_name     = "CORP"
    admin_password = "First-Passw0rd-Only"
  }

  assert {
    condition     = one(jsondecode(data.aws_iam_policy_document.log.json).Statement).Resource == "arn:aws:logs:eu-west-2:123456789012:log-group:/aws/directoryservice/ai-portal:*"
    error_message = "The directory writes to its log group and no other."
  }

  assert {
    condition     = one(jsondecode(data.aws_iam_policy_document.log.json).Statement).Principal.Service == "ds.amazonaws.com"
    error_message = "Nobody but the directory service writes there by this policy."
  }
}
