output "vpc_id" {
  description = "Id of the VPC."
  value       = aws_vpc.this.id
}

output "vpc_cidr" {
  description = "Address range of the VPC."
  value       = aws_vpc.this.cidr_block
}

output "public_subnet_ids" {
  description = "Public subnets in the order of azs."
  value       = [for az in var.azs : aws_subnet.public[az].id if local.internet]
}

output "private_subnet_ids" {
  description = "Private subnets in the order of azs."
  value       = [for az in var.azs : aws_subnet.private[az].id]
}

output "nat_gateway_ids" {
  description = "NAT gateways in the order of their zones."
  value       = [for az in local.nat_zones : aws_nat_gateway.this[az].id]
}

output "s3_prefix_list_id" {
  description = "Addresses of S3 behind the gateway endpoint, for egress rules."
  value       = aws_vpc_endpoint.s3.prefix_list_id
}

output "flow_log_group_name" {
  description = "Log group of the flow logs; null when they are off."
  value       = one(aws_cloudwatch_log_group.flow[*].name)
}
