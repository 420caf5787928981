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

run "services_use_the_key_for_this_account_only" {
  command = plan

  module {
    source = "./modules/kms"
  }

  variables {
    name = "ai-portal"
  }

  assert {
    condition = alltrue([
      for statement in jsondecode(aws_kms_key.this.policy).Statement :
      length(keys(statement.Condition)) > 0 if contains(keys(statement.Principal), "Service")
    ])
    error_message = "Every service has a condition."
  }

  assert {
    condition     = toset([for statement in jsondecode(aws_kms_key.this.policy).Statement : try(statement.Principal.AWS, "service")]) == toset(["service", "arn:aws:iam::123456789012:root"])
    error_message = "Nobody outside the account."
  }
}

run "auto_scaling_lends_the_key_to_volumes_only" {
  command = plan

  module {
    source = "./modules/kms"
  }

  variables {
    name              = "ai-portal"
    grantee_role_arns = ["arn:aws:iam::123456789012:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling_ai-portal"]
  }

  assert {
    condition     = one([for statement in jsondecode(aws_kms_key.this.policy).Statement : statement.Condition.Bool["kms:GrantIsForAWSResource"] if statement.Action == "kms:CreateGrant"]) == "true"
    error_message = "Grants are for AWS resources only."
  }
}
