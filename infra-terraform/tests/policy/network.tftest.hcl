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

run "endpoints_serve_this_account_only" {
  command = plan

  module {
    source = "./modules/network"
  }

  variables {
    name                 = "ai-portal"
    azs                  = ["eu-west-2a", "eu-west-2b"]
    public_subnet_cidrs  = ["10.0.0.0/24", "10.0.1.0/24"]
    private_subnet_cidrs = ["10.0.10.0/24", "10.0.11.0/24"]
    interface_endpoints  = ["bedrock-runtime", "ssm"]
  }

  assert {
    condition = alltrue([
      for endpoint in values(aws_vpc_endpoint.interface) :
      one([for statement in jsondecode(endpoint.policy).Statement : statement.Condition.StringEquals["aws:PrincipalAccount"]]) == "123456789012"
    ])
    error_message = "Credentials of another account are of no use there."
  }

  assert {
    condition     = toset(one([for statement in jsondecode(aws_vpc_endpoint.interface["bedrock-runtime"].policy).Statement : statement.Action])) == toset(["bedrock:CountTokens", "bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"])
    error_message = "Through the endpoint models are called, nothing else."
  }

  assert {
    condition = alltrue([
      for statement in jsondecode(aws_vpc_endpoint.s3.policy).Statement :
      can(statement.Condition.StringEquals["aws:PrincipalAccount"]) || statement.Action == "s3:GetObject"
    ])
    error_message = "Beside the account's own requests, packages and image layers are read."
  }
}
