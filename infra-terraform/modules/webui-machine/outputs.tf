output "user_data_base64" {
  description = "User data for a machine or launch template."
  value       = base64gzip(local.user_data)
}

output "user_data" {
  description = "The same as text, for review and tests."
  value       = local.user_data
}

output "files" {
  description = "Files the user data writes, by path, for review and tests."
  value       = { for path, file in local.files : path => file.content }
}

output "environment" {
  description = "Open WebUI's settings, less the secret ones."
  value       = { for key, value in local.environment : key => tostring(value) }
}
