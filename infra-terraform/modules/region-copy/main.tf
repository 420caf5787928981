# The database's automated backups, copied to a second region: what a restore after the loss of the
# first one starts from. Runs with a provider for that second region.

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}

data "aws_iam_policy_document" "key" {
  statement {
    sid       = "AccountDecidesByIam"
    actions   = ["kms:*"]
    resources = ["*"]

    principals {
      type        = "AWS"
      identifiers = ["arn:${data.aws_partition.current.partition}:iam::${data.aws_caller_identity.current.account_id}:root"]
    }
  }
}

resource "aws_kms_key" "this" {
  description             = "Copies of the backups of ${var.name}"
  enable_key_rotation     = true
  deletion_window_in_days = 30
  policy                  = data.aws_iam_policy_document.key.json
  tags                    = merge(var.tags, { Name = "${var.name}-region-copy" })
}

resource "aws_kms_alias" "this" {
  name          = "alias/${var.name}-region-copy"
  target_key_id = aws_kms_key.this.key_id
}

resource "aws_db_instance_automated_backups_replication" "this" {
  source_db_instance_arn = var.database_arn
  kms_key_id             = aws_kms_key.this.arn
  retention_period       = var.backup_days
}
