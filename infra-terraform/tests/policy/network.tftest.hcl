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
    condition     = toset(one([for statement in jsondecode(aws_vpc_endpoint.interface["bedrock-runtime"].policy).Statement : statement.Action])) == toset(["bedrock:ApplyGuardrail", "bedrock:CountTokens", "bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"])
    error_message = "Through the endpoint models are called and watched over, nothing else."
  }

  assert {
    condition = alltrue([
      for statement in jsondecode(aws_vpc_endpoint.s3.policy).Statement :
      can(statement.Condition.StringEquals["aws:PrincipalAccount"]) || statement.Action == "s3:GetObject"
    ])
    error_message = "Beside the account's own requests, packages and image layers are read."
  }
}

run "roles_of_other_accounts_call_models_alone" {
  command = plan

  module {
    source = "./modules/network"
  }

  variables {
    name                 = "ai-portal"
    azs                  = ["eu-west-2a", "eu-west-2b"]
    public_subnet_cidrs  = ["10.0.0.0/24", "10.0.1.0/24"]
    private_subnet_cidrs = ["10.0.10.0/24", "10.0.11.0/24"]
    interface_endpoints  = ["bedrock", "bedrock-runtime", "ssm", "sts"]
    model_account_ids    = ["210987654321"]
  }

  assert {
    condition = {
      for service, endpoint in aws_vpc_endpoint.interface :
      service => toset(flatten([one([for statement in jsondecode(endpoint.policy).Statement : statement.Condition.StringEquals["aws:PrincipalAccount"]])]))
      } == {
      bedrock         = toset(["123456789012", "210987654321"])
      bedrock-runtime = toset(["123456789012", "210987654321"])
      ssm             = toset(["123456789012"])
      sts             = toset(["123456789012"])
    }
    error_message = "At Bedrock's endpoints, and at no other."
  }
}
