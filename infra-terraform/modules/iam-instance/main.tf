# The role of one workload's machines: Session Manager, its own log group and metrics, its own secrets and files, and,
# for the gateway, the configured Bedrock models. Nothing is shared between workloads.

data "aws_caller_identity" "current" {}
data "aws_region" "current" {}
data "aws_partition" "current" {}

locals {
  account_id = data.aws_caller_identity.current.account_id
  region     = data.aws_region.current.id
  partition  = data.aws_partition.current.partition
  bedrock    = "arn:${local.partition}:bedrock"

  # Every model may be called by its own id, in the portal's region only.
  direct_model_arns = [
    for model in values(var.bedrock_models) : "${local.bedrock}:${local.region}::foundation-model/${model.model_id}"
  ]

  # Models behind an inference profile: the profile here, and the model in every region the profile may route to.
  profiled = {
    for key, model in var.bedrock_models : key => {
      profile_arn = "${local.bedrock}:${local.region}:${local.account_id}:inference-profile/${model.profile_id}"
      model_arns  = [for region in model.regions : "${local.bedrock}:${region}::foundation-model/${model.model_id}"]
    } if model.profile_id != null
  }
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = [var.on_machines ? "ec2.amazonaws.com" : "ecs-tasks.amazonaws.com"]
    }

    # Tasks are told apart by account; EC2 says nothing of the kind.
    dynamic "condition" {
      for_each = var.on_machines ? [] : [1]

      content {
        test     = "StringEquals"
        variable = "aws:SourceAccount"
        values   = [local.account_id]
      }
    }
  }
}

