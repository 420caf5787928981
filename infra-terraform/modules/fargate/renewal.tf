# Tasks read their secrets when they start. New ones take their place on a schedule, one after the other, and so learn what
# was rotated meanwhile.

data "aws_iam_policy_document" "renewal_trust" {
  count = var.renewal == null ? 0 : 1

  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["scheduler.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account_id]
    }
  }
}

data "aws_iam_policy_document" "renewal" {
  count = var.renewal == null ? 0 : 1

  statement {
    actions   = ["ecs:UpdateService"]
    resources = [local.service]
  }

  # The scheduler decrypts what the schedule says with this role's rights.
  statement {
    actions   = ["kms:Decrypt"]
    resources = [var.kms_key_arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["scheduler.${local.region}.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "renewal" {
  count = var.renewal == null ? 0 : 1

  name                 = "${var.name}-renewal"
  description          = "Renews the tasks of ${var.name}"
  assume_role_policy   = data.aws_iam_policy_document.renewal_trust[0].json
  permissions_boundary = var.permissions_boundary_arn

  tags = merge(var.tags, { Name = "${var.name}-renewal" })
}

resource "aws_iam_role_policy" "renewal" {
  count = var.renewal == null ? 0 : 1

  name   = "renew"
  role   = aws_iam_role.renewal[0].id
  policy = data.aws_iam_policy_document.renewal[0].json
}

resource "aws_scheduler_schedule" "renewal" {
  count = var.renewal == null ? 0 : 1

  name                = "${var.name}-renewal"
  description         = "New tasks for ${var.name}, which read the secrets anew"
  kms_key_arn         = var.kms_key_arn
  schedule_expression = var.renewal

  flexible_time_window {
    mode = "OFF"
  }

  target {
    arn      = "arn:${local.partition}:scheduler:::aws-sdk:ecs:updateService"
    role_arn = aws_iam_role.renewal[0].arn
    input    = jsonencode({ Cluster = local.cluster, Service = aws_ecs_service.this.name, ForceNewDeployment = true })
  }

  depends_on = [aws_iam_role_policy.renewal]
}
