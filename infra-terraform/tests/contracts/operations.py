"""Alarms, the budget, office hours, mail."""

import json
import re

import policy
from contracts.shared import ACCOUNT, ACCOUNT_CONTEXT, REGION, compose, contract, gateway_environment, key, only, server, trusts

FALLS_BELOW = {"FreeStorageSpace", "CPUCreditBalance", "DaysToExpiry", "FreeableMemory"}


@contract
def alarms_reach_somebody(graph):
    topic = graph.one("aws_sns_topic", "module.observability")
    assert topic["kms_master_key_id"] == key(graph)["arn"]
    subscription = graph.one("aws_sns_topic_subscription", topic_arn=topic["arn"])
    assert subscription["protocol"] == "email" and subscription["endpoint"].endswith("@example.com")
    statements = graph.statements(graph.one("aws_sns_topic_policy", arn=topic["arn"])["policy"])
    for service in ("cloudwatch", "budgets", "ses"):
        assert policy.allowed(statements, "sns:Publish", topic["arn"], ACCOUNT_CONTEXT, f"{service}.amazonaws.com"), service
        for action in ("kms:Decrypt", "kms:GenerateDataKey"):
            assert policy.allowed(graph.statements(key(graph)["policy"]), action, key(graph)["arn"], ACCOUNT_CONTEXT, f"{service}.amazonaws.com"), service
    for address, alarm in graph.of("aws_cloudwatch_metric_alarm").items():
        if "edge_certificate_alarm" in address:
            continue
        assert topic["arn"] in (alarm["alarm_actions"] or []) and alarm["actions_enabled"] in (True, None), f"{address} tells nobody"
        below = (alarm["metric_name"] or "") in FALLS_BELOW
        assert alarm["comparison_operator"].startswith("LessThan" if below else "GreaterThan"), f"{address} looks the wrong way"
        looks_as_it_should(address, alarm, topic)
    budget = graph.one("aws_budgets_budget")
    for notification in budget["notification"]:
        assert 0 < notification["threshold"] <= 100 and notification["threshold_type"] == "PERCENTAGE"
        assert notification["subscriber_email_addresses"] or notification["subscriber_sns_topic_arns"] and notification["comparison_operator"] == "GREATER_THAN"
    assert {n["notification_type"] for n in budget["notification"]} == {"ACTUAL", "FORECASTED"} and budget["time_unit"] == "MONTHLY"


# How values within a period become one: a sum hides nothing, an average hides one machine of many.
STATISTICS = {
    "CPUCreditBalance": "Minimum",
    "DatabaseConnections": "Maximum",
    "DaysToExpiry": "Minimum",
    "ErrorPortAllocation": "Sum",
    "FreeStorageSpace": "Minimum",
    "GatewayThrottled": "Sum",
    "HTTPCode_ELB_5XX_Count": "Sum",
    "HTTPCode_Target_4XX_Count": "Sum",
    "HTTPCode_Target_5XX_Count": "Sum",
    "StatusCheckFailed": "Maximum",
    "cost_usd": "Sum",
    "StatusCheckFailed_System": "Maximum",
    "UnHealthyHostCount": "Maximum",
    "disk_used_percent": "Maximum",
}
PERCENTILES = {"GatewayDuration", "TargetResponseTime", "first_piece_ms"}


def looks_as_it_should(address, alarm, topic):
    metric = alarm["metric_name"]
    if metric in PERCENTILES:
        assert alarm["extended_statistic"] == "p95" and not alarm["statistic"], f"{address}: an average hides who waits"
    elif metric:
        assert alarm["statistic"] == STATISTICS.get(metric, "Average"), f"{address}: {alarm['statistic']}"
    assert not metric or alarm["period"] >= (60 if "recover" in address else 300), f"{address}: more often than its metric comes"
    if ".recover[" not in address:
        assert alarm["treat_missing_data"] == "notBreaching", f"{address}: silence is no alarm"
    if "alarm.this[" in address:
        assert alarm["ok_actions"] == [topic["arn"]], f"{address}: nobody hears that it is over"


