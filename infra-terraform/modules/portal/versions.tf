terraform {
  required_version = ">= 1.11.0"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100.0, < 7.0.0"

      # us_east_1: what CloudFront reads (certificate, firewall). recovery: the region of the database's second backups.
      configuration_aliases = [aws.us_east_1, aws.recovery]
    }
  }
}
