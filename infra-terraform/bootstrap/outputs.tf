output "backend" {
  description = "What to write into backend.hcl of an environment."
  value       = <<-EOT
    bucket       = "${aws_s3_bucket.state.id}"
    key          = "production/terraform.tfstate"
    region       = "${var.region}"
    encrypt      = true
    kms_key_id   = "${aws_kms_key.state.arn}"
    use_lockfile = true
  EOT
}

output "ci_role_arns" {
  description = "Roles of the pipeline, to plan and to apply; empty without ci."
  value       = { for role, made in aws_iam_role.ci : role => made.arn }
}