@contract
def cloudfronts_certificate_does_not_end_unseen(graph):
    """Its region is us-east-1, and alarms tell topics of their own region only."""
    if graph.name in ("demo", "private"):
        return
    alarm = graph.one("aws_cloudwatch_metric_alarm", "edge_certificate_alarm")
    shown = graph.one("aws_cloudfront_distribution")["viewer_certificate"][0]["acm_certificate_arn"]
    assert alarm["metric_name"] == "DaysToExpiry" and alarm["dimensions"] == {"CertificateArn": shown}
    assert alarm["comparison_operator"] == "LessThanThreshold" and alarm["period"] == 86400
    topic = graph.one("aws_sns_topic", "edge_certificate_alarm")
    assert alarm["alarm_actions"] == [topic["arn"]] and ":us-east-1:" in topic["arn"] and ":us-east-1:" in shown
    subscription = graph.one("aws_sns_topic_subscription", topic_arn=topic["arn"])
    assert subscription["protocol"] == "email" and subscription["endpoint"].endswith("@example.com")
    statements = graph.statements(graph.one("aws_sns_topic_policy", arn=topic["arn"])["policy"])
    assert policy.allowed(statements, "sns:Publish", topic["arn"], ACCOUNT_CONTEXT, "cloudwatch.amazonaws.com")


# What the pattern of each metric of the gateway's log looks for.
FILTERED = {
    "GatewayRequests": '$.path = "/api/*"',
    "GatewayFailures": "$.status >= 500",
    "GatewayThrottled": "$.status = 429",
    "GatewayDuration": "$.duration_ms >= 0",
    "GatewayInputTokens": "$.prompt_tokens >= 0",
    "GatewayOutputTokens": "$.completion_tokens >= 0",
}


