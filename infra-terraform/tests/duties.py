"""What holds of roles, alarms, outputs and scripts wherever they are, by tables of what they are for."""

import fnmatch
import ipaddress
import json
import re
import urllib.parse

import policy
from contracts import shared
from contracts.shared import ACCOUNT, REGION, application_secret, contract, key, master_secret_arn, only
from graph import BESIDE

# ---- Who may take on a role, and what a role may touch

# By which condition a service shows that it acts for this portal; EC2 and Lambda act for who may pass the role.
SHOWS = {
    "bedrock.amazonaws.com": f"arn:aws:bedrock:{REGION}:{ACCOUNT}:*",
    "cloudtrail.amazonaws.com": f"arn:aws:cloudtrail:{REGION}:{ACCOUNT}:trail/ai-portal-trail",
    "dlm.amazonaws.com": f"arn:aws:dlm:{REGION}:{ACCOUNT}:policy/*",
    "ec2.amazonaws.com": None,
    "ecs-tasks.amazonaws.com": ACCOUNT,
    "lambda.amazonaws.com": None,
    "monitoring.rds.amazonaws.com": ACCOUNT,
    "scheduler.amazonaws.com": ACCOUNT,
    "vpc-flow-logs.amazonaws.com": ACCOUNT,
}


@contract
def roles_are_taken_on_for_this_portal_alone(graph):
    for address, role in graph.of("aws_iam_role").items():
        for one in graph.statements(role["assume_role_policy"]):
            service = only(policy.as_list(one["Principal"]["Service"]), f"services of {address}")
            given = {k: v for keys in one.get("Condition", {}).values() for k, values in keys.items() for v in values}
            assert one["Action"] == ["sts:AssumeRole"] and one["Effect"] == "Allow"
            assert (SHOWS[service] is None and not given) or SHOWS[service] in given.values(), f"{address}: {given}"
            assert given.get("aws:SourceAccount", ACCOUNT) == ACCOUNT, address
            if "aws:SourceArn" in given:
                assert given["aws:SourceArn"] in {SHOWS[service], *groups_of_schedules(graph, role)}, f"{address}: {given}"


def groups_of_schedules(graph, role):
    """The groups that the schedules of a role stand in: where nobody says one, the default."""
    mine = [v for v in graph.of("aws_scheduler_schedule").values() if v["target"][0]["role_arn"] == role["arn"]]
    made = {v["name"] for v in graph.of("aws_scheduler_schedule_group").values()}
    names = {v["group_name"] if v["group_name"] in made else "default" for v in mine} or {"default", *made}
    return {f"arn:aws:scheduler:{REGION}:{ACCOUNT}:schedule-group/{name}" for name in names}


# What AWS has no resources for, or what finds them.
EVERYWHERE = (
    "bedrock:GetInferenceProfile", "bedrock:List*", "cloudwatch:PutMetricData", "ec2:*NetworkInterface*", "ec2:*PrivateIpAddresses", "ec2:DescribeSubnets", "ec2:DescribeTags",
    "ecr:GetAuthorizationToken", "logs:GetQueryResults", "secretsmanager:GetRandomPassword", "ssm:UpdateInstanceInformation", "ssmmessages:*", "xray:Put*",
)  # fmt: skip
ATTACHED = {f"arn:aws:iam::aws:policy/service-role/{name}" for name in ("AWSDataLifecycleManagerServiceRoleForAMIManagement", "AmazonRDSEnhancedMonitoringRole")}


@contract
def roles_name_what_they_touch(graph):
    for attachment in graph.of("aws_iam_role_policy_attachment").values():
        assert attachment["policy_arn"] in ATTACHED, f"{attachment['role']} may do what AWS says: {attachment['policy_arn']}"
    for address, role in graph.of("aws_iam_role").items():
        for one in graph.policies_of_role(role):
            for resource in one["Resource"]:
                if resource == "*":
                    assert one["Effect"] == "Deny" or all(any(fnmatch.fnmatchcase(a, p) for p in EVERYWHERE) for a in one["Action"]), f"{address}: {one}"
                else:
                    names_something(f"{address}: {resource}", resource, one["Action"])
    stored = {bucket for bucket, _ in shared.objects_read(graph, "gateway")}
    touched = {r.split(":::")[1].split("/")[0] for one in graph.policies_of_role(graph.role_of("gateway")) for r in one["Resource"] if r.startswith("arn:aws:s3")}
    assert touched == stored, "the gateway reads other buckets than its jar's"
    for one in graph.policies_of_role(graph.role_of("webui")):
        assert all(":s3:::ai-portal-uploads-" in r or ":s3:::ai-portal-artifacts-" in r for r in one["Resource"] if ":s3:" in r) or "s3:GetObject" not in one["Action"], one


