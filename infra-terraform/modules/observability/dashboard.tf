locals {
  machine_series = { for key, dimensions in local.machine : key => flatten([for name, value in dimensions : [name, value]]) }

  gateway_widgets = [
    { title = "Requests and failures", stat = "Sum", metrics = [[local.namespace, "GatewayRequests"], [local.namespace, "GatewayFailures"], [local.namespace, "GatewayThrottled"]] },
    { title = "Duration of a request (p95, ms)", stat = "p95", metrics = [[local.namespace, "GatewayDuration"]] },
    { title = "Tokens", stat = "Sum", metrics = [[local.namespace, "GatewayInputTokens"], [local.namespace, "GatewayOutputTokens"]] },
  ]

  machine_widgets = [
    { title = "CPU of the machines (%)", stat = "Average", metrics = [for key in keys(local.on_machines) : concat(["AWS/EC2", "CPUUtilization"], local.machine_series[key], [{ label = key }])] },
    { title = "Memory of the machines (%)", stat = "Average", metrics = [for key in keys(local.on_machines) : concat([local.namespace, "mem_used_percent"], local.machine_series[key], [{ label = key }])] },
    { title = "Disk space in use (%)", stat = "Maximum", metrics = [for key in keys(local.on_machines) : concat([local.namespace, "disk_used_percent"], local.machine_series[key], [{ label = key }])] },
    { title = "Disk operations", stat = "Sum", metrics = flatten([for key in keys(local.on_machines) : [for metric in ["EBSReadOps", "EBSWriteOps"] : { series = concat(["AWS/EC2", metric], local.machine_series[key], [{ label = "${key} ${metric}" }]) }]])[*].series },
  ]

  service_widgets = [
    { title = "CPU of the tasks (%)", stat = "Average", metrics = [for key, dimensions in local.services : ["AWS/ECS", "CPUUtilization", "ClusterName", dimensions.ClusterName, "ServiceName", dimensions.ServiceName, { label = key }]] },
    { title = "Memory of the tasks (%)", stat = "Average", metrics = [for key, dimensions in local.services : ["AWS/ECS", "MemoryUtilization", "ClusterName", dimensions.ClusterName, "ServiceName", dimensions.ServiceName, { label = key }]] },
  ]

  database_widgets = [
    for panel in [
      { title = "CPU of the database (%)", stat = "Average", metrics = ["CPUUtilization"] },
      { title = "Free storage of the database (bytes)", stat = "Minimum", metrics = ["FreeStorageSpace"] },
      { title = "Reads and writes of the database a second", stat = "Average", metrics = ["ReadIOPS", "WriteIOPS"] },
      { title = "Connections of the database", stat = "Maximum", metrics = ["DatabaseConnections"] },
    ] :
    merge(panel, { metrics = [for pair in setproduct(panel.metrics, local.database_ids) : ["AWS/RDS", pair[0], "DBInstanceIdentifier", pair[1]]] })
    if var.database != null
  ]

  load_balancer_widgets = flatten([
    for key, balancer in local.balanced : [
      { title = "Requests to ${key}'s load balancer", stat = "Sum", metrics = [["AWS/ApplicationELB", "RequestCount", "LoadBalancer", balancer.arn_suffix]] },
      { title = "Errors at ${key}'s load balancer", stat = "Sum", metrics = [for metric in ["HTTPCode_ELB_5XX_Count", "HTTPCode_Target_5XX_Count", "HTTPCode_Target_4XX_Count"] : ["AWS/ApplicationELB", metric, "LoadBalancer", balancer.arn_suffix]] },
      { title = "Time to ${key}'s first byte (p95, s)", stat = "p95", metrics = [["AWS/ApplicationELB", "TargetResponseTime", "LoadBalancer", balancer.arn_suffix]] },
    ]
  ])

  cache_widgets = [for widget in [
    { title = "CPU of the cache (%)", stat = "Average", metrics = [for id in var.cache_node_ids : ["AWS/ElastiCache", "EngineCPUUtilization", "CacheClusterId", id]] },
    { title = "Memory of the cache (%)", stat = "Maximum", metrics = [for id in var.cache_node_ids : ["AWS/ElastiCache", "DatabaseMemoryUsagePercentage", "CacheClusterId", id]] },
  ] : widget if length(var.cache_node_ids) > 0]

  widgets = concat(local.gateway_widgets, local.load_balancer_widgets, length(local.on_machines) > 0 ? local.machine_widgets : [], length(local.services) > 0 ? local.service_widgets : [], local.database_widgets, local.cache_widgets)
}

# Three panels a row, each 8 of the 24 columns wide.
resource "aws_cloudwatch_dashboard" "this" {
  count = var.dashboard ? 1 : 0

  dashboard_name = var.name
  dashboard_body = jsonencode({
    widgets = [
      for index, widget in local.widgets : {
        type   = "metric"
        x      = index % 3 * 8
        y      = floor(index / 3) * 6
        width  = 8
        height = 6
        properties = {
          title   = widget.title
          region  = local.region
          view    = "timeSeries"
          period  = 300
          stat    = widget.stat
          metrics = widget.metrics
        }
      }
    ]
  })
}
