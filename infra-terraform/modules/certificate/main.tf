# An ACM certificate, proven by a record in a Route 53 zone. Runs in the region of its provider: CloudFront reads its
# certificates in us-east-1 only.

resource "aws_acm_certificate" "this" {
  domain_name       = var.domain
  validation_method = "DNS"

  tags = merge(var.tags, { Name = var.domain })

  lifecycle {
    create_before_destroy = true
  }
}

locals {
  # Picked by the known name, since the options themselves are known only after the certificate is asked for.
  proof = one([for option in aws_acm_certificate.this.domain_validation_options : option if option.domain_name == var.domain])
}

resource "aws_route53_record" "proof" {
  zone_id         = var.zone_id
  name            = local.proof.resource_record_name
  type            = local.proof.resource_record_type
  records         = [local.proof.resource_record_value]
  ttl             = 300
  allow_overwrite = true
}

resource "aws_acm_certificate_validation" "this" {
  certificate_arn         = aws_acm_certificate.this.arn
  validation_record_fqdns = [aws_route53_record.proof.fqdn]
}
