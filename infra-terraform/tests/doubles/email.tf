# In the place of mail: moto does not give back SES's configuration sets as AWS does.

output "identity_arn" {
  value = "arn:aws:ses:eu-west-2:123456789012:identity/portal.example.com"
}

output "configuration_set_name" {
  value = "ai-portal"
}

output "sender" {
  value = "ai-portal@portal.example.com"
}

output "sender_policy_json" {
  value = "{}"
}

output "smtp_host" {
  value = "email-smtp.eu-west-2.amazonaws.com"
}

output "records" {
  value = []
}
