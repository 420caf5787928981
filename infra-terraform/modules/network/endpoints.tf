# Private ways to AWS services. S3 is free and always there; interface endpoints cost per zone and hour and are chosen.

data "aws_caller_identity" "current" {}
data "aws_region" "current" {}
data "aws_partition" "current" {}

# Credentials of another account are of no use behind our endpoints, but for the roles there that call models.
data "aws_iam_policy_document" "interface" {
  for_each = var.interface_endpoints

  statement {
    sid       = "OwnAccountOnly"
    actions   = each.key == "bedrock-runtime" ? ["bedrock:ApplyGuardrail", "bedrock:CountTokens", "bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"] : ["${local.endpoint_action_prefixes[each.key]}:*"]
    resources = ["*"]

    principals {
      type        = "AWS"
      identifiers = ["*"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:PrincipalAccount"
      values   = startswith(each.key, "bedrock") ? concat([data.aws_caller_identity.current.account_id], var.model_account_ids) : [data.aws_caller_identity.current.account_id]
    }
  }
}

locals {
  endpoint_action_prefixes = {
    bedrock        = "bedrock"
    ssm            = "ssm"
    sts            = "sts"
    ssmmessages    = "ssmmessages"
    ec2            = "ec2"
    ec2messages    = "ec2messages"
    "ecr.api"      = "ecr"
    "ecr.dkr"      = "ecr"
    logs           = "logs"
    monitoring     = "cloudwatch"
    secretsmanager = "secretsmanager"
    kms            = "kms"
  }
}

resource "aws_vpc_endpoint" "interface" {
  for_each = var.interface_endpoints

  vpc_id              = aws_vpc.this.id
  vpc_endpoint_type   = "Interface"
  service_name        = "com.amazonaws.${data.aws_region.current.id}.${each.key}"
  subnet_ids          = [for az in var.azs : aws_subnet.private[az].id]
  security_group_ids  = var.endpoint_security_group_ids
  private_dns_enabled = true
  policy              = data.aws_iam_policy_document.interface[each.key].json

  tags = merge(var.tags, { Name = "${var.name}-${each.key}" })
}

# Own principals; the package repositories of Amazon Linux (read without a signature); the layers of ECR images.
data "aws_iam_policy_document" "s3" {
  statement {
    sid       = "OwnAccountOnly"
    actions   = ["s3:*"]
    resources = ["*"]

    principals {
      type        = "AWS"
      identifiers = ["*"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:PrincipalAccount"
      values   = [data.aws_caller_identity.current.account_id]
    }
  }

  statement {
    sid     = "SystemPackages"
    actions = ["s3:GetObject"]
    resources = [
      "arn:${data.aws_partition.current.partition}:s3:::al2023-repos-${data.aws_region.current.id}-*/*",
      "arn:${data.aws_partition.current.partition}:s3:::prod-${data.aws_region.current.id}-starport-layer-bucket/*",
    ]

    principals {
      type        = "AWS"
      identifiers = ["*"]
    }
  }
}

resource "aws_vpc_endpoint" "s3" {
  vpc_id            = aws_vpc.this.id
  vpc_endpoint_type = "Gateway"
  service_name      = "com.amazonaws.${data.aws_region.current.id}.s3"
  route_table_ids   = concat(aws_route_table.public[*].id, [for az in var.azs : aws_route_table.private[az].id])
  policy            = data.aws_iam_policy_document.s3.json

  tags = merge(var.tags, { Name = "${var.name}-s3" })
}