def names_something(where, resource, actions):
    """An ARN whose service, region, account and first words are no wildcards."""
    parts = resource.split(":", 5)
    assert len(parts) == 6 and not any("*" in part for part in parts[:5]), where
    assert parts[4] in ("", ACCOUNT) or actions == ["sts:AssumeRole"], f"{where}: another account"
    kind, _, name = parts[5].partition("/")
    assert len(parts[5]) > 1 and "*" not in kind.rstrip("*") and not (name.startswith("*") and parts[2] == "bedrock" and kind in ("foundation-model", "inference-profile", "guardrail")), where


@contract
def keys_are_of_the_account_and_on(graph):
    for address, values in graph.of("aws_kms_key").items():
        statements = graph.statements(values["policy"])
        owner = [one for one in statements if one["Action"] == ["kms:*"]]
        assert len(owner) == 1 and owner[0]["Principal"] == {"AWS": [f"arn:aws:iam::{ACCOUNT}:root"]} and not owner[0].get("Condition"), f"{address}: nobody may use it"
    for schedule in graph.of("aws_scheduler_schedule").values():
        role = graph.one("aws_iam_role", arn=schedule["target"][0]["role_arn"])
        via = {"kms:ViaService": f"scheduler.{REGION}.amazonaws.com"}
        assert policy.allowed(graph.policies_of_role(role), "kms:Decrypt", key(graph)["arn"], via), f"{schedule['name']} cannot be read"
        if "InstanceIds" in (schedule["target"][0]["input"] or ""):
            grant = {"kms:GrantIsForAWSResource": "true"}
            assert policy.allowed(graph.policies_of_role(role), "kms:CreateGrant", key(graph)["arn"], grant), "stopped machines do not start: their disks are encrypted"


# ---- Network


@contract
def networks_fit_into_each_other(graph):
    vpc = only(graph.of("aws_vpc").values(), "VPCs")
    whole, parts = ipaddress.ip_network(vpc["cidr_block"]), [ipaddress.ip_network(v["cidr_block"]) for v in graph.of("aws_subnet").values()]
    assert all(part.subnet_of(whole) for part in parts) and not any(a.overlaps(b) for i, a in enumerate(parts) for b in parts[:i])
    nats = [v["allocation_id"] for v in graph.of("aws_nat_gateway").values()]
    owned = {v[k] for v in graph.of("aws_eip", "module.network").values() for k in ("id", "allocation_id")}  # not a machine's
    assert len(set(nats)) == len(nats) and set(nats) <= owned, "NAT gateways without an address of their own"
    for address, values in graph.of("aws_route_table_association").items():
        for kind, setting in (("aws_route_table", "route_table_id"), ("aws_subnet", "subnet_id")):
            beside = graph.resources.get(address.replace("aws_route_table_association", kind))
            assert beside is None or values[setting] == beside["id"], f"{address} is of another zone"
    for values in graph.of("aws_vpc_endpoint").values():
        assert values["service_name"].startswith(f"com.amazonaws.{REGION}.") and values["vpc_id"] == vpc["id"]


LONGEST = {"aws_lb": 32, "aws_lb_target_group": 32, "aws_iam_role": 64, "aws_lambda_function": 64, "aws_elasticache_replication_group": 40, "aws_scheduler_schedule": 64, "aws_db_instance": 63, "aws_s3_bucket": 63}


@contract
def names_are_no_longer_than_aws_takes(graph):
    for kind, longest in LONGEST.items():
        for address, values in graph.of(kind).items():
            name = values.get("identifier") or values.get("function_name") or values.get("replication_group_id") or values.get("bucket") or values["name"]
            assert len(name) <= longest, f"{address}: {len(name)} letters"
    for address, values in graph.resources.items():
        assert values.get("tags", True) or graph.name in BESIDE or values["_type"] == "aws_appautoscaling_target", f"{address} has no tags"
        assert len(values.get("tags_all") or {}) <= (10 if values["_type"] == "aws_s3_object" else 50), f"{address} has too many tags"
    for workload in graph.machines:
        started = graph.start_of(workload)
        assert len(started["user_data"] if graph.scaled else started["user_data_base64"]) <= 21848, "EC2 takes 16 KB, before base64"


@contract
def records_prove_and_say_what_they_should(graph):
    for found in graph.of("aws_acm_certificate").values():
        for proof in found["domain_validation_options"]:
            record = graph.one("aws_route53_record", name=proof["resource_record_name"])
            assert record["records"] == [proof["resource_record_value"]] and record["type"] == proof["resource_record_type"]
    public = {v["zone_id"] for a, v in graph.of("aws_route53_record").items() if "aws_route53_record.gateway" not in a}
    assert len(public) <= 1, "records of one domain in several zones"
    for values in graph.of("aws_route53_record", "module.email").values():
        text = " ".join(values["records"])
        assert "spf1" not in text or text == "v=spf1 include:amazonses.com -all"


