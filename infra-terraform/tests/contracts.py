"""What must hold between the parts of an environment: each contract follows one way through its graph, hop by hop.

A contract takes a graph (see graph.py) and raises an AssertionError where the way is broken. test_contracts.py holds both
environments to all of them; `mutate` puts faults into the graph and counts how many some contract notices.
"""

import functools
import json
import re

import harness
import policy
import yaml
from graph import ACCOUNT, REGION

CONTRACTS = []
ACCOUNT_CONTEXT = {"aws:SourceAccount": ACCOUNT, "aws:PrincipalAccount": ACCOUNT}


def contract(function):
    CONTRACTS.append(function)
    return function


def only(values, what):
    values = list(values)
    assert len(values) == 1, f"{what}: {len(values)} instead of one"
    return values[0]


# ---- What machines are told


def variables(container):
    """What a container of a task is told, less its secrets."""
    return {one["name"]: one["value"] for one in container["environment"]}


def server(graph, workload):
    """The container of a task that answers requests."""
    return graph.tasks[workload]["open-webui" if workload == "webui" else "gateway"]


def settings(graph):
    """Open WebUI's settings, less the secret ones."""
    if graph.tasks:
        return variables(server(graph, "webui"))
    return environment_file(graph.machines["webui"]["files"]["/etc/open-webui/open-webui.env"])


@functools.cache
def environment_file(text):
    return dict(line.split("=", 1) for line in text.splitlines() if "=" in line)


@functools.cache
def read(text):
    """YAML, of which a mutant mostly has what the next one has."""
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def compose(graph):
    return read(graph.machines["webui"]["files"]["/etc/open-webui/compose.yaml"])["services"]["open-webui"]


def secrets_script(graph):
    return graph.machines["webui"]["files"]["/usr/local/sbin/open-webui-secrets"]


def gateway_environment(graph):
    if graph.tasks:
        return variables(server(graph, "gateway"))
    return environment_file(graph.machines["gateway"]["files"]["/etc/bedrock-gateway/gateway.env"])


def gateway_settings(graph):
    if graph.tasks:
        told, command = gateway_environment(graph), server(graph, "gateway")["command"][0]
        assert f"printf '%s' \"$SETTINGS\" >{told['GATEWAY_CONFIG']} && " in command, "the gateway reads a file that nobody writes"
        return read(told["SETTINGS"])
    return read(graph.machines["gateway"]["files"][gateway_environment(graph)["GATEWAY_CONFIG"]])


def webui_port(graph):
    """The port of the machine that Open WebUI answers on, as the compose file publishes it; of a task, as its image has it."""
    if graph.tasks:
        (mapping,) = server(graph, "webui")["portMappings"]
        assert "PORT" not in settings(graph) and 'READY = "http://localhost:8080/' in " ".join(server(graph, "webui")["entryPoint"])
        assert mapping["containerPort"] == 8080, "Open WebUI listens on 8080 inside its container"
        return mapping["containerPort"]
    outside, inside = only(compose(graph)["ports"], "published ports").split(":")
    assert inside == "8080", "Open WebUI listens on 8080 inside its container"
    assert "localhost:8080" in " ".join(compose(graph)["healthcheck"]["test"])
    return int(outside)


def gateway_port(graph):
    address, port = gateway_environment(graph)["OLLAMA_HOST"].rsplit(":", 1)
    assert address == "0.0.0.0", "the gateway listens to other machines"
    assert not graph.tasks or [one["containerPort"] for one in server(graph, "gateway")["portMappings"]] == [int(port)]
    return int(port)


def key(graph):
    """The portal's key in its region."""
    return graph.one("aws_kms_key", "module.portal.module.kms.")


def group(graph, role):
    return graph.resources[f'module.portal.module.security_groups.aws_security_group.this["{role}"]']["id"]


# ---- A browser's request


@contract
def the_portals_name_leads_to_where_users_come_in(graph):
    if not graph.scaled:
        address = graph.one("aws_eip", "aws_eip.webui")
        association = graph.one("aws_eip_association", allocation_id=address["allocation_id"])
        assert association["instance_id"] == graph.start_of("webui")["id"], "the portal's address belongs to another machine"
        assert graph.outputs["portal_url"] == f"http://{address['public_ip']}:{webui_port(graph)}"
        return
    domain = graph.outputs["portal_url"].removeprefix("https://")
    distribution = graph.one("aws_cloudfront_distribution")
    records = [r for r in graph.of("aws_route53_record").values() if r["name"] == domain and r["type"] in ("A", "AAAA")]
    assert records and all(r["alias"][0]["name"] == distribution["domain_name"] for r in records)
    assert all(r["alias"][0]["zone_id"] == distribution["hosted_zone_id"] for r in records), "a zone that the name is not in"
    assert {r["type"] for r in records} == ({"A", "AAAA"} if distribution["is_ipv6_enabled"] else {"A"})
    assert distribution["enabled"] and distribution["aliases"] == [domain]
    shown = distribution["viewer_certificate"][0]
    certificate(graph, shown["acm_certificate_arn"], domain, "us-east-1")
    assert shown["minimum_protocol_version"].startswith("TLSv1.2_") and shown["ssl_support_method"] == "sni-only"


def certificate(graph, arn, domain, region):
    """A certificate of a name, proven, in the region that reads it."""
    found = graph.one("aws_acm_certificate", arn=arn)
    assert found["domain_name"] == domain, f"the certificate of {found['domain_name']} is shown for {domain}"
    assert f":acm:{region}:" in arn
    proof = graph.one("aws_acm_certificate_validation", certificate_arn=arn)
    wanted = only(found["domain_validation_options"], "proofs")["resource_record_name"]
    record = graph.one("aws_route53_record", name=wanted)
    assert record["fqdn"] in proof["validation_record_fqdns"]


@contract
def cloudfront_asks_the_portals_load_balancer_by_tls(graph):
    if not graph.scaled:
        return
    distribution = graph.one("aws_cloudfront_distribution")
    origin = only(distribution["origin"], "origins")
    vpc_origin = graph.one("aws_cloudfront_vpc_origin", id=origin["vpc_origin_config"][0]["vpc_origin_id"])
    endpoint = vpc_origin["vpc_origin_endpoint_config"][0]
    balancer = graph.one("aws_lb", arn=endpoint["arn"])
    assert origin["domain_name"] == balancer["dns_name"], "another load balancer than the origin's"
    assert balancer["name"].endswith("-webui"), "CloudFront stands in front of the gateway"
    assert endpoint["origin_protocol_policy"] == "https-only" and endpoint["https_port"] == 443
    assert endpoint["origin_ssl_protocols"][0]["items"] == ["TLSv1.2"]
    assert origin["vpc_origin_config"][0]["origin_read_timeout"] >= 60, "a model may think that long before its first word"
    assert distribution["restrictions"][0]["geo_restriction"][0]["restriction_type"] == "none", "the firewall says who may come"
    behaviours = distribution["default_cache_behavior"] + distribution["ordered_cache_behavior"]
    assert all(one["target_origin_id"] == origin["origin_id"] for one in behaviours)
    assert all(one["viewer_protocol_policy"] in ("redirect-to-https", "https-only") for one in behaviours)
    default = distribution["default_cache_behavior"][0]
    assert default["cache_policy_id"] == "4135ea2d-6df8-44a3-9df3-4b5a84be39ad", "answers of one user would be given to another"
    assert default["origin_request_policy_id"] == "216adef6-5c7f-47e4-b989-5492eafa07d3", "cookies and sockets do not pass"
    assert {"GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"} == set(default["allowed_methods"])
    kept = {one["path_pattern"]: one["cache_policy_id"] for one in distribution["ordered_cache_behavior"]}
    assert kept == {"/_app/immutable/*": "658327ea-f89d-4fab-a63d-7e88639e58f6", "/static/*": "83da9c7e-98b4-4e11-a168-04f0df8e2c65"}, "old files after an upgrade"
    assert all("POST" not in one["allowed_methods"] for one in distribution["ordered_cache_behavior"])


@contract
def the_firewall_stands_where_users_come_in(graph):
    if not graph.scaled:
        return
    distribution = graph.one("aws_cloudfront_distribution")
    acl = graph.one("aws_wafv2_web_acl", arn=distribution["web_acl_id"])
    assert acl["scope"] == "CLOUDFRONT" and "allow" in acl["default_action"][0] and acl["default_action"][0]["allow"]
    rules = {rule["name"]: rule for rule in acl["rule"]}
    assert len({rule["priority"] for rule in acl["rule"]}) == len(acl["rule"])
    assert min(acl["rule"], key=lambda rule: rule["priority"])["name"] == "other-networks"
    others = rules["other-networks"]
    assert others["action"][0]["block"], "other networks are not turned away"
    sets = others["statement"][0]["not_statement"][0]["statement"][0]["or_statement"][0]["statement"]
    named = [graph.one("aws_wafv2_ip_set", arn=one["ip_set_reference_statement"][0]["arn"]) for one in sets]
    networks = {address for one in named for address in one["addresses"]}
    assert networks == set(ALLOWED_NETWORKS)
    assert {one["ip_address_version"] for one in named} == {"IPV4", "IPV6"} and all(one["scope"] == "CLOUDFRONT" for one in named)
    limit = rules["rate-limit"]
    assert limit["action"][0]["block"] and limit["statement"][0]["rate_based_statement"][0]["aggregate_key_type"] == "IP"
    assert 1000 <= limit["statement"][0]["rate_based_statement"][0]["limit"] <= 100000
    for name in ("AWSManagedRulesAmazonIpReputationList", "AWSManagedRulesKnownBadInputsRuleSet", "AWSManagedRulesCommonRuleSet"):
        assert rules[name]["override_action"][0]["none"], f"{name} only counts"
    log = graph.one("aws_wafv2_web_acl_logging_configuration")
    assert log["resource_arn"] == acl["arn"]
    assert graph.one("aws_cloudwatch_log_group", arn=only(log["log_destination_configs"], "logs"))["name"].startswith("aws-waf-logs-")


ALLOWED_NETWORKS = ("203.0.113.0/24", "198.51.100.7/32")


def behind(graph, balancer_name):
    """The target group that a load balancer hands its requests to, by HTTPS on 443."""
    balancer = graph.one("aws_lb", name=balancer_name)
    listeners = [one for one in graph.of("aws_lb_listener").values() if one["load_balancer_arn"] == balancer["arn"]]
    https = only([one for one in listeners if one["protocol"] == "HTTPS"], f"HTTPS listeners of {balancer_name}")
    assert https["port"] == 443 and https["ssl_policy"].startswith("ELBSecurityPolicy-TLS13-1-2")
    for plain in listeners:
        assert plain is https or plain["default_action"][0]["type"] == "redirect"
    action = only(https["default_action"], "actions")
    assert action["type"] == "forward"
    return balancer, https, graph.one("aws_lb_target_group", arn=action["target_group_arn"])


WAYS = {
    "webui": {"balancer": "ai-portal-webui", "port": webui_port, "health": "/health", "domain": lambda graph: domain_of(graph, "portal_url")},
    "gateway": {"balancer": "ai-portal-gateway", "port": gateway_port, "health": "/ready", "domain": lambda graph: domain_of(graph, "gateway_url")},
}


def domain_of(graph, output):
    return re.sub(r"^https?://|:\d+$", "", graph.outputs[output])


@contract
def load_balancers_reach_the_port_that_a_process_listens_on(graph):
    if not graph.scaled:
        return
    for workload, way in WAYS.items():
        balancer, listener, targets = behind(graph, way["balancer"])
        certificate(graph, listener["certificate_arn"], way["domain"](graph), REGION)
        assert targets["port"] == way["port"](graph) and targets["protocol"] == "HTTP", f"{workload}: nobody listens there"
        health = targets["health_check"][0]
        assert health["path"] == way["health"] and health["matcher"] == "200" and health["port"] in (None, "traffic-port"), f"{workload}: {health}"
        assert health["timeout"] < health["interval"]
        if graph.tasks:
            joined = only(graph.service_of(workload)["load_balancer"], "load balancers")
            assert joined["target_group_arn"] == targets["arn"], f"tasks of {workload} join another target group"
            assert joined["container_name"] == server(graph, workload)["name"] and joined["container_port"] == targets["port"]
        else:
            group = graph.one("aws_autoscaling_group", f"module.{workload}_group[0].")
            assert group["target_group_arns"] == [targets["arn"]], f"machines of {workload} join another target group"
            assert group["health_check_type"] == "ELB"
        assert targets["protocol_version"] not in ("GRPC", "HTTP2"), f"{workload} speaks HTTP/1.1"
        assert targets["target_type"] == ("ip" if graph.tasks else "instance")
        assert balancer["load_balancer_type"] == "application"
        assert balancer["idle_timeout"] >= 300, "a model may think that long"
        assert balancer["drop_invalid_header_fields"] and balancer["enable_deletion_protection"]
        drained = int(gateway_environment(graph)["GATEWAY_DRAIN_TIMEOUT"].rstrip("s")) if workload == "gateway" else 60
        assert int(targets["deregistration_delay"]) >= drained, "open answers are cut"
    _, _, targets = behind(graph, "ai-portal-webui")
    assert targets["stickiness"][0]["enabled"], "sockets need the same machine"
    assert targets["stickiness"][0]["cookie_duration"] >= 3600, "they lose it while people work"


