mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  name = "ai-portal"
}

run "rotates_and_waits_before_it_is_lost" {
  module {
    source = "./modules/kms"
  }

  assert {
    condition     = aws_kms_key.this.enable_key_rotation && aws_kms_key.this.deletion_window_in_days == 30
    error_message = "Rotated every year, thirty days to change one's mind."
  }

  assert {
    condition     = aws_kms_alias.this.name == "alias/ai-portal"
    error_message = "Found by its name."
  }
}

run "refuses_a_name_of_forty_characters" {
  command = plan

  module {
    source = "./modules/kms"
  }

  variables {
    name = "a123456789a123456789a123456789a123456789"
  }

  expect_failures = [var.name]
}

run "refuses_a_deletion_at_once" {
  command = plan

  module {
    source = "./modules/kms"
  }

  variables {
    deletion_window_days = 1
  }

  expect_failures = [var.deletion_window_days]
}