# ---- Alarms: how large a value may become before somebody is told, by what AWS counts in

MB, GB = 2**20, 2**30
ALARMS = {
    "CPUCreditBalance": (("AWS/EC2", "AWS/RDS"), 30),
    "CPUUtilization": (("AWS/EC2", "AWS/ECS", "AWS/RDS"), 80),
    "DatabaseConnections": (("AWS/RDS",), 320),
    "DatabaseMemoryUsagePercentage": (("AWS/ElastiCache",), 80),
    "DaysToExpiry": (("AWS/CertificateManager",), 30),
    "EngineCPUUtilization": (("AWS/ElastiCache",), 80),
    "ErrorPortAllocation": (("AWS/NATGateway",), 0),
    "FreeStorageSpace": (("AWS/RDS",), 4 * GB),
    "FreeableMemory": (("AWS/RDS",), 256 * MB),
    "GatewayDuration": (("AIPortal/ai-portal",), 120_000),
    "GatewayThrottled": (("AIPortal/ai-portal",), 50),
    "HTTPCode_ELB_5XX_Count": (("AWS/ApplicationELB",), 10),
    "HTTPCode_Target_4XX_Count": (("AWS/ApplicationELB",), 500),
    "HTTPCode_Target_5XX_Count": (("AWS/ApplicationELB",), 25),
    "MemoryUtilization": (("AWS/ECS",), 90),
    "ReadIOPS": (("AWS/RDS",), 2500),
    "ReplicaLag": (("AWS/RDS",), 300),
    "StatusCheckFailed": (("AWS/EC2",), 0),
    "StatusCheckFailed_System": (("AWS/EC2",), 0),
    "TargetResponseTime": (("AWS/ApplicationELB",), 10, 60),
    "UnHealthyHostCount": (("AWS/ApplicationELB",), 0),
    "WriteIOPS": (("AWS/RDS",), 2500),
    "cost_usd": (("AIPortal/Gateway",), 100),
    "disk_used_percent": (("AIPortal/ai-portal",), 85),
    "failed": (("AIPortal/Gateway",), 0.05),
    "first_piece_ms": (("AIPortal/Gateway",), 20_000),
    "mem_used_percent": (("AIPortal/ai-portal",), 90),
}  # fmt: skip
DAILY = {"DaysToExpiry", "cost_usd"}
# Of how many periods how many are bad: a share of few requests is bad by chance, and a day is no moment.
PERIODS = {"DaysToExpiry": (1, 1), "StatusCheckFailed_System": (2, 2), "cost_usd": (1, 1), "failed": (3, 2), "": (3, 2)}


@contract
def alarms_ask_for_what_aws_counts(graph):
    for address, alarm in graph.of("aws_cloudwatch_metric_alarm").items():
        assert not alarm["unit"] and alarm["actions_enabled"] in (True, None) and not alarm["insufficient_data_actions"], address
        assert not alarm["threshold_metric_id"] and alarm["comparison_operator"] in ("GreaterThanThreshold", "LessThanThreshold"), address
        periods = alarm["evaluation_periods"], alarm["datapoints_to_alarm"] or alarm["evaluation_periods"]
        assert periods == PERIODS.get(alarm["metric_name"] or "", (3, 3)), f"{address}: one moment, or too long"
        if not alarm["metric_name"]:
            share, *counted = sorted(alarm["metric_query"], key=lambda query: not query["expression"])
            assert share["expression"] == "IF(requests > 20, 100 * failures / requests, 0)" and share["id"] == "share" and share["return_data"] and alarm["threshold"] == 5
            found = {query["id"]: (query["metric"][0]["metric_name"], query["metric"][0]["stat"], query["metric"][0]["namespace"], query["metric"][0]["period"]) for query in counted}
            assert found == {name.lower(): (f"Gateway{name}", "Sum", "AIPortal/ai-portal", 300) for name in ("Requests", "Failures")}, address
            continue
        namespaces, *thresholds = ALARMS[alarm["metric_name"]]
        assert alarm["namespace"] in namespaces and alarm["threshold"] in thresholds, f"{address}: {alarm['namespace']} {alarm['threshold']}"
        assert alarm["namespace"] == {"InstanceId": "AWS/EC2", "AutoScalingGroupName": "AWS/EC2", "DBInstanceIdentifier": "AWS/RDS", "ServiceName": "AWS/ECS"}.get(next(iter(set(alarm["dimensions"] or {"": 0}) - {"ClusterName"})), alarm["namespace"]) or alarm["namespace"].startswith("AIPortal/"), address
        assert alarm["period"] == (86400 if alarm["metric_name"] in DAILY else 60 if ".recover[" in address else 300), address


