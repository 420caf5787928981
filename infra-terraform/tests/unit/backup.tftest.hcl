mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  name        = "ai-portal"
  kms_key_arn = "arn:aws:kms:eu-west-2:123456789012:key/11111111-2222-3333-4444-555555555555"
  target_tags = { Backup = "ai-portal-weekly" }
}

run "makes_images_every_week_and_keeps_four" {
  module {
    source = "./modules/backup"
  }

  assert {
    condition     = one(aws_dlm_lifecycle_policy.this.policy_details).policy_type == "IMAGE_MANAGEMENT" && one(aws_dlm_lifecycle_policy.this.policy_details).target_tags == tomap({ Backup = "ai-portal-weekly" })
    error_message = "Images are made of the machines with the tag."
  }

  assert {
    condition     = one(one(one(aws_dlm_lifecycle_policy.this.policy_details).schedule).create_rule).cron_expression == "cron(0 2 ? * SUN *)"
    error_message = "On Sunday morning."
  }

  assert {
    condition     = one(one(one(aws_dlm_lifecycle_policy.this.policy_details).schedule).retain_rule).interval == 4 && one(one(one(aws_dlm_lifecycle_policy.this.policy_details).schedule).retain_rule).interval_unit == "WEEKS"
    error_message = "Four weeks are kept."
  }

  assert {
    condition     = one(one(aws_dlm_lifecycle_policy.this.policy_details).parameters).no_reboot
    error_message = "Nobody's chat breaks off for an image."
  }
}

run "refuses_no_tags" {
  command = plan

  variables {
    target_tags = {}
  }

  module {
    source = "./modules/backup"
  }

  expect_failures = [var.target_tags]
}

run "refuses_a_cron_of_five_fields" {
  command = plan

  variables {
    schedule = "cron(0 2 * * 0)"
  }

  module {
    source = "./modules/backup"
  }

  expect_failures = [var.schedule]
}

run "refuses_to_keep_nothing" {
  command = plan

  variables {
    retain = 0
  }

  module {
    source = "./modules/backup"
  }

  expect_failures = [var.retain]
}
