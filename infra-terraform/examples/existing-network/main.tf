# The portal in a VPC that is already there, for example one that a VPN or Direct Connect reaches. The private subnets
# need a way out (NAT) for packages and images.

provider "aws" {
  region = "eu-west-2"
}

module "portal" {
  source = "../../modules/portal"

  providers = {
    aws           = aws
    aws.us_east_1 = aws
    aws.recovery  = aws
  }

  name        = "ai-portal"
  environment = "staging"

  existing_network = {
    vpc_id             = "vpc-0123456789abcdef0"
    vpc_cidr           = "10.20.0.0/16"
    public_subnet_ids  = ["subnet-00000000000000001", "subnet-00000000000000002"]
    private_subnet_ids = ["subnet-00000000000000003", "subnet-00000000000000004"]
  }

  # The corporate network behind the VPN.
  allowed_cidr_blocks = ["10.0.0.0/8"]

  webui   = { admin_email = "admin@example.com" }
  gateway = { jar_path = var.gateway_jar }

  directory = { domain_name = "corp.example.com", short_name = "CORP" }
}

variable "gateway_jar" {
  description = "Path of ollama-bedrock-server-<version>.jar."
  type        = string
}

module "secret_values" {
  source = "../../modules/secret-values"

  secrets = module.portal.generated_secrets
}

output "portal_url" {
  description = "Address users open."
  value       = module.portal.portal_url
}