DRAWN_BY = {
    "AutoScalingGroupName": ("aws_autoscaling_group", "name"),
    "ClusterName": ("aws_ecs_cluster", "name"),
    "DBInstanceIdentifier": ("aws_db_instance", "identifier"),
    "InstanceId": ("aws_instance", "id"),
    "LoadBalancer": ("aws_lb", "arn_suffix"),
    "ServiceName": ("aws_ecs_service", "name"),
    "TargetGroup": ("aws_lb_target_group", "arn_suffix"),
}


@contract
def dashboards_draw_what_is_there(graph):
    text = " ".join(v["dashboard_body"] for v in graph.of("aws_cloudwatch_dashboard").values())
    there = {(name, v[word]) for name, (kind, word) in DRAWN_BY.items() for v in graph.of(kind).values()}
    found = set(re.findall(rf'"({"|".join(DRAWN_BY)})","([^"]+)"', text))
    assert found and found <= there, f"{found - there} is not there"


@contract
def budgets_are_of_this_portal(graph):
    budget = graph.one("aws_budgets_budget")
    assert budget["limit_amount"] == ("3000" if graph.scaled else "500"), "another sum than was asked for"
    heard = {v["endpoint"] for v in graph.of("aws_sns_topic_subscription").values()}
    topic = graph.one("aws_sns_topic", "module.observability")["arn"]
    for one in budget["notification"]:
        assert set(one["subscriber_email_addresses"]) <= heard and set(one["subscriber_sns_topic_arns"]) == {topic}, "nobody hears what it costs"
    for address, group in graph.of("aws_cloudwatch_log_group").items():
        assert group["retention_in_days"] >= (365 if "module.audit" in address else 30), f"{address} forgets too early"


# ---- What scripts and people find by the outputs


