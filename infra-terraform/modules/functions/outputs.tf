output "function_arns" {
  description = "ARNs of the functions, by name."
  value       = { for key, function in aws_lambda_function.this : key => function.arn }

  # Secrets Manager tests its right to call a function when rotation is turned on.
  depends_on = [aws_lambda_permission.this]
}

output "function_names" {
  description = "Names of the functions in Lambda, by name."
  value       = { for key, function in aws_lambda_function.this : key => function.function_name }
}

output "role_arns" {
  description = "ARNs of the functions' roles, by name."
  value       = { for key, role in aws_iam_role.this : key => role.arn }
}
