mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  name        = "ai-portal"
  kms_key_arn = "arn:aws:kms:eu-west-2:123456789012:key/11111111-2222-3333-4444-555555555555"
}

run "records_every_region_in_an_encrypted_bucket" {
  variables {
    access_logs_bucket = "ai-portal-logs"
  }

  module {
    source = "./modules/audit"
  }

  assert {
    condition     = aws_cloudtrail.this[0].is_multi_region_trail && aws_cloudtrail.this[0].enable_log_file_validation && aws_cloudtrail.this[0].kms_key_id == var.kms_key_arn
    error_message = "The trail covers all regions, validated and encrypted."
  }

  assert {
    condition     = one(one(aws_s3_bucket_server_side_encryption_configuration.this[0].rule).apply_server_side_encryption_by_default).kms_master_key_id == var.kms_key_arn && aws_s3_bucket_public_access_block.this[0].restrict_public_buckets
    error_message = "Its bucket is encrypted and private."
  }

  assert {
    condition     = aws_cloudwatch_log_group.trail[0].retention_in_days == 365
    error_message = "CloudWatch keeps the trail for a year."
  }

  assert {
    condition     = aws_s3_bucket_logging.this[0].target_bucket == "ai-portal-logs"
    error_message = "Who reads the trail is recorded."
  }
}

run "leaves_bedrock_logging_to_the_account" {
  module {
    source = "./modules/audit"
  }

  assert {
    condition     = length(aws_bedrock_model_invocation_logging_configuration.this) == 0
    error_message = "The setting belongs to the whole account."
  }
}

run "logs_invocations_without_prompts" {
  variables {
    bedrock_invocation_logging = { enabled = true }
  }

  module {
    source = "./modules/audit"
  }

  assert {
    condition     = !aws_bedrock_model_invocation_logging_configuration.this[0].logging_config.text_data_delivery_enabled
    error_message = "Prompts are stored only when asked for."
  }

  assert {
    condition     = output.bedrock_log_group_name == "/ai-portal/ai-portal/bedrock"
    error_message = "Invocations have a log group of their own."
  }
}

run "makes_no_trail_beside_the_organizations" {
  variables {
    trail_enabled = false
  }

  module {
    source = "./modules/audit"
  }

  assert {
    condition     = output.trail_arn == null && output.bucket == null
    error_message = "No second trail, no bucket."
  }
}

run "refuses_prompts_without_the_log" {
  command = plan

  variables {
    bedrock_invocation_logging = { text = true }
  }

  module {
    source = "./modules/audit"
  }

  expect_failures = [var.bedrock_invocation_logging]
}

run "refuses_a_retention_that_cloudwatch_lacks" {
  command = plan

  variables {
    log_retention_days = 100
  }

  module {
    source = "./modules/audit"
  }

  expect_failures = [var.log_retention_days]
}
