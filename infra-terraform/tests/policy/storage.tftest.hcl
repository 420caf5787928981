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

run "gives_buckets_policies_that_let_only_named_services_write" {
  command = plan

  module {
    source = "./modules/storage"
  }

  variables {
    name        = "ai-portal"
    kms_key_arn = "arn:aws:kms:eu-west-2:123456789012:key/11111111-2222-3333-4444-555555555555"
  }

  assert {
    condition = alltrue([
      for document in values(data.aws_iam_policy_document.this) : anytrue([
        for statement in jsondecode(document.json).Statement :
        statement.Effect == "Deny" && statement.Principal == "*" && try(statement.Condition.Bool["aws:SecureTransport"], "") == "false"
      ])
    ])
    error_message = "Every bucket refuses plain HTTP."
  }

  assert {
    condition = alltrue([
      for statement in jsondecode(data.aws_iam_policy_document.this["logs"].json).Statement :
      statement.Action == "s3:PutObject" && can(statement.Principal.Service) if statement.Effect == "Allow"
    ])
    error_message = "Only services write to the logs bucket, and nobody reads it by its policy."
  }

  assert {
    condition = toset([
      for statement in jsondecode(data.aws_iam_policy_document.this["logs"].json).Statement : statement.Principal.Service if statement.Effect == "Allow"
    ]) == toset(["logdelivery.elasticloadbalancing.amazonaws.com", "delivery.logs.amazonaws.com", "logging.s3.amazonaws.com"])
    error_message = "Load balancers, CloudFront and S3 write logs."
  }

  assert {
    condition = alltrue([
      for statement in jsondecode(data.aws_iam_policy_document.this["logs"].json).Statement :
      strcontains(statement.Resource, "/123456789012/") || try(statement.Condition.StringEquals["aws:SourceAccount"], "") == "123456789012" if statement.Effect == "Allow"
    ])
    error_message = "No other account can make the services write here."
  }
}
