output "repository_url" {
  description = "Address of the repository, without a tag."
  value       = local.repository_url
  depends_on  = [aws_ecr_repository.this]
}

output "repository_arn" {
  description = "ARN of the repository."
  value       = aws_ecr_repository.this.arn
}