@contract
def groups_start_the_machines_they_are_meant_to(graph):
    if not graph.grouped:
        return
    for workload in WAYS:
        group = graph.one("aws_autoscaling_group", f"module.{workload}_group[0].")
        specification = group["mixed_instances_policy"][0]["launch_template"][0]["launch_template_specification"][0]
        template = graph.start_of(workload)
        assert specification["launch_template_id"] == template["id"] and specification["version"] == str(template["latest_version"])
        assert template["image_id"].startswith("resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-")
        preferences = group["instance_refresh"][0]["preferences"][0]
        assert not preferences["skip_matching"] and not preferences["auto_rollback"], "AWS refuses the refresh"
        assert preferences["min_healthy_percentage"] == 100 and preferences["max_healthy_percentage"] == 150, "an interruption, or no machine more"
        assert group["min_size"] == 2 and group["max_size"] >= 4 and group["desired_capacity"] == 2
        assert not group["protect_from_scale_in"] and not group["suspended_processes"], "machines that are broken stay"
        assert group["health_check_grace_period"] >= 300 and group["max_instance_lifetime"] == 30 * 86400
        distribution = group["mixed_instances_policy"][0]["instances_distribution"][0]
        assert distribution["on_demand_base_capacity"] >= 1
        assert distribution["on_demand_percentage_above_base_capacity"] == 50, "half on Spot was asked for"
        assert {o["instance_type"].split(".")[1] for o in group["mixed_instances_policy"][0]["launch_template"][0]["override"]} <= {"xlarge", "large"}


@contract
def services_start_the_tasks_they_are_meant_to(graph):
    if not graph.tasks:
        return
    cluster = graph.one("aws_ecs_cluster")
    for workload in WAYS:
        service, task = graph.service_of(workload), graph.start_of(workload)
        assert service["cluster"] == cluster["arn"] and service["task_definition"] == task["arn"], f"{workload} runs other tasks"
        assert service["launch_type"] == "FARGATE" and task["requires_compatibilities"] == ["FARGATE"] and task["network_mode"] == "awsvpc"
        assert service["deployment_minimum_healthy_percent"] == 100 and service["deployment_maximum_percent"] == 200, "an interruption"
        assert service["desired_count"] == 2 and service["health_check_grace_period_seconds"] >= (900 if workload == "webui" else 300)
        assert only(task["runtime_platform"], "platforms")["cpu_architecture"] == "X86_64"
        assert int(task["cpu"]) >= 1024 and 2 * int(task["cpu"]) <= int(task["memory"]) <= 8 * int(task["cpu"]), "Fargate has no such size"


@contract
def tasks_get_all_that_they_are_started_with(graph):
    """By the role that ECS starts them with: image, secrets, log; and not by their own."""
    if not graph.tasks:
        return
    via = {"kms:ViaService": f"secretsmanager.{REGION}.amazonaws.com"}
    for workload, containers in graph.tasks.items():
        starter, own = graph.starter_of(workload), graph.role_of(workload)
        assert starter["name"] != own["name"]
        for role in (starter, own):
            assert trusts(graph.statements(role["assume_role_policy"]), "ecs-tasks.amazonaws.com"), f"tasks may not take on {role['name']}"
        starts, does = graph.policies_of_role(starter), graph.policies_of_role(own)
        assert {secret["valueFrom"] for one in containers.values() for secret in one["secrets"]} == secrets_read(graph, workload) != set()
        for arn in secrets_read(graph, workload):
            assert policy.allowed(starts, "secretsmanager:GetSecretValue", arn) and not policy.allowed(does, "secretsmanager:GetSecretValue", arn), f"{workload}: {arn}"
            assert policy.allowed(starts, "kms:Decrypt", key(graph)["arn"], via), f"{workload}'s secrets are not decrypted"
        assert not policy.allowed(starts, "secretsmanager:GetSecretValue", "arn:aws:secretsmanager:eu-west-2:123456789012:secret:other")
        for secret in graph.of("aws_secretsmanager_secret").values():
            assert not policy.allowed(does, "secretsmanager:GetSecretValue", secret["arn"]), f"{workload} reads by itself what ECS hands over"
        log = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:/ai-portal/ai-portal/{workload}:log-stream:x"
        for action, resource in (("logs:PutLogEvents", log), ("ecr:GetAuthorizationToken", "*"), ("kms:Decrypt", key(graph)["arn"])):
            assert not policy.allowed(does, action, resource), f"{workload} may {action} by itself"
        assert not policy.allowed(starts, "kms:Decrypt", key(graph)["arn"]), "the key without a service between"
        for bucket, name in objects_read(graph, workload):
            assert policy.allowed(does, "s3:GetObject", f"arn:aws:s3:::{bucket}/{name}"), f"{workload} may not read {name}"
            assert policy.allowed(does, "kms:Decrypt", key(graph)["arn"], {"kms:ViaService": f"s3.{REGION}.amazonaws.com"}), f"{workload} may not decrypt {name}"
        for container in containers.values():
            log = container["logConfiguration"]
            assert log["logDriver"] == "awslogs" and log["options"]["awslogs-region"] == REGION and log["options"]["awslogs-stream-prefix"]
            assert log["options"]["awslogs-group"] in graph.log_groups() and log["options"]["awslogs-group"].endswith(f"/{workload}")
            for action in ("logs:CreateLogStream", "logs:PutLogEvents"):
                arn = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:{log['options']['awslogs-group']}:log-stream:task/x"
                assert policy.allowed(starts, action, arn), f"{workload} may not write its log"
            if ".dkr.ecr." in container["image"]:
                repository = graph.one("aws_ecr_repository", repository_url=container["image"].split("@")[0].rpartition(":")[0])
                assert repository["image_tag_mutability"] == "IMMUTABLE", "another image under the same name"
                for action in ("ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer", "ecr:BatchCheckLayerAvailability"):
                    assert policy.allowed(starts, action, repository["arn"]), f"{workload} may not pull its image"
                assert policy.allowed(starts, "ecr:GetAuthorizationToken", "*")


@contract
def tasks_run_programs_that_are_there(graph):
    if not graph.tasks:
        return
    fetch, gateway = graph.tasks["gateway"]["jar"], server(graph, "gateway")
    volumes = {one["name"] for one in graph.start_of("gateway")["volume"]}
    (mounted,) = gateway["mountPoints"]
    assert fetch["mountPoints"] == [mounted] and mounted["sourceVolume"] in volumes, "the gateway does not see the jar"
    kept = f"{mounted['containerPath']}/gateway.jar"
    assert re.search(rf"^aws s3 cp .* '[^']+' {kept} && echo '[0-9a-f]{{64}}  {kept}' \| sha256sum -c -$", fetch["command"][0]), "a jar of any content"
    assert gateway["dependsOn"] == [{"containerName": fetch["name"], "condition": "SUCCESS"}] and not fetch["essential"] and gateway["essential"]
    assert gateway["command"][0].endswith(f" -jar {kept}") and " && exec java " in gateway["command"][0] and gateway["entryPoint"] == ["sh", "-c"]
    assert int(gateway_environment(graph)["GATEWAY_DRAIN_TIMEOUT"].rstrip("s")) < gateway["stopTimeout"] <= 120, "open answers are killed"
    webui = server(graph, "webui")
    assert webui["entryPoint"] == ["python3", "-c", (harness.INFRA / "templates/open-webui/task.py").read_text()] and webui["essential"]
    assert re.search(r"@sha256:[0-9a-f]{64}$", webui["image"]), "an image that moves"
    given = settings(graph)
    assert given["TASK_LOCK"].isdigit() and all(path.startswith("/etc/open-webui/") for path in json.loads(given["TASK_FILES"]))


@contract
def tasks_are_renewed_for_rotated_secrets(graph):
    """Both at once: for hours, one would have a key that the other does not know."""
    if not graph.tasks:
        return
    times = set()
    for workload in WAYS:
        schedule = graph.one("aws_scheduler_schedule", f"module.{workload}_service[0].")
        target = only(schedule["target"], "targets")
        service = graph.service_of(workload)
        assert target["arn"] == "arn:aws:scheduler:::aws-sdk:ecs:updateService"
        cluster = graph.one("aws_ecs_cluster")["name"]
        assert json.loads(target["input"]) == {"Cluster": cluster, "Service": service["name"], "ForceNewDeployment": True}
        role = graph.one("aws_iam_role", arn=target["role_arn"])
        assert trusts(graph.statements(role["assume_role_policy"]), "scheduler.amazonaws.com")
        statements = graph.policies_of_role(role)
        assert policy.allowed(statements, "ecs:UpdateService", f"arn:aws:ecs:{REGION}:{ACCOUNT}:service/{cluster}/{service['name']}")
        assert policy.allowed(statements, "kms:Decrypt", key(graph)["arn"], {"kms:ViaService": f"scheduler.{REGION}.amazonaws.com"})
        assert schedule["kms_key_arn"] == key(graph)["arn"] and schedule["state"] in ("ENABLED", None)
        times.add(schedule["schedule_expression"])
    assert re.fullmatch(r"cron\(\d+ [0-5] \* \* \? \*\)", only(times, "times")), "not every night"


@contract
def services_scale_by_what_their_load_balancer_sees(graph):
    if not graph.tasks:
        return
    for workload, way in WAYS.items():
        balancer, _, targets = behind(graph, way["balancer"])
        name = f"service/{graph.one('aws_ecs_cluster')['name']}/{graph.service_of(workload)['name']}"
        limits = graph.one("aws_appautoscaling_target", resource_id=name)
        assert limits["service_namespace"] == "ecs" and limits["scalable_dimension"] == "ecs:service:DesiredCount"
        assert limits["min_capacity"] == 2 and limits["max_capacity"] >= 4
        tracked = {}
        for one in graph.of("aws_appautoscaling_policy").values():
            if one["resource_id"] == name:
                assert one["policy_type"] == "TargetTrackingScaling" and one["scalable_dimension"] == limits["scalable_dimension"]
                aim = one["target_tracking_scaling_policy_configuration"][0]
                metric = aim["predefined_metric_specification"][0]
                tracked[metric["predefined_metric_type"]] = (metric["resource_label"], aim["target_value"])
        assert set(tracked) == {"ECSServiceAverageCPUUtilization", "ALBRequestCountPerTarget"}, f"{workload}: {tracked}"
        assert tracked["ALBRequestCountPerTarget"][0] == f"{balancer['arn_suffix']}/{targets['arn_suffix']}"
        assert 20 <= tracked["ECSServiceAverageCPUUtilization"][1] <= 80 and 60 <= tracked["ALBRequestCountPerTarget"][1] <= 6000


@contract
def groups_scale_by_what_their_load_balancer_sees(graph):
    if not graph.grouped:
        return
    for workload, way in WAYS.items():
        balancer, _, targets = behind(graph, way["balancer"])
        group = graph.one("aws_autoscaling_group", f"module.{workload}_group[0].")
        policies = [p for p in graph.of("aws_autoscaling_policy").values() if p["autoscaling_group_name"] == group["name"]]
        tracked = {}
        for one in policies:
            assert one["policy_type"] == "TargetTrackingScaling"
            metric = one["target_tracking_configuration"][0]["predefined_metric_specification"][0]
            tracked[metric["predefined_metric_type"]] = (metric["resource_label"], one["target_tracking_configuration"][0]["target_value"])
        assert set(tracked) == {"ASGAverageCPUUtilization", "ALBRequestCountPerTarget"}, f"{workload}: {tracked}"
        assert tracked["ALBRequestCountPerTarget"][0] == f"{balancer['arn_suffix']}/{targets['arn_suffix']}"
        assert 20 <= tracked["ASGAverageCPUUtilization"][1] <= 80 and 60 <= tracked["ALBRequestCountPerTarget"][1] <= 6000


