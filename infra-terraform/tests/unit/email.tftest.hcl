mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  name      = "ai-portal"
  domain    = "example.com"
  topic_arn = "arn:aws:sns:eu-west-2:123456789012:ai-portal-alarms"
}

run "signs_mail_and_asks_for_tls" {
  module {
    source = "./modules/email"
  }

  assert {
    condition     = one(aws_sesv2_configuration_set.this.delivery_options).tls_policy == "REQUIRE"
    error_message = "Mail leaves by TLS only."
  }

  assert {
    condition     = aws_sesv2_email_identity_mail_from_attributes.this.mail_from_domain == "bounce.example.com" && one(aws_sesv2_email_identity.this.dkim_signing_attributes).next_signing_key_length == "RSA_2048_BIT"
    error_message = "Own return path, long DKIM key."
  }

  assert {
    condition     = one(one(aws_sesv2_configuration_set_event_destination.this.event_destination).sns_destination).topic_arn == var.topic_arn
    error_message = "Operators hear of bounces."
  }

  assert {
    condition     = output.sender == "ai-portal@example.com" && output.records.spf.value == "v=spf1 include:amazonses.com -all" && startswith(output.records.dmarc.value, "v=DMARC1; p=quarantine")
    error_message = "SPF and DMARC are strict."
  }

  assert {
    condition     = length(aws_route53_record.this) == 0
    error_message = "Without a zone the records are only told."
  }
}

run "makes_the_records_in_the_zone" {
  variables {
    zone_id = "Z0123456789ABCDEFGHIJ"
  }

  module {
    source = "./modules/email"
  }

  assert {
    condition     = toset(keys(aws_route53_record.this)) == toset(["dkim-1", "dkim-2", "dkim-3", "mail-from", "spf", "dmarc"])
    error_message = "Three DKIM keys, return path, SPF and DMARC."
  }
}

run "refuses_a_domain_with_capitals" {
  command = plan

  variables {
    domain = "Example.com"
  }

  module {
    source = "./modules/email"
  }

  expect_failures = [var.domain]
}

run "refuses_an_address_as_sender" {
  command = plan

  variables {
    sender = "a@example.com"
  }

  module {
    source = "./modules/email"
  }

  expect_failures = [var.sender]
}

run "refuses_a_return_path_of_two_labels" {
  command = plan

  variables {
    mail_from = "a.b"
  }

  module {
    source = "./modules/email"
  }

  expect_failures = [var.mail_from]
}
