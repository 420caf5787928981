mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  name        = "ai-portal"
  kms_key_arn = "arn:aws:kms:eu-west-2:123456789012:key/11111111-2222-3333-4444-555555555555"
  workloads = {
    webui   = { instance_id = "i-0123456789abcdef0" }
    gateway = { instance_id = "i-0123456789abcdef1" }
  }
  database = { id = "ai-portal-database" }
}

run "watches_what_the_architecture_lists" {
  module {
    source = "./modules/observability"
  }

  assert {
    condition     = alltrue([for metric in ["CPUUtilization", "mem_used_percent", "disk_used_percent"] : contains([for alarm in values(aws_cloudwatch_metric_alarm.this) : alarm.metric_name if contains(keys(alarm.dimensions), "InstanceId")], metric)])
    error_message = "CPU, memory and disk of the machines."
  }

  assert {
    condition     = alltrue([for metric in ["CPUUtilization", "FreeStorageSpace", "ReadIOPS", "WriteIOPS", "DatabaseConnections"] : contains([for alarm in values(aws_cloudwatch_metric_alarm.this) : alarm.metric_name if alarm.namespace == "AWS/RDS"], metric)])
    error_message = "CPU, storage, operations and connections of the database."
  }

  assert {
    condition     = toset(keys(aws_cloudwatch_log_metric_filter.gateway)) == toset(["GatewayRequests", "GatewayFailures", "GatewayThrottled", "GatewayDuration", "GatewayInputTokens", "GatewayOutputTokens"])
    error_message = "Requests, failures, duration and tokens of the gateway."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.this["ai-portal-database-free-storage"].threshold == 4294967296 && aws_cloudwatch_metric_alarm.this["ai-portal-database-free-storage"].comparison_operator == "LessThanThreshold"
    error_message = "Storage runs low below 4 GiB."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.this["ai-portal-database-connections"].threshold == 320
    error_message = "Connections run short at four fifths."
  }
}

run "tells_the_topic_about_every_alarm" {
  variables {
    alarm_email = "ops@example.com"
  }

  module {
    source = "./modules/observability"
  }

  assert {
    condition     = alltrue([for alarm in concat(values(aws_cloudwatch_metric_alarm.this), values(aws_cloudwatch_metric_alarm.recover), [aws_cloudwatch_metric_alarm.gateway_failures]) : contains(alarm.alarm_actions, aws_sns_topic.this.arn)])
    error_message = "No alarm rings unheard."
  }

  assert {
    condition     = aws_sns_topic.this.kms_master_key_id == var.kms_key_arn && aws_sns_topic_subscription.email[0].endpoint == "ops@example.com"
    error_message = "The topic is encrypted and has a listener."
  }
}

run "recovers_single_machines" {
  module {
    source = "./modules/observability"
  }

  assert {
    condition     = keys(aws_cloudwatch_metric_alarm.recover) == ["gateway", "webui"] && alltrue([for alarm in values(aws_cloudwatch_metric_alarm.recover) : anytrue([for action in alarm.alarm_actions : endswith(action, ":ec2:recover")])])
    error_message = "A machine on broken hardware recovers."
  }
}

run "watches_groups_and_what_stands_around_them" {
  variables {
    workloads = {
      webui   = { autoscaling = true, asg_name = "ai-portal-webui", load_balancer = { arn_suffix = "app/webui/1", target_group_arn_suffix = "targetgroup/webui/1" } }
      gateway = { autoscaling = true, asg_name = "ai-portal-gateway", load_balancer = { arn_suffix = "app/gateway/1", target_group_arn_suffix = "targetgroup/gateway/1" } }
    }
    database        = { id = "ai-portal-database", replica_ids = ["ai-portal-database-replica-1"] }
    cache_node_ids  = ["ai-portal-cache-001", "ai-portal-cache-002"]
    nat_gateway_ids = ["nat-1", "nat-2"]
  }

  module {
    source = "./modules/observability"
  }

  assert {
    condition     = length(aws_cloudwatch_metric_alarm.recover) == 0 && aws_cloudwatch_metric_alarm.this["webui-cpu"].dimensions == tomap({ AutoScalingGroupName = "ai-portal-webui" })
    error_message = "Groups replace their machines, and are watched as a whole."
  }

  assert {
    condition     = alltrue([for key in ["webui-balancer-5xx", "gateway-balancer-latency", "webui-unhealthy", "ai-portal-database-replica-1-lag", "ai-portal-cache-002-memory", "nat-2-ports"] : contains(keys(aws_cloudwatch_metric_alarm.this), key)])
    error_message = "Load balancers, replica, cache and NAT gateways have alarms."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.this["webui-unhealthy"].dimensions == tomap({ LoadBalancer = "app/webui/1", TargetGroup = "targetgroup/webui/1" })
    error_message = "Health is that of the workload's own targets."
  }

  assert {
    condition     = jsondecode(aws_ssm_parameter.agent["webui"].value).metrics.aggregation_dimensions == [["AutoScalingGroupName"]]
    error_message = "The agent adds a group's machines up."
  }
}

