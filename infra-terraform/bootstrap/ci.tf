# Roles for a pipeline that signs in by OpenID Connect: no key of AWS is kept anywhere. One plans, for any branch and pull
# request, and may only read, but no secret: it plans with -refresh=false, as a refresh reads their values; one applies, for one protected environment of the repository, and may do what policy_arns say.

locals {
  issuer = try(trimprefix(var.ci.issuer, "https://"), "")

  # Who may take on which role, as the provider's tokens name them.
  ci_roles = var.ci == null ? {} : {
    plan  = { subjects = var.ci.plan_subjects, policies = ["arn:${data.aws_partition.current.partition}:iam::aws:policy/ReadOnlyAccess"] }
    apply = { subjects = var.ci.apply_subjects, policies = var.ci.policy_arns }
  }

  ci_policies = merge([
    for role, given in local.ci_roles : { for arn in given.policies : "${role} ${arn}" => { role = role, arn = arn } }
  ]...)
}

resource "aws_iam_openid_connect_provider" "ci" {
  count = var.ci == null ? 0 : 1

  url            = var.ci.issuer
  client_id_list = ["sts.amazonaws.com"]
}

data "aws_iam_policy_document" "ci_trust" {
  for_each = local.ci_roles

  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]

    principals {
      type        = "Federated"
      identifiers = [aws_iam_openid_connect_provider.ci[0].arn]
    }

    condition {
      test     = "StringEquals"
      variable = "${local.issuer}:aud"
      values   = ["sts.amazonaws.com"]
    }

    condition {
      test     = "StringLike"
      variable = "${local.issuer}:sub"
      values   = each.value.subjects
    }
  }
}

resource "aws_iam_role" "ci" {
  for_each = local.ci_roles

  name                 = "${var.name}-ci-${each.key}"
  description          = "What the pipeline of ${var.name} may do to ${each.key}"
  assume_role_policy   = data.aws_iam_policy_document.ci_trust[each.key].json
  permissions_boundary = var.permissions_boundary_arn
  max_session_duration = each.key == "apply" ? 7200 : 3600
}

resource "aws_iam_role_policy_attachment" "ci" {
  for_each = local.ci_policies

  role       = aws_iam_role.ci[each.value.role].name
  policy_arn = each.value.arn
}

# The state, and its lock, which a plan takes as well.
data "aws_iam_policy_document" "ci" {
  statement {
    sid       = "ReadState"
    actions   = ["s3:GetObject", "s3:ListBucket"]
    resources = [local.arn, "${local.arn}/*"]
  }

  statement {
    sid       = "Lock"
    actions   = ["s3:DeleteObject", "s3:PutObject"]
    resources = ["${local.arn}/*.tflock"]
  }

  # Terraform draws passwords while it plans; none of them is written before an apply.
  statement {
    sid       = "DrawPasswords"
    actions   = ["secretsmanager:GetRandomPassword"]
    resources = ["*"]
  }

  # What people uploaded is no business of a pipeline's.
  statement {
    sid       = "NotTheUsersFiles"
    effect    = "Deny"
    actions   = ["s3:GetObject", "s3:GetObjectVersion"]
    resources = ["arn:${data.aws_partition.current.partition}:s3:::${var.name}*-uploads-*/*"]
  }

  statement {
    sid       = "UseKey"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [aws_kms_key.state.arn]
  }
}

data "aws_iam_policy_document" "ci_write" {
  statement {
    sid       = "WriteState"
    actions   = ["s3:PutObject"]
    resources = ["${local.arn}/*"]
  }
}

resource "aws_iam_role_policy" "ci" {
  for_each = local.ci_roles

  name   = "state"
  role   = aws_iam_role.ci[each.key].id
  policy = data.aws_iam_policy_document.ci.json
}

resource "aws_iam_role_policy" "ci_write" {
  count = var.ci == null ? 0 : 1

  name   = "write-state"
  role   = aws_iam_role.ci["apply"].id
  policy = data.aws_iam_policy_document.ci_write.json
}
