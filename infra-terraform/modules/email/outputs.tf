output "identity_arn" {
  description = "ARN of the sending identity."
  value       = aws_sesv2_email_identity.this.arn
}

output "configuration_set_name" {
  description = "Name of the configuration set."
  value       = aws_sesv2_configuration_set.this.configuration_set_name
}

output "sender" {
  description = "Address that mail is sent from."
  value       = local.sender
}

output "sender_policy_json" {
  description = "IAM policy that lets a role send as that address and no other."
  value       = data.aws_iam_policy_document.sender.json
}

output "smtp_host" {
  description = "SMTP end point of SES in this region (port 587, STARTTLS)."
  value       = "email-smtp.${local.region}.amazonaws.com"
}

output "records" {
  description = "DNS records of the domain, for a zone that is not in Route 53: name, type and value of each."
  value       = local.records
}
