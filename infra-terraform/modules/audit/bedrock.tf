# Bedrock's invocation log: who called which model with how many tokens; prompts only when asked for.

resource "aws_cloudwatch_log_group" "bedrock" {
  count = var.bedrock_invocation_logging.enabled ? 1 : 0

  name              = local.bedrock_log_group
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn
  tags              = merge(var.tags, { Name = "${var.name}-bedrock" })
}

data "aws_iam_policy_document" "bedrock_trust" {
  count = var.bedrock_invocation_logging.enabled ? 1 : 0

  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["bedrock.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account_id]
    }

    condition {
      test     = "ArnLike"
      variable = "aws:SourceArn"
      values   = ["arn:${local.partition}:bedrock:${local.region}:${local.account_id}:*"]
    }
  }
}

data "aws_iam_policy_document" "bedrock" {
  count = var.bedrock_invocation_logging.enabled ? 1 : 0

  statement {
    sid       = "WriteInvocations"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${local.log_group_prefix}:${local.bedrock_log_group}:log-stream:aws/bedrock/modelinvocations"]
  }
}

resource "aws_iam_role" "bedrock" {
  count = var.bedrock_invocation_logging.enabled ? 1 : 0

  name_prefix          = "${var.name}-bedrock-"
  description          = "Lets Bedrock write the invocation log of ${var.name}"
  assume_role_policy   = data.aws_iam_policy_document.bedrock_trust[0].json
  permissions_boundary = var.permissions_boundary_arn
  tags                 = merge(var.tags, { Name = "${var.name}-bedrock" })
}

resource "aws_iam_role_policy" "bedrock" {
  count = var.bedrock_invocation_logging.enabled ? 1 : 0

  name   = "write-invocations"
  role   = aws_iam_role.bedrock[0].id
  policy = data.aws_iam_policy_document.bedrock[0].json
}

resource "aws_bedrock_model_invocation_logging_configuration" "this" {
  count = var.bedrock_invocation_logging.enabled ? 1 : 0

  logging_config {
    text_data_delivery_enabled      = var.bedrock_invocation_logging.text
    embedding_data_delivery_enabled = false
    image_data_delivery_enabled     = false
    video_data_delivery_enabled     = false

    cloudwatch_config {
      log_group_name = aws_cloudwatch_log_group.bedrock[0].name
      role_arn       = aws_iam_role.bedrock[0].arn
    }
  }

  depends_on = [aws_iam_role_policy.bedrock]
}