run "collects_the_logs_of_the_workloads" {
  module {
    source = "./modules/observability"
  }

  assert {
    condition     = jsondecode(aws_ssm_parameter.agent["gateway"].value).logs.logs_collected.files.collect_list[0] == { file_path = "/var/log/ai-portal/gateway.log", log_group_name = "/ai-portal/ai-portal/gateway", log_stream_name = "{instance_id}" }
    error_message = "The agent reads the gateway's log."
  }

  assert {
    condition     = output.log_files == { gateway = "/var/log/ai-portal/gateway.log", webui = "/var/log/ai-portal/webui.log" }
    error_message = "Machines are told where to write."
  }

  assert {
    condition     = alltrue([for group in values(aws_cloudwatch_log_group.this) : group.kms_key_id == var.kms_key_arn && group.retention_in_days == 365])
    error_message = "Logs are encrypted and kept for a year."
  }
}

run "draws_a_dashboard_without_gaps" {
  module {
    source = "./modules/observability"
  }

  assert {
    condition     = length(jsondecode(aws_cloudwatch_dashboard.this[0].dashboard_body).widgets) == 11 && alltrue([for widget in jsondecode(aws_cloudwatch_dashboard.this[0].dashboard_body).widgets : length(widget.properties.metrics) > 0])
    error_message = "Gateway, machines and database each have their panels."
  }
}

run "watches_a_portal_without_a_database" {
  variables {
    database  = null
    dashboard = false
  }

  module {
    source = "./modules/observability"
  }

  assert {
    condition     = length([for alarm in values(aws_cloudwatch_metric_alarm.this) : alarm if alarm.namespace == "AWS/RDS"]) == 0 && output.dashboard_url == null
    error_message = "Nothing is watched that is not there."
  }
}

run "refuses_an_unknown_workload" {
  command = plan

  variables {
    workloads = { gateway = {}, worker = {} }
  }

  module {
    source = "./modules/observability"
  }

  expect_failures = [var.workloads]
}

run "refuses_a_portal_without_a_gateway" {
  command = plan

  variables {
    workloads = { webui = {} }
  }

  module {
    source = "./modules/observability"
  }

  expect_failures = [var.workloads]
}

run "refuses_what_is_no_address" {
  command = plan

  variables {
    alarm_email = "ops"
  }

  module {
    source = "./modules/observability"
  }

  expect_failures = [var.alarm_email]
}

run "refuses_a_threshold_of_nothing" {
  command = plan

  variables {
    gateway_thresholds = { error_percent = 0 }
  }

  module {
    source = "./modules/observability"
  }

  expect_failures = [var.gateway_thresholds]
}

run "refuses_a_database_without_connections" {
  command = plan

  variables {
    database = { id = "ai-portal-database", max_connections = 0 }
  }

  module {
    source = "./modules/observability"
  }

  expect_failures = [var.database]
}

run "refuses_a_retention_that_cloudwatch_lacks" {
  command = plan

  variables {
    log_retention_days = 100
  }

  module {
    source = "./modules/observability"
  }

  expect_failures = [var.log_retention_days]
}

