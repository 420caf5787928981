output "trail_arn" {
  description = "ARN of the trail; null when it is off."
  value       = one(aws_cloudtrail.this[*].arn)
}

output "bucket" {
  description = "Name of the bucket of the trail; null when it is off."
  value       = one(aws_s3_bucket.this[*].id)
}

output "bedrock_log_group_name" {
  description = "Log group of Bedrock's invocation log; null when it is off."
  value       = one(aws_cloudwatch_log_group.bedrock[*].name)
}
