mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  name               = "ai-portal"
  kms_key_arn        = "arn:aws:kms:eu-west-2:123456789012:key/11111111-2222-3333-4444-555555555555"
  subnet_ids         = ["subnet-a", "subnet-b"]
  security_group_ids = ["sg-cache"]
}

run "encrypts_at_rest_and_on_the_wire" {
  module {
    source = "./modules/cache"
  }

  assert {
    condition     = aws_elasticache_replication_group.this.at_rest_encryption_enabled && aws_elasticache_replication_group.this.kms_key_id == var.kms_key_arn
    error_message = "The cache is encrypted with the portal's key."
  }

  assert {
    condition     = aws_elasticache_replication_group.this.transit_encryption_enabled && aws_elasticache_replication_group.this.transit_encryption_mode == "required"
    error_message = "The cache speaks TLS only."
  }
}

run "fails_over_between_zones" {
  module {
    source = "./modules/cache"
  }

  assert {
    condition     = aws_elasticache_replication_group.this.num_cache_clusters == 2 && aws_elasticache_replication_group.this.automatic_failover_enabled && aws_elasticache_replication_group.this.multi_az_enabled
    error_message = "Two nodes stand in two zones, one for the other."
  }

  assert {
    condition     = output.node_ids == ["ai-portal-cache-001", "ai-portal-cache-002"]
    error_message = "Nodes are named as ElastiCache names them."
  }
}

run "runs_on_one_node_without_failover" {
  variables {
    node_count = 1
  }

  module {
    source = "./modules/cache"
  }

  assert {
    condition     = !aws_elasticache_replication_group.this.automatic_failover_enabled && !aws_elasticache_replication_group.this.multi_az_enabled
    error_message = "One node has nobody to fail over to."
  }
}

run "keeps_passwords_out_of_terraform" {
  module {
    source = "./modules/cache"
  }

  assert {
    condition     = one(aws_elasticache_user.webui.authentication_mode).type == "iam" && try(length(one(aws_elasticache_user.webui.authentication_mode).passwords), 0) == 0
    error_message = "The user has no password that Terraform knows."
  }

  assert {
    condition     = aws_elasticache_user.webui.user_id == aws_elasticache_user.webui.user_name
    error_message = "IAM mode asks for the same id and name."
  }

  assert {
    condition     = aws_elasticache_user_group.this.user_ids == toset([aws_elasticache_user.webui.user_id])
    error_message = "Nobody but Open WebUI's user is let in."
  }

  assert {
    condition     = aws_secretsmanager_secret.auth.kms_key_id == var.kms_key_arn
    error_message = "The secret is encrypted with the portal's key."
  }
}

run "logs_no_commands" {
  module {
    source = "./modules/cache"
  }

  assert {
    condition     = [for log in aws_elasticache_replication_group.this.log_delivery_configuration : log.log_type] == ["engine-log"]
    error_message = "The slow log would quote prompts."
  }
}

run "refuses_one_subnet" {
  command = plan

  variables {
    subnet_ids = ["subnet-a"]
  }

  module {
    source = "./modules/cache"
  }

  expect_failures = [var.subnet_ids]
}

run "refuses_no_security_group" {
  command = plan

  variables {
    security_group_ids = []
  }

  module {
    source = "./modules/cache"
  }

  expect_failures = [var.security_group_ids]
}

run "refuses_no_node" {
  command = plan

  variables {
    node_count = 0
  }

  module {
    source = "./modules/cache"
  }

  expect_failures = [var.node_count]
}

run "refuses_a_node_type_of_ec2" {
  command = plan

  variables {
    node_type = "t4g.small"
  }

  module {
    source = "./modules/cache"
  }

  expect_failures = [var.node_type]
}

run "refuses_a_redis_version" {
  command = plan

  variables {
    engine_version = "7.1"
  }

  module {
    source = "./modules/cache"
  }

  expect_failures = [var.engine_version]
}

run "refuses_snapshots_of_a_year" {
  command = plan

  variables {
    snapshot_days = 365
  }

  module {
    source = "./modules/cache"
  }

  expect_failures = [var.snapshot_days]
}

run "refuses_a_retention_that_cloudwatch_lacks" {
  command = plan

  variables {
    log_retention_days = 100
  }

  module {
    source = "./modules/cache"
  }

  expect_failures = [var.log_retention_days]
}