@contract
def outputs_lead_to_what_their_names_say(graph):
    out = graph.outputs
    secret = lambda inside: graph.one("aws_secretsmanager_secret", inside)["arn"]  # noqa: E731
    generated = lambda name: secret(f'aws_secretsmanager_secret.generated["{name}"]')  # noqa: E731
    directory, database = graph.one("aws_directory_service_directory"), graph.one("aws_db_instance", "aws_db_instance.this")
    env = shared.settings(graph)
    wanted = {
        ("admin_password_secret_arn",): generated("admin-password"),
        ("gateway_secret_arns", "key"): generated("gateway-key"),
        ("gateway_secret_arns", "user_jwt"): generated("user-jwt-secret"),
        ("directory", "admin_secret_arn"): secret('module.directory[0].aws_secretsmanager_secret.this["admin"]'),
        ("directory", "bind_secret_arn"): secret('module.directory[0].aws_secretsmanager_secret.this["bind"]'),
        ("directory", "id"): directory["id"],
        ("directory", "dns_ips"): directory["dns_ip_addresses"],
        ("directory", "users_group"): None,  # nobody asked for one
        ("directory", "ldap", "addresses"): [] if graph.tasks else directory["dns_ip_addresses"],
        ("directory", "ldap", "use_tls"): env["LDAP_USE_TLS"] == "true",
        ("directory", "ldap", "ca_pem"): shared.files_seen(graph).get("/etc/open-webui/ldap-ca.pem"),
        ("directory", "ldap", "username_attribute"): env["LDAP_ATTRIBUTE_FOR_USERNAME"],
        ("directory", "ldap", "mail_attribute"): env["LDAP_ATTRIBUTE_FOR_MAIL"],
        ("directory", "ldap", "groups_attribute"): env["LDAP_ATTRIBUTE_FOR_GROUPS"],
        ("database", "replica_addresses"): [v["address"] for v in graph.of("aws_db_instance", ".replica[").values()],
        ("directory", "ldap", "host"): directory["name"],
        ("directory", "ldap", "bind_dn"): env["LDAP_APP_DN"],
        ("directory", "ldap", "bind_account"): env["LDAP_APP_DN"].split("@")[0],
        ("directory", "ldap", "port"): int(env["LDAP_SERVER_PORT"]),
        ("directory", "ldap", "search_base"): env["LDAP_SEARCH_BASE"],
        ("directory", "ldap", "search_filter"): env["LDAP_SEARCH_FILTER"],
        ("database", "id"): database["identifier"],
        ("database", "address"): database["address"],
        ("database", "name"): database["db_name"],
        ("database", "port"): database["port"],
        ("database", "master_secret_arn"): master_secret_arn(graph),
        ("database", "application_secret_arn"): application_secret(graph)["arn"],
        ("kms_key_arn",): key(graph)["arn"],
        ("role_arns", "webui"): graph.role_of("webui")["arn"],
        ("role_arns", "gateway"): graph.role_of("gateway")["arn"],
        ("log_group_names", "webui"): "/ai-portal/ai-portal/webui",
        ("log_group_names", "gateway"): "/ai-portal/ai-portal/gateway",
        ("dashboard_url",): f"https://{REGION}.console.aws.amazon.com/cloudwatch/home?region={REGION}#dashboards:name=ai-portal",
        ("alarm_topic_arn",): graph.one("aws_sns_topic", "module.observability")["arn"],
        ("vpc_id",): only(graph.of("aws_vpc").values(), "VPCs")["id"],
        ("bucket_names", "uploads"): graph.one("aws_s3_bucket", '["uploads"]')["bucket"],
        ("bucket_names", "trail"): next((v["bucket"] for v in graph.of("aws_s3_bucket", "module.audit").values()), None),
        ("bucket_names", "artifacts"): graph.one("aws_s3_bucket", '["artifacts"]')["bucket"],
        ("bucket_names", "logs"): graph.one("aws_s3_bucket", '["logs"]')["bucket"],
        ("open_webui_environment",): {name: value for name, value in env.items() if name in out["open_webui_environment"]},
    }
    for workload in graph.machines if not graph.scaled else ():
        wanted["instance_ids", workload] = graph.start_of(workload)["id"]
        wanted["ssm_session_commands", workload] = f"aws ssm start-session --region {REGION} --target {graph.start_of(workload)['id']}"
    for workload in graph.machines if graph.scaled else ():
        wanted["autoscaling_group_names", workload] = graph.one("aws_autoscaling_group", f"module.{workload}_group[0].")["name"]
    for workload in graph.tasks:
        wanted["service_names", workload] = graph.service_of(workload)["name"]
    if graph.scaled:
        cache = graph.one("aws_elasticache_replication_group")
        wanted |= {
            ("cache", "auth_secret_arn"): secret("module.cache"),
            ("cache", "address"): cache["primary_endpoint_address"],
            ("cache", "port"): cache["port"],
            ("cache", "user_id"): graph.one("aws_elasticache_user")["user_id"],
            ("cloudfront_domain",): graph.one("aws_cloudfront_distribution")["domain_name"] if graph.edge else None,
            ("load_balancer_dns_name",): graph.one("aws_lb", name="ai-portal-webui")["dns_name"],
        }
    for path, value in wanted.items():
        told = out.get(path[0])
        for step in path[1:]:
            told = told[step] if told is not None else None
        assert told == value or told is None and path[0] not in SCRIPTS_READ, f"{'.'.join(path)} is {told} instead of {value}"
    if "ssm_port_forward_command" in out:
        ports = f"--document-name AWS-StartPortForwardingSession --parameters portNumber={shared.webui_port(graph)},localPortNumber=8080"
        assert out["ssm_port_forward_command"] == f"{out['ssm_session_commands']['webui']} {ports}"
    if out.get("mirror"):
        image = (shared.server(graph, "webui") if graph.tasks else shared.compose(graph))["image"]
        told = out["mirror"]["image"]
        assert image == f"{told['repository']}:{told['tag']}@{told['digest']}" and out["mirror"]["region"] == REGION, "another image is started than is copied"
        assert told["repository"] == graph.one("aws_ecr_repository")["repository_url"], "copied to where nobody looks"
        if graph.machines:
            files, folder = graph.machines["webui"]["files"], "/etc/open-webui/docker"
            assert json.loads(files[f"{folder}/config.json"]) == {"credHelpers": {told["repository"].split("/")[0]: "ecr-login"}}, "Docker may not fetch it"
            assert f"\nexport DOCKER_CONFIG={folder}\n" in files["/usr/local/sbin/open-webui-install"].split("docker compose")[0]
        assert told["source"] == "ghcr.io/open-webui/open-webui"
        told, bucket = out["mirror"]["compose"], graph.one("aws_s3_bucket", '["artifacts"]')["bucket"]
        assert re.fullmatch("[0-9a-f]{64}", told["sha256"]) and told["object"] == f"s3://{bucket}/compose/{told['sha256']}/docker-compose", "copied to where machines do not look"
        assert re.fullmatch(r"https://github\.com/docker/compose/releases/download/v[\d.]+/docker-compose-linux-x86_64", told["source"])