@contract
def every_hop_is_opened_at_both_ends_and_nothing_else_is(graph):
    webui, gateway, database, functions = (group(graph, role) for role in ("webui", "gateway", "database", "functions"))
    assert graph.security_groups_of("webui") == {webui} and graph.security_groups_of("gateway") == {gateway}
    hops = {(client, group(graph, "endpoints"), 443) for client in (webui, gateway, functions)} | {(webui, database, 5432), (functions, database, 5432)}
    if graph.scaled:
        portal_lb, gateway_lb, cache = (group(graph, role) for role in ("alb", "gateway-alb", "cache"))
        assert graph.one("aws_lb", name="ai-portal-webui")["security_groups"] == [portal_lb]
        assert graph.one("aws_lb", name="ai-portal-gateway")["security_groups"] == [gateway_lb]
        hops |= {
            (portal_lb, webui, webui_port(graph)),
            (webui, gateway_lb, 443),
            (gateway_lb, gateway, gateway_port(graph)),
            (webui, cache, 6379),
        }
        users = {portal_lb: 443}
    else:
        hops |= {(webui, gateway, gateway_port(graph))}
        users = {webui: webui_port(graph)}
    for source, target, port in hops:
        assert graph.opened(source, target, port), f"closed: {source} to {target} on {port}"
    ours = {values["id"] for values in graph.of("aws_security_group").values()}
    inside = {
        (rule["referenced_security_group_id"], rule["security_group_id"], rule["from_port"])
        for rule in graph.of("aws_vpc_security_group_ingress_rule").values()
        if rule.get("referenced_security_group_id") and rule["security_group_id"] in ours
    }
    assert inside == hops, f"{inside ^ hops}"
    rules = [*graph.of("aws_vpc_security_group_ingress_rule").values(), *graph.of("aws_vpc_security_group_egress_rule").values()]
    assert all(rule["from_port"] == rule["to_port"] for rule in rules), "a range of ports"
    if graph.scaled:
        # The endpoints are among what HTTPS to anywhere leads to.
        leaving = {
            (rule["security_group_id"], rule["referenced_security_group_id"], rule["from_port"])
            for rule in graph.of("aws_vpc_security_group_egress_rule").values()
            if rule.get("referenced_security_group_id") in ours
        }
        assert leaving == {hop for hop in hops if hop[1] != group(graph, "endpoints")}, leaving
    outside = {
        (rule["security_group_id"], rule["from_port"], rule["to_port"])
        for rule in graph.of("aws_vpc_security_group_ingress_rule").values()
        if rule.get("cidr_ipv4") or rule.get("cidr_ipv6") or rule.get("prefix_list_id")
    }
    assert outside == {(target, port, port) for target, port in users.items()}, outside
    sources = set().union(*(graph.sources(target, port) for target, port in users.items()))
    if graph.scaled:
        prefix = only(graph_data(graph, "aws_ec2_managed_prefix_list"), "prefix lists")
        assert prefix["name"] == "com.amazonaws.global.cloudfront.origin-facing" and sources == {prefix["id"]}
        for rule in graph.of("aws_vpc_security_group_egress_rule").values():
            assert rule["ip_protocol"] != "-1" and (rule.get("cidr_ipv4") is None or rule["from_port"] == rule["to_port"] == 443)
    else:
        assert sources == set(ALLOWED_NETWORKS)
    assert only(graph.of("aws_default_security_group").values(), "default groups")["ingress"] == []
    for workload in (webui, gateway, functions):
        assert any(
            rule["security_group_id"] == workload and rule.get("cidr_ipv4") == "0.0.0.0/0" for rule in graph.of("aws_vpc_security_group_egress_rule").values()
        ), "no way to AWS, packages and images"


def graph_data(graph, kind):
    return [values for values in graph.data.values() if values["_type"] == kind]


@contract
def everything_stands_in_the_subnets_it_belongs_to(graph):
    subnets = {values["id"]: values for values in graph.of("aws_subnet").values()}
    public = {number for address, number in addresses(graph, "aws_subnet") if ".public[" in address}
    private = {number for address, number in addresses(graph, "aws_subnet") if ".private[" in address}
    vpc = only(graph.of("aws_vpc").values(), "VPCs")["id"]
    assert all(one["vpc_id"] == vpc for one in subnets.values())
    assert all(graph.way_out(one) == "internet" for one in public) and all(graph.way_out(one) == "nat" for one in private)
    for tier in (public, private):
        assert len({subnets[one]["availability_zone"] for one in tier}) == 2
    assert len({one["cidr_block"] for one in subnets.values()}) == 4
    expected = private if graph.scaled else public
    for workload in WAYS:
        assert graph.subnets_of(workload) <= expected, f"{workload} stands elsewhere"
        if graph.tasks:
            assert graph.subnets_of(workload) == private
            assert graph.service_of(workload)["network_configuration"][0]["assign_public_ip"] is False
        elif graph.scaled:
            assert graph.subnets_of(workload) == private
            network = graph.start_of(workload)["network_interfaces"][0]
            assert network["associate_public_ip_address"] == "false"
    for name in ("aws_db_subnet_group", "aws_elasticache_subnet_group"):
        for values in graph.of(name).values():
            assert set(values["subnet_ids"]) == private, f"{name} in public subnets"
    directory = graph.one("aws_directory_service_directory")["vpc_settings"][0]
    assert set(directory["subnet_ids"]) == private and directory["vpc_id"] == vpc
    for balancer in graph.of("aws_lb").values():
        assert balancer["internal"] and set(balancer["subnets"]) == private
    for values in [*graph.of("aws_lb_target_group").values(), *graph.of("aws_security_group").values(), *graph.of("aws_internet_gateway").values()]:
        assert values["vpc_id"] == vpc
    if graph.scaled:
        nats = graph.of("aws_nat_gateway").values()
        assert {subnets[nat["subnet_id"]]["availability_zone"] for nat in nats} == {one["availability_zone"] for one in subnets.values()}
        for number in private:
            nat = nat_of(graph, number)
            assert subnets[nat["subnet_id"]]["availability_zone"] == subnets[number]["availability_zone"], "a zone leaves through another"


def addresses(graph, kind):
    return [(address, values["id"]) for address, values in graph.of(kind).items()]


def nat_of(graph, subnet):
    table = graph.one("aws_route_table_association", subnet_id=subnet)["route_table_id"]
    route = only([r for r in graph.of("aws_route").values() if r["route_table_id"] == table and r["destination_cidr_block"] == "0.0.0.0/0"], "routes")
    return graph.one("aws_nat_gateway", id=route["nat_gateway_id"])


@contract
def endpoints_answer_inside_the_vpc_and_let_our_calls_through(graph):
    for values in graph.of("aws_vpc_endpoint").values():
        service = values["service_name"].rsplit(".", 1)[-1]
        statements = graph.statements(values["policy"])
        if values["vpc_endpoint_type"] == "Gateway":
            assert service == "s3"
            tables = {table["id"] for address, table in graph.of("aws_route_table").items() if ".private" in address or ".public" in address}
            assert set(values["route_table_ids"]) == tables, "files go by way of the NAT gateway"
            bucket = graph.one("aws_s3_bucket", '["artifacts"]')
            assert policy.allowed(statements, "s3:GetObject", f"{bucket['arn']}/gateway/x.jar", ACCOUNT_CONTEXT, service="*")
            for ours_not in (f"al2023-repos-{REGION}-de612dc2", f"prod-{REGION}-starport-layer-bucket"):
                assert policy.allowed(statements, "s3:GetObject", f"arn:aws:s3:::{ours_not}/x", {}, service="*"), "machines get no packages, or no images"
            continue
        private = {number for address, number in addresses(graph, "aws_subnet") if ".private[" in address}
        assert set(values["subnet_ids"]) == private, f"{service} is not in both zones"
        assert values["private_dns_enabled"] and values["security_group_ids"] == [group(graph, "endpoints")]
        call = {"bedrock-runtime": "bedrock:InvokeModel", "bedrock": "bedrock:ListFoundationModels", "monitoring": "cloudwatch:PutMetricData"}
        action = call.get(service, f"{service}:GetParameter")
        assert policy.allowed(statements, action, "*", ACCOUNT_CONTEXT, service="*"), f"{service} refuses {action}"
        assert not policy.allowed(statements, action, "*", {"aws:PrincipalAccount": "999999999999"}, service="*"), f"{service} serves other accounts"
    if graph.scaled:
        services = {values["service_name"].rsplit(".", 1)[-1] for values in graph.of("aws_vpc_endpoint").values()}
        assert services >= {"s3", "bedrock", "bedrock-runtime", "secretsmanager", "ssm", "ssmmessages", "logs", "kms", "monitoring"}


# ---- Open WebUI to the gateway, the gateway to Bedrock


@contract
def open_webui_finds_the_gateway(graph):
    url = settings(graph)["OLLAMA_BASE_URL"]
    assert url == graph.outputs["gateway_url"] and settings(graph)["ENABLE_OLLAMA_API"] == "true"
    name = domain_of(graph, "gateway_url")
    record = graph.one("aws_route53_record", name=name, type="A")
    zone = graph.one("aws_route53_zone", zone_id=record["zone_id"])
    assert name == zone["name"] or name.endswith("." + zone["name"])
    assert only(zone["vpc"], "VPCs of the zone")["vpc_id"] == only(graph.of("aws_vpc").values(), "VPCs")["id"]
    vpc = only(graph.of("aws_vpc").values(), "VPCs")
    assert vpc["enable_dns_hostnames"] and vpc["enable_dns_support"]
    if graph.scaled:
        assert url.startswith("https://")
        balancer = graph.one("aws_lb", name="ai-portal-gateway")
        assert record["alias"][0]["name"] == balancer["dns_name"] and record["alias"][0]["zone_id"] == balancer["zone_id"], "the name leads elsewhere"
    else:
        assert url == f"http://{name}:{gateway_port(graph)}"
        assert record["records"] == [graph.start_of("gateway")["private_ip"]]
    assert settings(graph)["ENABLE_OPENAI_API"] == "false" and settings(graph)["ENABLE_DIRECT_CONNECTIONS"] == "false"


@contract
def models_that_users_see_are_models_that_the_gateway_may_call(graph):
    offered = {name: model for name, model in gateway_settings(graph)["models"].items() if name != "*"}
    listed = json.loads(settings(graph)["OLLAMA_API_CONFIGS"])["0"]
    assert listed["enable"] and listed["model_ids"], "every model that Bedrock has is shown"
    names = {name.removesuffix(":latest") for name in listed["model_ids"]}
    assert names <= set(offered), f"{names - set(offered)} is not offered"
    assert all(":" in name for name in listed["model_ids"]), "the gateway's list has names with tags"
    for setting in ("DEFAULT_MODELS", "TASK_MODEL"):
        assert settings(graph)[setting] in listed["model_ids"], setting
    env = settings(graph)
    assert (env["RAG_EMBEDDING_ENGINE"], env["RAG_OLLAMA_BASE_URL"]) == ("ollama", graph.outputs["gateway_url"])
    assert offered[env["RAG_EMBEDDING_MODEL"]]["id"].startswith("amazon.titan-embed"), "documents are turned into vectors by a model for chats"
    assert 1 < int(env["RAG_EMBEDDING_BATCH_SIZE"]) <= 96 and 1 <= int(env["RAG_EMBEDDING_CONCURRENT_REQUESTS"]) <= 16
    statements = graph.policies_of_role(graph.role_of("gateway"))
    for name, model in offered.items():
        for action in ("bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"):
            may_call(statements, action, model["id"], name)
        # Tokens are counted by the model's own id, here, whatever leads to the model.
        base = f"arn:aws:bedrock:{REGION}::foundation-model/{model['id'].removeprefix('eu.')}"
        assert policy.allowed(statements, "bedrock:CountTokens", base), f"the prompts of {name} are not counted"
    for action in ("bedrock:GetInferenceProfile", "bedrock:ListFoundationModels", "bedrock:ListInferenceProfiles"):
        assert policy.allowed(statements, action, "*"), action
    for action, kind in OWN_MODELS.items():
        assert policy.allowed(statements, action, f"arn:aws:bedrock:{REGION}:{ACCOUNT}:{kind}/abcdef123456"), action
        assert not policy.allowed(statements, action, f"arn:aws:bedrock:{REGION}:999999999999:{kind}/abcdef123456"), f"{action} of others"
    assert not policy.allowed(statements, "bedrock:InvokeModel", f"arn:aws:bedrock:{REGION}::foundation-model/ai21.jamba-1-5-large-v1:0")
    assert not policy.allowed(graph.policies_of_role(graph.role_of("webui")), "bedrock:InvokeModel", f"arn:aws:bedrock:{REGION}::foundation-model/amazon.titan-embed-text-v2:0")
    assert gateway_environment(graph)["AWS_REGION"] == REGION
    assert "*" not in gateway_environment(graph)["OLLAMA_ORIGINS"], "pages of others may ask"
    assert gateway_settings(graph)["residency"] in ("geography", "eu", "region")


