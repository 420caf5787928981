mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  name               = "ai-portal"
  kms_key_arn        = "arn:aws:kms:eu-west-2:123456789012:key/11111111-2222-3333-4444-555555555555"
  subnet_ids         = ["subnet-a", "subnet-b"]
  security_group_ids = ["sg-database"]
  master_password    = "ephemeral-Passw0rd"
}

run "is_as_the_architecture_draws_it" {
  module {
    source = "./modules/database"
  }

  assert {
    condition     = aws_db_instance.this.engine == "postgres" && aws_db_instance.this.engine_version == "15" && aws_db_instance.this.instance_class == "db.t3.medium"
    error_message = "PostgreSQL 15 on db.t3.medium."
  }

  assert {
    condition     = aws_db_instance.this.storage_type == "gp3" && aws_db_instance.this.allocated_storage == 20 && aws_db_instance.this.storage_encrypted && aws_db_instance.this.kms_key_id == var.kms_key_arn
    error_message = "20 GiB of gp3, encrypted with the portal's key."
  }

  assert {
    condition     = aws_db_instance.this.backup_retention_period == 7 && !aws_db_instance.this.multi_az && !aws_db_instance.this.publicly_accessible && aws_db_instance.this.db_name == "aiportal"
    error_message = "Seven days of backups, one zone, private, named aiportal."
  }
}

run "keeps_what_must_not_be_lost" {
  module {
    source = "./modules/database"
  }

  assert {
    condition     = aws_db_instance.this.deletion_protection && !aws_db_instance.this.skip_final_snapshot && aws_db_instance.this.final_snapshot_identifier == "ai-portal-database-final" && !aws_db_instance.this.delete_automated_backups
    error_message = "By default nobody deletes the database by mistake, and a deletion leaves a snapshot with a fixed name."
  }
}

run "lets_rds_manage_the_password" {
  module {
    source = "./modules/database"
  }

  assert {
    condition     = aws_db_instance.this.manage_master_user_password && aws_db_instance.this.master_user_secret_kms_key_id == var.kms_key_arn
    error_message = "RDS keeps the password in an encrypted secret."
  }

  assert {
    condition     = aws_db_instance.this.password == null && length(aws_secretsmanager_secret.master) == 0
    error_message = "Terraform knows no password and makes no second secret."
  }
}

run "speaks_tls_and_logs_no_parameters" {
  module {
    source = "./modules/database"
  }

  assert {
    condition     = one([for parameter in aws_db_parameter_group.this.parameter : parameter.value if parameter.name == "rds.force_ssl"]) == "1"
    error_message = "Connections without TLS are refused."
  }

  assert {
    condition     = one([for parameter in aws_db_parameter_group.this.parameter : parameter.value if parameter.name == "log_parameter_max_length"]) == "0"
    error_message = "What users wrote does not reach the log."
  }

  assert {
    condition     = aws_db_parameter_group.this.family == "postgres15"
    error_message = "The parameter group fits the engine."
  }

  assert {
    condition     = toset(keys(aws_cloudwatch_log_group.this)) == toset(["ai-portal-database/postgresql", "ai-portal-database/upgrade"])
    error_message = "The logs have groups with a retention before RDS makes some without."
  }
}

run "adds_replicas_with_a_password_of_its_own" {
  variables {
    replicas                = 2
    master_password_version = 1
  }

  module {
    source = "./modules/database"
  }

  assert {
    condition     = toset(keys(aws_db_instance.replica)) == toset(["1", "2"]) && alltrue([for replica in values(aws_db_instance.replica) : replica.replicate_source_db == "ai-portal-database" && replica.storage_encrypted && !replica.publicly_accessible])
    error_message = "Replicas follow the database, encrypted and private."
  }

  assert {
    condition     = aws_db_instance.this.manage_master_user_password == null && aws_db_instance.this.password_wo_version == 1
    error_message = "RDS refuses replicas of an instance whose password it manages."
  }

  assert {
    condition     = aws_secretsmanager_secret_version.master[0].secret_string_wo_version == 1 && output.master_secret_arn == aws_secretsmanager_secret.master[0].arn
    error_message = "The password is written to a secret, by a write-only argument."
  }

  assert {
    condition     = output.replica_ids == ["ai-portal-database-replica-1", "ai-portal-database-replica-2"]
    error_message = "The replicas are named."
  }

  assert {
    condition     = length(aws_cloudwatch_log_group.this) == 6
    error_message = "Every instance has its log groups."
  }
}

run "rotates_the_password_monthly" {
  variables {
    master_password_version = 1
    rotation                = { function_arn = "arn:aws:lambda:eu-west-2:123456789012:function:ai-portal-rotate" }
  }

  module {
    source = "./modules/database"
  }

  assert {
    condition     = aws_secretsmanager_secret_rotation.master[0].rotation_rules[0].automatically_after_days == 30
    error_message = "The password changes every 30 days."
  }
}

run "monitors_closely_when_asked" {
  variables {
    monitoring_interval = 60
    multi_az            = true
  }

  module {
    source = "./modules/database"
  }

  assert {
    condition     = aws_db_instance.this.multi_az && aws_db_instance.this.monitoring_interval == 60 && aws_db_instance.this.monitoring_role_arn == aws_iam_role.monitoring[0].arn
    error_message = "Enhanced monitoring has its role."
  }
}

run "refuses_one_subnet" {
  command = plan

  variables {
    subnet_ids = ["subnet-a"]
  }

  module {
    source = "./modules/database"
  }

  expect_failures = [var.subnet_ids]
}

run "refuses_no_security_group" {
  command = plan

  variables {
    security_group_ids = []
  }

  module {
    source = "./modules/database"
  }

  expect_failures = [var.security_group_ids]
}

