mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  name         = "ai-portal"
  database_arn = "arn:aws:rds:eu-west-2:123456789012:db:ai-portal-database"
}

run "copies_backups_under_a_key_of_the_region" {
  module {
    source = "./modules/region-copy"
  }

  assert {
    condition     = aws_db_instance_automated_backups_replication.this.source_db_instance_arn == var.database_arn && aws_db_instance_automated_backups_replication.this.retention_period == 7 && aws_db_instance_automated_backups_replication.this.kms_key_id == aws_kms_key.this.arn
    error_message = "Seven days of backups, encrypted in the second region."
  }

  assert {
    condition     = aws_kms_key.this.enable_key_rotation
    error_message = "The key rotates."
  }
}

run "refuses_an_identifier_instead_of_an_arn" {
  command = plan

  variables {
    database_arn = "ai-portal-database"
  }

  module {
    source = "./modules/region-copy"
  }

  expect_failures = [var.database_arn]
}

run "refuses_copies_of_no_days" {
  command = plan

  variables {
    backup_days = 0
  }

  module {
    source = "./modules/region-copy"
  }

  expect_failures = [var.backup_days]
}