SCRIPTS_READ = {"admin_password_secret_arn", "gateway_secret_arns", "directory", "database", "kms_key_arn", "log_group_names"}


# ---- Scripts

PACKAGES = {"docker ": "docker", "ecr-login": "amazon-ecr-credential-helper", "jq ": "jq", "psql ": "postgresql15", "amazon-cloudwatch-agent-ctl": "amazon-cloudwatch-agent", "/usr/bin/java": "java-25-amazon-corretto-headless", "/etc/logrotate.d/": "logrotate"}


@contract
def programs_that_scripts_run_are_installed(graph):
    for workload, machine in graph.machines.items():
        installer = only([text for path, text in machine["files"].items() if path.endswith("-install")], "installers")
        installed = set(re.search(r"dnf install --assumeyes --quiet ([^\n&|;]*)", installer.replace("\\\n", " ")).group(1).split())
        text = "\n".join([*machine["files"], *(content for path, content in machine["files"].items() if not path.endswith(".env"))])
        for sign, package in PACKAGES.items():
            assert sign not in text or package in installed, f"{workload}: {package} is not installed"
        assert "-a fetch-config -m ec2 -s -c 'ssm:" in installer, f"{workload}: the agent starts without its configuration"
    for workload, name in (("webui", "open-webui"), ("gateway", "bedrock-gateway")) if graph.machines else ():
        files = graph.machines[workload]["files"]
        refresh, script = files[f"/usr/local/sbin/{name}-refresh"], files[f"/usr/local/sbin/{name}-secrets"]
        assert re.search(r'^cmp --silent "\$fresh/secrets\.env" \S+ && exit 0$', refresh, re.MULTILINE), f"{name}: restarted for nothing, or never"
        assert f"systemctl is-active --quiet {name}.service || exit 0" in refresh.splitlines()
        attempts, pause = re.search(r"attempt in \{1\.\.(\d+)\}", script).group(1), re.search(r"sleep (\d+)", script).group(1)
        waited = int(attempts) * int(pause)
        limit = int(re.search(r"TimeoutStartSec=(\d+)", files[f"/etc/systemd/system/{name}.service"]).group(1))
        assert 600 <= waited < limit, f"{name}: gives up on secrets that come later, or is killed before"
    if graph.machines:
        script = shared.secrets_script(graph)
        assert "signing=${signing%%,*}" in script, "of several secrets that are believed, the first signs"
        if graph.scaled:
            for variable in ("REDIS_URL", "WEBSOCKET_REDIS_URL"):
                assert f'  echo "{variable}=$redis_url"' in script.splitlines(), f"{variable} is not told"
        assert "copytruncate" in graph.machines["gateway"]["files"]["/etc/logrotate.d/bedrock-gateway"], "the process writes into the rotated file"


@contract
def files_that_settings_name_are_there(graph):
    told = {name: value for name, value in shared.settings(graph).items() if name != "TASK_FILES"}
    named = set(re.findall(r"/etc/open-webui/[\w-]+\.pem", f"{told} {shared.secrets_script(graph) if graph.machines else ''}"))
    seen = shared.files_seen(graph)
    assert named == seen.keys() and all(seen.values()), f"named are {named}, there {set(seen)}"


@contract
def each_setting_is_told_once(graph):
    for containers in graph.tasks.values():
        for container in containers.values():
            told = [one["name"] for one in [*container["environment"], *container["secrets"]]]
            assert len(told) == len(set(told)), f"{container['name']}: ECS refuses {sorted(n for n in told if told.count(n) > 1)}"
            assert len(json.dumps(container)) < 60_000 and not container["image"].endswith(":latest") and ":" in container["image"]
            assert f"--region {REGION} " in " ".join(container["command"]) or container["name"] != "jar"
            assert "-Xmx" not in " ".join(container["command"]), "a heap that does not follow the task's memory"
    for machine in graph.machines.values():
        for path, text in machine["files"].items():
            told = [line.split("=", 1)[0] for line in text.splitlines() if "=" in line] if path.endswith(".env") else []
            assert len(told) == len(set(told)), f"{path}: {sorted(n for n in told if told.count(n) > 1)}"
    env = shared.settings(graph)
    if graph.of("aws_cognito_user_pool"):
        assert env.get("OAUTH_CODE_CHALLENGE_METHOD") == "S256", "a client without a secret needs PKCE"
        assert set(env["OAUTH_ADMIN_ROLES"].split(",")) < set(env["OAUTH_ALLOWED_ROLES"].split(",")), "all who may come in administer"
    for address, value in graph.of("aws_ssm_parameter", ".agent[").items():
        metrics = json.loads(value["value"])["metrics"]
        dimension = "AutoScalingGroupName" if graph.scaled else "InstanceId"
        assert metrics["append_dimensions"] == {dimension: f"${{aws:{dimension}}}"} and metrics["aggregation_dimensions"] == [[dimension]], f"{address}: alarms know other dimensions"


