output "ids" {
  description = "Ids of the groups by key."
  value       = { for key, group in aws_security_group.this : key => group.id }

  # Whoever uses a group gets it with its rules in place.
  depends_on = [aws_vpc_security_group_ingress_rule.this, aws_vpc_security_group_egress_rule.this]
}
