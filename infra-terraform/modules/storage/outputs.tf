output "artifacts_bucket" {
  description = "Bucket with the files that machines download at boot: name and ARN."
  value = {
    name = aws_s3_bucket.this["artifacts"].bucket
    arn  = aws_s3_bucket.this["artifacts"].arn
  }
}

output "uploads_bucket" {
  description = "Bucket of the users' uploads: name and ARN; null when uploads are off."
  value = var.uploads_enabled ? {
    name = aws_s3_bucket.this["uploads"].bucket
    arn  = aws_s3_bucket.this["uploads"].arn
  } : null
}

output "logs_bucket" {
  description = "Bucket of the access logs: name and ARN. Load balancers write below the prefix alb."
  value = {
    name = aws_s3_bucket.this["logs"].bucket
    arn  = aws_s3_bucket.this["logs"].arn
  }

  # A load balancer tests its right to write when logging is turned on.
  depends_on = [aws_s3_bucket_policy.this]
}