run "refuses_a_backup_shorter_than_seven_days" {
  command = plan

  variables {
    backup_days = 6
  }

  module {
    source = "./modules/database"
  }

  expect_failures = [var.backup_days]
}

run "refuses_a_backup_longer_than_rds_keeps" {
  command = plan

  variables {
    backup_days = 36
  }

  module {
    source = "./modules/database"
  }

  expect_failures = [var.backup_days]
}

run "refuses_postgresql_14" {
  command = plan

  variables {
    engine_version = "14.9"
  }

  module {
    source = "./modules/database"
  }

  expect_failures = [var.engine_version]
}

run "refuses_a_minor_version_that_rds_withdrew" {
  command = plan

  variables {
    engine_version = "15.4"
  }

  module {
    source = "./modules/database"
  }

  expect_failures = [var.engine_version]
}

run "refuses_less_storage_than_gp3_has" {
  command = plan

  variables {
    storage_gb = 10
  }

  module {
    source = "./modules/database"
  }

  expect_failures = [var.storage_gb]
}

run "refuses_a_growth_limit_below_the_storage" {
  command = plan

  variables {
    storage_gb     = 100
    max_storage_gb = 100
  }

  module {
    source = "./modules/database"
  }

  expect_failures = [var.max_storage_gb]
}

run "refuses_replicas_of_a_password_that_rds_manages" {
  command = plan

  variables {
    replicas = 1
  }

  module {
    source = "./modules/database"
  }

  expect_failures = [var.replicas]
}

run "refuses_rotation_of_a_password_that_rds_manages" {
  command = plan

  variables {
    rotation = { function_arn = "arn:aws:lambda:eu-west-2:123456789012:function:rotate" }
  }

  module {
    source = "./modules/database"
  }

  expect_failures = [var.rotation]
}

run "refuses_a_reserved_user_name" {
  command = plan

  variables {
    username = "admin"
  }

  module {
    source = "./modules/database"
  }

  expect_failures = [var.username]
}

run "refuses_a_database_name_with_hyphens" {
  command = plan

  variables {
    database_name = "ai-portal"
  }

  module {
    source = "./modules/database"
  }

  expect_failures = [var.database_name]
}

run "refuses_an_instance_class_of_ec2" {
  command = plan

  variables {
    instance_class = "t3.medium"
  }

  module {
    source = "./modules/database"
  }

  expect_failures = [var.instance_class]
}

run "refuses_an_odd_monitoring_interval" {
  command = plan

  variables {
    monitoring_interval = 7
  }

  module {
    source = "./modules/database"
  }

  expect_failures = [var.monitoring_interval]
}

run "refuses_version_0_of_the_password" {
  command = plan

  variables {
    master_password_version = 0
  }

  module {
    source = "./modules/database"
  }

  expect_failures = [var.master_password_version]
}

run "refuses_more_replicas_than_rds_has" {
  command = plan

  variables {
    replicas                = 6
    master_password_version = 1
  }

  module {
    source = "./modules/database"
  }

  expect_failures = [var.replicas]
}

run "refuses_a_rotation_every_zero_days" {
  command = plan

  variables {
    master_password_version = 1
    rotation                = { function_arn = "arn:aws:lambda:eu-west-2:123456789012:function:rotate", days = 0 }
  }

  module {
    source = "./modules/database"
  }

  expect_failures = [var.rotation]
}

run "makes_users_of_its_own_for_open_webui" {
  module {
    source = "./modules/database"
  }

  variables {
    application = { function_arn = "arn:aws:lambda:eu-west-2:123456789012:function:ai-portal-rotate-application-password" }
  }

  assert {
    condition     = aws_secretsmanager_secret_rotation.application[0].rotation_rules[0].automatically_after_days == 30 && aws_secretsmanager_secret.application[0].kms_key_id == var.kms_key_arn && output.application_secret_arn == aws_secretsmanager_secret.application[0].arn
    error_message = "Made at once, and renewed every month."
  }

  assert {
    condition     = jsondecode(aws_secretsmanager_secret_version.application[0].secret_string).password == "" && jsondecode(aws_secretsmanager_secret_version.application[0].secret_string).dbname == "aiportal"
    error_message = "No password is in the state: the function draws the first."
  }

  assert {
    condition     = contains(aws_secretsmanager_secret_version.application[0].version_stages, "FIRST")
    error_message = "A version without a label is deleted some day, and would be written anew over the current one."
  }
}

run "knows_the_authority_of_its_region" {
  command = plan

  module {
    source = "./modules/database"
  }

  assert {
    condition     = strcontains(output.ca_pem, "BEGIN CERTIFICATE") && output.ca_pem == file("modules/database/ca/eu-west-2.pem") && length(aws_secretsmanager_secret.application) == 0
    error_message = "RDS's own, or what is given."
  }
}

run "refuses_a_region_whose_authority_it_does_not_know" {
  command = plan

  module {
    source = "./modules/database"
  }

  override_data {
    target = data.aws_region.current
    values = { id = "xx-nowhere-1", name = "xx-nowhere-1" }
  }

  expect_failures = [aws_db_instance.this]
}

run "refuses_users_that_rotate_every_zero_days" {
  command = plan

  module {
    source = "./modules/database"
  }

  variables {
    application = { function_arn = "arn:aws:lambda:eu-west-2:123456789012:function:rotate", days = 0 }
  }

  expect_failures = [var.application]
}

run "refuses_what_is_no_certificate" {
  command = plan

  module {
    source = "./modules/database"
  }

  variables {
    ca_pem = "a file name"
  }

  expect_failures = [var.ca_pem]
}
