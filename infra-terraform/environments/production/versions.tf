terraform {
  required_version = ">= 1.11.0"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100.0, < 7.0.0"
    }
  }

  # The bucket is made by bootstrap/: terraform init -backend-config=backend.hcl
  backend "s3" {}
}

locals {
  tags = merge(var.tags, {
    Application = var.name
    Environment = "production"
    ManagedBy   = "terraform"
  })
}

provider "aws" {
  region = var.region

  default_tags {
    tags = local.tags
  }
}

# What CloudFront reads.
provider "aws" {
  alias  = "us_east_1"
  region = "us-east-1"

  default_tags {
    tags = local.tags
  }
}

# Where the database's backups are copied.
provider "aws" {
  alias  = "recovery"
  region = var.recovery_region

  default_tags {
    tags = local.tags
  }
}
