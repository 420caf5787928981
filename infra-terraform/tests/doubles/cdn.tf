# In the place of CloudFront: moto has no VPC origins.

output "domain_name" {
  value = "d111111abcdef8.cloudfront.net"
}

output "distribution_id" {
  value = "E1234567890ABC"
}

output "distribution_arn" {
  value = "arn:aws:cloudfront::123456789012:distribution/E1234567890ABC"
}

output "ipv6_enabled" {
  description = "Whether browsers may come by IPv6."
  value       = var.ipv6_enabled
}
