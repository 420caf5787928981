# In the place of the second region's backups: moto does not replicate automated backups.

output "kms_key_arn" {
  value = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555"
}

output "backup_arn" {
  value = "arn:aws:rds:eu-west-1:123456789012:auto-backup:ab-mock"
}
