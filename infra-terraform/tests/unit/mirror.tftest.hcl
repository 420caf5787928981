mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  name        = "ai-portal"
  kms_key_arn = "arn:aws:kms:eu-west-2:123456789012:key/11111111-2222-3333-4444-555555555555"
}

run "keeps_images_as_they_were_pushed" {
  module {
    source = "./modules/mirror"
  }

  assert {
    condition     = aws_ecr_repository.this.image_tag_mutability == "IMMUTABLE" && aws_ecr_repository.this.encryption_configuration[0].kms_key == var.kms_key_arn && aws_ecr_repository.this.image_scanning_configuration[0].scan_on_push && !aws_ecr_repository.this.force_delete
    error_message = "Nobody changes what a tag means."
  }

  assert {
    condition     = jsondecode(aws_ecr_lifecycle_policy.this.policy).rules[0].selection.countNumber == 5
    error_message = "The newest five are kept."
  }
}

run "refuses_to_keep_one_version" {
  command = plan

  module {
    source = "./modules/mirror"
  }

  variables {
    retain = 1
  }

  expect_failures = [var.retain]
}

run "refuses_a_name_with_capitals" {
  command = plan

  module {
    source = "./modules/mirror"
  }

  variables {
    name = "AI"
  }

  expect_failures = [var.name]
}
