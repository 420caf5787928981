# Weekly images (AMIs) of the machines, made and aged out by Data Lifecycle Manager: by their age, not by their number, since
# the images of a machine that is gone would never be followed by others.

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
data "aws_region" "current" {}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["dlm.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.current.account_id]
    }

    condition {
      test     = "ArnLike"
      variable = "aws:SourceArn"
      values = [
        "arn:${data.aws_partition.current.partition}:dlm:${data.aws_region.current.id}:${data.aws_caller_identity.current.account_id}:policy/*",
      ]
    }
  }
}

# The volumes of the machines are encrypted with this key, and so are their snapshots.
data "aws_iam_policy_document" "key" {
  statement {
    sid       = "UseKeyForImages"
    actions   = ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKeyWithoutPlaintext", "kms:ReEncryptFrom", "kms:ReEncryptTo"]
    resources = [var.kms_key_arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["ec2.${data.aws_region.current.id}.amazonaws.com"]
    }
  }

  statement {
    sid       = "GrantKeyToEbs"
    actions   = ["kms:CreateGrant"]
    resources = [var.kms_key_arn]

    condition {
      test     = "Bool"
      variable = "kms:GrantIsForAWSResource"
      values   = ["true"]
    }
  }
}

resource "aws_iam_role" "this" {
  name_prefix          = "${var.name}-backup-"
  description          = "Lets Data Lifecycle Manager make images of the machines of ${var.name}"
  assume_role_policy   = data.aws_iam_policy_document.trust.json
  permissions_boundary = var.permissions_boundary_arn
  tags                 = merge(var.tags, { Name = "${var.name}-backup" })
}

resource "aws_iam_role_policy_attachment" "images" {
  role       = aws_iam_role.this.name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/service-role/AWSDataLifecycleManagerServiceRoleForAMIManagement"
}

resource "aws_iam_role_policy" "key" {
  name   = "use-key"
  role   = aws_iam_role.this.id
  policy = data.aws_iam_policy_document.key.json
}

resource "aws_dlm_lifecycle_policy" "this" {
  description        = "Weekly images of ${var.name}"
  execution_role_arn = aws_iam_role.this.arn
  state              = "ENABLED"
  tags               = merge(var.tags, { Name = "${var.name}-backup" })

  policy_details {
    policy_type    = "IMAGE_MANAGEMENT"
    resource_types = ["INSTANCE"]
    target_tags    = var.target_tags

    parameters {
      no_reboot = !var.reboot
    }

    schedule {
      name      = "weekly"
      copy_tags = true
      tags_to_add = {
        Portal = var.name
      }

      create_rule {
        cron_expression = var.schedule
      }

      retain_rule {
        interval      = var.retain
        interval_unit = "WEEKS"
      }
    }
  }

  depends_on = [aws_iam_role_policy_attachment.images, aws_iam_role_policy.key]
}
