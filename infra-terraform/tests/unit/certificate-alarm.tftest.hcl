mock_provider "aws" {
  source = "./tests/mocks"
}

run "tells_of_a_certificate_that_is_about_to_end" {
  command = plan

  module {
    source = "./modules/certificate-alarm"
  }

  variables {
    name            = "ai-portal"
    certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/11111111-2222-3333-4444-555555555555"
    alarm_email     = "ops@example.com"
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.this.metric_name == "DaysToExpiry" && aws_cloudwatch_metric_alarm.this.comparison_operator == "LessThanThreshold" && aws_cloudwatch_metric_alarm.this.threshold == 30
    error_message = "A month before its end."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.this.dimensions.CertificateArn == var.certificate_arn && one(aws_sns_topic_subscription.email).endpoint == "ops@example.com"
    error_message = "Of this certificate, to the operators."
  }
}