@contract
def alarms_watch_what_is_there(graph):
    targets = {
        "InstanceId": {v["id"] for v in graph.of("aws_instance").values()},
        "AutoScalingGroupName": {v["name"] for v in graph.of("aws_autoscaling_group").values()},
        "DBInstanceIdentifier": {v["identifier"] for v in graph.of("aws_db_instance").values()},
        "LoadBalancer": {v["arn_suffix"] for v in graph.of("aws_lb").values()},
        "TargetGroup": {v["arn_suffix"] for v in graph.of("aws_lb_target_group").values()},
        "NatGatewayId": {v["id"] for v in graph.of("aws_nat_gateway").values()},
        "CacheClusterId": {f"{v['replication_group_id']}-{n:03}" for v in graph.of("aws_elasticache_replication_group").values() for n in range(1, v["num_cache_clusters"] + 1)},
        "api": {"ollama"},
        "ClusterName": {v["name"] for v in graph.of("aws_ecs_cluster").values()},
        "ServiceName": {v["name"] for v in graph.of("aws_ecs_service").values()},
        "CertificateArn": {v["certificate_arn"] for v in graph.of("aws_lb_listener").values() if v["certificate_arn"]},
    }
    watched = {}
    for address, alarm in graph.of("aws_cloudwatch_metric_alarm").items():
        if "edge_certificate_alarm" in address:
            continue
        for name, value in (alarm["dimensions"] or {}).items():
            assert value in targets[name], f"{address} watches {value}, which is not there"
            watched.setdefault((alarm["metric_name"], name), set()).add(value)
    machines = "AutoScalingGroupName" if graph.scaled else "InstanceId"
    for metric in () if graph.tasks else ("CPUUtilization", "StatusCheckFailed", "mem_used_percent", "disk_used_percent"):
        assert watched[metric, machines] == targets[machines], metric
    for metric in ("CPUUtilization", "MemoryUtilization") if graph.tasks else ():
        assert watched[metric, "ServiceName"] == targets["ServiceName"], metric
    for metric in ("CPUUtilization", "FreeStorageSpace", "FreeableMemory", "DatabaseConnections", "ReadIOPS", "WriteIOPS"):
        assert watched[metric, "DBInstanceIdentifier"] == targets["DBInstanceIdentifier"], metric
    if graph.scaled:
        assert watched["DaysToExpiry", "CertificateArn"] == targets["CertificateArn"]
        for metric in ("HTTPCode_ELB_5XX_Count", "HTTPCode_Target_4XX_Count", "HTTPCode_Target_5XX_Count", "TargetResponseTime"):
            assert watched[metric, "LoadBalancer"] == targets["LoadBalancer"], metric
        assert watched["UnHealthyHostCount", "TargetGroup"] == targets["TargetGroup"]
        nodes = graph.one("aws_elasticache_replication_group")["num_cache_clusters"]
        for metric in ("EngineCPUUtilization", "DatabaseMemoryUsagePercentage"):
            assert len(watched[metric, "CacheClusterId"]) == nodes, metric
        replicas = {v["identifier"] for v in graph.of("aws_db_instance", ".replica[").values()}
        assert watched["ReplicaLag", "DBInstanceIdentifier"] == replicas
    else:
        assert watched["StatusCheckFailed_System", "InstanceId"] == targets["InstanceId"]
        assert watched["CPUCreditBalance", "InstanceId"] == targets["InstanceId"]
        assert watched["CPUCreditBalance", "DBInstanceIdentifier"] == targets["DBInstanceIdentifier"]
        for address, alarm in graph.of("aws_cloudwatch_metric_alarm", ".recover[").items():
            assert f"arn:aws:automate:{REGION}:ec2:recover" in alarm["alarm_actions"], address
    assert watched.get(("ErrorPortAllocation", "NatGatewayId"), set()) == targets["NatGatewayId"]
    own = {v["metric_name"] for v in graph.of("aws_cloudwatch_metric_alarm").values() if v["namespace"] == "AIPortal/ai-portal"}
    assert own >= {"GatewayDuration", "GatewayThrottled"}
    assert gateway_environment(graph).get("GATEWAY_METRICS_LOG") == "emf", "alarms over metrics that the gateway does not write"
    for metric in ("failed", "first_piece_ms", "cost_usd"):
        assert watched[metric, "api"] == {"ollama"}, f"the gateway's alarm of {metric}"
    assert len(graph.of("aws_cloudwatch_dashboard")) == 2 and all("eu-west-2" in v["dashboard_body"] and "AWS::" not in v["dashboard_body"] for v in graph.of("aws_cloudwatch_dashboard").values())
    queries = [q for v in graph.of("aws_cloudwatch_metric_alarm").values() for q in v["metric_query"]]
    assert {m["metric_name"] for q in queries for m in q["metric"]} == {"GatewayRequests", "GatewayFailures"}
    filtered = {v["metric_transformation"][0]["name"]: v for v in graph.of("aws_cloudwatch_log_metric_filter").values()}
    assert set(filtered) >= {"GatewayRequests", "GatewayFailures", "GatewayThrottled", "GatewayDuration"}
    fields = {"path", "status", "duration_ms", "prompt_tokens", "completion_tokens", "error"}
    for name, wanted in FILTERED.items():
        values = filtered[name]
        assert wanted in values["pattern"] and set(re.findall(r"\$\.(\w+)", values["pattern"])) <= fields, f"{name} counts other lines"
        assert values["metric_transformation"][0]["value"] == {"GatewayDuration": "$.duration_ms", "GatewayInputTokens": "$.prompt_tokens", "GatewayOutputTokens": "$.completion_tokens"}.get(name, "1")
    for values in filtered.values():
        assert values["log_group_name"] == "/ai-portal/ai-portal/gateway" and values["log_group_name"] in graph.log_groups()
        assert values["metric_transformation"][0]["namespace"] == "AIPortal/ai-portal"


