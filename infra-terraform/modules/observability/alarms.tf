locals {
  on_machines       = { for key, workload in var.workloads : key => workload if workload.service == null }
  services          = { for key, workload in var.workloads : key => { ClusterName = workload.service.cluster, ServiceName = workload.service.name } if workload.service != null }
  machine_dimension = { for key, workload in local.on_machines : key => workload.autoscaling ? "AutoScalingGroupName" : "InstanceId" }

  machine = {
    for key, workload in local.on_machines :
    key => { (local.machine_dimension[key]) = workload.autoscaling ? workload.asg_name : workload.instance_id }
  }

  service_alarms = merge([
    for key, dimensions in local.services : {
      "${key}-cpu"    = { namespace = "AWS/ECS", metric = "CPUUtilization", dimensions = dimensions, threshold = 80, text = "CPU of ${key} above 80 % for 15 minutes" }
      "${key}-memory" = { namespace = "AWS/ECS", metric = "MemoryUtilization", dimensions = dimensions, threshold = 90, text = "Memory of ${key} above 90 % for 15 minutes" }
    }
  ]...)

  database_ids = var.database == null ? [] : concat([var.database.id], var.database.replica_ids)
  gib          = 1073741824

  # A model may think for a while before its first word; pages may not.
  first_byte_seconds = { webui = 10, gateway = 60 }

  balanced = { for key, workload in var.workloads : key => workload.load_balancer if workload.load_balancer != null }

  machine_alarms = merge([
    for key, dimensions in local.machine : {
      "${key}-cpu"    = { namespace = "AWS/EC2", metric = "CPUUtilization", dimensions = dimensions, threshold = 80, text = "CPU of ${key} above 80 % for 15 minutes" }
      "${key}-status" = { namespace = "AWS/EC2", metric = "StatusCheckFailed", dimensions = dimensions, statistic = "Maximum", threshold = 0, text = "A machine of ${key} fails its status check" }
      "${key}-memory" = { namespace = local.namespace, metric = "mem_used_percent", dimensions = dimensions, threshold = 90, text = "Memory of ${key} above 90 % for 15 minutes" }
      "${key}-disk"   = { namespace = local.namespace, metric = "disk_used_percent", dimensions = dimensions, statistic = "Maximum", threshold = 85, text = "Disk of ${key} above 85 %" }
    }
  ]...)

  credit_alarms = {
    for key, dimensions in local.machine :
    "${key}-credits" => { namespace = "AWS/EC2", metric = "CPUCreditBalance", dimensions = dimensions, statistic = "Minimum", below = true, threshold = 30, text = "${key} is about to run out of CPU credits: further ones are billed" }
    if var.workloads[key].burstable
  }

  database_credit_alarms = {
    for id in local.database_ids :
    "${id}-credits" => { namespace = "AWS/RDS", metric = "CPUCreditBalance", dimensions = { DBInstanceIdentifier = id }, statistic = "Minimum", below = true, threshold = 30, text = "${id} is about to run out of CPU credits: further ones are billed" }
    if try(var.database.burstable, false)
  }

  # ACM renews its own certificates 60 days before their end; one that was imported nobody does.
  certificate_alarms = {
    for use, arn in var.certificate_arns :
    "${use}-certificate" => { namespace = "AWS/CertificateManager", metric = "DaysToExpiry", dimensions = { CertificateArn = arn }, statistic = "Minimum", below = true, threshold = 30, text = "The certificate of the ${use} ends in less than 30 days" }
  }

  database_alarms = merge([
    for id in local.database_ids : {
      "${id}-cpu"          = { namespace = "AWS/RDS", metric = "CPUUtilization", dimensions = { DBInstanceIdentifier = id }, threshold = 80, text = "CPU of ${id} above 80 % for 15 minutes" }
      "${id}-free-storage" = { namespace = "AWS/RDS", metric = "FreeStorageSpace", dimensions = { DBInstanceIdentifier = id }, statistic = "Minimum", below = true, threshold = var.database.free_storage_gb * local.gib, text = "${id} has less than ${var.database.free_storage_gb} GiB of storage left" }
      "${id}-free-memory"  = { namespace = "AWS/RDS", metric = "FreeableMemory", dimensions = { DBInstanceIdentifier = id }, below = true, threshold = var.database.free_memory_mb * 1048576, text = "${id} has less than ${var.database.free_memory_mb} MB of memory left" }
      "${id}-read-iops"    = { namespace = "AWS/RDS", metric = "ReadIOPS", dimensions = { DBInstanceIdentifier = id }, threshold = var.database.iops, text = "${id} reads close to what its storage gives" }
      "${id}-write-iops"   = { namespace = "AWS/RDS", metric = "WriteIOPS", dimensions = { DBInstanceIdentifier = id }, threshold = var.database.iops, text = "${id} writes close to what its storage gives" }
      "${id}-connections"  = { namespace = "AWS/RDS", metric = "DatabaseConnections", dimensions = { DBInstanceIdentifier = id }, statistic = "Maximum", threshold = floor(var.database.max_connections * 0.8), text = "${id} uses more than 80 % of its connections" }
    }
  ]...)

  replica_alarms = {
    for id in slice(local.database_ids, min(1, length(local.database_ids)), length(local.database_ids)) :
    "${id}-lag" => { namespace = "AWS/RDS", metric = "ReplicaLag", dimensions = { DBInstanceIdentifier = id }, threshold = 300, text = "${id} is more than five minutes behind" }
  }

  load_balancer_alarms = merge([
    for key, balancer in local.balanced : {
      "${key}-balancer-5xx"     = { namespace = "AWS/ApplicationELB", metric = "HTTPCode_ELB_5XX_Count", dimensions = { LoadBalancer = balancer.arn_suffix }, statistic = "Sum", threshold = 10, text = "The load balancer of ${key} itself answers 5xx" }
      "${key}-balancer-targets" = { namespace = "AWS/ApplicationELB", metric = "HTTPCode_Target_5XX_Count", dimensions = { LoadBalancer = balancer.arn_suffix }, statistic = "Sum", threshold = 25, text = "Machines of ${key} answer 5xx" }
      "${key}-balancer-4xx"     = { namespace = "AWS/ApplicationELB", metric = "HTTPCode_Target_4XX_Count", dimensions = { LoadBalancer = balancer.arn_suffix }, statistic = "Sum", threshold = 500, text = "${key} refuses many requests: see whether people can sign in" }
      "${key}-balancer-latency" = { namespace = "AWS/ApplicationELB", metric = "TargetResponseTime", dimensions = { LoadBalancer = balancer.arn_suffix }, percentile = "p95", threshold = local.first_byte_seconds[key], text = "One in twenty answers of ${key} takes more than ${local.first_byte_seconds[key]} s to begin" }
      "${key}-unhealthy"        = { namespace = "AWS/ApplicationELB", metric = "UnHealthyHostCount", dimensions = { LoadBalancer = balancer.arn_suffix, TargetGroup = balancer.target_group_arn_suffix }, statistic = "Maximum", threshold = 0, text = "A machine of ${key} fails its health check" }
    }
  ]...)

  cache_alarms = merge([
    for id in var.cache_node_ids : {
      "${id}-cpu"    = { namespace = "AWS/ElastiCache", metric = "EngineCPUUtilization", dimensions = { CacheClusterId = id }, threshold = 80, text = "CPU of ${id} above 80 % for 15 minutes" }
      "${id}-memory" = { namespace = "AWS/ElastiCache", metric = "DatabaseMemoryUsagePercentage", dimensions = { CacheClusterId = id }, threshold = 80, text = "Memory of ${id} above 80 %" }
    }
  ]...)

  nat_alarms = {
    for index, id in var.nat_gateway_ids :
    "nat-${index + 1}-ports" => { namespace = "AWS/NATGateway", metric = "ErrorPortAllocation", dimensions = { NatGatewayId = id }, statistic = "Sum", threshold = 0, text = "A NAT gateway has run out of ports" }
  }

  gateway_alarms = {
    "gateway-duration"  = { namespace = local.namespace, metric = "GatewayDuration", dimensions = {}, percentile = "p95", threshold = var.gateway_thresholds.duration_p95_ms, text = "One in twenty requests takes the gateway more than ${var.gateway_thresholds.duration_p95_ms} ms" }
    "gateway-throttled" = { namespace = local.namespace, metric = "GatewayThrottled", dimensions = {}, statistic = "Sum", threshold = var.gateway_thresholds.throttled, text = "Bedrock or the gateway's limits refuse many requests" }
  }

  alarms = merge(
    local.machine_alarms, local.service_alarms, local.database_alarms, local.replica_alarms, local.load_balancer_alarms,
    local.credit_alarms, local.database_credit_alarms, local.certificate_alarms, local.cache_alarms, local.nat_alarms, local.gateway_alarms,
  )
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = local.alarms

  alarm_name          = "${var.name}-${trimprefix(each.key, "${var.name}-")}"
  alarm_description   = each.value.text
  namespace           = each.value.namespace
  metric_name         = each.value.metric
  dimensions          = each.value.dimensions
  statistic           = contains(keys(each.value), "percentile") ? null : try(each.value.statistic, "Average")
  extended_statistic  = try(each.value.percentile, null)
  comparison_operator = try(each.value.below, false) ? "LessThanThreshold" : "GreaterThanThreshold"
  threshold           = each.value.threshold
  period              = each.value.metric == "DaysToExpiry" ? 86400 : 300
  evaluation_periods  = each.value.metric == "DaysToExpiry" ? 1 : 3
  datapoints_to_alarm = each.value.metric == "DaysToExpiry" ? 1 : 3
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.this.arn]
  ok_actions          = [aws_sns_topic.this.arn]
  tags                = merge(var.tags, { Name = "${var.name}-${trimprefix(each.key, "${var.name}-")}" })
}

