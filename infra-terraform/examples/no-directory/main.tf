# The cheapest portal: without Active Directory, Open WebUI keeps its own accounts.

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
  environment = "demo"
  disposable  = true

  allowed_cidr_blocks = ["203.0.113.0/24"]

  webui     = { admin_email = "admin@example.com", instance_types = ["t3.medium"] }
  gateway   = { jar_path = var.gateway_jar, instance_types = ["t3.small"] }
  directory = { enabled = false }
  database  = { instance_class = "db.t4g.micro", deletion_protection = false }
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