# How the gateway learns which model an ARN with nothing but a number in it stands for.
OWN_MODELS = {
    "bedrock:GetCustomModelDeployment": "custom-model-deployment",
    "bedrock:GetImportedModel": "imported-model",
    "bedrock:GetProvisionedModelThroughput": "provisioned-model",
}

EU = ("eu-central-1", "eu-north-1", "eu-south-1", "eu-south-2", "eu-west-1", "eu-west-3")


def may_call(statements, action, called, name):
    """A profile is called in the region, and the model in every region that the profile may lead to; or the model itself."""
    geography, _, model = called.partition(".")
    if geography != "eu":
        assert policy.allowed(statements, action, f"arn:aws:bedrock:{REGION}::foundation-model/{called}"), f"{name} may not be called"
        return
    profile = f"arn:aws:bedrock:{REGION}:{ACCOUNT}:inference-profile/{called}"
    assert policy.allowed(statements, action, profile), f"{name}: the profile may not be called"
    for region in (*EU, REGION):
        target = f"arn:aws:bedrock:{region}::foundation-model/{model}"
        assert policy.allowed(statements, action, target, {"bedrock:InferenceProfileArn": profile}), f"{name}: not in {region}"
        assert region == REGION or not policy.allowed(statements, action, target), f"{name}: in {region} without its profile"


@contract
def calls_are_watched_over_and_other_accounts_are_asked(graph):
    if not graph.scaled:
        assert "pool" not in gateway_settings(graph) and "*" not in gateway_settings(graph)["models"]
        return
    statements = graph.policies_of_role(graph.role_of("gateway"))
    identifier, version = gateway_settings(graph)["models"]["*"]["guardrail"].rsplit(":", 1)
    assert version == "2", "another version than was asked for"
    guardrail = f"arn:aws:bedrock:{REGION}:{ACCOUNT}:guardrail/{identifier}"
    assert policy.allowed(statements, "bedrock:ApplyGuardrail", guardrail), "every call would be refused"
    assert not policy.allowed(statements, "bedrock:ApplyGuardrail", guardrail + "other")
    place = only(gateway_settings(graph)["pool"], "places")
    assert place["region"] == "eu-west-1" and place["name"] == "second-account"
    assert policy.allowed(statements, "sts:AssumeRole", place["role"], {"sts:ExternalId": place["external_id"]}), "the role of the other account is closed"
    assert not policy.allowed(statements, "sts:AssumeRole", place["role"]), "without the id that keeps others out"
    assert not policy.allowed(statements, "sts:AssumeRole", "arn:aws:iam::999999999999:role/admin", {"sts:ExternalId": place["external_id"]})
    runtime = graph.one("aws_vpc_endpoint", service_name=f"com.amazonaws.{REGION}.bedrock-runtime")
    account = place["role"].split(":")[4]
    for action in ("bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream", "bedrock:ApplyGuardrail"):
        for principal in (ACCOUNT, account):
            assert policy.allowed(graph.statements(runtime["policy"]), action, "*", {"aws:PrincipalAccount": principal}, service="*"), f"{action} of {principal} is stopped at the endpoint"


# ---- What a machine does


@contract
def machines_may_do_what_their_scripts_do(graph):
    if graph.tasks:
        return
    via = {service: {"kms:ViaService": f"{service}.{REGION}.amazonaws.com"} for service in ("s3", "secretsmanager")}
    for workload in WAYS:
        role = graph.role_of(workload)
        trust = graph.statements(role["assume_role_policy"])
        assert trusts(trust, "ec2.amazonaws.com"), f"machines may not take on {role['name']}"
        statements = graph.policies_of_role(role)
        for action in ("ssm:UpdateInstanceInformation", "ssmmessages:CreateControlChannel", "ssmmessages:CreateDataChannel", "ssmmessages:OpenControlChannel", "ssmmessages:OpenDataChannel"):
            assert policy.allowed(statements, action, "*"), f"{workload}: no Session Manager"
        agent_may(graph, workload, statements)
        for arn in secrets_read(graph, workload):
            assert policy.allowed(statements, "secretsmanager:GetSecretValue", arn), f"{workload} may not read {arn}"
            assert policy.allowed(statements, "kms:Decrypt", key(graph)["arn"], via["secretsmanager"]), f"{workload} may not decrypt its secrets"
        for bucket, name in objects_read(graph, workload):
            assert policy.allowed(statements, "s3:GetObject", f"arn:aws:s3:::{bucket}/{name}"), f"{workload} may not read {name}"
            assert policy.allowed(statements, "kms:Decrypt", key(graph)["arn"], via["s3"]), f"{workload} may not decrypt {name}"
        assert not policy.allowed(statements, "secretsmanager:GetSecretValue", "arn:aws:secretsmanager:eu-west-2:123456789012:secret:other")
        assert not policy.allowed(statements, "kms:Decrypt", key(graph)["arn"]), "the key without a service between"


def trusts(statements, service, context=None):
    return any(
        one["Effect"] == "Allow" and service in policy.as_list(one["Principal"].get("Service", [])) and "sts:AssumeRole" in one["Action"]
        for one in statements
    )


def secrets_read(graph, workload):
    if graph.tasks:
        return set(named_secrets(graph, workload).values())
    text = "".join(graph.machines[workload]["files"].values())
    return set(re.findall(r"\$\(secret '([^']+)'\)", text))


def objects_read(graph, workload):
    if graph.tasks:
        text = " ".join(" ".join(one["command"]) for one in graph.tasks[workload].values())
        return set(re.findall(r"'s3://([^/']+)/([^']+)'", text))
    text = "".join(graph.machines[workload]["files"].values())
    return set(re.findall(r"'s3://([^/']+)/([^']+)'", text))


def agent_may(graph, workload, statements):
    """The CloudWatch agent finds its configuration, reads the log that is written, and may send what it reads."""
    installer = only([c for p, c in graph.machines[workload]["files"].items() if p.endswith("-install")], "installers")
    name = re.search(r"'ssm:([^']+)'", installer).group(1)
    parameter = graph.one("aws_ssm_parameter", name=name)
    assert policy.allowed(statements, "ssm:GetParameter", f"arn:aws:ssm:{REGION}:{ACCOUNT}:parameter/{name}")
    config = json.loads(parameter["value"])
    for collected in config["logs"]["logs_collected"]["files"]["collect_list"]:
        assert collected["log_group_name"] in graph.log_groups(), f"{workload}: no log group {collected['log_group_name']}"
        assert collected["file_path"] in installer, f"{workload}: nobody writes {collected['file_path']}"
        arn = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:{collected['log_group_name']}:log-stream:i-1"
        for action in ("logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"):
            assert policy.allowed(statements, action, arn), f"{workload} may not write its log"
        assert collected["log_group_name"].endswith(f"/{workload}")
    context = {"cloudwatch:namespace": config["metrics"]["namespace"]}
    assert policy.allowed(statements, "cloudwatch:PutMetricData", "*", context)
    assert not policy.allowed(statements, "cloudwatch:PutMetricData", "*", {"cloudwatch:namespace": "AWS/EC2"})
    assert {"mem", "disk"} <= set(config["metrics"]["metrics_collected"])
    assert not graph.scaled or policy.allowed(statements, "ec2:DescribeTags", "*")


@contract
def what_is_downloaded_is_what_was_uploaded(graph):
    uploaded = graph.one("aws_s3_object")
    bucket = graph.one("aws_s3_bucket", '["artifacts"]')
    assert uploaded["bucket"] == bucket["bucket"]
    ((name, path),) = objects_read(graph, "gateway")
    assert (name, path) == (uploaded["bucket"], uploaded["key"]), "the machines look elsewhere"
    assert uploaded["server_side_encryption"] == "aws:kms" and uploaded["kms_key_id"] == key(graph)["arn"]
    if graph.tasks:
        assert f"echo '{uploaded['source_hash']}  " in graph.tasks["gateway"]["jar"]["command"][0]
        return
    installer = graph.machines["gateway"]["files"]["/usr/local/sbin/bedrock-gateway-install"]
    assert f"readonly SHA256='{uploaded['source_hash']}'" in installer
    assert "sha256sum --check" in installer


@contract
def units_start_programs_that_are_there(graph):
    if graph.tasks:
        return
    gateway, webui = graph.machines["gateway"]["files"], graph.machines["webui"]["files"]
    unit = gateway["/etc/systemd/system/bedrock-gateway.service"]
    installer = gateway["/usr/local/sbin/bedrock-gateway-install"]
    reader, *javas = re.findall(r"^Exec\w+=(.*)$", unit, re.MULTILINE)
    assert reader == "+/usr/local/sbin/bedrock-gateway-secrets", "nobody reads the secrets, or not as root"
    for started in javas:
        jar = re.search(r"-jar (\S+)", started).group(1)
        assert re.search(rf"install --mode=0644 \S+ {re.escape(jar)}$", installer, re.MULTILINE), f"nobody puts {jar} there"
        assert started.startswith("/usr/bin/java ")
        for made in re.findall(r"@(\S+)/jvm\.args", started):
            assert f"/usr/bin/java -jar {jar} --prepare {made} ||\n" in installer, f"nobody makes {made}/jvm.args"
    assert re.search(r"dnf install [^&|;]*?java-\d+-amazon-corretto-headless", installer, re.DOTALL)
    told, secret = re.findall(r"^EnvironmentFile=(.*)$", unit, re.MULTILINE)
    assert told in gateway and secret == "-/run/bedrock-gateway/secrets.env", "the unit gets other files than are written"
    assert int(re.search(r"^TimeoutStartSec=(\d+)", unit, re.MULTILINE).group(1)) >= 900, "it does not wait for its secrets"
    assert "DynamicUser=yes" in unit and not re.search(r"^(User|Group)=", unit, re.MULTILINE), "nobody makes that user"
    assert "systemctl enable --now bedrock-gateway.service" in installer
    drain = int(gateway_environment(graph)["GATEWAY_DRAIN_TIMEOUT"].rstrip("s"))
    assert int(re.search(r"^TimeoutStopSec=(\d+)", unit, re.MULTILINE).group(1)) > drain
    assert f"http://127.0.0.1:{gateway_port(graph)}/health" in installer
    assert "Restart=on-failure" in unit and "SuccessExitStatus=143" in unit
    assert re.search(r"^ExecStartPre=.* --check-config$", unit, re.MULTILINE), "bad settings end in restarts"
    for shut in ("ProtectSystem=strict", "ProtectHome=yes", "NoNewPrivileges=yes", "CapabilityBoundingSet=", "PrivateTmp=yes"):
        assert shut in unit.splitlines(), f"the gateway without {shut}"
    rotated = dict(re.findall(r"^\s*(size|rotate) (\d+)", gateway["/etc/logrotate.d/bedrock-gateway"], re.MULTILINE))
    assert int(rotated["size"]) * (int(rotated["rotate"]) + 1) <= 1000, "logs fill the disk"
    log = re.search(r"^StandardOutput=append:(.*)$", unit, re.MULTILINE).group(1)
    assert log in gateway["/etc/logrotate.d/bedrock-gateway"] and f"'{log}'" in installer
    for workload, machine in graph.machines.items():
        ((command,),) = machine["commands"]
        assert machine["modes"].get(command) == "0755", f"{workload}: {command} cannot be run"
        for path, content in machine["files"].items():
            for program in re.findall(r"(/usr/local/sbin/[a-z-]+)", content):
                assert machine["files"].get(program, "").startswith("#!") and machine["modes"][program] == "0755", f"{path} starts {program}, which is not there"
    service = webui["/etc/systemd/system/open-webui.service"]
    for line in ("ExecStartPre=/usr/local/sbin/open-webui-secrets", "ExecStart=/usr/local/sbin/open-webui-start"):
        assert line in service.splitlines(), line
    assert not re.search(r"^(User|Group)=", service, re.MULTILINE)
    start = webui["/usr/local/sbin/open-webui-install"]
    assert "systemctl enable --now open-webui.service open-webui-refresh.timer" in start and "systemctl enable --now docker.service" in start
    assert "systemctl enable --now bedrock-gateway.service bedrock-gateway-refresh.timer" in installer
    for files, name in ((webui, "open-webui"), (gateway, "bedrock-gateway")):
        timer = files[f"/etc/systemd/system/{name}-refresh.timer"].splitlines()
        assert "OnActiveSec=5min" in timer and "OnUnitActiveSec=5min" in timer, f"{name}: changed secrets are not looked for"
        assert f"ExecStart=/usr/local/sbin/{name}-refresh" in files[f"/etc/systemd/system/{name}-refresh.service"].splitlines()
        assert f"systemctl restart {name}.service" in files[f"/usr/local/sbin/{name}-refresh"]
        assert "umask 0077" in files[f"/usr/local/sbin/{name}-secrets"].splitlines(), f"{name}: others on the machine read secrets"
    assert compose(graph)["restart"] == "unless-stopped" and compose(graph)["security_opt"] == ["no-new-privileges:true"]
    assert {entry["path"] for entry in compose(graph)["env_file"]} == {"/etc/open-webui/open-webui.env", "/run/open-webui/secrets.env"}
    assert '>"$TARGET/secrets.env"' in secrets_script(graph)
    assert re.search(r"^readonly COMPOSE_SHA256='[0-9a-f]{64}'$", start, re.MULTILINE) and "sha256sum --check" in start
    assert re.search(r"@sha256:[0-9a-f]{64}$", compose(graph)["image"])
    mounted = [volume.split(":") for volume in compose(graph)["volumes"]]
    assert ["data", "/app/backend/data"] in mounted, "files of users are lost with the container"


