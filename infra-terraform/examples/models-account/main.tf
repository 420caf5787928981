# For another account whose models the gateway may call: the role that model_accounts names. Applied there, by whoever owns it.

variable "gateway_role_arn" {
  description = "Role of the portal's gateway (output role_arns.gateway), which may take this one on."
  type        = string
}

variable "external_id" {
  description = "What the gateway says with every request for the role; the same in model_accounts."
  type        = string
}

variable "models" {
  description = "Models that may be called: the id, and with a profile its id and the regions that it routes to."
  type        = map(object({ model_id = string, profile_id = optional(string), regions = optional(list(string), []) }))
}

variable "guardrail_arn" {
  description = "Guardrail that the portal's calls name, if any: of this account, or shared with it; null without one."
  type        = string
  default     = null
}

provider "aws" {
  region = "eu-west-2"
}

data "aws_caller_identity" "current" {}
data "aws_region" "current" {}

locals {
  here     = data.aws_region.current.id
  profiled = { for name, model in var.models : name => model if model.profile_id != null }
  profiles = { for name, model in local.profiled : name => "arn:aws:bedrock:${local.here}:${data.aws_caller_identity.current.account_id}:inference-profile/${model.profile_id}" }
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "AWS"
      identifiers = [var.gateway_role_arn]
    }

    condition {
      test     = "StringEquals"
      variable = "sts:ExternalId"
      values   = [var.external_id]
    }
  }
}

data "aws_iam_policy_document" "models" {
  statement {
    actions   = ["bedrock:CountTokens", "bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"]
    resources = concat([for model in values(var.models) : "arn:aws:bedrock:${local.here}::foundation-model/${model.model_id}"], values(local.profiles))
  }

  dynamic "statement" {
    for_each = local.profiled

    content {
      actions   = ["bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"]
      resources = [for region in statement.value.regions : "arn:aws:bedrock:${region}::foundation-model/${statement.value.model_id}"]

      condition {
        test     = "StringEquals"
        variable = "bedrock:InferenceProfileArn"
        values   = [local.profiles[statement.key]]
      }
    }
  }

  dynamic "statement" {
    for_each = var.guardrail_arn[*]

    content {
      actions   = ["bedrock:ApplyGuardrail"]
      resources = [statement.value]
    }
  }

  # Listing has no resource to be limited to.
  statement {
    actions   = ["bedrock:GetInferenceProfile", "bedrock:ListFoundationModels", "bedrock:ListInferenceProfiles"]
    resources = ["*"]
  }
}

resource "aws_iam_role" "bedrock" {
  name               = "bedrock"
  description        = "Lets the portal's gateway call models of this account"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

resource "aws_iam_role_policy" "models" {
  name   = "models"
  role   = aws_iam_role.bedrock.id
  policy = data.aws_iam_policy_document.models.json
}

output "role_arn" {
  description = "For model_accounts."
  value       = aws_iam_role.bedrock.arn
}
