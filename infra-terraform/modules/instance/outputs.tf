output "instance_id" {
  description = "Id of the machine."
  value       = aws_instance.this.id
}

output "private_ip" {
  description = "Address inside the VPC."
  value       = aws_instance.this.private_ip
}

output "arn" {
  description = "ARN of the machine."
  value       = aws_instance.this.arn
}