# ---- What Open WebUI stands on


@contract
def open_webui_reaches_its_database(graph):
    database = graph.one("aws_db_instance", "aws_db_instance.this")
    secret = application_secret(graph)["arn"]
    if graph.tasks:
        told = json.loads(settings(graph)["TASK_DATABASE"])
        assert (told["address"], told["port"], told["name"]) == (database["address"], database["port"], database["db_name"])
        assert named_secrets(graph, "webui")["DATABASE_SECRET"] == secret, "another secret than that of Open WebUI's user"
        authority = json.loads(settings(graph)["TASK_FILES"])[told["ca_file"]]
    else:
        authority = machines_sign_in_to_the_database(graph, database, secret)
    assert authority == (harness.INFRA / f"modules/database/ca/{REGION}.pem").read_text() and database["ca_cert_identifier"] == "rds-ca-rsa2048-g1"
    assert database["vpc_security_group_ids"] == [group(graph, "database")], "the database has another group"
    assert database["db_subnet_group_name"] == graph.one("aws_db_subnet_group")["name"]
    assert not database["publicly_accessible"] and database["storage_encrypted"] and database["kms_key_id"] == key(graph)["arn"]
    assert master_secret_arn(graph) not in secrets_read(graph, "webui"), "Open WebUI signs in as the master user"
    assert not policy.allowed(graph.policies_of_role(graph.starter_of("webui")), "secretsmanager:GetSecretValue", master_secret_arn(graph))
    parameters = {p["name"]: p["value"] for p in graph.one("aws_db_parameter_group")["parameter"]}
    assert graph.one("aws_db_parameter_group")["family"] == f"postgres{database['engine_version'].split('.')[0]}", "RDS refuses them"
    assert parameters["rds.force_ssl"] == "1" and parameters["log_parameter_max_length"] == "0"
    assert database["parameter_group_name"] == graph.one("aws_db_parameter_group")["name"]
    assert database["backup_retention_period"] >= 7 and database["multi_az"] == graph.scaled
    assert settings(graph)["VECTOR_DB"] == "pgvector"
    for replica in graph.of("aws_db_instance", "aws_db_instance.replica").values():
        assert replica["replicate_source_db"] == database["identifier"] and replica["vpc_security_group_ids"] == [group(graph, "database")]
        assert not replica["publicly_accessible"] and replica["storage_encrypted"]
    assert database["max_allocated_storage"] > database["allocated_storage"], "it grows until it is full"
    assert database["auto_minor_version_upgrade"] and database["engine"] == "postgres" and int(database["engine_version"].split(".")[0]) >= 15
    begins, ends = database["backup_window"].split("-")
    maintained = [moment.split(":", 1)[1] for moment in database["maintenance_window"].split("-")]
    assert ends <= maintained[0] or maintained[1] <= begins, "RDS refuses windows that overlap"
    if database["monitoring_interval"]:
        role = graph.one("aws_iam_role", arn=database["monitoring_role_arn"])
        attached = graph.one("aws_iam_role_policy_attachment", role=role["name"])["policy_arn"]
        assert attached.endswith("/AmazonRDSEnhancedMonitoringRole") and trusts(graph.statements(role["assume_role_policy"]), "monitoring.rds.amazonaws.com")
    assert set(database["enabled_cloudwatch_logs_exports"]) == {"postgresql", "upgrade"}
    if graph.scaled:
        assert database["deletion_protection"] and not database["skip_final_snapshot"] and database["delete_automated_backups"] is False


def machines_sign_in_to_the_database(graph, database, secret):
    """By their own user and a certificate that they check; gives back the authority's."""
    script, start = secrets_script(graph), graph.machines["webui"]["files"]["/usr/local/sbin/open-webui-start"]
    url = re.search(r'echo "DATABASE_URL=postgresql://[^@]*@([^:]+):(\d+)/([a-z]+)\?(\S+)"', script)
    assert (url.group(1), int(url.group(2)), url.group(3)) == (database["address"], database["port"], database["db_name"])
    ca_file = re.fullmatch(r"sslmode=verify-full&sslrootcert=(\S+)", url.group(4).rstrip('"'))
    assert ca_file, "any server could be the database"
    assert f"PGHOST='{database['address']}'" in start
    for program in ("open-webui-start", "open-webui-refresh"):
        assert f"PGSSLMODE=verify-full PGSSLROOTCERT='{ca_file.group(1)}'" in graph.machines["webui"]["files"][f"/usr/local/sbin/{program}"]
    assert f"{ca_file.group(1)}:{ca_file.group(1)}:ro" in compose(graph)["volumes"], "the container does not see the certificate"
    assert f"database=$(secret '{secret}')" in script, "another secret than that of Open WebUI's user"
    return graph.machines["webui"]["files"][ca_file.group(1)]


def application_secret(graph):
    return graph.one("aws_secretsmanager_secret", "module.database.aws_secretsmanager_secret.application")


def master_secret_arn(graph):
    database = graph.one("aws_db_instance", "aws_db_instance.this")
    if database["manage_master_user_password"]:
        return database["master_user_secret"][0]["secret_arn"]
    return graph.one("aws_secretsmanager_secret", "module.database.aws_secretsmanager_secret.master")["arn"]


def rotated(graph, secret, function_name, timeout):
    """The function that rotates a secret, which Secrets Manager may call, and what its role may do."""
    rotation = graph.one("aws_secretsmanager_secret_rotation", secret_id=secret)
    assert 1 <= rotation["rotation_rules"][0]["automatically_after_days"] <= 90
    function = graph.one("aws_lambda_function", arn=rotation["rotation_lambda_arn"])
    permission = graph.one("aws_lambda_permission", function_name=function["function_name"])
    assert permission["principal"] == "secretsmanager.amazonaws.com" and permission["action"] == "lambda:InvokeFunction"
    assert permission["source_account"] == ACCOUNT
    assert function["function_name"].endswith(f"-{function_name}") and function["timeout"] >= timeout
    statements = function_statements(graph, function)
    for action in ("DescribeSecret", "GetSecretValue", "PutSecretValue", "UpdateSecretVersionStage"):
        assert policy.allowed(statements, f"secretsmanager:{action}", secret), action
    assert policy.allowed(statements, "secretsmanager:GetRandomPassword", "*")
    for action in ("kms:Decrypt", "kms:GenerateDataKey"):
        assert policy.allowed(statements, action, key(graph)["arn"], {"kms:ViaService": f"secretsmanager.{REGION}.amazonaws.com"}), action
    return function, statements


@contract
def the_databases_master_password_rotates(graph):
    if not graph.scaled:
        assert graph.one("aws_db_instance")["manage_master_user_password"]
        return
    _, statements = rotated(graph, master_secret_arn(graph), "rotate-password", 300)
    for action in ("rds:DescribeDBInstances", "rds:ModifyDBInstance"):
        assert policy.allowed(statements, action, graph.one("aws_db_instance", "aws_db_instance.this")["arn"]), action


@contract
def open_webuis_database_users_are_made_and_rotate(graph):
    function, statements = rotated(graph, application_secret(graph)["arn"], "rotate-application-password", 30)
    database = graph.one("aws_db_instance", "aws_db_instance.this")
    first = json.loads(graph.one("aws_secretsmanager_secret_version", "aws_secretsmanager_secret_version.application")["secret_string"])
    assert (first["host"], first["port"], first["dbname"]) == (database["address"], database["port"], database["db_name"])
    assert first["password"] == "" and (graph.tasks or '"password":""' in secrets_script(graph)), "machines do not wait for a password"
    variables = function["environment"][0]["variables"]
    assert variables["MASTER_SECRET_ARN"] == master_secret_arn(graph) and variables["OWNER"] != database["username"]
    assert "vector" in variables["EXTENSIONS"].split(), "its user may not make the extension that VECTOR_DB needs"
    assert variables["DATABASE_CA_PEM"] == (harness.INFRA / f"modules/database/ca/{REGION}.pem").read_text()
    assert policy.allowed(statements, "secretsmanager:GetSecretValue", master_secret_arn(graph)), "it cannot sign in as the master user"
    place = function["vpc_config"][0]
    assert set(place["security_group_ids"]) == {group(graph, "functions")}
    private = {number for address, number in addresses(graph, "aws_subnet") if ".private[" in address}
    assert set(place["subnet_ids"]) == private and all(graph.way_out(one) == "nat" for one in private)
    for verb in ("AssignPrivateIpAddresses", "CreateNetworkInterface", "DeleteNetworkInterface", "DescribeNetworkInterfaces", "DescribeSubnets", "UnassignPrivateIpAddresses"):
        action = f"ec2:{verb}"
        assert policy.allowed(statements, action, "*"), action
        assert not policy.allowed(statements, action, "*", {"lambda:SourceFunctionArn": function["arn"]}), "the function's own code may"


def function_statements(graph, function):
    role = graph.one("aws_iam_role", arn=function["role"])
    assert trusts(graph.statements(role["assume_role_policy"]), "lambda.amazonaws.com"), "Lambda may not take on the role"
    return graph.policies_of_role(role)