data "aws_iam_policy_document" "this" {
  # The messages of the Session Manager agent cannot be limited to one machine.
  dynamic "statement" {
    for_each = var.on_machines ? [1] : []

    content {
      sid = "SessionManager"
      actions = [
        "ssm:UpdateInstanceInformation",
        "ssmmessages:CreateControlChannel",
        "ssmmessages:CreateDataChannel",
        "ssmmessages:OpenControlChannel",
        "ssmmessages:OpenDataChannel",
      ]
      resources = ["*"]
    }
  }

  dynamic "statement" {
    for_each = var.on_machines ? [1] : []

    content {
      sid       = "OwnMetrics"
      actions   = ["cloudwatch:PutMetricData"]
      resources = ["*"]

      condition {
        test     = "StringEquals"
        variable = "cloudwatch:namespace"
        values   = [var.metric_namespace]
      }
    }
  }

  # ECS writes what a task says, by the role that starts it.
  dynamic "statement" {
    for_each = var.on_machines ? [1] : []

    content {
      sid       = "OwnLogGroup"
      actions   = ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"]
      resources = ["${var.log_group_arn}:*"]
    }
  }

  dynamic "statement" {
    for_each = var.on_machines ? [1] : []

    content {
      sid       = "AgentConfiguration"
      actions   = ["ssm:GetParameter"]
      resources = [var.agent_config_arn]
    }
  }

  # The agent learns its group's name from the machine's tags; describing has no resource to be limited to.
  dynamic "statement" {
    for_each = var.in_group ? [1] : []

    content {
      sid       = "OwnTags"
      actions   = ["ec2:DescribeTags"]
      resources = ["*"]
    }
  }

  dynamic "statement" {
    for_each = length(var.secret_arns) == 0 ? [] : [1]

    content {
      sid       = "OwnSecrets"
      actions   = ["secretsmanager:GetSecretValue"]
      resources = values(var.secret_arns)
    }
  }

  dynamic "statement" {
    for_each = length(var.readable_object_arns) == 0 ? [] : [1]

    content {
      sid       = "OwnArtifacts"
      actions   = ["s3:GetObject"]
      resources = values(var.readable_object_arns)
    }
  }

  # A token opens the account's registry, not a repository in it.
  dynamic "statement" {
    for_each = length(var.image_repository_arns) == 0 ? [] : [1]

    content {
      sid       = "OwnRegistry"
      actions   = ["ecr:GetAuthorizationToken"]
      resources = ["*"]
    }
  }

  dynamic "statement" {
    for_each = length(var.image_repository_arns) == 0 ? [] : [1]

    content {
      sid       = "OwnImages"
      actions   = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
      resources = values(var.image_repository_arns)
    }
  }

  dynamic "statement" {
    for_each = var.uploads_enabled ? [1] : []

    content {
      sid       = "UploadedFiles"
      actions   = ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:PutObject"]
      resources = ["${var.uploads_bucket_arn}/*"]
    }
  }

  dynamic "statement" {
    for_each = var.uploads_enabled ? [1] : []

    content {
      sid       = "ListOfUploadedFiles"
      actions   = ["s3:ListBucket"]
      resources = [var.uploads_bucket_arn]
    }
  }

  statement {
    sid       = "KeyThroughTheServicesThatUseIt"
    actions   = var.uploads_enabled ? ["kms:Decrypt", "kms:GenerateDataKey"] : ["kms:Decrypt"]
    resources = [var.kms_key_arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["s3.${local.region}.amazonaws.com", "secretsmanager.${local.region}.amazonaws.com"]
    }
  }

  dynamic "statement" {
    for_each = length(local.direct_model_arns) == 0 ? [] : [1]

    content {
      sid       = "InvokeModels"
      actions   = ["bedrock:CountTokens", "bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"]
      resources = local.direct_model_arns
    }
  }

  dynamic "statement" {
    for_each = length(local.profiled) == 0 ? [] : [1]

    content {
      sid       = "InvokeProfiles"
      actions   = ["bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"]
      resources = [for model in values(local.profiled) : model.profile_arn]
    }
  }

  # In other regions the model of a profile is reachable through that profile alone.
  dynamic "statement" {
    for_each = local.profiled

    content {
      actions   = ["bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"]
      resources = statement.value.model_arns

      condition {
        test     = "StringEquals"
        variable = "bedrock:InferenceProfileArn"
        values   = [statement.value.profile_arn]
      }
    }
  }

  dynamic "statement" {
    for_each = var.guardrail_arn == null ? [] : [1]

    content {
      sid       = "Guardrail"
      actions   = ["bedrock:ApplyGuardrail"]
      resources = [var.guardrail_arn]
    }
  }

  # Models of other accounts, by a role there; the id keeps others from being served in this one's name.
  dynamic "statement" {
    for_each = var.assumed_roles

    content {
      actions   = ["sts:AssumeRole"]
      resources = [statement.value.role_arn]

      condition {
        test     = "StringEquals"
        variable = "sts:ExternalId"
        values   = [statement.value.external_id]
      }
    }
  }

  # Listing has no resource to be limited to.
  dynamic "statement" {
    for_each = length(var.bedrock_models) == 0 ? [] : [1]

    content {
      sid = "ListModels"
      actions = [
        "bedrock:GetInferenceProfile",
        "bedrock:ListFoundationModels",
        "bedrock:ListInferenceProfiles",
      ]
      resources = ["*"]
    }
  }

  # What a number in an ARN stands for: models of the account's own, which Bedrock tells of one at a time.
  dynamic "statement" {
    for_each = length(var.bedrock_models) == 0 ? [] : [1]

    content {
      sid = "LookUpOwnModels"
      actions = [
        "bedrock:GetCustomModelDeployment",
        "bedrock:GetImportedModel",
        "bedrock:GetProvisionedModelThroughput",
      ]
      resources = [
        for kind in ["custom-model-deployment", "imported-model", "provisioned-model"] :
        "${local.bedrock}:${local.region}:${local.account_id}:${kind}/*"
      ]
    }
  }
}

resource "aws_iam_role" "this" {
  name                 = var.name
  description          = var.description
  assume_role_policy   = data.aws_iam_policy_document.trust.json
  permissions_boundary = var.permissions_boundary_arn

  tags = merge(var.tags, { Name = var.name })
}

resource "aws_iam_role_policy" "this" {
  name   = "workload"
  role   = aws_iam_role.this.id
  policy = data.aws_iam_policy_document.this.json
}

resource "aws_iam_instance_profile" "this" {
  count = var.on_machines ? 1 : 0

  name = var.name
  role = aws_iam_role.this.name

  tags = merge(var.tags, { Name = var.name })

  # A machine that starts with the profile finds its permissions there.
  depends_on = [aws_iam_role_policy.this]
}

moved {
  from = aws_iam_instance_profile.this
  to   = aws_iam_instance_profile.this[0]
}
