# Who did what in the account: a CloudTrail trail over all regions, kept in a bucket of its own and
# in CloudWatch. Calls of Bedrock models are among the management events it records.

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
data "aws_region" "current" {}

locals {
  account_id = data.aws_caller_identity.current.account_id
  partition  = data.aws_partition.current.partition
  region     = data.aws_region.current.id
  trail_name = "${var.name}-trail"
  trail_arn  = "arn:${local.partition}:cloudtrail:${local.region}:${local.account_id}:trail/${local.trail_name}"

  # Written out, so that a plan shows the policies in full.
  bucket_name       = "${var.name}-audit-${local.account_id}-${local.region}"
  bucket_arn        = "arn:${local.partition}:s3:::${local.bucket_name}"
  trail_log_group   = "/ai-portal/${var.name}/trail"
  bedrock_log_group = "/ai-portal/${var.name}/bedrock"
  log_group_prefix  = "arn:${local.partition}:logs:${local.region}:${local.account_id}:log-group"
}

resource "aws_s3_bucket" "this" {
  count = var.trail_enabled ? 1 : 0

  bucket        = local.bucket_name
  force_destroy = var.force_destroy
  tags          = merge(var.tags, { Name = "${var.name}-audit" })
}

resource "aws_s3_bucket_public_access_block" "this" {
  count = var.trail_enabled ? 1 : 0

  bucket                  = aws_s3_bucket.this[0].id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "this" {
  count = var.trail_enabled ? 1 : 0

  bucket = aws_s3_bucket.this[0].id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_versioning" "this" {
  count = var.trail_enabled ? 1 : 0

  bucket = aws_s3_bucket.this[0].id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  count = var.trail_enabled ? 1 : 0

  bucket = aws_s3_bucket.this[0].id

  rule {
    bucket_key_enabled = true

    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = var.kms_key_arn
    }
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "this" {
  count = var.trail_enabled ? 1 : 0

  bucket = aws_s3_bucket.this[0].id

  rule {
    id     = "archive"
    status = "Enabled"

    filter {}

    transition {
      days          = 90
      storage_class = "GLACIER_IR"
    }

    noncurrent_version_expiration {
      noncurrent_days = 365
    }

    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }

  depends_on = [aws_s3_bucket_versioning.this]
}

resource "aws_s3_bucket_logging" "this" {
  count = var.trail_enabled && var.access_logs_bucket != null ? 1 : 0

  bucket        = aws_s3_bucket.this[0].id
  target_bucket = var.access_logs_bucket
  target_prefix = "s3/audit/"
}

data "aws_iam_policy_document" "bucket" {
  count = var.trail_enabled ? 1 : 0

  statement {
    sid       = "RefusePlainHttp"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [local.bucket_arn, "${local.bucket_arn}/*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }

  statement {
    sid       = "TrailReadsAcl"
    actions   = ["s3:GetBucketAcl"]
    resources = [local.bucket_arn]

    principals {
      type        = "Service"
      identifiers = ["cloudtrail.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceArn"
      values   = [local.trail_arn]
    }
  }

  statement {
    sid       = "TrailWrites"
    actions   = ["s3:PutObject"]
    resources = ["${local.bucket_arn}/AWSLogs/${local.account_id}/*"]

    principals {
      type        = "Service"
      identifiers = ["cloudtrail.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceArn"
      values   = [local.trail_arn]
    }

    condition {
      test     = "StringEquals"
      variable = "s3:x-amz-acl"
      values   = ["bucket-owner-full-control"]
    }
  }
}

resource "aws_s3_bucket_policy" "this" {
  count = var.trail_enabled ? 1 : 0

  bucket = aws_s3_bucket.this[0].id
  policy = data.aws_iam_policy_document.bucket[0].json

  depends_on = [aws_s3_bucket_public_access_block.this]
}

resource "aws_cloudwatch_log_group" "trail" {
  count = var.trail_enabled ? 1 : 0

  name              = local.trail_log_group
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn
  tags              = merge(var.tags, { Name = local.trail_name })
}

data "aws_iam_policy_document" "trail_trust" {
  count = var.trail_enabled ? 1 : 0

  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["cloudtrail.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceArn"
      values   = [local.trail_arn]
    }
  }
}

data "aws_iam_policy_document" "trail" {
  count = var.trail_enabled ? 1 : 0

  statement {
    sid       = "WriteTrail"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${local.log_group_prefix}:${local.trail_log_group}:log-stream:${local.account_id}_CloudTrail_*"]
  }
}

resource "aws_iam_role" "trail" {
  count = var.trail_enabled ? 1 : 0

  name_prefix          = "${var.name}-trail-"
  description          = "Lets CloudTrail write the trail of ${var.name} to CloudWatch"
  assume_role_policy   = data.aws_iam_policy_document.trail_trust[0].json
  permissions_boundary = var.permissions_boundary_arn
  tags                 = merge(var.tags, { Name = local.trail_name })
}

resource "aws_iam_role_policy" "trail" {
  count = var.trail_enabled ? 1 : 0

  name   = "write-trail"
  role   = aws_iam_role.trail[0].id
  policy = data.aws_iam_policy_document.trail[0].json
}

resource "aws_cloudtrail" "this" {
  count = var.trail_enabled ? 1 : 0

  name                          = local.trail_name
  s3_bucket_name                = aws_s3_bucket.this[0].id
  kms_key_id                    = var.kms_key_arn
  cloud_watch_logs_group_arn    = "${aws_cloudwatch_log_group.trail[0].arn}:*"
  cloud_watch_logs_role_arn     = aws_iam_role.trail[0].arn
  is_multi_region_trail         = true
  include_global_service_events = true
  enable_log_file_validation    = true
  tags                          = merge(var.tags, { Name = local.trail_name })

  depends_on = [aws_s3_bucket_policy.this, aws_iam_role_policy.trail]
}
