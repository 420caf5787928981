mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  name                  = "ai-portal-webui"
  ami_id                = "ami-0123456789abcdef0"
  instance_type         = "t3.large"
  subnet_id             = "subnet-0123456789abcdef0"
  security_group_ids    = ["sg-0123456789abcdef0"]
  instance_profile_name = "ai-portal-webui"
  user_data_base64      = "IyEvYmluL2Jhc2g="
  kms_key_arn           = "arn:aws:kms:eu-west-2:123456789012:key/11111111-2222-3333-4444-555555555555"
}

run "is_hardened" {
  module {
    source = "./modules/instance"
  }

  assert {
    condition     = aws_instance.this.metadata_options[0].http_tokens == "required" && aws_instance.this.metadata_options[0].http_put_response_hop_limit == 1
    error_message = "IMDSv2 only, and no further than the machine."
  }

  assert {
    condition     = aws_instance.this.root_block_device[0].encrypted && aws_instance.this.root_block_device[0].volume_type == "gp3" && aws_instance.this.root_block_device[0].kms_key_id == var.kms_key_arn
    error_message = "Encrypted with the portal's key."
  }

  assert {
    condition     = aws_instance.this.ebs_optimized && aws_instance.this.monitoring
    error_message = "One-minute metrics and a disk channel of its own."
  }

  assert {
    condition     = !aws_instance.this.associate_public_ip_address && length(aws_eip_association.this) == 0
    error_message = "No public address."
  }
}

run "takes_an_address_that_outlives_it" {
  module {
    source = "./modules/instance"
  }

  variables {
    public            = true
    associate_eip     = true
    eip_allocation_id = "eipalloc-0123456789abcdef0"
  }

  assert {
    condition     = aws_eip_association.this[0].allocation_id == "eipalloc-0123456789abcdef0"
    error_message = "The given address."
  }
}

run "carries_the_tag_its_backup_looks_for" {
  module {
    source = "./modules/instance"
  }

  variables {
    instance_tags = { Backup = "ai-portal-weekly" }
  }

  assert {
    condition     = aws_instance.this.tags["Backup"] == "ai-portal-weekly"
    error_message = "The machine has it."
  }

  assert {
    condition     = !contains(keys(aws_instance.this.root_block_device[0].tags), "Backup")
    error_message = "The volume does not: images are made of machines."
  }
}

run "refuses_a_name_with_dots" {
  command = plan

  module {
    source = "./modules/instance"
  }

  variables {
    name = "ai.portal"
  }

  expect_failures = [var.name]
}

run "refuses_a_database_class" {
  command = plan

  module {
    source = "./modules/instance"
  }

  variables {
    instance_type = "t3-large"
  }

  expect_failures = [var.instance_type]
}

run "refuses_no_security_group" {
  command = plan

  module {
    source = "./modules/instance"
  }

  variables {
    security_group_ids = []
  }

  expect_failures = [var.security_group_ids]
}

run "refuses_user_data_over_the_limit" {
  command = plan

  module {
    source = "./modules/instance"
  }

  variables {
    user_data_base64 = join("", [for i in range(1000) : "aaaaaaaaaaaaaaaaaaaaaa"])
  }

  expect_failures = [var.user_data_base64]
}

run "refuses_three_hops" {
  command = plan

  module {
    source = "./modules/instance"
  }

  variables {
    metadata_hop_limit = 3
  }

  expect_failures = [var.metadata_hop_limit]
}

run "refuses_a_disk_too_small_for_the_system" {
  command = plan

  module {
    source = "./modules/instance"
  }

  variables {
    root_gb = 4
  }

  expect_failures = [var.root_gb]
}
