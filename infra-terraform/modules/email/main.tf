# Mail from the portal's domain by Amazon SES: signed (DKIM), with an own return path (SPF) and a
# DMARC policy; bounces and complaints go to the operators' topic.

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
data "aws_region" "current" {}

locals {
  region           = data.aws_region.current.id
  mail_from_domain = "${var.mail_from}.${var.domain}"
  sender           = "${var.sender}@${var.domain}"

  # Written out, so that a plan shows the policy in full.
  ses_arn = "arn:${data.aws_partition.current.partition}:ses:${local.region}:${data.aws_caller_identity.current.account_id}"

  # SES gives every identity three DKIM tokens.
  records = merge(
    {
      for index in range(3) : "dkim-${index + 1}" => {
        name  = "${aws_sesv2_email_identity.this.dkim_signing_attributes[0].tokens[index]}._domainkey.${var.domain}"
        type  = "CNAME"
        value = "${aws_sesv2_email_identity.this.dkim_signing_attributes[0].tokens[index]}.dkim.amazonses.com"
      }
    },
    {
      mail-from = { name = local.mail_from_domain, type = "MX", value = "10 feedback-smtp.${local.region}.amazonses.com" }
      spf       = { name = local.mail_from_domain, type = "TXT", value = "v=spf1 include:amazonses.com -all" }
      dmarc     = { name = "_dmarc.${var.domain}", type = "TXT", value = "v=DMARC1; p=quarantine; adkim=s" }
    },
  )
}

resource "aws_sesv2_configuration_set" "this" {
  configuration_set_name = var.name
  tags                   = merge(var.tags, { Name = "${var.name}-email" })

  delivery_options {
    tls_policy = "REQUIRE"
  }

  reputation_options {
    reputation_metrics_enabled = true
  }

  suppression_options {
    suppressed_reasons = ["BOUNCE", "COMPLAINT"]
  }
}

resource "aws_sesv2_configuration_set_event_destination" "this" {
  configuration_set_name = aws_sesv2_configuration_set.this.configuration_set_name
  event_destination_name = "operators"

  event_destination {
    enabled              = true
    matching_event_types = ["BOUNCE", "COMPLAINT", "REJECT"]

    sns_destination {
      topic_arn = var.topic_arn
    }
  }
}

resource "aws_sesv2_email_identity" "this" {
  email_identity         = var.domain
  configuration_set_name = aws_sesv2_configuration_set.this.configuration_set_name
  tags                   = merge(var.tags, { Name = "${var.name}-email" })

  dkim_signing_attributes {
    next_signing_key_length = "RSA_2048_BIT"
  }
}

resource "aws_sesv2_email_identity_mail_from_attributes" "this" {
  email_identity         = aws_sesv2_email_identity.this.email_identity
  mail_from_domain       = local.mail_from_domain
  behavior_on_mx_failure = "REJECT_MESSAGE"
}

resource "aws_route53_record" "this" {
  for_each = { for key, record in local.records : key => record if var.zone_id != null }

  zone_id = var.zone_id
  name    = each.value.name
  type    = each.value.type
  ttl     = 1800
  records = [each.value.value]
}

data "aws_iam_policy_document" "sender" {
  statement {
    sid       = "SendAsPortal"
    actions   = ["ses:SendEmail", "ses:SendRawEmail"]
    resources = ["${local.ses_arn}:identity/${var.domain}", "${local.ses_arn}:configuration-set/${var.name}"]

    condition {
      test     = "StringEquals"
      variable = "ses:FromAddress"
      values   = [local.sender]
    }
  }
}