@contract
def the_database_keeps_what_is_its_own(graph):
    database = graph.one("aws_db_instance", "aws_db_instance.this")
    assert database["username"] == "portal" and (database["skip_final_snapshot"] or database["final_snapshot_identifier"])
    assert not database["manage_master_user_password"] or database["master_user_secret_kms_key_id"] == key(graph)["arn"]
    parameters = {p["name"]: p["value"] for p in graph.one("aws_db_parameter_group")["parameter"]}
    assert parameters["log_statement"] == "ddl" and int(parameters["log_min_duration_statement"]) >= 500, "statements of people in the log"
    for group in graph.of("aws_autoscaling_group").values():
        template = group["mixed_instances_policy"][0]["launch_template"][0]
        arm = {bool(re.match(r"[a-z]+\d+g", one["instance_type"])) for one in template["override"]}
        started = graph.one("aws_launch_template", id=template["launch_template_specification"][0]["launch_template_id"])
        assert arm == {"arm64" in started["image_id"]}, "types and image of different processors"


@contract
def services_that_act_for_others_show_for_whom(graph):
    """A service's name alone in a resource's policy lets it act for every account."""
    documents = [values["policy"] for kind in ("aws_kms_key", "aws_s3_bucket_policy", "aws_sns_topic_policy") for values in graph.of(kind).values()]
    for one in (one for document in documents for one in graph.statements(document)):
        services = policy.as_list(one["Principal"].get("Service", [])) if isinstance(one["Principal"], dict) else []
        if one["Effect"] == "Allow" and set(services) - {"logdelivery.elasticloadbalancing.amazonaws.com"}:
            given = [value for keys in one.get("Condition", {}).values() for values in keys.values() for value in values]
            assert any(ACCOUNT in value or "arn:aws:s3:::" in value for value in given), f"{one['Sid']}: {given}"
    for values in graph.of("aws_cloudwatch_log_resource_policy").values():
        assert all("*" not in one["Resource"] for one in graph.statements(values["policy_document"]))
    for workload in shared.WAYS:
        for role in (graph.role_of(workload), graph.starter_of(workload)):
            done = {action for one in graph.policies_of_role(role) for action in one["Action"] if action.startswith(("secretsmanager:", "kms:", "iam:", "sts:"))}
            assert done <= {"secretsmanager:GetSecretValue", "kms:Decrypt", "kms:GenerateDataKey", "sts:AssumeRole"}, f"{workload} may {done}"


@contract
def the_gateways_settings_are_those_that_are_meant(graph):
    told = shared.gateway_settings(graph)
    assert set(told) <= {"models", "residency", "pool"} and told["residency"] == ("region" if graph.closed else "geography"), "see tests/test_rendered.py for what the gateway knows"
    assert all(set(model) <= {"id", "guardrail"} for model in told["models"].values())


@contract
def outputs_of_places_and_records_are_right(graph):
    out = graph.outputs
    for tier in ("public", "private"):
        assert sorted(out["subnet_ids"][tier]) == sorted(number for address, number in shared.addresses(graph, "aws_subnet") if f".{tier}[" in address)
    for role, number in out["security_group_ids"].items():
        assert number == shared.group(graph, role), f"the security group of {role} is another"
    assert out["dashboard_url"].startswith(f"https://{REGION}.") and out["dashboard_url"].count(REGION) == 2
    made = {(v["name"], v["type"], " ".join(v["records"])) for v in graph.of("aws_route53_record", "module.email").values()}
    assert {(one["name"], one["type"], one["value"]) for one in (out.get("mail_records") or {}).values()} == made
    for _, kind, text in made:
        assert kind != "TXT" or "DMARC1" not in text or "p=quarantine" in text or "p=reject" in text, "others may write in the portal's name"
    for schedule in graph.of("aws_scheduler_schedule", "module.").values():
        if schedule["target"][0]["arn"].endswith(("updateService",)):
            continue
        assert schedule["target"][0]["retry_policy"][0]["maximum_retry_attempts"] >= 2 and schedule["schedule_expression_timezone"], f"{schedule['name']}: tried once, or in another zone"