@contract
def office_hours_stop_and_start_what_is_there(graph):
    if graph.tasks:
        return
    moments = {}
    if graph.scaled:
        groups = {v["name"]: v for v in graph.of("aws_autoscaling_group").values()}
        for action in graph.of("aws_autoscaling_schedule").values():
            assert action["autoscaling_group_name"] in groups
            moment = "stop" if action["desired_capacity"] == 0 else "start"
            group = groups[action["autoscaling_group_name"]]
            if moment == "start":
                assert all(action[size] == group[size] for size in ("min_size", "max_size", "desired_capacity"))
            else:
                assert action["min_size"] == 0
            moments.setdefault(action["autoscaling_group_name"], {})[moment] = action["recurrence"]
        assert set(moments) == set(groups)
    else:
        for schedule in graph.of("aws_scheduler_schedule").values():
            call, given = schedule["target"][0]["arn"].rsplit(":", 1)[-1], json.loads(schedule["target"][0]["input"])
            role = graph.one("aws_iam_role", arn=schedule["target"][0]["role_arn"])
            assert trusts(graph.statements(role["assume_role_policy"]), "scheduler.amazonaws.com")
            moment, statements = ("stop" if call.startswith("stop") else "start"), graph.policies_of_role(role)
            if "DbInstanceIdentifier" in given:
                database = graph.one("aws_db_instance", identifier=given["DbInstanceIdentifier"])
                resource, action = database["arn"], f"rds:{call[0].upper()}{call[1:]}"
            else:
                resource = f"arn:aws:ec2:{REGION}:{ACCOUNT}:instance/{given['InstanceIds'][0]}"
                assert given["InstanceIds"][0] in {v["id"] for v in graph.of("aws_instance").values()}
                action = f"ec2:{call[0].upper()}{call[1:]}"
            assert policy.allowed(statements, action, resource), f"{action} on {resource}"
            moments.setdefault(resource, {})[moment] = schedule["schedule_expression"]
        assert len(moments) == 3
    for times in moments.values():
        assert set(times) == {"start", "stop"}
        hours = {moment: int(re.search(r"(\d+) (\d+) [*?]", text).group(2)) for moment, text in times.items()}
        assert hours["start"] < hours["stop"], "closed by day"


@contract
def schedules_are_on(graph):
    for address, schedule in graph.of("aws_scheduler_schedule").items():
        assert schedule["state"] in ("ENABLED", None), address
        assert schedule["kms_key_arn"] == key(graph)["arn"], address


@contract
def the_version_that_runs_is_written_down(graph):
    """A plan reads it, to know whether two versions would share the database."""
    if not graph.scaled:
        return
    image = server(graph, "webui")["image"] if graph.tasks else compose(graph)["image"]
    written = graph.one("aws_ssm_parameter", "aws_ssm_parameter.running")
    assert written["name"] == "/ai-portal/ai-portal/running/open-webui" and f":{written['value']}@sha256:" in image
    looked_up = only([v for v in graph.data.values() if v["_type"] == "aws_ssm_parameters_by_path"], "places where a plan looks")
    assert looked_up["path"] == written["name"].rpartition("/")[0], "a plan looks for it elsewhere"


@contract
def mail_is_believed_and_its_bounces_are_heard(graph):
    for identity in graph.of("aws_sesv2_email_identity").values():
        records = {values["name"]: (values["type"], " ".join(values["records"] or [])) for values in graph.of("aws_route53_record", "module.email").values() if values["type"] != "TXT"}
        for token in identity["dkim_signing_attributes"][0]["tokens"]:
            assert records[f"{token}._domainkey.{identity['email_identity']}"] == ("CNAME", f"{token}.dkim.amazonses.com")
        sender = graph.one("aws_sesv2_email_identity_mail_from_attributes", email_identity=identity["email_identity"])["mail_from_domain"]
        assert records[sender] == ("MX", f"10 feedback-smtp.{REGION}.amazonses.com")
        told = graph.one("aws_sesv2_configuration_set_event_destination", configuration_set_name=identity["configuration_set_name"])["event_destination"][0]
        assert told["enabled"] and set(told["matching_event_types"]) >= {"BOUNCE", "COMPLAINT"}
        assert told["sns_destination"][0]["topic_arn"] == graph.one("aws_sns_topic", "module.observability")["arn"]