@contract
def functions_are_what_their_packages_hold(graph):
    topic = graph.one("aws_sns_topic", "module.observability")["arn"]
    for address, function in graph.of("aws_lambda_function").items():
        package = re.search(r"([a-z_]+)\.zip$", function["filename"]).group(1)
        handlers = {
            "rotate_application_password": "rotate-application-password",
            "rotate_bind_password": "rotate-bind-password",
            "rotate_database_password": "rotate-password",
            "usage_report": "usage-report",
        }
        assert function["handler"] == "handler.handle" and function["function_name"] == f"ai-portal-{handlers[package]}", address
        assert function["dead_letter_config"][0]["target_arn"] == topic
        assert function["reserved_concurrent_executions"] in (None, -1), f"{address} may not run"
        assert function["runtime"] == "python3.13" and 30 <= function["timeout"] <= 900
        group = function["logging_config"][0]["log_group"]
        assert group in graph.log_groups(), f"{address} logs to {group}, which is not there"
        statements = function_statements(graph, function)
        for action in ("logs:CreateLogStream", "logs:PutLogEvents"):
            assert policy.allowed(statements, action, f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:{group}:log-stream:1"), action
        for action in ("xray:PutTraceSegments", "xray:PutTelemetryRecords"):
            assert policy.allowed(statements, action, "*"), action
        assert policy.allowed(statements, "sns:Publish", topic)
        for action in ("kms:Decrypt", "kms:GenerateDataKey"):
            assert policy.allowed(statements, action, key(graph)["arn"], {"kms:ViaService": f"sns.{REGION}.amazonaws.com"}), action
            assert not policy.allowed(statements, action, key(graph)["arn"]), f"{address}: the key without a service between"
    for function in graph.of("aws_lambda_function", "usage-report").values():
        variables = function["environment"][0]["variables"]
        assert variables["TOPIC_ARN"] == topic and variables["LOG_GROUP"] == "/ai-portal/ai-portal/gateway" and variables["LOG_GROUP"] in graph.log_groups()
        statements = function_statements(graph, function)
        assert policy.allowed(statements, "logs:StartQuery", f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:{variables['LOG_GROUP']}:*")
        assert policy.allowed(statements, "logs:GetQueryResults", "*")
        runs_on_a_schedule(graph, function)


def runs_on_a_schedule(graph, function):
    """The expression that a function is run by, which the scheduler may do."""
    schedule = only([s for s in graph.of("aws_scheduler_schedule", "module.functions").values() if s["target"][0]["arn"] == function["arn"]], "schedules")
    role = graph.one("aws_iam_role", arn=schedule["target"][0]["role_arn"])
    assert trusts(graph.statements(role["assume_role_policy"]), "scheduler.amazonaws.com")
    assert policy.allowed(graph.policies_of_role(role), "lambda:InvokeFunction", function["arn"])
    return schedule["schedule_expression"]


@contract
def the_bind_password_is_renewed_before_it_expires(graph):
    if not graph.scaled:
        return
    function = graph.one("aws_lambda_function", "rotate-bind-password")
    secret = graph.one("aws_secretsmanager_secret", 'module.directory[0].aws_secretsmanager_secret.this["bind"]')["arn"]
    directory = graph.one("aws_directory_service_directory")["id"]
    assert function["environment"][0]["variables"] | {"PORTAL": ""} == {"PORTAL": "", "SECRET_ARN": secret, "DIRECTORY_ID": directory}
    assert runs_on_a_schedule(graph, function) == "cron(0 3 1,15 * ? *)", "twice within 42 days"
    statements = function_statements(graph, function)
    for action in ("DescribeSecret", "GetSecretValue", "PutSecretValue", "UpdateSecretVersionStage"):
        assert policy.allowed(statements, f"secretsmanager:{action}", secret), action
    assert policy.allowed(statements, "secretsmanager:GetRandomPassword", "*")
    assert policy.allowed(statements, "ds:ResetUserPassword", f"arn:aws:ds:{REGION}:{ACCOUNT}:directory/{directory}")
    assert not policy.allowed(statements, "ds:ResetUserPassword", f"arn:aws:ds:{REGION}:{ACCOUNT}:directory/d-other")


@contract
def rotated_secrets_restart_one_machine_after_the_other(graph):
    if graph.tasks:
        return
    refresh = graph.machines["webui"]["files"]["/usr/local/sbin/open-webui-refresh"]
    start = graph.machines["webui"]["files"]["/usr/local/sbin/open-webui-start"]
    locks = [re.search(r"pg_advisory_lock\((\d+)\)", text).group(1) for text in (refresh, start)]
    assert locks[0] != locks[1], "the restart waits for itself"
    assert re.search(r"pg_advisory_lock.*\n.*systemctl restart open-webui.service", refresh), "all machines at once"
    assert 'PGPASSFILE="$fresh/pgpass"' in refresh, "with the password that no longer opens"
    if graph.scaled:
        _, _, targets = behind(graph, "ai-portal-webui")
        health = targets["health_check"][0]
        assert health["interval"] * health["unhealthy_threshold"] >= 120, "the machine is replaced while its service restarts"


@contract
def groups_decide_where_they_are_said_to(graph):
    assert settings(graph)["BYPASS_MODEL_ACCESS_CONTROL"] == ("false" if graph.scaled else "true")


@contract
def users_sign_in_by_the_directory(graph):
    directory = graph.one("aws_directory_service_directory")
    env = settings(graph)
    assert env["ENABLE_LDAP"] == "true" and env["LDAP_SERVER_HOST"] == directory["name"]
    port = int(env["LDAP_SERVER_PORT"])
    assert (env["LDAP_USE_TLS"], port) in (("true", 636), ("false", 389))
    if graph.tasks:
        the_vpc_knows_the_directorys_names(graph, directory)
    else:
        assert set(compose(graph)["extra_hosts"]) == {f"{directory['name']}={address}" for address in directory["dns_ip_addresses"]}
    webui = group(graph, "webui")
    ways = {("tcp", port), ("tcp", 53), ("udp", 53), ("tcp", 88), ("udp", 88), ("tcp", 389), ("tcp", 636)}
    for protocol, number in ways:
        assert graph.opened(webui, directory["security_group_id"], number, protocol), f"{protocol} {number} to the directory is closed"
    entering = [r for r in graph.of("aws_vpc_security_group_ingress_rule").values() if r["security_group_id"] == directory["security_group_id"]]
    assert {(rule["ip_protocol"], rule["from_port"]) for rule in entering} == ways
    assert {rule["referenced_security_group_id"] for rule in entering} == ({webui, group(graph, "resolver")} if graph.tasks else {webui})
    assert env["LDAP_SEARCH_BASE"].endswith(",".join(f"DC={part}" for part in directory["name"].split(".")))
    assert f"OU={directory['short_name']}," in env["LDAP_SEARCH_BASE"]
    assert env["LDAP_ATTRIBUTE_FOR_USERNAME"] == "sAMAccountName" and env["LDAP_ATTRIBUTE_FOR_GROUPS"] == "memberOf"
    assert env["ENABLE_LDAP_GROUP_MANAGEMENT"] == "true" and env["ENABLE_LDAP_GROUP_CREATION"] == "true"
    assert env["LDAP_APP_DN"].endswith("@" + directory["name"])
    bind = graph.one("aws_secretsmanager_secret", 'module.directory[0].aws_secretsmanager_secret.this["bind"]')["arn"]
    admin = graph.one("aws_secretsmanager_secret", 'module.directory[0].aws_secretsmanager_secret.this["admin"]')["arn"]
    if graph.tasks:
        assert named_secrets(graph, "webui")["LDAP_BIND_SECRET"] == bind
    else:
        script = secrets_script(graph)
        assert f"bind=$(secret '{bind}')" in script and 'LDAP_APP_PASSWORD=$(jq --raw-output .password <<<"$bind")' in script
    assert not policy.allowed(graph.policies_of_role(graph.starter_of("webui")), "secretsmanager:GetSecretValue", admin)
    assert directory["type"] == "MicrosoftAD"
    assert env["LDAP_VALIDATE_CERT"] == "true"
    for door in ("ENABLE_CODE_EXECUTION", "ENABLE_CODE_INTERPRETER", "ENABLE_PLUGINS", "ENABLE_COMMUNITY_SHARING", "ENABLE_DIRECT_CONNECTIONS"):
        assert env[door] == "false", door
    assert env["ENABLE_SIGNUP"] == "false" and env["DEFAULT_USER_ROLE"] == "user" and env["ENABLE_PERSISTENT_CONFIG"] == "false"
    log = graph.one("aws_directory_service_log_subscription")
    assert log["directory_id"] == directory["id"] and log["log_group_name"] in graph.log_groups()
    writers = graph.statements(graph.one("aws_cloudwatch_log_resource_policy", "module.directory")["policy_document"])
    written = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:{log['log_group_name']}:log-stream:x"
    context = ACCOUNT_CONTEXT | {"aws:SourceArn": f"arn:aws:ds:{REGION}:{ACCOUNT}:directory/{directory['id']}"}
    assert policy.allowed(writers, "logs:PutLogEvents", written, context, "ds.amazonaws.com"), "the directory may not write its log"


def the_vpc_knows_the_directorys_names(graph, directory):
    """Tasks cannot be told addresses: the VPC's resolver asks the controllers."""
    rule = graph.one("aws_route53_resolver_rule")
    assert rule["domain_name"] == directory["name"] and rule["rule_type"] == "FORWARD"
    assert {one["ip"] for one in rule["target_ip"]} == set(directory["dns_ip_addresses"])
    vpc = only(graph.of("aws_vpc").values(), "VPCs")["id"]
    assert graph.one("aws_route53_resolver_rule_association", resolver_rule_id=rule["id"])["vpc_id"] == vpc
    endpoint = graph.one("aws_route53_resolver_endpoint", id=rule["resolver_endpoint_id"])
    private = {number for address, number in addresses(graph, "aws_subnet") if ".private[" in address}
    assert endpoint["direction"] == "OUTBOUND" and {one["subnet_id"] for one in endpoint["ip_address"]} == private
    resolver = group(graph, "resolver")
    assert list(endpoint["security_group_ids"]) == [resolver]
    for protocol in ("tcp", "udp"):
        assert graph.opened(resolver, directory["security_group_id"], 53, protocol), f"the resolver does not reach the directory by {protocol}"


@contract
def sessions_are_shared_by_the_cache(graph):
    script = "" if graph.tasks else secrets_script(graph)
    if not graph.scaled:
        assert "redis" not in script and "WEBSOCKET_MANAGER" not in settings(graph)
        return
    cache = graph.one("aws_elasticache_replication_group")
    if graph.tasks:
        assert json.loads(settings(graph)["TASK_REDIS"]) == {"address": cache["primary_endpoint_address"], "port": cache["port"]}
    else:
        assert f"@{cache['primary_endpoint_address']}:{cache['port']}/0" in script and 'redis_url="rediss://' in script
    assert cache["transit_encryption_enabled"] is True and cache["at_rest_encryption_enabled"] in (True, "true")
    assert cache["kms_key_id"] == key(graph)["arn"]
    parameters = graph.one("aws_elasticache_parameter_group", name=cache["parameter_group_name"])
    assert parameters["family"].removeprefix("valkey") == cache["engine_version"].split(".")[0]
    assert cache["security_group_ids"] == [group(graph, "cache")] and cache["port"] == 6379
    assert cache["subnet_group_name"] == graph.one("aws_elasticache_subnet_group")["name"]
    assert cache["automatic_failover_enabled"] and cache["multi_az_enabled"] and cache["num_cache_clusters"] >= 2
    users = graph.one("aws_elasticache_user_group")
    assert list(cache["user_group_ids"]) == [users["user_group_id"]]
    user = graph.one("aws_elasticache_user")
    assert list(users["user_ids"]) == [user["user_id"]] and not user["no_password_required"], "the cache lets others in"
    assert "-@dangerous" in user["access_string"] and cache["snapshot_retention_limit"] >= 1
    secret = graph.one("aws_secretsmanager_secret", "module.cache")["arn"]
    assert secret in secrets_read(graph, "webui") and (not graph.tasks or named_secrets(graph, "webui")["REDIS_SECRET"] == secret)
    assert settings(graph)["WEBSOCKET_MANAGER"] == "redis" and settings(graph)["ENABLE_WEBSOCKET_SUPPORT"] == "true"


@contract
def uploads_reach_their_bucket(graph):
    env = settings(graph)
    bucket = graph.one("aws_s3_bucket", 'module.storage.aws_s3_bucket.this["uploads"]')
    assert env["STORAGE_PROVIDER"] == "s3" and env["S3_BUCKET_NAME"] == bucket["bucket"] and env["S3_REGION_NAME"] == REGION
    statements = graph.policies_of_role(graph.role_of("webui"))
    for action in ("s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:PutObject"):
        assert policy.allowed(statements, action, f"{bucket['arn']}/a-file"), action
    assert policy.allowed(statements, "s3:ListBucket", bucket["arn"])
    for action in ("kms:Decrypt", "kms:GenerateDataKey"):
        assert policy.allowed(statements, action, key(graph)["arn"], {"kms:ViaService": f"s3.{REGION}.amazonaws.com"}), action
    assert graph.tasks or graph.start_of("webui")["metadata_options"][0]["http_put_response_hop_limit"] == 2, "the container has no credentials"


@contract
def secrets_are_filled_and_encrypted(graph):
    for address, secret in graph.of("aws_secretsmanager_secret").items():
        assert secret["kms_key_id"] == key(graph)["arn"], address
        assert not graph.scaled or secret["recovery_window_in_days"] in (None, *range(7, 31)), f"{address} is gone at once"
    generated = graph.of("aws_secretsmanager_secret", "aws_secretsmanager_secret.generated")
    assert {v["arn"] for v in generated.values()} <= secrets_read(graph, "webui")
    for name, variable in (("webui-secret-key", "WEBUI_SECRET_KEY=$key"), ("admin-password", "WEBUI_ADMIN_PASSWORD=$admin")):
        arn = generated[f'module.portal.aws_secretsmanager_secret.generated["{name}"]']["arn"]
        if graph.tasks:
            assert named_secrets(graph, "webui")[variable.split("=")[0]] == arn
            continue
        script, local = secrets_script(graph), variable.split("$")[1]
        assert f"{local}=$(secret '{arn}')" in script and variable in script
    known = {secret["arn"] for secret in graph.of("aws_secretsmanager_secret").values()}
    known |= {database["master_user_secret"][0]["secret_arn"] for database in graph.of("aws_db_instance").values() if database.get("master_user_secret")}
    for workload in WAYS:
        assert secrets_read(graph, workload) <= known, "a secret that is not there"


def named_secrets(graph, workload):
    """The secrets that a workload's script reads, or ECS for its task, by the variables of the service that get them."""
    if graph.tasks:
        return {one["name"]: one["valueFrom"] for container in graph.tasks[workload].values() for one in container["secrets"]}
    script = only([text for path, text in graph.machines[workload]["files"].items() if path.endswith("-secrets")], "scripts")
    read = dict(re.findall(r"^(\w+)=\$\(secret '([^']+)'\)$", script, re.MULTILINE))
    return {variable: read.get(local) for variable, local in re.findall(r'^  echo "(\w+)=\$(\w+)"$', script, re.MULTILINE)}


@contract
def the_gateway_answers_open_webui_and_nobody_without_a_key(graph):
    generated = {address.split('"')[1]: v["arn"] for address, v in graph.of("aws_secretsmanager_secret", "aws_secretsmanager_secret.generated").items()}
    gateway, webui = named_secrets(graph, "gateway"), named_secrets(graph, "webui")
    assert gateway == {"GATEWAY_KEY": generated["gateway-key"], "GATEWAY_USER_JWT_SECRET": generated["user-jwt-secret"]}, "the gateway knows other secrets"
    assert webui["RAG_OLLAMA_API_KEY"] == gateway["GATEWAY_KEY"], "documents are embedded with a key that the gateway does not know"
    assert webui["FORWARD_USER_INFO_HEADER_JWT_SECRET"] == gateway["GATEWAY_USER_JWT_SECRET"], "the gateway does not believe who asks"
    env = settings(graph)
    assert set(json.loads(env["OLLAMA_API_CONFIGS"])) == {"0"} and "OLLAMA_BASE_URLS" not in env, "a connection without the key"
    assert env["ENABLE_FORWARD_USER_INFO_HEADERS"] == "true", "the gateway does not learn who asks"
    told = gateway_environment(graph)
    if not graph.tasks:
        told = told | machines_get_the_key(graph, gateway)
    assert not told.keys() & {"GATEWAY_ALLOW_ANONYMOUS", "GATEWAY_USER_HEADERS_FROM", "GATEWAY_KEY", "GATEWAY_USER_JWT_SECRET"}, "everybody is let in, or believed, or reads the key"
    assert not gateway_settings(graph).keys() & {"allow_anonymous", "user_headers_from", "key", "user_jwt_secret"}
    who_needs_it_reads_it(graph, set(gateway.values()))


def machines_get_the_key(graph, gateway):
    """By their scripts; gives back what the gateway's unit tells it beside its file."""
    script = secrets_script(graph)
    ((shown, key_of_connection),) = re.findall(r"^connections=\$\(sed --quiet 's/\^OLLAMA_API_CONFIGS=//p' /etc/open-webui/open-webui\.env \|\n  (\w+)=\$(\w+) jq --compact-output '\.\"0\"\.key = \$ENV\.gateway'\)$", script, re.MULTILINE)
    assert shown == "gateway" and f"{key_of_connection}=$(secret '{gateway['GATEWAY_KEY']}')" in script, "chats show a key that the gateway does not know"
    assert '  echo "OLLAMA_API_CONFIGS=$connections"\n' in script, "chats show no key"
    paths = [entry["path"] for entry in compose(graph)["env_file"]]
    assert paths.index("/run/open-webui/secrets.env") > paths.index("/etc/open-webui/open-webui.env"), "the settings win, which have no key"
    unit = graph.machines["gateway"]["files"]["/etc/systemd/system/bedrock-gateway.service"]
    return dict(re.findall(r'^Environment="?(\w+)=(.*?)"?$', unit, re.MULTILINE))


def who_needs_it_reads_it(graph, secrets):
    """Roles of the gateway and of Open WebUI may read what both share; no other role may, and the gateway nothing else."""
    readers = {graph.starter_of(workload)["name"]: workload for workload in WAYS}
    for role in graph.of("aws_iam_role").values():
        statements = graph.policies_of_role(role)
        for arn in secrets:
            may = policy.allowed(statements, "secretsmanager:GetSecretValue", arn)
            assert may == (role["name"] in readers), f"{role['name']} {'may' if may else 'may not'} read {arn}"
    others = {v["arn"] for v in graph.of("aws_secretsmanager_secret").values()} - secrets
    for arn in others:
        assert not policy.allowed(graph.policies_of_role(graph.starter_of("gateway")), "secretsmanager:GetSecretValue", arn), f"the gateway may read {arn}"


# ---- Logs, keys, buckets


@contract
def container_logs_have_a_group(graph):
    if graph.tasks:
        return
    logging = compose(graph)["logging"]
    options = logging["options"]
    assert logging["driver"] == "awslogs" and options["awslogs-region"] == REGION
    assert options["awslogs-group"] in graph.log_groups() and options["awslogs-group"].endswith("/webui")
    arn = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:{options['awslogs-group']}:log-stream:x"
    statements = graph.policies_of_role(graph.role_of("webui"))
    for action in ("logs:CreateLogStream", "logs:PutLogEvents"):
        assert policy.allowed(statements, action, arn)


@contract
def access_logs_may_be_written(graph):
    logs = graph.one("aws_s3_bucket", 'module.storage.aws_s3_bucket.this["logs"]')
    statements = bucket_policy(graph, logs)
    for balancer in graph.of("aws_lb").values():
        (target,) = balancer["access_logs"]
        assert target["enabled"] and target["bucket"] == logs["bucket"]
        written = f"{logs['arn']}/{target['prefix']}/AWSLogs/{ACCOUNT}/ELBAccessLogTestFile"
        assert policy.allowed(statements, "s3:PutObject", written, service="logdelivery.elasticloadbalancing.amazonaws.com"), written
    watched = {values["bucket"] for values in graph.of("aws_s3_bucket_logging").values()}
    assert watched == {values["id"] for values in graph.of("aws_s3_bucket").values()} - {logs["id"]}, "a bucket that nobody's eyes are on"
    for delivery in graph.of("aws_cloudwatch_log_delivery_source").values():
        ends = graph.one("aws_cloudwatch_log_delivery", delivery_source_name=delivery["name"])["delivery_destination_arn"]
        assert graph.one("aws_cloudwatch_log_delivery_destination", arn=ends)
    for values in graph.of("aws_s3_bucket_logging").values():
        context = ACCOUNT_CONTEXT | {"aws:SourceArn": f"arn:aws:s3:::{values['bucket']}"}
        assert values["target_bucket"] == logs["bucket"]
        assert policy.allowed(statements, "s3:PutObject", f"{logs['arn']}/{values['target_prefix']}x", context, "logging.s3.amazonaws.com"), values["target_prefix"]
    for delivery in graph.of("aws_cloudwatch_log_delivery_destination").values():
        assert delivery["delivery_destination_configuration"][0]["destination_resource_arn"] == logs["arn"]
        context = ACCOUNT_CONTEXT | {"aws:SourceArn": f"arn:aws:logs:us-east-1:{ACCOUNT}:delivery-source:x", "s3:x-amz-acl": "bucket-owner-full-control"}
        assert policy.allowed(statements, "s3:PutObject", f"{logs['arn']}/AWSLogs/{ACCOUNT}/CloudFront/x", context, "delivery.logs.amazonaws.com")
        source = graph.one("aws_cloudwatch_log_delivery_source")
        assert source["resource_arn"] == graph.one("aws_cloudfront_distribution")["arn"] and source["log_type"] == "ACCESS_LOGS"
    encryption = graph.one("aws_s3_bucket_server_side_encryption_configuration", 'module.storage', bucket=logs["id"])
    assert encryption["rule"][0]["apply_server_side_encryption_by_default"][0]["sse_algorithm"] == "AES256", "load balancers write to no other"


def bucket_policy(graph, bucket):
    return graph.statements(graph.one("aws_s3_bucket_policy", bucket=bucket["id"])["policy"])


@contract
def buckets_are_private_and_refuse_plain_http(graph):
    for address, bucket in graph.of("aws_s3_bucket").items():
        block = graph.one("aws_s3_bucket_public_access_block", bucket=bucket["id"])
        assert all(block[s] for s in ("block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets")), address
        denied = [s for s in bucket_policy(graph, bucket) if s["Effect"] == "Deny"]
        for resource in (bucket["arn"], f"{bucket['arn']}/x"):
            plain = {"aws:SecureTransport": "false"}
            assert any(policy.speaks_of(s, "s3:PutObject", resource, plain, "cloudtrail.amazonaws.com") for s in denied), f"{address} takes plain HTTP"
        encryption = graph.one("aws_s3_bucket_server_side_encryption_configuration", bucket=bucket["id"])["rule"][0]["apply_server_side_encryption_by_default"][0]
        if '["logs"]' not in address:
            assert encryption["sse_algorithm"] == "aws:kms" and encryption["kms_master_key_id"] == key(graph)["arn"], address
        assert graph.one("aws_s3_bucket_versioning", bucket=bucket["id"])["versioning_configuration"][0]["status"] == "Enabled"


@contract
def services_may_use_the_key(graph):
    statements = graph.statements(key(graph)["policy"])
    for address, log_group in graph.of("aws_cloudwatch_log_group").items():
        assert log_group["retention_in_days"] >= 30, f"{address} grows for ever, or forgets"
        if "edge_waf" in address:
            continue
        assert log_group["kms_key_id"] == key(graph)["arn"], address
        context = {"kms:EncryptionContext:aws:logs:arn": f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:{log_group['name']}"}
        assert policy.allowed(statements, "kms:GenerateDataKey", "*", context, f"logs.{REGION}.amazonaws.com"), address
    for service in ("cloudwatch.amazonaws.com", "budgets.amazonaws.com"):
        for action in ("kms:Decrypt", "kms:GenerateDataKey"):
            assert policy.allowed(statements, action, "*", ACCOUNT_CONTEXT, service), f"{service} cannot publish alarms"
    assert key(graph)["enable_key_rotation"] and key(graph)["deletion_window_in_days"] >= (30 if graph.scaled else 7)
    if graph.scaled:
        trail = {"aws:SourceArn": graph_trail_arn()}
        assert policy.allowed(statements, "kms:GenerateDataKey", "*", trail, "cloudtrail.amazonaws.com")
    if graph.grouped:
        linked = graph.one("aws_iam_service_linked_role")
        assert linked["aws_service_name"] == "autoscaling.amazonaws.com"
        for action in ("kms:Decrypt", "kms:GenerateDataKeyWithoutPlaintext", "kms:ReEncryptTo"):
            assert policy.allowed(statements, action, "*", {}, linked["arn"]), "Auto Scaling cannot start encrypted machines"
        assert policy.allowed(statements, "kms:CreateGrant", "*", {"kms:GrantIsForAWSResource": "true"}, linked["arn"])
        for group in graph.of("aws_autoscaling_group").values():
            assert group["service_linked_role_arn"] == linked["arn"]
    for workload in graph.machines:
        started = graph.start_of(workload)
        disk = started["block_device_mappings"][0]["ebs"][0] if graph.scaled else started["root_block_device"][0]
        assert str(disk["encrypted"]).lower() == "true" and disk["kms_key_id"] == key(graph)["arn"]
        assert started["metadata_options"][0]["http_tokens"] == "required"
        assert str(disk["delete_on_termination"]).lower() == "true", "every machine leaves a disk behind"


def graph_trail_arn():
    return f"arn:aws:cloudtrail:{REGION}:{ACCOUNT}:trail/ai-portal-trail"


@contract
def the_trail_records(graph):
    for trail in graph.of("aws_cloudtrail").values():
        assert trail["enable_logging"] in (True, None) and trail["is_multi_region_trail"] and trail["enable_log_file_validation"] and trail["include_global_service_events"] in (True, None)
        bucket = graph.one("aws_s3_bucket", bucket=trail["s3_bucket_name"])
        statements = bucket_policy(graph, bucket)
        context = {"aws:SourceArn": graph_trail_arn(), "s3:x-amz-acl": "bucket-owner-full-control"}
        assert trail["name"] == "ai-portal-trail" and trail["kms_key_id"] == key(graph)["arn"]
        assert policy.allowed(statements, "s3:PutObject", f"{bucket['arn']}/AWSLogs/{ACCOUNT}/x", context, "cloudtrail.amazonaws.com")
        assert policy.allowed(statements, "s3:GetBucketAcl", bucket["arn"], context, "cloudtrail.amazonaws.com")
        logs = trail["cloud_watch_logs_group_arn"].removesuffix(":*")
        name = logs.split(":log-group:")[1]
        assert name in graph.log_groups()
        role = graph.one("aws_iam_role", arn=trail["cloud_watch_logs_role_arn"])
        assert trusts(graph.statements(role["assume_role_policy"]), "cloudtrail.amazonaws.com")
        assert policy.allowed(graph.policies_of_role(role), "logs:PutLogEvents", f"{logs}:log-stream:{ACCOUNT}_CloudTrail_{REGION}")
    if graph.scaled:
        assert len(graph.of("aws_cloudtrail")) == 1
        flow = graph.one("aws_flow_log")
        assert flow["traffic_type"] == "ALL" and flow["vpc_id"] == only(graph.of("aws_vpc").values(), "VPCs")["id"]
        assert flow["log_destination"].removesuffix(":*").split(":log-group:")[1] in graph.log_groups()
        role = graph.one("aws_iam_role", arn=flow["iam_role_arn"])
        assert trusts(graph.statements(role["assume_role_policy"]), "vpc-flow-logs.amazonaws.com")
        assert policy.allowed(graph.policies_of_role(role), "logs:PutLogEvents", flow["log_destination"].removesuffix(":*") + ":log-stream:x")


@contract
def services_find_their_log_groups_and_may_write_them(graph):
    for address, database in graph.of("aws_db_instance").items():
        for export in database["enabled_cloudwatch_logs_exports"]:
            assert f"/aws/rds/instance/{database['identifier']}/{export}" in graph.log_groups(), f"{address}: RDS makes a group without a key"
    for cache in graph.of("aws_elasticache_replication_group").values():
        for delivery in cache["log_delivery_configuration"]:
            assert delivery["destination"] in graph.log_groups()
    for values in graph.of("aws_bedrock_model_invocation_logging_configuration").values():
        config = policy.as_list(values["logging_config"])[0]
        assert not config["text_data_delivery_enabled"], "prompts would be kept"
        target = policy.as_list(config["cloudwatch_config"])[0]
        assert target["log_group_name"] in graph.log_groups()
        role = graph.one("aws_iam_role", arn=target["role_arn"])
        assert trusts(graph.statements(role["assume_role_policy"]), "bedrock.amazonaws.com")
        arn = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:{target['log_group_name']}:log-stream:aws/bedrock/modelinvocations"
        assert policy.allowed(graph.policies_of_role(role), "logs:PutLogEvents", arn)


@contract
def files_are_kept_as_long_as_they_are_needed(graph):
    for address, values in graph.of("aws_s3_bucket_lifecycle_configuration").items():
        (rule,) = values["rule"]
        assert rule["status"] == "Enabled" and rule["abort_incomplete_multipart_upload"][0]["days_after_initiation"] <= 30, address
        # Where nobody says a prefix, the mock makes one of letters and digits.
        (chosen,) = rule["filter"]
        assert re.fullmatch("[a-z0-9]*", chosen["prefix"] or "") and not chosen["tag"] and not chosen["and"], f"{address} speaks of other files"
        ends = [one["days"] for one in rule["expiration"]]
        assert (len(ends) == 1 and ends[0] >= 30) if '["logs"]' in address else ends == [], f"{address}: {ends}"
        assert rule["noncurrent_version_expiration"][0]["noncurrent_days"] >= 30, address
    tidied = {values["bucket"] for values in graph.of("aws_s3_bucket_lifecycle_configuration").values()}
    assert tidied == {values["id"] for values in graph.of("aws_s3_bucket").values()}
    for values in graph.of("aws_s3_bucket_ownership_controls").values():
        assert values["rule"][0]["object_ownership"] == "BucketOwnerEnforced"


@contract
def nobody_is_let_in_without_a_condition(graph):
    documents = [graph.one("aws_kms_key", "module.portal.module.kms.")["policy"]]
    for kind in ("aws_s3_bucket_policy", "aws_sns_topic_policy"):
        documents += [values["policy"] for values in graph.of(kind).values()]
    documents += [values["assume_role_policy"] for values in graph.of("aws_iam_role").values()]
    for document in documents:
        for one in graph.statements(document):
            named = {name for names in one["Principal"].values() for name in policy.as_list(names)} if isinstance(one["Principal"], dict) else {one["Principal"]}
            assert one["Effect"] == "Deny" or "*" not in named, f"everybody: {one}"
    for address, role in graph.of("aws_iam_role").items():
        assert all(set(one["Principal"]) == {"Service"} for one in graph.statements(role["assume_role_policy"])), f"{address} is not for services alone"


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


@contract
def every_role_may_do_something(graph):
    attached = {values["role"] for values in graph.of("aws_iam_role_policy_attachment").values()}
    for address, role in graph.of("aws_iam_role").items():
        assert role["name"] in attached or graph.policies_of_role(role), f"{address} may do nothing"


# ---- Operations


FALLS_BELOW = {"FreeStorageSpace", "CPUCreditBalance", "DaysToExpiry", "FreeableMemory"}
RANGES = {"MemoryUtilization": (70, 98), "cost_usd": (1, 100000), "failed": (0.001, 0.5), "first_piece_ms": (1000, 120000), "CPUUtilization": (50, 95), "mem_used_percent": (70, 98), "disk_used_percent": (60, 95), "EngineCPUUtilization": (50, 95), "DatabaseMemoryUsagePercentage": (50, 95)}


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
        low, high = RANGES.get(alarm["metric_name"], (0, float("inf")))
        assert low <= alarm["threshold"] <= high, f"{address}: {alarm['threshold']}"
        assert 1 <= alarm["evaluation_periods"] <= 5
        assert (alarm["datapoints_to_alarm"] or 1) <= alarm["evaluation_periods"]
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
    if not graph.scaled:
        return
    alarm = graph.one("aws_cloudwatch_metric_alarm", "edge_certificate_alarm")
    shown = graph.one("aws_cloudfront_distribution")["viewer_certificate"][0]["acm_certificate_arn"]
    assert alarm["metric_name"] == "DaysToExpiry" and alarm["dimensions"] == {"CertificateArn": shown}
    assert alarm["comparison_operator"] == "LessThanThreshold" and 14 <= alarm["threshold"] <= 45 and alarm["period"] == 86400
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
    assert watched["ErrorPortAllocation", "NatGatewayId"] == targets["NatGatewayId"]
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
def images_are_made_of_every_machine(graph):
    if graph.tasks:
        assert not graph.of("aws_dlm_lifecycle_policy")
        return
    images = graph.one("aws_dlm_lifecycle_policy")
    details = images["policy_details"][0]
    ((tag, value),) = details["target_tags"].items()
    assert images["state"] in ("ENABLED", None) and details["policy_type"] == "IMAGE_MANAGEMENT" and details["resource_types"] == ["INSTANCE"]
    for workload in WAYS:
        started = graph.start_of(workload)
        tags = next(t["tags"] for t in started["tag_specifications"] if t["resource_type"] == "instance") if graph.scaled else started["tags"]
        assert tags.get(tag) == value, f"{workload} has no images"
    schedule = details["schedule"][0]
    assert re.fullmatch(r"cron\(\d+ \d+ \? \* [A-Z]{3} \*\)", schedule["create_rule"][0]["cron_expression"]), "not every week"
    assert details["parameters"][0]["no_reboot"], "an interruption every week"
    assert not schedule["cross_region_copy_rule"], "the provider names its region as that of snapshots, which AWS refuses for images"
    retained = schedule["retain_rule"][0]
    assert retained["interval_unit"] == "WEEKS" and retained["interval"] >= 2, "images of machines that are gone are kept for ever"
    role = graph.one("aws_iam_role", arn=images["execution_role_arn"])
    assert trusts(graph.statements(role["assume_role_policy"]), "dlm.amazonaws.com")
    attached = [v["policy_arn"] for v in graph.of("aws_iam_role_policy_attachment").values() if v["role"] == role["name"]]
    assert attached == ["arn:aws:iam::aws:policy/service-role/AWSDataLifecycleManagerServiceRoleForAMIManagement"]
    statements = graph.policies_of_role(role)
    for action in ("kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKeyWithoutPlaintext", "kms:ReEncryptFrom", "kms:ReEncryptTo"):
        assert policy.allowed(statements, action, key(graph)["arn"], {"kms:ViaService": f"ec2.{REGION}.amazonaws.com"}), action
    assert policy.allowed(statements, "kms:CreateGrant", key(graph)["arn"], {"kms:GrantIsForAWSResource": "true"})


@contract
def the_database_is_copied_to_another_region(graph):
    if not graph.scaled:
        return
    copy = graph.one("aws_db_instance_automated_backups_replication")
    database = graph.one("aws_db_instance", "aws_db_instance.this")
    assert copy["source_db_instance_arn"] == database["arn"] and copy["retention_period"] >= 7
    assert copy["kms_key_id"] == graph.one("aws_kms_key", "module.region_copy")["arn"], "the key is in another region"


@contract
def cognito_signs_in_to_this_portal(graph):
    for client in graph.of("aws_cognito_user_pool_client").values():
        pool = graph.one("aws_cognito_user_pool")
        env = settings(graph)
        assert pool["admin_create_user_config"][0]["allow_admin_create_user_only"], "strangers sign up"
        assert pool["mfa_configuration"] == "ON" and pool["deletion_protection"] == "ACTIVE"
        assert client["user_pool_id"] == pool["id"] and env["OAUTH_CLIENT_ID"] == client["id"]
        assert list(client["callback_urls"]) == [env["OPENID_REDIRECT_URI"]] and env["OPENID_REDIRECT_URI"].startswith(graph.outputs["portal_url"] + "/")
        assert pool["id"] in env["OPENID_PROVIDER_URL"] and client["allowed_oauth_flows"] == ["code"]
        names = {group["name"] for group in graph.of("aws_cognito_user_group").values()}
        assert env["OAUTH_ADMIN_ROLES"] in names and set(env["OAUTH_ALLOWED_ROLES"].split(",")) <= names
        assert "ENABLE_LDAP" in env or env["DEFAULT_USER_ROLE"] == "pending", "a token without groups lets its owner in"
        assert env["OAUTH_ROLES_CLAIM"] == env["OAUTH_GROUPS_CLAIM"] == "cognito:groups"


@contract
def everybody_outside_is_told_the_portals_address(graph):
    env, url = settings(graph), graph.outputs["portal_url"]
    assert env["WEBUI_URL"] == url
    forwarded = re.findall(r"localPortNumber=(\d+)", graph.outputs.get("ssm_port_forward_command") or "")
    assert env["CORS_ALLOW_ORIGIN"].split(";") == [url, *(f"http://localhost:{port}" for port in forwarded)], "pages of others may ask, or the portal's own may not"
    secure = str(url.startswith("https://")).lower()
    assert env["WEBUI_SESSION_COOKIE_SECURE"] == env["WEBUI_AUTH_COOKIE_SECURE"] == secure