@contract
def scripts_stop_at_their_first_failure(graph):
    for machine in graph.machines.values():
        for path, text in machine["files"].items():
            if machine["modes"][path] == "0755":
                assert "set -euo pipefail" in text.splitlines()[:6], f"{path} goes on after a failure"
            assert machine["modes"][path] == ("0755" if text.startswith("#!") else "0644"), f"{path}: not run, or written by others"
            if path.endswith("-install"):
                assert machine["commands"] == [[path]], "the first start runs something else"
                assert text.index("systemctl daemon-reload") < text.index("-refresh.timer"), f"{path} enables units that systemd has not read"
    if graph.machines:
        files = graph.machines["webui"]["files"]
        waited = int(re.search(r"--wait-timeout (\d+)", files["/usr/local/sbin/open-webui-start"]).group(1))
        assert 600 <= waited < int(re.search(r"TimeoutStartSec=(\d+)", files["/etc/systemd/system/open-webui.service"]).group(1)), "a first start takes minutes"
        assert '"$(escaped "$user")" "$(escaped "$password")" >"$TARGET/pgpass"' in shared.secrets_script(graph), "a colon ends a password"
        assert "OAUTH_SESSION" not in shared.secrets_script(graph) or 'echo "OAUTH_SESSION_TOKEN_ENCRYPTION_KEY=$key"' in shared.secrets_script(graph)


@contract
def what_stands_beside_a_thing_is_its_own(graph):
    """Settings of a bucket, and versions and rotations of a secret, are those of the one that has their place."""
    for address, values in graph.resources.items():
        kind = values["_type"]
        owner = "aws_s3_bucket" if kind.startswith("aws_s3_bucket_") else "aws_secretsmanager_secret" if kind.startswith("aws_secretsmanager_secret_") else None
        beside = graph.resources.get(address.replace(f".{kind}.", f".{owner}."))
        if beside:
            assert values["bucket" if owner == "aws_s3_bucket" else "secret_id"] == beside["id"], f"{address} is that of another"
    copies = [v["arn"] for v in graph.of("aws_kms_key", "module.region_copy").values()]
    for address, values in graph.resources.items():
        if "module.region_copy" not in address:
            assert not any(copy in json.dumps(values) for copy in copies), f"{address} is encrypted by the key of another region"


@contract
def names_say_what_they_name(graph):
    told = [alarm["alarm_name"] for alarm in graph.of("aws_cloudwatch_metric_alarm").values()]
    assert len(set(told)) == len(told) and all(name.startswith("ai-portal-") for name in told)
    for address, alarm in graph.of("aws_cloudwatch_metric_alarm").items():
        place = re.search(r'alarm\.this\["(?:ai-portal-)?([^"]+)"\]$', address)
        assert not place or alarm["alarm_name"] == f"ai-portal-{place[1]}", f"{address} is called {alarm['alarm_name']}"
        quiet = ".recover[" in address or '["Dear"]' in address  # what happens once, and what a day ends
        assert (alarm["ok_actions"] or []) == ([] if quiet else alarm["alarm_actions"]), f"{address}: nobody hears that it is over"
    for database in graph.of("aws_db_instance", ".replica[").values():
        first = graph.one("aws_db_instance", "aws_db_instance.this")
        assert (database["monitoring_role_arn"], database["performance_insights_kms_key_id"]) == (first["monitoring_role_arn"], first["performance_insights_kms_key_id"])
    for found in graph.of("aws_acm_certificate").values():
        assert [one["domain_name"] for one in found["domain_validation_options"]] == [found["domain_name"]]
    for machine in graph.of("aws_instance").values():
        image = only([v for v in graph.data.values() if v["_type"] == "aws_ssm_parameter" and v["name"].endswith("x86_64")], "images")
        assert machine["ami"] == image["insecure_value"] and image["name"].startswith("/aws/service/ami-amazon-linux-latest/al2023-"), "another system than the scripts are for"
    jar = graph.one("aws_s3_object")
    assert jar["key"] == f"gateway/{jar['source_hash']}/{jar['source'].rpartition('/')[2]}", "the jar under the name of another"
    for values in graph.of("aws_ecr_lifecycle_policy").values():
        rule = only(json.loads(values["policy"])["rules"], "rules")
        assert rule["selection"] == {"tagStatus": "tagged", "tagPatternList": ["*"], "countType": "imageCountMoreThan", "countNumber": 5} and rule["action"] == {"type": "expire"}
    for pool in graph.of("aws_cognito_user_pool_domain").values():
        address, _, asked = shared.settings(graph)["OPENID_END_SESSION_ENDPOINT"].partition("?")
        client = graph.one("aws_cognito_user_pool_client")
        assert address == f"https://{pool['domain']}.auth.{REGION}.amazoncognito.com/logout"
        assert urllib.parse.parse_qsl(asked) == [("client_id", client["id"]), ("logout_uri", only(client["logout_urls"], "places after"))], "nobody gets out"
