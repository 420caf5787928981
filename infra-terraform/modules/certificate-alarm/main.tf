# Tells the operators of a certificate that is about to end in another region than the portal's: CloudFront's, in us-east-1.
# Alarms tell topics of their own region only, so there is one more topic, which holds nothing but that alarm.

data "aws_caller_identity" "current" {}

# Without a key of its own: CloudWatch cannot publish under SNS's, and the text of the alarm is no secret.
resource "aws_sns_topic" "this" {
  name = "${var.name}-edge-alarms"
  tags = merge(var.tags, { Name = "${var.name}-edge-alarms" })
}

data "aws_iam_policy_document" "topic" {
  statement {
    sid       = "AlarmsOfThisAccountPublish"
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.this.arn]

    principals {
      type        = "Service"
      identifiers = ["cloudwatch.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.current.account_id]
    }
  }
}

resource "aws_sns_topic_policy" "this" {
  arn    = aws_sns_topic.this.arn
  policy = data.aws_iam_policy_document.topic.json
}

resource "aws_sns_topic_subscription" "email" {
  count = var.alarm_email == null ? 0 : 1

  topic_arn = aws_sns_topic.this.arn
  protocol  = "email"
  endpoint  = var.alarm_email
}

# ACM renews its own certificates 60 days before their end; one that was imported nobody does.
resource "aws_cloudwatch_metric_alarm" "this" {
  alarm_name          = "${var.name}-edge-certificate"
  alarm_description   = "CloudFront's certificate ends in less than 30 days"
  namespace           = "AWS/CertificateManager"
  metric_name         = "DaysToExpiry"
  dimensions          = { CertificateArn = var.certificate_arn }
  statistic           = "Minimum"
  comparison_operator = "LessThanThreshold"
  threshold           = 30
  period              = 86400
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.this.arn]
  ok_actions          = [aws_sns_topic.this.arn]
  tags                = merge(var.tags, { Name = "${var.name}-edge-certificate" })
}
