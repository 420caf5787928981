mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  domain  = "portal.example.com"
  zone_id = "Z0123456789ABCDEFGHIJ"
}

run "is_proven_in_the_zone" {
  module {
    source = "./modules/certificate"
  }

  assert {
    condition     = aws_route53_record.proof.name == "_proof.portal.example.com." && aws_route53_record.proof.type == "CNAME"
    error_message = "By the record ACM asks for."
  }

  assert {
    condition     = aws_acm_certificate.this.validation_method == "DNS"
    error_message = "By DNS, and so renewed without anybody."
  }
}

run "refuses_a_wildcard" {
  command = plan

  module {
    source = "./modules/certificate"
  }

  variables {
    domain = "*.example.com"
  }

  expect_failures = [var.domain]
}