run "hears_of_credits_memory_and_certificates" {
  module {
    source = "./modules/observability"
  }

  variables {
    workloads        = { gateway = { instance_id = "i-1", burstable = true }, webui = { instance_id = "i-2" } }
    database         = { id = "ai-portal-database", burstable = true }
    certificate_arns = { portal = "arn:aws:acm:eu-west-2:123456789012:certificate/1" }
  }

  assert {
    condition     = toset([for key, alarm in aws_cloudwatch_metric_alarm.this : key if alarm.metric_name == "CPUCreditBalance"]) == toset(["gateway-credits", "ai-portal-database-credits"])
    error_message = "What lives on CPU credits, and nothing else."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.this["ai-portal-database-free-memory"].threshold == 268435456 && aws_cloudwatch_metric_alarm.this["ai-portal-database-free-memory"].comparison_operator == "LessThanThreshold"
    error_message = "256 MB."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.this["portal-certificate"].period == 86400 && aws_cloudwatch_metric_alarm.this["portal-certificate"].threshold == 30 && aws_cloudwatch_metric_alarm.this["portal-certificate"].evaluation_periods == 1
    error_message = "A month before its end, by a metric that comes once a day."
  }
}

run "watches_services_without_machines" {
  command = plan

  module {
    source = "./modules/observability"
  }

  variables {
    workloads = {
      webui   = { autoscaling = true, service = { cluster = "ai-portal", name = "ai-portal-webui" } }
      gateway = { autoscaling = true, service = { cluster = "ai-portal", name = "ai-portal-gateway" } }
    }
  }

  assert {
    condition = alltrue([
      for key in ["webui-cpu", "webui-memory", "gateway-cpu", "gateway-memory"] :
      aws_cloudwatch_metric_alarm.this[key].namespace == "AWS/ECS" && aws_cloudwatch_metric_alarm.this[key].dimensions.ClusterName == "ai-portal"
    ])
    error_message = "CPU and memory of the tasks."
  }

  assert {
    condition     = length(aws_ssm_parameter.agent) == 0 && length(aws_cloudwatch_metric_alarm.recover) == 0 && !contains(keys(aws_cloudwatch_metric_alarm.this), "webui-disk")
    error_message = "No agent, no disk, no hardware."
  }

  assert {
    condition     = length(aws_cloudwatch_log_group.this) == 2 && strcontains(aws_cloudwatch_dashboard.this[0].dashboard_body, "MemoryUtilization") && !strcontains(aws_cloudwatch_dashboard.this[0].dashboard_body, "mem_used_percent")
    error_message = "Logs and panels of the tasks."
  }
}

run "uses_the_gateways_own_dashboard_and_alarms" {
  module {
    source = "./modules/observability"
  }

  assert {
    condition     = toset([for alarm in values(aws_cloudwatch_metric_alarm.gateway_log) : alarm.alarm_name]) == toset(["ai-portal-gateway-fails", "ai-portal-gateway-begins-late", "ai-portal-gateway-spends-much"])
    error_message = "Every alarm of the gateway's file."
  }

  assert {
    condition     = alltrue([for alarm in values(aws_cloudwatch_metric_alarm.gateway_log) : alarm.namespace == "AIPortal/Gateway" && alarm.dimensions.api == "ollama" && toset(alarm.alarm_actions) == toset([aws_sns_topic.this.arn])])
    error_message = "Over the metrics in its log, to the portal's topic."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.gateway_log["Slow"].extended_statistic == "p95" && aws_cloudwatch_metric_alarm.gateway_log["Slow"].statistic == null && aws_cloudwatch_metric_alarm.gateway_log["Failing"].statistic == "Average"
    error_message = "As the file says."
  }

  assert {
    condition     = aws_cloudwatch_dashboard.gateway_log["Dashboard"].dashboard_name == "ai-portal-gateway" && length(jsondecode(aws_cloudwatch_dashboard.gateway_log["Dashboard"].dashboard_body).widgets) == 8
    error_message = "The dashboard beside the portal's."
  }

  assert {
    condition     = !strcontains(aws_cloudwatch_dashboard.gateway_log["Dashboard"].dashboard_body, "AWS::")
    error_message = "With the region in its panels."
  }
}

run "watches_the_gateway_by_its_log_alone_where_it_writes_no_metrics" {
  command = plan

  module {
    source = "./modules/observability"
  }

  variables {
    gateway_metrics = false
  }

  assert {
    condition     = length(aws_cloudwatch_metric_alarm.gateway_log) == 0 && length(aws_cloudwatch_dashboard.gateway_log) == 0 && length(aws_cloudwatch_log_metric_filter.gateway) == 6
    error_message = "Nothing over metrics that nobody writes."
  }
}
