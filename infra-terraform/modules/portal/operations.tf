# How the portal is watched, kept, switched off at night and paid.

locals {
  watched = {
    for workload, parts in {
      webui   = { machine = module.webui, group = module.webui_group, service = module.webui_service, alb = module.webui_alb }
      gateway = { machine = module.gateway, group = module.gateway_group, service = module.gateway_service, alb = module.gateway_alb }
    } :
    workload => {
      autoscaling   = local.scaled
      instance_id   = one(parts.machine[*].instance_id)
      asg_name      = one(parts.group[*].name)
      service       = one([for service in parts.service : { cluster = var.name, name = service.name }])
      burstable     = !local.fargate && alltrue([for kind in { webui = var.webui, gateway = var.gateway }[workload].instance_types : startswith(kind, "t")])
      load_balancer = one([for alb in parts.alb : { arn_suffix = alb.arn_suffix, target_group_arn_suffix = alb.target_group_arn_suffix }])
    }
  }
}

module "observability" {
  source = "../observability"

  name               = var.name
  tags               = var.tags
  kms_key_arn        = module.kms.key_arn
  log_retention_days = var.monitoring.log_retention_days
  alarm_email        = var.monitoring.alarm_email
  dashboard          = var.monitoring.dashboard
  gateway_metrics    = var.monitoring.gateway_metrics
  workloads          = local.watched
  certificate_arns   = local.scaled ? local.certificate_arns : {}
  database = {
    id          = module.database.instance_id
    replica_ids = module.database.replica_ids
    burstable   = startswith(var.database.instance_class, "db.t")
  }
  cache_node_ids  = flatten(module.cache[*].node_ids)
  nat_gateway_ids = local.network.nat_gateway_ids
}

module "edge_certificate_alarm" {
  source = "../certificate-alarm"
  count  = local.edge ? 1 : 0

  providers = { aws = aws.us_east_1 }

  name            = var.name
  tags            = var.tags
  certificate_arn = try(module.edge_certificate[0].arn, var.cdn.certificate_arn)
  alarm_email     = var.monitoring.alarm_email
}

module "audit" {
  source = "../audit"

  name                       = var.name
  tags                       = var.tags
  permissions_boundary_arn   = var.permissions_boundary_arn
  kms_key_arn                = module.kms.key_arn
  trail_enabled              = var.audit.trail_enabled
  bedrock_invocation_logging = var.audit.bedrock_invocation_logging
  access_logs_bucket         = module.storage.logs_bucket.name
  log_retention_days         = var.monitoring.log_retention_days
  force_destroy              = var.disposable
}

module "backup" {
  source = "../backup"
  count  = var.backup.images_enabled && !local.fargate ? 1 : 0

  name                     = var.name
  tags                     = var.tags
  permissions_boundary_arn = var.permissions_boundary_arn
  kms_key_arn              = module.kms.key_arn
  target_tags              = local.backup_tags
  schedule                 = var.backup.schedule
  retain                   = var.backup.retain
}

module "region_copy" {
  source = "../region-copy"
  count  = var.backup.database_copy ? 1 : 0

  providers = { aws = aws.recovery }

  name         = var.name
  tags         = var.tags
  database_arn = module.database.arn
  backup_days  = var.database.backup_days
}

module "schedule" {
  source = "../schedule"
  count  = var.office_hours.enabled ? 1 : 0

  name                     = var.name
  tags                     = var.tags
  permissions_boundary_arn = var.permissions_boundary_arn
  kms_key_arn              = module.kms.key_arn
  working_days             = var.office_hours.working_days
  start_time               = var.office_hours.start
  stop_time                = var.office_hours.stop
  timezone                 = var.office_hours.timezone

  instance_ids = local.scaled ? {} : { webui = module.webui[0].instance_id, gateway = module.gateway[0].instance_id }
  database     = var.database.replicas == 0 ? { id = module.database.instance_id, arn = module.database.arn } : null

  autoscaling_groups = local.grouped ? {
    webui   = merge(module.webui_group[0].size, { name = module.webui_group[0].name })
    gateway = merge(module.gateway_group[0].size, { name = module.gateway_group[0].name })
  } : {}
}

module "budget" {
  source = "../budget"
  count  = var.budget.limit == null ? 0 : 1

  name      = var.name
  tags      = var.tags
  limit     = var.budget.limit
  currency  = var.budget.currency
  emails    = var.budget.emails
  cost_tags = var.budget.cost_tags
  topic_arn = module.observability.topic_arn
}