resource "aws_cloudwatch_metric_alarm" "gateway_failures" {
  alarm_name          = "${var.name}-gateway-failures"
  alarm_description   = "The gateway fails more than ${var.gateway_thresholds.error_percent} % of its requests"
  comparison_operator = "GreaterThanThreshold"
  threshold           = var.gateway_thresholds.error_percent
  evaluation_periods  = 3
  datapoints_to_alarm = 2
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.this.arn]
  ok_actions          = [aws_sns_topic.this.arn]
  tags                = merge(var.tags, { Name = "${var.name}-gateway-failures" })

  # A handful of requests says nothing about a share.
  metric_query {
    id          = "share"
    expression  = "IF(requests > 20, 100 * failures / requests, 0)"
    label       = "Failed requests (%)"
    return_data = true
  }

  dynamic "metric_query" {
    for_each = { requests = "GatewayRequests", failures = "GatewayFailures" }

    content {
      id = metric_query.key

      metric {
        namespace   = local.namespace
        metric_name = metric_query.value
        period      = 300
        stat        = "Sum"
      }
    }
  }
}

# A machine on broken hardware moves to other hardware by itself; groups replace theirs anyway.
resource "aws_cloudwatch_metric_alarm" "recover" {
  for_each = { for key, workload in local.on_machines : key => workload if !workload.autoscaling }

  alarm_name          = "${var.name}-${each.key}-recover"
  alarm_description   = "The hardware below ${each.key} is broken; EC2 recovers the machine"
  namespace           = "AWS/EC2"
  metric_name         = "StatusCheckFailed_System"
  dimensions          = local.machine[each.key]
  statistic           = "Maximum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  period              = 60
  evaluation_periods  = 2
  treat_missing_data  = "missing"
  alarm_actions       = [aws_sns_topic.this.arn, "arn:${data.aws_partition.current.partition}:automate:${local.region}:ec2:recover"]
  tags                = merge(var.tags, { Name = "${var.name}-${each.key}-recover" })
}
