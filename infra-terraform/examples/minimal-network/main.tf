# The network alone, without a way out of the private subnets: for looking at it, it costs nothing.

provider "aws" {
  region = "eu-west-2"
}

module "network" {
  source = "../../modules/network"

  name                 = "ai-portal"
  azs                  = ["eu-west-2a", "eu-west-2b"]
  public_subnet_cidrs  = ["10.0.0.0/24", "10.0.1.0/24"]
  private_subnet_cidrs = ["10.0.10.0/24", "10.0.11.0/24"]
  nat_mode             = "none"
}

output "vpc_id" {
  description = "The VPC."
  value       = module.network.vpc_id
}
