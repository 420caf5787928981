mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  name        = "ai-portal"
  kms_key_arn = "arn:aws:kms:eu-west-2:123456789012:key/11111111-2222-3333-4444-555555555555"
}

run "makes_artifacts_and_logs" {
  module {
    source = "./modules/storage"
  }

  assert {
    condition     = toset(keys(aws_s3_bucket.this)) == toset(["artifacts", "logs"])
    error_message = "Without uploads there are an artifacts and a logs bucket."
  }

  assert {
    condition     = output.uploads_bucket == null
    error_message = "Without uploads there is no uploads bucket."
  }

  assert {
    condition     = alltrue([for bucket in values(aws_s3_bucket.this) : !bucket.force_destroy])
    error_message = "A bucket with objects must survive a destroy."
  }

  assert {
    condition = alltrue([
      for block in values(aws_s3_bucket_public_access_block.this) :
      block.block_public_acls && block.block_public_policy && block.ignore_public_acls && block.restrict_public_buckets
    ])
    error_message = "No bucket may become public."
  }

  assert {
    condition     = alltrue([for owner in values(aws_s3_bucket_ownership_controls.this) : owner.rule[0].object_ownership == "BucketOwnerEnforced"])
    error_message = "No bucket may have ACLs."
  }

  assert {
    condition     = alltrue([for versioning in values(aws_s3_bucket_versioning.this) : versioning.versioning_configuration[0].status == "Enabled"])
    error_message = "Every bucket keeps versions."
  }
}

run "encrypts_data_with_the_key_and_logs_with_s3" {
  variables {
    uploads_enabled = true
  }

  module {
    source = "./modules/storage"
  }

  assert {
    condition = alltrue([
      for key in ["artifacts", "uploads"] :
      one(one(aws_s3_bucket_server_side_encryption_configuration.this[key].rule).apply_server_side_encryption_by_default).kms_master_key_id == var.kms_key_arn
    ])
    error_message = "Data buckets are encrypted with the portal's key."
  }

  assert {
    condition     = one(one(aws_s3_bucket_server_side_encryption_configuration.this["logs"].rule).apply_server_side_encryption_by_default).sse_algorithm == "AES256"
    error_message = "Load balancers write only to buckets with SSE-S3."
  }

  assert {
    condition     = alltrue([for key in ["artifacts", "uploads"] : aws_s3_bucket_logging.this[key].target_prefix == "s3/${key}/"])
    error_message = "Access to data buckets is logged."
  }
}

run "expires_logs_only" {
  variables {
    log_retention_days = 90
  }

  module {
    source = "./modules/storage"
  }

  assert {
    condition     = aws_s3_bucket_lifecycle_configuration.this["logs"].rule[0].expiration[0].days == 90
    error_message = "Logs expire after the retention."
  }

  assert {
    condition     = length(aws_s3_bucket_lifecycle_configuration.this["artifacts"].rule[0].expiration) == 0
    error_message = "Artifacts do not expire."
  }
}

run "opens_uploads_to_the_portals_origin_only" {
  variables {
    uploads_enabled = true
    cors_origins    = ["https://ai.example.com"]
  }

  module {
    source = "./modules/storage"
  }

  assert {
    condition     = one(aws_s3_bucket_cors_configuration.uploads[0].cors_rule).allowed_origins == toset(["https://ai.example.com"])
    error_message = "Only the portal's pages read uploads."
  }
}

run "refuses_a_wildcard_origin" {
  command = plan

  variables {
    cors_origins = ["*"]
  }

  module {
    source = "./modules/storage"
  }

  expect_failures = [var.cors_origins]
}

run "refuses_a_retention_of_no_days" {
  command = plan

  variables {
    log_retention_days = 0
  }

  module {
    source = "./modules/storage"
  }

  expect_failures = [var.log_retention_days]
}

run "refuses_a_key_alias" {
  command = plan

  variables {
    kms_key_arn = "alias/aws/s3"
  }

  module {
    source = "./modules/storage"
  }

  expect_failures = [var.kms_key_arn]
}

run "refuses_a_name_with_capitals" {
  command = plan

  variables {
    name = "AI-Portal"
  }

  module {
    source = "./modules/storage"
  }

  expect_failures = [var.name]
}
