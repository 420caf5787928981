output "topic_arn" {
  description = "Topic that gets the alarm."
  value       = aws_sns_topic.this.arn
}
