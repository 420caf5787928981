# One machine: encrypted gp3 root, IMDSv2 only, user data without secrets, reached through Session Manager.

resource "aws_instance" "this" {
  ami                         = var.ami_id
  instance_type               = var.instance_type
  subnet_id                   = var.subnet_id
  vpc_security_group_ids      = var.security_group_ids
  associate_public_ip_address = var.public
  iam_instance_profile        = var.instance_profile_name
  key_name                    = var.key_name
  ebs_optimized               = true
  monitoring                  = var.detailed_monitoring
  disable_api_termination     = var.termination_protection
  user_data_base64            = var.user_data_base64
  user_data_replace_on_change = true

  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = var.metadata_hop_limit
    instance_metadata_tags      = "disabled"
  }

  root_block_device {
    volume_type           = "gp3"
    volume_size           = var.root_gb
    encrypted             = true
    kms_key_id            = var.kms_key_arn
    delete_on_termination = true
    tags                  = merge(var.tags, { Name = var.name })
  }

  tags = merge(var.tags, var.instance_tags, { Name = var.name })

  lifecycle {
    # A newer system image must not replace a running machine behind its owner's back: taint or change the user data.
    ignore_changes = [ami]
  }
}

resource "aws_eip_association" "this" {
  count = var.associate_eip ? 1 : 0

  instance_id   = aws_instance.this.id
  allocation_id = var.eip_allocation_id
}
