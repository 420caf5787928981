"""Faults that somebody could put into the portal, one at a time, each as a change of an environment's graph.

`FAULTS` are realistic mistakes by name. `families` makes more of a kind: every rule of a security group left out, every
statement of a policy, every reference led elsewhere.
"""

import json
import re

import facts
import source
from graph import BESIDE
from told import Followed, Form, Maybe, is_nothing

FAULTS = []


def fault(description, *environments):
    """Registers a fault; `environments` where it makes sense, by default both."""

    def register(function):
        FAULTS.append((description, environments or ("demo", "production"), function))
        return function

    return register


def change(kind, inside="", **values):
    """A fault that gives the resources of a type other values."""

    def mutate(graph):
        found = graph.of(kind, inside)
        assert found, f"no {kind} {inside}"
        for resource in found.values():
            resource.update(values)

    return mutate


def path(kind, inside, *steps, to):
    """A fault deep inside the resources of a type."""

    def mutate(graph):
        found = graph.of(kind, inside)
        assert found, f"no {kind} {inside}"
        for resource in found.values():
            for step in steps[:-1]:
                resource = resource[step]
            resource[steps[-1]] = to(resource[steps[-1]]) if callable(to) else to

    return mutate


def drop(kind, inside):
    """A fault that leaves resources out."""

    def mutate(graph):
        found = graph.of(kind, inside)
        assert found, f"no {kind} {inside}"
        for address in found:
            del graph.resources[address]

    return mutate


def edit(workload, file, old, new):
    """A fault in a file that a machine is given, or in what a task is told instead of it."""

    def mutate(graph):
        if graph.tasks:
            told = graph.tasks[workload]["open-webui" if workload == "webui" else "gateway"]["environment"]
            tell(told, file, old, new)
            return
        files = graph.machines[workload]["files"]
        (name,) = [name for name in files if name.endswith(file)]
        assert old in files[name], f"{name} lacks {old}"
        files[name] = files[name].replace(old, new)

    return mutate


def tell(told, file, old, new):
    """A fault among the variables of a container, written as the file of a machine."""
    if file == "gateway.yaml":
        (setting,) = [one for one in told if one["name"] == "SETTINGS"]
        assert old in setting["value"], f"the settings lack {old}"
        setting["value"] = setting["value"].replace(old, new)
        return
    assert file in ("gateway.env", "open-webui.env"), f"a task has no {file}"
    text = "".join(f"\n{one['name']}={one['value']}" for one in told if "\n" not in one["value"])
    assert old in text, f"the variables lack {old}"
    kept = [one for one in told if "\n" in one["value"]]
    told[:] = [*kept, *({"name": line.split("=", 1)[0], "value": line.split("=", 1)[1]} for line in text.replace(old, new).splitlines() if "=" in line)]


def statement(inside, sid, altered):
    """A fault in a statement of a policy document, which `altered` changes or, by None, leaves out."""

    def mutate(graph):
        found = 0
        for address, document in graph.data.items():
            if document["_type"] != "aws_iam_policy_document" or inside not in address:
                continue
            for block in list(document["statement"]):
                if block["sid"] == sid:
                    found += 1
                    document["statement"].remove(block) if altered is None else altered(block)
        assert found, f"no statement {sid} in {inside}"

    return mutate


def add(description, function, *environments):
    fault(description, *environments)(function)


def without_ways(gateway):
    """No route through one kind of gateway."""

    def mutate(graph):
        gateways = {v["id"] for kind in ("aws_internet_gateway", "aws_nat_gateway") for v in graph.of(kind).values()}
        found = [address for address, route in graph.of("aws_route").items() if route[gateway] in gateways]
        assert found, f"no route by {gateway}"
        for address in found:
            del graph.resources[address]

    return mutate


# On Fargate, too, where there is what they are put into.
PRODUCTION = ("production",)
FARGATE = ("fargate",)
# On machines alone: what tasks would not suffer from.
OF_MACHINES = ("demo", "production", "machines")
OF_GROUPS = ("production", "machines")
DEMO = ("demo",)


def group_id(graph, role):
    return graph.resources[f'module.portal.module.security_groups.aws_security_group.this["{role}"]']["id"]


# ---- The composition: one module handed what belongs to another

add("wrong health path", path("aws_lb_target_group", "webui_alb", "health_check", 0, "path", to="/healthz"), *PRODUCTION)
add("the gateway's health path of another service", path("aws_lb_target_group", "gateway_alb", "health_check", 0, "path", to="/api/health"), *PRODUCTION)
add("load balancer on the wrong port", change("aws_lb_target_group", "webui_alb", port=8000), *PRODUCTION)
add("gateway's load balancer on the wrong port", change("aws_lb_target_group", "gateway_alb", port=11434), *PRODUCTION)


@fault("a group in the other's target group", *PRODUCTION)
def swapped_target_groups(graph):
    other = graph.one("aws_lb_target_group", "gateway_alb")["arn"]
    graph.one("aws_autoscaling_group", "webui_group")["target_group_arns"] = [other]


@fault("a listener hands on to the other's target group", *PRODUCTION)
def swapped_listener(graph):
    other = graph.one("aws_lb_target_group", "gateway_alb")["arn"]
    graph.one("aws_lb_listener", "webui_alb", protocol="HTTPS")["default_action"][0]["target_group_arn"] = other


@fault("database in public subnets")
def public_database(graph):
    public = [v["id"] for a, v in graph.of("aws_subnet").items() if ".public[" in a]
    graph.one("aws_db_subnet_group")["subnet_ids"] = public


@fault("cache in public subnets", *PRODUCTION)
def public_cache(graph):
    graph.one("aws_elasticache_subnet_group")["subnet_ids"] = [v["id"] for a, v in graph.of("aws_subnet").items() if ".public[" in a]


@fault("directory in public subnets")
def public_directory(graph):
    graph.one("aws_directory_service_directory")["vpc_settings"][0]["subnet_ids"] = [v["id"] for a, v in graph.of("aws_subnet").items() if ".public[" in a]


@fault("database with the wrong security group")
def database_in_another_group(graph):
    graph.one("aws_db_instance", "aws_db_instance.this")["vpc_security_group_ids"] = [group_id(graph, "webui")]


@fault("cache with the wrong security group", *PRODUCTION)
def cache_in_another_group(graph):
    graph.one("aws_elasticache_replication_group")["security_group_ids"] = [group_id(graph, "database")]


@fault("CloudFront in front of the gateway's load balancer", *PRODUCTION)
def cloudfront_before_the_gateway(graph):
    balancer = graph.one("aws_lb", "gateway_alb")
    graph.one("aws_cloudfront_vpc_origin")["vpc_origin_endpoint_config"][0]["arn"] = balancer["arn"]
    graph.one("aws_cloudfront_distribution")["origin"][0]["domain_name"] = balancer["dns_name"]


@fault("a jar path that the role may not read")
def jar_elsewhere(graph):
    files = graph.machines["gateway"]["files"]
    script = "/usr/local/sbin/bedrock-gateway-install"
    files[script] = files[script].replace("/gateway/", "/jars/")
    uploaded = graph.one("aws_s3_object")
    uploaded["key"] = uploaded["key"].replace("gateway/", "jars/", 1)


@fault("uploads to the wrong bucket")
def uploads_elsewhere(graph):
    edit("webui", "open-webui.env", "-uploads-", "-artifacts-")(graph)


@fault("wrong instance profile")
def swapped_profile(graph):
    other, own = graph.role_of("gateway"), graph.start_of("webui")
    profile = graph.one("aws_iam_instance_profile", role=other["name"])
    if graph.scaled:
        own["iam_instance_profile"][0]["arn"] = profile["arn"]
    else:
        own["iam_instance_profile"] = profile["name"]


@fault("the gateway with Open WebUI's instance profile")
def swapped_gateway_profile(graph):
    other, own = graph.role_of("webui"), graph.start_of("gateway")
    profile = graph.one("aws_iam_instance_profile", role=other["name"])
    if graph.scaled:
        own["iam_instance_profile"][0]["arn"] = profile["arn"]
    else:
        own["iam_instance_profile"] = profile["name"]


add("no key grant for Auto Scaling", statement("module.kms.", "AutoScalingLendsTheKeyToItsVolumes", None), *PRODUCTION)
add("the key not for Auto Scaling", statement("module.kms.", "AutoScalingStartsEncryptedMachines", None), *PRODUCTION)

# ---- Network


@fault("machines of the wrong security group")
def machines_in_another_group(graph):
    started = graph.start_of("webui")
    groups = [group_id(graph, "gateway")]
    if graph.scaled:
        started["network_interfaces"][0]["security_groups"] = groups
    else:
        started["vpc_security_group_ids"] = groups


@fault("groups in public subnets", *PRODUCTION)
def public_groups(graph):
    graph.one("aws_autoscaling_group", "webui_group")["vpc_zone_identifier"] = [v["id"] for a, v in graph.of("aws_subnet").items() if ".public[" in a]


@fault("a load balancer with the wrong security group", *PRODUCTION)
def balancer_in_another_group(graph):
    graph.one("aws_lb", "webui_alb")["security_groups"] = [group_id(graph, "gateway-alb")]


add("a load balancer on the internet behind CloudFront", change("aws_lb", "webui_alb", internal=False), *PRODUCTION)
add("the gateway's load balancer on the internet", change("aws_lb", "gateway_alb", internal=False), *PRODUCTION)
add("no default route of the private subnets", without_ways("nat_gateway_id"))
add("no default route of the public subnets", without_ways("gateway_id"))
add("private subnets without a route table", drop("aws_route_table_association", "private"))
add("a NAT gateway in a private subnet", lambda graph: next(iter(graph.of("aws_nat_gateway").values())).update(subnet_id=next(v["id"] for a, v in graph.of("aws_subnet").items() if ".private[" in a)))
add("all subnets in one zone", change("aws_subnet", "", availability_zone="eu-west-2a"))
add("names of the VPC without DNS", change("aws_vpc", "", enable_dns_hostnames=False))
add("endpoints without private names", change("aws_vpc_endpoint", "interface", private_dns_enabled=False), *PRODUCTION)
add("machines with public addresses", path("aws_launch_template", "", "network_interfaces", 0, "associate_public_ip_address", to="true"), *PRODUCTION)
add("the public address on the other machine", lambda graph: graph.one("aws_eip_association").update(instance_id=graph.start_of("gateway")["id"]), *DEMO)
add("endpoints that refuse this account", lambda graph: [block["condition"][0].update(values=["000000000000"]) for d in graph.data.values() if d["_type"] == "aws_iam_policy_document" for block in d["statement"] or [] if block["sid"] == "OwnAccountOnly"], *PRODUCTION)


@fault("the database open to the office")
def database_for_the_office(graph):
    rule = next(v for v in graph.of("aws_vpc_security_group_ingress_rule").values() if v["security_group_id"] == group_id(graph, "database"))
    rule.update(referenced_security_group_id=None, cidr_ipv4="203.0.113.0/24")


@fault("the portal open to everybody")
def open_to_everybody(graph):
    role = "alb" if graph.scaled else "webui"
    for rule in graph.of("aws_vpc_security_group_ingress_rule").values():
        if rule["security_group_id"] == group_id(graph, role):
            rule.update(cidr_ipv4="0.0.0.0/0", prefix_list_id=None)


# ---- Names, certificates, firewall

add("the portal's name leads to the load balancer", lambda graph: graph.one("aws_route53_record", "module.cdn", type="A")["alias"][0].update(name=graph.one("aws_lb", "webui_alb")["dns_name"]), *PRODUCTION)
add("the gateway's name leads to the portal's load balancer", lambda graph: graph.one("aws_route53_record", "aws_route53_record.gateway")["alias"][0].update(name=graph.one("aws_lb", "webui_alb")["dns_name"]), *PRODUCTION)
add("the gateway's name leads to Open WebUI's machine", lambda graph: graph.one("aws_route53_record", "aws_route53_record.gateway").update(records=[graph.start_of("webui")["private_ip"]]), *DEMO)
add("the gateway's zone is that of the portal's name", change("aws_route53_zone", "", name="portal.example.com"), *PRODUCTION)
add("the gateway's zone in another VPC", path("aws_route53_zone", "", "vpc", 0, "vpc_id", to="vpc-other"))
add("certificates swapped", lambda graph: graph.one("aws_lb_listener", "gateway_alb").update(certificate_arn=graph.one("aws_lb_listener", "webui_alb", protocol="HTTPS")["certificate_arn"]), *PRODUCTION)
add("CloudFront with the region's certificate", lambda graph: graph.one("aws_cloudfront_distribution")["viewer_certificate"][0].update(acm_certificate_arn=graph.one("aws_lb_listener", "webui_alb", protocol="HTTPS")["certificate_arn"]), *PRODUCTION)
add("a certificate that is never proven", drop("aws_route53_record", 'module.certificate["portal"]'), *PRODUCTION)
add("CloudFront without aliases", change("aws_cloudfront_distribution", "", aliases=[]), *PRODUCTION)
add("no firewall at CloudFront", change("aws_cloudfront_distribution", "", web_acl_id=None), *PRODUCTION)
add("the firewall lets other networks in", path("aws_wafv2_web_acl", "", "rule", to=lambda rules: [r for r in rules if r["name"] != "other-networks"]), *PRODUCTION)
add("the firewall knows no network", change("aws_wafv2_ip_set", "", addresses=[]), *PRODUCTION)
add("the firewall blocks everybody", lambda graph: graph.one("aws_wafv2_web_acl").update(default_action=[{"allow": [], "block": [{}]}]), *PRODUCTION)
add("IPv6 at CloudFront beside a firewall for IPv4", change("aws_cloudfront_distribution", "", is_ipv6_enabled=True), *PRODUCTION)
add("CloudFront caches pages", path("aws_cloudfront_distribution", "", "default_cache_behavior", 0, "cache_policy_id", to="658327ea-f89d-4fab-a63d-7e88639e58f6"), *PRODUCTION)
add("CloudFront keeps files that change", path("aws_cloudfront_distribution", "", "ordered_cache_behavior", 1, "cache_policy_id", to="658327ea-f89d-4fab-a63d-7e88639e58f6"), *PRODUCTION)
add("CloudFront drops cookies", path("aws_cloudfront_distribution", "", "default_cache_behavior", 0, "origin_request_policy_id", to=None), *PRODUCTION)
add("CloudFront takes no posts", path("aws_cloudfront_distribution", "", "default_cache_behavior", 0, "allowed_methods", to=["GET", "HEAD"]), *PRODUCTION)
add("CloudFront asks by plain HTTP", path("aws_cloudfront_vpc_origin", "", "vpc_origin_endpoint_config", 0, "origin_protocol_policy", to="http-only"), *PRODUCTION)
add("load balancers cut thinking models", change("aws_lb", "", idle_timeout=60), *PRODUCTION)
add("sessions that wander between machines", path("aws_lb_target_group", "webui_alb", "stickiness", 0, "enabled", to=False), *PRODUCTION)
add("a listener without TLS", change("aws_lb_listener", "webui_alb", protocol="HTTP"), *PRODUCTION)

# ---- Machines

add("machines may not take on their role", lambda graph: [b["principals"][0].update(identifiers=["lambda.amazonaws.com"]) for a, d in graph.data.items() if "webui_role.data.aws_iam_policy_document.trust" in a for b in d["statement"]])
add("machines may not decrypt their secrets", statement("webui_role", "KeyThroughTheServicesThatUseIt", lambda b: b["condition"][0].update(values=["s3.eu-west-2.amazonaws.com"])), *OF_MACHINES)
add("machines may not read their secrets", statement("webui_role", "OwnSecrets", None))
add("a secret left out of the role", statement("webui_role", "OwnSecrets", lambda b: b["resources"].pop()))
add("the gateway may not read its jar", statement("gateway_role", "OwnArtifacts", None))
add("the gateway may not decrypt its jar", statement("gateway_role", "KeyThroughTheServicesThatUseIt", None))
add("the gateway may not call profiles", statement("gateway_role", "InvokeProfiles", None))
add("the gateway may not call models", statement("gateway_role", "InvokeModels", None))
add("the gateway may not stream", statement("gateway_role", "InvokeProfiles", lambda b: b.update(actions=["bedrock:InvokeModel"])))
add("the gateway may not list models", statement("gateway_role", "ListModels", None))
add("a region of the profile left out", lambda graph: [b["resources"].pop(0) for a, d in graph.data.items() if "gateway_role.data.aws_iam_policy_document.this" in a for b in d["statement"] if any("InferenceProfileArn" in c["variable"] for c in b["condition"])])
add("a guardrail that the role may not apply", statement("gateway_role", "Guardrail", None), *PRODUCTION)
add("a guardrail of another id", edit("gateway", "gateway.yaml", "gr1abc2def:2", "gr9other:2"), *PRODUCTION)
add("calls without their guardrail", edit("gateway", "gateway.yaml", '"guardrail": "', '"guard": "'), *PRODUCTION)
add("another account's role that may not be taken", lambda graph: [d["statement"].remove(b) for a, d in graph.data.items() if "gateway_role.data.aws_iam_policy_document.this" in a for b in list(d["statement"]) if b["actions"] == ["sts:AssumeRole"]], *PRODUCTION)
add("another account asked without its external id", edit("gateway", "gateway.yaml", '"external_id": "portal"', '"external_id": "other"'), *PRODUCTION)
add("an endpoint that turns the other account away", lambda graph: [b["condition"][0].update(values=["123456789012"]) for a, d in graph.data.items() if 'interface["bedrock-runtime"]' in a for b in d["statement"]], *PRODUCTION)
add("machines without Session Manager", statement("gateway_role", "SessionManager", None))
add("machines may not write their log", statement("webui_role", "OwnLogGroup", None))
add("metrics of another namespace", statement("gateway_role", "OwnMetrics", lambda b: b["condition"][0].update(values=["Other"])))
add("the agent may not read its configuration", statement("webui_role", "AgentConfiguration", None))
add("uploads may not be written", statement("webui_role", "UploadedFiles", lambda b: b.update(actions=["s3:GetObject"])))
add("uploads of another bucket", statement("webui_role", "UploadedFiles", lambda b: b.update(resources=["arn:aws:s3:::other/*"])))
add("a container without credentials", path("aws_launch_template", "webui_group", "metadata_options", 0, "http_put_response_hop_limit", to=1), *PRODUCTION)
add("machines that take IMDSv1", lambda graph: [graph.start_of(w)["metadata_options"][0].update(http_tokens="optional") for w in ("webui", "gateway")])
add("disks in clear", lambda graph: (graph.start_of("gateway")["block_device_mappings"][0]["ebs"][0] if graph.scaled else graph.start_of("gateway")["root_block_device"][0]).update(encrypted=False))
add("machines without images", lambda graph: [t["tags"].pop("Backup", None) for t in graph.start_of("gateway")["tag_specifications"]] if graph.scaled else graph.start_of("gateway")["tags"].pop("Backup"))
add("a refresh that AWS refuses", path("aws_autoscaling_group", "", "instance_refresh", 0, "preferences", 0, "skip_matching", to=True), *PRODUCTION)
add("a group that starts the other's template", lambda graph: graph.one("aws_autoscaling_group", "webui_group")["mixed_instances_policy"][0]["launch_template"][0]["launch_template_specification"][0].update(launch_template_id=graph.start_of("gateway")["id"]), *PRODUCTION)
add("scaling by the wrong metric", path("aws_autoscaling_policy", "requests", "target_tracking_configuration", 0, "predefined_metric_specification", 0, "predefined_metric_type", to="ASGAverageNetworkIn"), *PRODUCTION)
add("scaling by the other's requests", lambda graph: graph.one("aws_autoscaling_policy", "webui_group[0].aws_autoscaling_policy.requests")["target_tracking_configuration"][0]["predefined_metric_specification"][0].update(resource_label=graph.one("aws_autoscaling_policy", "gateway_group[0].aws_autoscaling_policy.requests")["target_tracking_configuration"][0]["predefined_metric_specification"][0]["resource_label"]), *PRODUCTION)
add("health by EC2 alone", change("aws_autoscaling_group", "webui_group", health_check_type="EC2"), *PRODUCTION)
add("one machine of a kind", change("aws_autoscaling_group", "gateway_group", min_size=1), *PRODUCTION)
add("a refresh that interrupts", path("aws_autoscaling_group", "webui_group", "instance_refresh", 0, "preferences", 0, "min_healthy_percentage", to=50), *PRODUCTION)
add("a refresh without one machine more", path("aws_autoscaling_group", "gateway_group", "instance_refresh", 0, "preferences", 0, "max_healthy_percentage", to=100), *PRODUCTION)
add("another digest than the jar's", edit("gateway", "bedrock-gateway-install", "readonly SHA256='", "readonly SHA256='0"))
add("a unit with a user that nobody makes", edit("gateway", "bedrock-gateway.service", "DynamicUser=yes", "User=gateway"))
add("a unit with a jar that nobody makes", edit("gateway", "bedrock-gateway.service", "/opt/bedrock-gateway/gateway.jar", "/opt/gateway/gateway.jar"))
add("a unit with options that nobody writes", edit("gateway", "bedrock-gateway.service", "/opt/bedrock-gateway/jvm.args", "/opt/gateway/jvm.args"))
add("a unit with settings that nobody writes", edit("gateway", "bedrock-gateway.service", "/etc/bedrock-gateway/gateway.env", "/etc/gateway.env"))
add("a unit that kills open answers", edit("gateway", "bedrock-gateway.service", "TimeoutStopSec=135", "TimeoutStopSec=10"))
add("a gateway that listens to itself alone", edit("gateway", "gateway.env", "0.0.0.0", "127.0.0.1"))
add("a gateway on another port", edit("gateway", "gateway.env", ":8000", ":11434"))
add("a gateway of another region", edit("gateway", "gateway.env", "AWS_REGION=eu-west-2", "AWS_REGION=us-east-1"))
add("a gateway without its settings file", edit("gateway", "gateway.env", "GATEWAY_CONFIG=", "GATEWAY_CONF="))
add("a gateway that may call worldwide", edit("gateway", "gateway.yaml", '"geography"', '"any"'))
add("a model that the role may not call", edit("gateway", "gateway.yaml", "eu.anthropic.claude-sonnet-4-6", "eu.anthropic.claude-opus-4-5"))
add("a service that is not enabled", edit("gateway", "bedrock-gateway-install", "systemctl enable --now bedrock-gateway", "systemctl start bedrock-gateway"))
add("Java that is not installed", edit("gateway", "bedrock-gateway-install", "java-25-amazon-corretto-headless", "tzdata"))
add("a log that the agent does not read", edit("gateway", "bedrock-gateway.service", "/var/log/ai-portal/", "/var/log/gateway/"))
add("a container on another port", edit("webui", "compose.yaml", "8080:8080", "8080:3000"))
add("a machine on another port", edit("webui", "compose.yaml", "8080:8080", "80:8080"))
add("an image that moves", edit("webui", "compose.yaml", "@sha256:", "#sha256:"))
add("data lost with the container", edit("webui", "compose.yaml", "data:/app/backend/data", "data:/data"))
add("settings that the container does not get", edit("webui", "compose.yaml", "/run/open-webui/secrets.env", "/run/secrets.env"))
add("a program that is not there", edit("webui", "open-webui.service", "/usr/local/sbin/open-webui-start", "/usr/local/sbin/open-webui-run"))
add("secrets that are never read", edit("webui", "open-webui.service", "ExecStartPre=", "#ExecStartPre="))
add("a timer that is not enabled", edit("webui", "open-webui-install", " open-webui-refresh.timer", ""))
add("an installer that may not be run", lambda graph: graph.machines["webui"]["modes"].update({"/usr/local/sbin/open-webui-install": "0644"}))

# ---- The key between Open WebUI and the gateway

SCRIPTS = {"webui": "open-webui-secrets", "gateway": "bedrock-gateway-secrets"}


def shared(name):
    """The ARN of a secret that both read, by its name."""
    return lambda graph: graph.resources[f'module.portal.aws_secretsmanager_secret.generated["{name}"]']["arn"]


def another_secret(workload, name, instead):
    """A workload that reads one secret where it should another, and may."""

    def mutate(graph):
        own, other = shared(name)(graph), shared(instead)(graph)
        edit(workload, SCRIPTS[workload], own, other)(graph)
        statement(f"{workload}_role", "OwnSecrets", lambda b: b.update(resources=[*b["resources"], other]))(graph)

    return mutate


def may_not_read(workload, name):
    return lambda graph: statement(f"{workload}_role", "OwnSecrets", lambda b: b["resources"].remove(shared(name)(graph)))(graph)


def may_read(role, name):
    def mutate(graph):
        document = next(d for a, d in graph.data.items() if d["_type"] == "aws_iam_policy_document" and role in a)
        document["statement"].append({"sid": None, "effect": None, "actions": ["secretsmanager:GetSecretValue"], "resources": [shared(name)(graph)], "principals": [], "condition": []})

    return mutate


def with_setting(**values):
    """More among the gateway's settings."""

    def mutate(graph):
        edit("gateway", "gateway.yaml", '"residency":', "".join(f'"{name}": {json.dumps(value)}\n' for name, value in values.items()) + '"residency":')(graph)

    return mutate


@fault("Open WebUI's settings win over its key")
def settings_after_secrets(graph):
    path = "/etc/open-webui/compose.yaml"
    text = graph.machines["webui"]["files"][path]
    settings, secrets = "/etc/open-webui/open-webui.env", "/run/open-webui/secrets.env"
    graph.machines["webui"]["files"][path] = text.replace(settings, "-").replace(secrets, settings).replace('"-"', f'"{secrets}"')


add("Open WebUI shows no key", edit("webui", "open-webui-secrets", '  echo "OLLAMA_API_CONFIGS=$connections"\n', ""))
add("Open WebUI embeds documents without the key", edit("webui", "open-webui-secrets", '  echo "RAG_OLLAMA_API_KEY=$gateway"\n', ""))
add("Open WebUI shows another secret than the key", edit("webui", "open-webui-secrets", "gateway=$gateway jq", "gateway=$signing jq"))
add("Open WebUI shows its key to another connection", edit("webui", "open-webui-secrets", '."0".key', '."1".key'))
add("Open WebUI's key is another secret", another_secret("webui", "gateway-key", "admin-password"))
add("the gateway's key is another secret", another_secret("gateway", "gateway-key", "webui-secret-key"))
add("Open WebUI signs with another secret than the gateway checks by", another_secret("webui", "user-jwt-secret", "webui-secret-key"))
add("the gateway checks by another secret than Open WebUI signs with", another_secret("gateway", "user-jwt-secret", "webui-secret-key"))
add("the key signs, too", edit("gateway", "bedrock-gateway-secrets", "GATEWAY_USER_JWT_SECRET=$signing", "GATEWAY_USER_JWT_SECRET=$key"))
add("Open WebUI does not sign who asks", edit("webui", "open-webui-secrets", '  echo "FORWARD_USER_INFO_HEADER_JWT_SECRET=$signing"\n', ""))
add("Open WebUI does not say who asks", edit("webui", "open-webui.env", "ENABLE_FORWARD_USER_INFO_HEADERS=true", "ENABLE_FORWARD_USER_INFO_HEADERS=false"))
add("a second connection of Open WebUI, without a key", edit("webui", "open-webui.env", "\nOLLAMA_BASE_URL=", "\nOLLAMA_BASE_URLS=http://a;http://b\nOLLAMA_BASE_URL="))
add("the gateway may not read its key", may_not_read("gateway", "gateway-key"))
add("the gateway may not read what it checks by", may_not_read("gateway", "user-jwt-secret"))
add("the gateway may read no secret", statement("gateway_role", "OwnSecrets", None))
add("Open WebUI may not read the gateway's key", may_not_read("webui", "gateway-key"))
add("the gateway may read Open WebUI's password", may_read("gateway_role", "admin-password"))
add("a function may read the gateway's key", may_read('module.functions.data.aws_iam_policy_document.this["rotate-application-password"]', "gateway-key"))
add("the gateway lets everybody in", edit("gateway", "gateway.env", "OLLAMA_HOST=", "GATEWAY_ALLOW_ANONYMOUS=true\nOLLAMA_HOST="))
add("the gateway's unit lets everybody in", edit("gateway", "bedrock-gateway.service", "DynamicUser=yes\n", "DynamicUser=yes\nEnvironment=GATEWAY_ALLOW_ANONYMOUS=true\n"))
add("the gateway's settings let everybody in", with_setting(allow_anonymous=True))
add("the gateway believes whoever names a person", edit("gateway", "gateway.env", "OLLAMA_HOST=", "GATEWAY_USER_HEADERS_FROM=10.0.0.0/8\nOLLAMA_HOST="))
add("the gateway's key among its settings", with_setting(key="0123456789abcdef"))
add("the gateway's key in a file that everybody reads", edit("gateway", "gateway.env", "OLLAMA_HOST=", "GATEWAY_KEY=0123456789abcdef\nOLLAMA_HOST="))
add("the gateway's secrets that everybody on the machine reads", edit("gateway", "bedrock-gateway-secrets", "umask 0077", "umask 0022"))
add("the gateway's secrets are never read", edit("gateway", "bedrock-gateway.service", "ExecStartPre=+", "#ExecStartPre=+"))
add("the gateway's secrets read as its own user", edit("gateway", "bedrock-gateway.service", "ExecStartPre=+", "ExecStartPre="))
add("the gateway does not get its secrets", edit("gateway", "bedrock-gateway.service", "EnvironmentFile=-/run/bedrock-gateway/secrets.env\n", ""))
add("the gateway does not wait for its secrets", edit("gateway", "bedrock-gateway.service", "TimeoutStartSec=1200\n", ""))
add("the gateway does not look for a changed key", edit("gateway", "bedrock-gateway-install", " bedrock-gateway-refresh.timer", ""))
add("the gateway never takes over a changed key", edit("gateway", "bedrock-gateway-refresh", "systemctl restart", "systemctl status"))

# ---- What Open WebUI is told

add("Open WebUI asks another gateway", edit("webui", "open-webui.env", "OLLAMA_BASE_URL=", "OLLAMA_BASE_URL=http://localhost:11434#"))
add("Open WebUI asks OpenAI", edit("webui", "open-webui.env", "ENABLE_OPENAI_API=false", "ENABLE_OPENAI_API=true"))
add("Open WebUI lists every model", edit("webui", "open-webui.env", '"model_ids":["claude-haiku:latest","claude-sonnet:latest"]', '"model_ids":[]'))
add("Open WebUI lists a model that the gateway lacks", edit("webui", "open-webui.env", "claude-sonnet:latest", "claude-opus:latest"))
add("a default model that is not listed", edit("webui", "open-webui.env", "DEFAULT_MODELS=claude-haiku:latest", "DEFAULT_MODELS=titan-embed:latest"))
add("vectors by a model for chats", edit("webui", "open-webui.env", "RAG_EMBEDDING_MODEL=titan-embed", "RAG_EMBEDDING_MODEL=claude-haiku"))
add("vectors by another gateway", edit("webui", "open-webui.env", "RAG_OLLAMA_BASE_URL=", "RAG_OLLAMA_BASE_URL=http://localhost:11434#"))
add("vectors all at once", edit("webui", "open-webui.env", "RAG_EMBEDDING_CONCURRENT_REQUESTS=8", "RAG_EMBEDDING_CONCURRENT_REQUESTS=0"))
add("strangers sign up", edit("webui", "open-webui.env", "ENABLE_SIGNUP=false", "ENABLE_SIGNUP=true"))
add("the database's old settings win", edit("webui", "open-webui.env", "ENABLE_PERSISTENT_CONFIG=false", "ENABLE_PERSISTENT_CONFIG=true"))
add("another address than users open", edit("webui", "open-webui.env", "WEBUI_URL=", "WEBUI_URL=http://other"))
add("vectors on the machine", edit("webui", "open-webui.env", "VECTOR_DB=pgvector", "VECTOR_DB=chroma"))
add("no sockets over the cache", edit("webui", "open-webui.env", "WEBSOCKET_MANAGER=redis", "WEBSOCKET_MANAGER="), *PRODUCTION)
add("sign-in by another directory", edit("webui", "open-webui.env", "LDAP_SERVER_HOST=corp.example.com", "LDAP_SERVER_HOST=ad.example.com"))
add("LDAPS on LDAP's port", edit("webui", "open-webui.env", "LDAP_USE_TLS=false", "LDAP_USE_TLS=true"))
add("people searched elsewhere", edit("webui", "open-webui.env", "OU=Users,OU=CORP", "OU=Users,OU=OTHER"))
add("groups that are not taken over", edit("webui", "open-webui.env", "ENABLE_LDAP_GROUP_MANAGEMENT=true", "ENABLE_LDAP_GROUP_MANAGEMENT=false"))
add("controllers that are not found", edit("webui", "compose.yaml", "corp.example.com=", "corp="))
add("the database's address of another", edit("webui", "open-webui-secrets", "/aiportal?", "/postgres?"))
add("the database in clear", edit("webui", "open-webui-secrets", "sslmode=verify-full", "sslmode=disable"))
add("any server for the database", edit("webui", "open-webui-secrets", "sslmode=verify-full", "sslmode=require"))
add("a database of any authority", edit("webui", "open-webui-secrets", "&sslrootcert=", "&root="))
add("an authority that the container does not see", edit("webui", "compose.yaml", "/etc/open-webui/database-ca.pem:ro", "/etc/ssl/ca.pem:ro"))
add("the authority of another region", edit("webui", "database-ca.pem", "MIID/j", "MIIEBj"))
add("a database of another authority", change("aws_db_instance", "aws_db_instance.this", ca_cert_identifier="rds-ca-ecc384-g1"))
add("the schema's lock in clear", edit("webui", "open-webui-start", "PGSSLMODE=verify-full", "PGSSLMODE=disable"))
add("the restart's lock with any server", edit("webui", "open-webui-refresh", "PGSSLMODE=verify-full", "PGSSLMODE=require"))
add("machines that do not wait for a password", edit("webui", "open-webui-secrets", """ && [[ $value != *'"password":""'* ]]""", ""))


@fault("Open WebUI signs in as the master user")
def as_master(graph):
    database = graph.one("aws_db_instance", "aws_db_instance.this")
    own = graph.one("aws_secretsmanager_secret", "aws_secretsmanager_secret.application")["arn"]
    managed = database["manage_master_user_password"]
    master = database["master_user_secret"][0]["secret_arn"] if managed else graph.one("aws_secretsmanager_secret", "secret.master")["arn"]
    edit("webui", "open-webui-secrets", own, master)(graph)
    statement("webui_role", "OwnSecrets", lambda b: b.update(resources=[master if one == own else one for one in b["resources"]]))(graph)


add("the cache in clear", edit("webui", "open-webui-secrets", "rediss://", "redis://"), *PRODUCTION)
add("the bind password of another secret", edit("webui", "open-webui-secrets", "bind=$(secret '", "bind=$(secret 'x"))
add("the signing key from the admin's secret", edit("webui", "open-webui-secrets", "WEBUI_SECRET_KEY=$key", "WEBUI_SECRET_KEY=$admin"))
add("sign-in by another Cognito client", change("aws_cognito_user_pool_client", "", id="other"), *PRODUCTION)
add("Cognito sends users elsewhere", change("aws_cognito_user_pool_client", "", callback_urls=["https://other.example.com/callback"]), *PRODUCTION)
add("a Cognito group that is not there", drop("aws_cognito_user_group", ""), *PRODUCTION)

# ---- Data, functions, secrets

add("database without TLS", path("aws_db_parameter_group", "", "parameter", to=lambda ps: [p for p in ps if p["name"] != "rds.force_ssl"]))
add("database with other parameters", change("aws_db_instance", "aws_db_instance.this", parameter_group_name="default.postgres15"))
add("database in another subnet group", change("aws_db_instance", "aws_db_instance.this", db_subnet_group_name="default"))
add("database in public", change("aws_db_instance", "aws_db_instance.this", publicly_accessible=True))
add("database in one zone", change("aws_db_instance", "aws_db_instance.this", multi_az=False), *PRODUCTION)
add("database without backups", change("aws_db_instance", "aws_db_instance.this", backup_retention_period=0))
add("a replica in another group", change("aws_db_instance", "aws_db_instance.replica", vpc_security_group_ids=["sg-default"]), *PRODUCTION)
add("rotation by another function", lambda graph: graph.one("aws_secretsmanager_secret_rotation", ".master").update(rotation_lambda_arn=graph.one("aws_lambda_function", "usage-report")["arn"]), *PRODUCTION)
add("rotation that nobody may call", drop("aws_lambda_permission", '"rotate-password"'), *PRODUCTION)
add("rotation called by another service", change("aws_lambda_permission", "", principal="events.amazonaws.com"))
add("handlers that are not there", change("aws_lambda_function", "", handler="main.handle"))
add("database users that nobody may make", drop("aws_lambda_permission", '"rotate-application-password"'))
add("database users that are never made", drop("aws_secretsmanager_secret_rotation", "application"))
add("database users made outside the VPC", change("aws_lambda_function", "rotate-application-password", vpc_config=[]))
add("database users made in public subnets", lambda graph: graph.one("aws_lambda_function", "rotate-application-password")["vpc_config"][0].update(subnet_ids=[v["id"] for a, v in graph.of("aws_subnet").items() if ".public[" in a]))
add("database users made from another group", lambda graph: graph.one("aws_lambda_function", "rotate-application-password")["vpc_config"][0].update(security_group_ids=[group_id(graph, "gateway")]))
add("database users made by another secret", path("aws_lambda_function", "rotate-application-password", "environment", 0, "variables", "MASTER_SECRET_ARN", to="arn:aws:secretsmanager:eu-west-2:123456789012:secret:other"))
add("database users without the vectors' extension", path("aws_lambda_function", "rotate-application-password", "environment", 0, "variables", "EXTENSIONS", to=""))
add("database users of another database", lambda graph: (lambda v: v.update(secret_string=v["secret_string"].replace("aiportal", "postgres")))(graph.one("aws_secretsmanager_secret_version", "version.application")))
add("packages swapped", lambda graph: (lambda a, b: (a.update(filename=b["filename"])))(graph.one("aws_lambda_function", "usage-report"), graph.one("aws_lambda_function", '"rotate-password"')), *PRODUCTION)
add("functions whose failures nobody hears", path("aws_lambda_function", "", "dead_letter_config", 0, "target_arn", to="arn:aws:sns:eu-west-2:123456789012:other"), *PRODUCTION)
add("a report to a topic that is not there", path("aws_lambda_function", "usage-report", "environment", 0, "variables", "TOPIC_ARN", to="arn:aws:sns:eu-west-2:123456789012:other"), *PRODUCTION)
add("a report of another log", path("aws_lambda_function", "usage-report", "environment", 0, "variables", "LOG_GROUP", to="/ai-portal/ai-portal/webui"), *PRODUCTION)
add("a report on no schedule", drop("aws_scheduler_schedule", "module.functions"), *PRODUCTION)
add("secrets under AWS's key", change("aws_secretsmanager_secret", "", kms_key_id=None))
add("a copy under this region's key", lambda graph: graph.one("aws_db_instance_automated_backups_replication").update(kms_key_id=graph.one("aws_kms_key", "module.portal.module.kms.")["arn"]), *PRODUCTION)
add("a copy of the replica", lambda graph: graph.one("aws_db_instance_automated_backups_replication").update(source_db_instance_arn=graph.one("aws_db_instance", "replica")["arn"]), *PRODUCTION)

add("the bind password of another directory", path("aws_lambda_function", "rotate-bind-password", "environment", 0, "variables", "DIRECTORY_ID", to="d-other"), *PRODUCTION)
add("the bind password renewed too late", lambda graph: [v.update(schedule_expression="cron(0 3 1 1,4,7,10 ? *)") for a, v in graph.of("aws_scheduler_schedule").items() if "bind" in a], *PRODUCTION)
add("all machines restart at once", edit("webui", "open-webui-refresh", "pg_advisory_lock", "pg_backend_pid"))
add("machines replaced while they restart", path("aws_lb_target_group", "webui_alb", "health_check", 0, "unhealthy_threshold", to=4), *OF_GROUPS)
add("groups that decide nothing", edit("webui", "open-webui.env", "BYPASS_MODEL_ACCESS_CONTROL=false", "BYPASS_MODEL_ACCESS_CONTROL=true"), *PRODUCTION)
add("images that are kept for ever", path("aws_dlm_lifecycle_policy", "", "policy_details", 0, "schedule", 0, "retain_rule", to=[{"count": 4, "interval": None, "interval_unit": None}]))

# ---- Logs, buckets, alarms

add("load balancers' logs below another prefix", path("aws_lb", "", "access_logs", 0, "prefix", to="alb/own"), *PRODUCTION)
add("load balancers' logs in the artifacts", path("aws_lb", "", "access_logs", 0, "bucket", to="ai-portal-artifacts-123456789012-eu-west-2"), *PRODUCTION)
add("load balancers may not write", statement("module.storage", "LoadBalancerAccessLogs", None), *PRODUCTION)
add("CloudFront may not write", statement("module.storage", "CloudFrontAccessLogs", None), *PRODUCTION)
add("buckets may not write", statement("module.storage", "BucketAccessLogs", None))
add("plain HTTP to the trail's bucket", statement("module.audit", "RefusePlainHttp", None), *PRODUCTION)
add("plain HTTP to the portal's buckets", statement("module.storage", "RefusePlainHttp", None))
add("a public bucket", change("aws_s3_bucket_public_access_block", "", restrict_public_buckets=False))
add("the trail may not write", statement("module.audit", "TrailWrites", None), *PRODUCTION)
add("a trail of one region", change("aws_cloudtrail", "", is_multi_region_trail=False), *PRODUCTION)
add("flow logs of what was refused", change("aws_flow_log", "", traffic_type="REJECT"), *PRODUCTION)
add("a log group that is not there", drop("aws_cloudwatch_log_group", 'observability.aws_cloudwatch_log_group.this["webui"]'))
add("log groups under AWS's key", change("aws_cloudwatch_log_group", "observability", kms_key_id=None))
add("log groups that the key refuses", statement("module.kms.", "LogGroupsOfThePortal", None))
add("alarms that the key refuses", statement("module.kms.", "AlarmsAndBudgetsPublishToEncryptedTopics", None))
add("an alarm in the wrong direction", lambda graph: [v.update(comparison_operator="LessThanThreshold") for a, v in graph.of("aws_cloudwatch_metric_alarm").items() if a.endswith('"webui-cpu"]')])
add("free storage in the wrong direction", lambda graph: [v.update(comparison_operator="GreaterThanThreshold") for a, v in graph.of("aws_cloudwatch_metric_alarm").items() if "free-storage" in a])
add("alarms with no subscriber", drop("aws_sns_topic_subscription", ""))
add("alarms that tell nobody", change("aws_cloudwatch_metric_alarm", "this", alarm_actions=[]))
add("alarms to a topic that is not there", change("aws_cloudwatch_metric_alarm", "this", alarm_actions=["arn:aws:sns:eu-west-2:123456789012:other"]))
add("mail that the key refuses", statement("module.kms.", "AlarmsAndBudgetsPublishToEncryptedTopics", lambda b: b["principals"][0].update(identifiers=[i for i in b["principals"][0]["identifiers"] if not i.startswith("ses")])))
add("certificates that end unseen", lambda graph: [v["dimensions"].update(CertificateArn="arn:other") for v in graph.of("aws_cloudwatch_metric_alarm").values() if v["metric_name"] == "DaysToExpiry"], *PRODUCTION)
add("credits in the wrong direction", lambda graph: [v.update(comparison_operator="GreaterThanThreshold") for v in graph.of("aws_cloudwatch_metric_alarm").values() if v["metric_name"] == "CPUCreditBalance"], *DEMO)
add("alarms that may not publish", statement("module.observability", "ServicesOfThisAccountPublish", None))
add("an alarm of a machine that is not there", lambda graph: [v["dimensions"].update({k: "other" for k in v["dimensions"]}) for a, v in graph.of("aws_cloudwatch_metric_alarm").items() if '"gateway-memory"' in a])
add("a threshold that is never reached", lambda graph: [v.update(threshold=100) for a, v in graph.of("aws_cloudwatch_metric_alarm").items() if a.endswith('"webui-memory"]')])
add("metrics of another log", change("aws_cloudwatch_log_metric_filter", "", log_group_name="/ai-portal/ai-portal/webui"))
add("the agent reads another file", lambda graph: [v.update(value=v["value"].replace("/var/log/ai-portal/", "/var/log/")) for v in graph.of("aws_ssm_parameter").values()])
add("the agent's metrics elsewhere", lambda graph: [v.update(value=v["value"].replace("AIPortal/", "Portal/")) for v in graph.of("aws_ssm_parameter").values()])
add("the agent's configuration under another name", change("aws_ssm_parameter", "", name="AmazonCloudWatch-other"))
add("images of other machines", path("aws_dlm_lifecycle_policy", "", "policy_details", 0, "target_tags", to={"Backup": "other"}))
add("office hours of a machine that is not there", path("aws_scheduler_schedule", "webui-stop", "target", 0, "input", to=json.dumps({"InstanceIds": ["i-other"]})), *DEMO)
add("office hours that never start", drop("aws_scheduler_schedule", "-start"), *DEMO)
add("groups that never start again", drop("aws_autoscaling_schedule", ".start["), *PRODUCTION)
add("office hours by night", lambda graph: [v.update(recurrence=v["recurrence"].replace(" 7 ", " 21 ")) for v in graph.of("aws_autoscaling_schedule").values()], *PRODUCTION)
add("a budget that nobody hears of", lambda graph: [n.update(subscriber_email_addresses=[], subscriber_sns_topic_arns=[]) for n in graph.one("aws_budgets_budget")["notification"]])


# ---- More of the same, put in later

add("the gateway reads another secret's models", statement("gateway_role", "LookUpOwnModels", lambda b: b.update(resources=["arn:aws:bedrock:us-east-1:123456789012:imported-model/*"])))
add("the gateway may look up models of everybody", statement("gateway_role", "LookUpOwnModels", lambda b: b.update(resources=["*"])))
add("the gateway may call every model", statement("gateway_role", "InvokeModels", lambda b: b.update(resources=["arn:aws:bedrock:eu-west-2::foundation-model/*"])))
add("Open WebUI may read every secret", statement("webui_role", "OwnSecrets", lambda b: b.update(resources=["*"])))
add("machines may use the key for anything", statement("webui_role", "KeyThroughTheServicesThatUseIt", lambda b: b.update(condition=[])))
add("uploads in clear over the bucket's key", statement("webui_role", "KeyThroughTheServicesThatUseIt", lambda b: b.update(actions=["kms:Decrypt"])))
add("the agent writes to another workload's log", lambda graph: [v.update(value=v["value"].replace("/ai-portal/ai-portal/webui", "/ai-portal/ai-portal/gateway")) for v in graph.of("aws_ssm_parameter", "webui").values()])
add("CloudFront's certificate ends unseen", lambda graph: graph.one("aws_cloudwatch_metric_alarm", "edge_certificate_alarm")["dimensions"].update(CertificateArn="arn:aws:acm:us-east-1:123456789012:certificate/other"), *PRODUCTION)
add("CloudFront's certificate ends unheard", drop("aws_sns_topic_subscription", "edge_certificate_alarm"), *PRODUCTION)
add("CloudFront's alarm to a topic of the other region", lambda graph: graph.one("aws_cloudwatch_metric_alarm", "edge_certificate_alarm").update(alarm_actions=[graph.one("aws_sns_topic", "module.observability")["arn"]]), *PRODUCTION)
add("an old protocol at the load balancer", change("aws_lb_listener", "webui_alb", ssl_policy="ELBSecurityPolicy-2016-08"), *PRODUCTION)
add("an old protocol at CloudFront", path("aws_cloudfront_distribution", "", "viewer_certificate", 0, "minimum_protocol_version", to="TLSv1"), *PRODUCTION)
add("the load balancer keeps headers that are none", change("aws_lb", "", drop_invalid_header_fields=False), *PRODUCTION)
add("the load balancer may be deleted", change("aws_lb", "", enable_deletion_protection=False), *PRODUCTION)
add("the database may be deleted", change("aws_db_instance", "aws_db_instance.this", deletion_protection=False), *PRODUCTION)
add("the database grows until it is full", change("aws_db_instance", "aws_db_instance.this", max_allocated_storage=0))
add("backups that go with their database", change("aws_db_instance", "aws_db_instance.this", delete_automated_backups=True), *PRODUCTION)
add("the database's logs nowhere", change("aws_db_instance", "aws_db_instance.this", enabled_cloudwatch_logs_exports=[]))
add("statements of people in the log", path("aws_db_parameter_group", "", "parameter", to=lambda ps: [p | {"value": "-1"} if p["name"] == "log_parameter_max_length" else p for p in ps]))
add("one cache for a day without failover", change("aws_elasticache_replication_group", "", automatic_failover_enabled=False), *PRODUCTION)
add("a cache without a password", change("aws_elasticache_replication_group", "", user_group_ids=[]), *PRODUCTION)
add("drained in no time", change("aws_lb_target_group", "gateway_alb", deregistration_delay="0"), *PRODUCTION)
add("health that is never asked for", path("aws_lb_target_group", "gateway_alb", "health_check", 0, "matcher", to="200-499"), *PRODUCTION)
add("new machines that count before they are up", change("aws_autoscaling_group", "webui_group", health_check_grace_period=0), *PRODUCTION)
add("the first machines on Spot", path("aws_autoscaling_group", "gateway_group", "mixed_instances_policy", 0, "instances_distribution", 0, "on_demand_base_capacity", to=0), *PRODUCTION)
add("the firewall's limit on nobody", path("aws_wafv2_web_acl", "", "rule", to=lambda rules: [r | {"action": [{"count": [{}], "block": []}]} if r["name"] == "rate-limit" else r for r in rules]), *PRODUCTION)
add("the firewall only counts bad inputs", path("aws_wafv2_web_acl", "", "rule", to=lambda rules: [r | {"override_action": [{"none": [], "count": [{}]}]} if r["name"].endswith("KnownBadInputsRuleSet") else r for r in rules]), *PRODUCTION)
add("buckets that forget what was overwritten", lambda graph: [v["versioning_configuration"][0].update(status="Suspended") for v in graph.of("aws_s3_bucket_versioning").values()])
add("keys that never change", change("aws_kms_key", "module.kms", enable_key_rotation=False))
add("a key that is gone in a week", change("aws_kms_key", "module.kms", deletion_window_in_days=7), *PRODUCTION)
add("logs that are kept for a day", change("aws_cloudwatch_log_group", "", retention_in_days=1))
add("secrets rotated every second year", lambda graph: [v["rotation_rules"][0].update(automatically_after_days=730) for v in graph.of("aws_secretsmanager_secret_rotation").values()])
add("a function that has no time", change("aws_lambda_function", "rotate-application-password", timeout=3))
add("sessions in clear", edit("webui", "open-webui.env", "WEBUI_SESSION_COOKIE_SECURE=true", "WEBUI_SESSION_COOKIE_SECURE=false"), *PRODUCTION)
add("a session that ends at a port whose pages may not ask", lambda graph: graph.outputs.update(ssm_port_forward_command=graph.outputs["ssm_port_forward_command"].replace("8080", "9090")), "demo")
add("pages of others may ask", edit("webui", "open-webui.env", "CORS_ALLOW_ORIGIN=", "CORS_ALLOW_ORIGIN=*;"))
add("people run code on the portal", edit("webui", "open-webui.env", "ENABLE_CODE_EXECUTION=false", "ENABLE_CODE_EXECUTION=true"))
add("people share chats with strangers", edit("webui", "open-webui.env", "ENABLE_COMMUNITY_SHARING=false", "ENABLE_COMMUNITY_SHARING=true"))
add("everybody an administrator", edit("webui", "open-webui.env", "DEFAULT_USER_ROLE=user", "DEFAULT_USER_ROLE=admin"))
add("directory's certificate that nobody checks", edit("webui", "open-webui.env", "LDAP_VALIDATE_CERT=true", "LDAP_VALIDATE_CERT=false"))
add("containers that gain rights", edit("webui", "compose.yaml", "no-new-privileges:true", "no-new-privileges:false"))
add("a container that does not come back", edit("webui", "compose.yaml", "unless-stopped", "no"))
add("the gateway's settings that nobody checks", edit("gateway", "bedrock-gateway.service", "ExecStartPre=", "#ExecStartPre="))
add("the gateway sees the whole machine", edit("gateway", "bedrock-gateway.service", "ProtectSystem=strict", "ProtectSystem=no"))
add("logs that fill the disk", edit("gateway", "logrotate.d/bedrock-gateway", "rotate 3", "rotate 300"))
add("refreshes that nobody starts", edit("webui", "open-webui-refresh.timer", "OnUnitActiveSec", "#OnUnitActiveSec"))
add("secrets that everybody on the machine reads", edit("webui", "open-webui-secrets", "umask 0077", "umask 0022"))


# ---- What reviews of other portals have found


def lifecycle(inside, **values):
    return lambda graph: [rule.update(values) for v in found(graph, "aws_s3_bucket_lifecycle_configuration", inside) for rule in v["rule"]]


def found(graph, kind, inside=""):
    values = list(graph.of(kind, inside).values())
    assert values, f"no {kind} {inside}"
    return values


def alarms(graph, metric, **values):
    changed = [v.update(values) for v in graph.of("aws_cloudwatch_metric_alarm").values() if v["metric_name"] == metric]
    assert changed, f"no alarm of {metric}"


def anybody(inside, action):
    """A statement that lets everybody in."""

    def mutate(graph):
        (document,) = [d for a, d in graph.data.items() if d["_type"] == "aws_iam_policy_document" and a.endswith(inside)]
        document["statement"].append({"sid": "Anybody", "effect": None, "actions": [action], "resources": ["*"], "principals": [{"type": "AWS", "identifiers": ["*"]}], "condition": []})

    return mutate


add("a page that is healthy whatever it says", path("aws_lb_target_group", "webui_alb", "health_check", 0, "matcher", to="200-399"), *PRODUCTION)
add("answers cut where a machine leaves", change("aws_lb_target_group", "gateway_alb", deregistration_delay="60"), *PRODUCTION)
add("sessions that stay for a minute", path("aws_lb_target_group", "webui_alb", "stickiness", 0, "cookie_duration", to=60), *PRODUCTION)
add("CloudFront waits for a model for ten seconds", path("aws_cloudfront_distribution", "", "origin", 0, "vpc_origin_config", 0, "origin_read_timeout", to=10), *PRODUCTION)
add("CloudFront serves some countries", path("aws_cloudfront_distribution", "", "restrictions", 0, "geo_restriction", to=[{"restriction_type": "whitelist", "locations": ["US"]}]), *PRODUCTION)
add("CloudFront asks by an old protocol", path("aws_cloudfront_vpc_origin", "", "vpc_origin_endpoint_config", 0, "origin_ssl_protocols", to=[{"items": ["TLSv1", "TLSv1.2"], "quantity": 2}]), *PRODUCTION)
add("the portal's name in the zone of another service", path("aws_route53_record", "module.cdn", "alias", 0, "zone_id", to="Z35SXDOTRQ7X7K"), *PRODUCTION)
add("the gateway's name in the zone of another service", path("aws_route53_record", "aws_route53_record.gateway", "alias", 0, "zone_id", to="Z2FDTNDATAQYW2"), *PRODUCTION)
add("machines that never leave", change("aws_autoscaling_group", "", protect_from_scale_in=True), *PRODUCTION)
add("groups that replace nothing", change("aws_autoscaling_group", "webui_group", suspended_processes=["ReplaceUnhealthy"]), *PRODUCTION)
add("groups that cannot grow", lambda graph: [v.update(max_size=v["min_size"]) for v in found(graph, "aws_autoscaling_group")], *PRODUCTION)
add("disks that outlive their machines", lambda graph: [(graph.start_of(w)["block_device_mappings"][0]["ebs"][0] if graph.scaled else graph.start_of(w)["root_block_device"][0]).update(delete_on_termination="false") for w in graph.machines or {"webui": None}])
add("system packages stopped at S3's endpoint", statement("module.network", "SystemPackages", None))
add("layers of images stopped at S3's endpoint", statement("module.network", "SystemPackages", lambda b: b["resources"].pop()))
add("users' files deleted after a month", lifecycle('["uploads"]', expiration=[{"date": None, "days": 30, "expired_object_delete_marker": False}]))
add("the jar deleted after a month", lifecycle('["artifacts"]', expiration=[{"date": None, "days": 30, "expired_object_delete_marker": False}]))
add("the trail's records deleted after a month", lifecycle("module.audit", expiration=[{"date": None, "days": 30, "expired_object_delete_marker": False}]), *PRODUCTION)
add("access logs that are never deleted", lifecycle('["logs"]', expiration=[]))
add("a rule for files that nobody writes", lambda graph: [rule["filter"][0].update(prefix="alb-logs/") for v in found(graph, "aws_s3_bucket_lifecycle_configuration", '["logs"]') for rule in v["rule"]])
add("rules of buckets that are off", lifecycle("module.storage", status="Disabled"))
add("files of other accounts in our buckets", lambda graph: [v["rule"][0].update(object_ownership="ObjectWriter") for v in found(graph, "aws_s3_bucket_ownership_controls")])
add("the firewall's log kept for ever", change("aws_cloudwatch_log_group", "edge_waf", retention_in_days=0), *PRODUCTION)
add("a trail that the key refuses", lambda graph: [d["statement"].remove(b) for a, d in graph.data.items() if "module.kms.data.aws_iam_policy_document" in a for b in list(d["statement"]) if any("cloudtrail" in i for p in b["principals"] for i in p["identifiers"])], *PRODUCTION)
add("the key for everybody", anybody("module.kms.data.aws_iam_policy_document.this", "kms:Decrypt"))
add("alarms that everybody may send", anybody("module.observability.data.aws_iam_policy_document.topic", "sns:Publish"))
add("users' files for everybody", anybody('module.storage.data.aws_iam_policy_document.this["uploads"]', "s3:GetObject"))
add("a role for everybody", anybody("module.gateway_role.data.aws_iam_policy_document.trust", "sts:AssumeRole"))
add("a database that leaves no snapshot", change("aws_db_instance", "aws_db_instance.this", skip_final_snapshot=True), *PRODUCTION)
add("a database that stays as it is", change("aws_db_instance", "aws_db_instance.this", auto_minor_version_upgrade=False))
add("a database's metrics that nobody may write", lambda graph: graph.one("aws_iam_role_policy_attachment", "module.database").update(policy_arn="arn:aws:iam::aws:policy/ReadOnlyAccess"), *PRODUCTION)
add("backups while the database is maintained", lambda graph: graph.one("aws_db_instance", "aws_db_instance.this").update(maintenance_window="sun:01:30-sun:02:30"))
add("an old PostgreSQL", change("aws_db_instance", "aws_db_instance.this", engine_version="12"))
add("secrets that are gone at once", change("aws_secretsmanager_secret", "", recovery_window_in_days=0), *PRODUCTION)
add("a cache that knows no user", lambda graph: graph.one("aws_elasticache_user_group").update(user_ids=["default"]), *PRODUCTION)
add("a cache's user without a password", lambda graph: graph.one("aws_elasticache_user").update(no_password_required=True), *PRODUCTION)
add("a cache's user who may do anything", change("aws_elasticache_user", "", access_string="on ~* +@all"), *PRODUCTION)
add("a cache without snapshots", change("aws_elasticache_replication_group", "", snapshot_retention_limit=0), *PRODUCTION)
add("functions that may not run", change("aws_lambda_function", "", reserved_concurrent_executions=0))
add("functions of a Python that is gone", change("aws_lambda_function", "", runtime="python3.8"))
add("functions that use the key for anything", lambda graph: [d["statement"].append({"sid": None, "effect": None, "actions": ["kms:Decrypt"], "resources": [graph.one("aws_kms_key", "module.portal.module.kms.")["arn"]], "principals": [], "condition": []}) for a, d in graph.data.items() if 'module.functions.data.aws_iam_policy_document.this["' in a])
add("schedules that are off", change("aws_scheduler_schedule", "", state="DISABLED"))
add("strangers sign up at Cognito", path("aws_cognito_user_pool", "", "admin_create_user_config", 0, "allow_admin_create_user_only", to=False), *PRODUCTION)
add("Cognito asks for no second factor", change("aws_cognito_user_pool", "", mfa_configuration="OFF"), *PRODUCTION)
add("a metric of a field that the log lacks", lambda graph: [v.update(pattern=v["pattern"].replace("$.status", "$.code")) for v in found(graph, "aws_cloudwatch_log_metric_filter")])
add("throttled requests by another status", lambda graph: graph.one("aws_cloudwatch_log_metric_filter", "GatewayThrottled").update(pattern='{ ($.path = "/api/*") && ($.status = 503) }'))
add("tokens counted as requests", lambda graph: graph.one("aws_cloudwatch_log_metric_filter", "GatewayInputTokens")["metric_transformation"][0].update(value="1"))
add("an unhealthy machine that its average hides", lambda graph: alarms(graph, "UnHealthyHostCount", statistic="Minimum"), *PRODUCTION)
add("errors by their average", lambda graph: alarms(graph, "HTTPCode_Target_5XX_Count", statistic="Average"), *PRODUCTION)
add("free storage by its maximum", lambda graph: alarms(graph, "FreeStorageSpace", statistic="Maximum"))
add("latency by its average", lambda graph: alarms(graph, "TargetResponseTime", statistic="Average", extended_statistic=None), *PRODUCTION)
add("an alarm that is never sure", lambda graph: alarms(graph, "CPUUtilization", datapoints_to_alarm=1, evaluation_periods=1, period=10))
add("an alarm that nobody hears the end of", lambda graph: [v.update(ok_actions=[]) for a, v in graph.of("aws_cloudwatch_metric_alarm").items() if "alarm.this[" in a])
add("silence as an alarm", lambda graph: [v.update(treat_missing_data="breaching") for a, v in graph.of("aws_cloudwatch_metric_alarm").items() if "alarm.this[" in a])
add("a budget of ten times the limit", lambda graph: [n.update(threshold=1000) for n in graph.one("aws_budgets_budget")["notification"]])
add("images once a year", path("aws_dlm_lifecycle_policy", "", "policy_details", 0, "schedule", 0, "create_rule", 0, "cron_expression", to="cron(0 2 1 1 ? *)"))
add("images copied by a rule for snapshots", path("aws_dlm_lifecycle_policy", "", "policy_details", 0, "schedule", 0, "cross_region_copy_rule", to=[{"target": "eu-west-1", "encrypted": True}]))
add("machines restarted for their images", path("aws_dlm_lifecycle_policy", "", "policy_details", 0, "parameters", 0, "no_reboot", to=False))
add("the version that runs under another name", change("aws_ssm_parameter", "aws_ssm_parameter.running", name="/ai-portal/other"), *PRODUCTION)
add("the version that runs is another", change("aws_ssm_parameter", "aws_ssm_parameter.running", value="v0.1.0"), *PRODUCTION)
add("mail that nobody believes", drop("aws_route53_record", '"dkim-'), *PRODUCTION)
add("mail whose bounces go elsewhere", path("aws_sesv2_configuration_set_event_destination", "", "event_destination", 0, "sns_destination", 0, "topic_arn", to="arn:aws:sns:eu-west-2:123456789012:other"), *PRODUCTION)

add("a gateway that writes no metrics", edit("gateway", "gateway.env", "GATEWAY_METRICS_LOG=emf", "GATEWAY_METRICS_LOG=none"))
add("the gateway's alarms by a dimension that it does not write", lambda graph: [v.update(dimensions={"api": "v1"}) for v in found(graph, "aws_cloudwatch_metric_alarm", "gateway_log")])
add("the gateway's alarms tell nobody", change("aws_cloudwatch_metric_alarm", "gateway_log", alarm_actions=[]))
add("the gateway's failures counted, not their share", lambda graph: alarms(graph, "failed", statistic="Sum"))
add("a dashboard of another region", lambda graph: [v.update(dashboard_body=v["dashboard_body"].replace("eu-west-2", "us-east-1")) for v in found(graph, "aws_cloudwatch_dashboard", "gateway_log")])

add("CloudFront's log delivered nowhere", drop("aws_cloudwatch_log_delivery", "aws_cloudwatch_log_delivery.this"), *PRODUCTION)
add("buckets without a log of their own", drop("aws_s3_bucket_logging", ""))
add("a directory's log that it may not write", drop("aws_cloudwatch_log_resource_policy", ""))
add("parameters of another PostgreSQL", change("aws_db_parameter_group", "", family="postgres13"))
add("a cache under AWS's key", change("aws_elasticache_replication_group", "", kms_key_id=None), *PRODUCTION)
add("endpoints in one zone", lambda graph: [v.update(subnet_ids=v["subnet_ids"][:1]) for v in found(graph, "aws_vpc_endpoint", "interface")], *PRODUCTION)
add("files by way of the NAT gateway", lambda graph: [v.update(route_table_ids=[next(t["id"] for a, t in graph.of("aws_route_table").items() if ".public" in a)]) for v in found(graph, "aws_vpc_endpoint", ".s3")])
add("a load balancer that speaks gRPC to pages", change("aws_lb_target_group", "webui_alb", protocol_version="GRPC"), *PRODUCTION)
add("an interface in the other's subnets", change("aws_vpc_endpoint", "interface", subnet_ids=["subnet-other"]), *PRODUCTION)
add("images that may be written over", change("aws_ecr_repository", "", image_tag_mutability="MUTABLE"), *FARGATE)
add("origins of everybody", edit("gateway", "gateway.env", "OLLAMA_ORIGINS=", "OLLAMA_ORIGINS=*,"))
add("a port between balancer and health check", path("aws_lb_target_group", "gateway_alb", "health_check", 0, "port", to="9000"), *PRODUCTION)
add("an endpoint that nobody resolves", drop("aws_vpc_endpoint", '["secretsmanager"]'), *PRODUCTION)
add("a master password in AWS's hands and ours", change("aws_secretsmanager_secret_rotation", "", rotation_rules=[{"automatically_after_days": 365, "duration": None, "schedule_expression": None}]))
add("a replica that everybody reaches", change("aws_db_instance", "replica", publicly_accessible=True), *PRODUCTION)
add("Open WebUI keeps chats for strangers", edit("webui", "open-webui.env", "WEBUI_AUTH_COOKIE_SECURE=true", "WEBUI_AUTH_COOKIE_SECURE=false"), *PRODUCTION)

# ---- Tasks


def container(workload, name, altered):
    return lambda graph: altered(graph.tasks[workload][name])


def told(workload, variable, altered):
    """A fault in a variable of the container that answers."""

    def mutate(graph):
        (one,) = [one for one in graph.tasks[workload]["open-webui" if workload == "webui" else "gateway"]["environment"] if one["name"] == variable]
        one["value"] = altered(one["value"])

    return mutate


def handed(workload, variable, instead):
    """Another secret than the right one, which ECS may read; None for none."""

    def mutate(graph):
        secrets = graph.tasks[workload]["open-webui" if workload == "webui" else "gateway"]["secrets"]
        (one,) = [one for one in secrets if one["name"] == variable]
        if instead is None:
            secrets.remove(one)
        else:
            one["valueFrom"] = shared(instead)(graph)

    return mutate


def starter(workload, sid, altered):
    return statement(f"{workload}_service[0].data.aws_iam_policy_document.execution", sid, altered)


add("tasks in the other's target group", lambda graph: graph.service_of("webui")["load_balancer"][0].update(target_group_arn=graph.one("aws_lb_target_group", "gateway_alb")["arn"]), *FARGATE)
add("a target group for machines", change("aws_lb_target_group", "", target_type="instance"), *FARGATE)
add("a balancer that asks another container", lambda graph: graph.service_of("gateway")["load_balancer"][0].update(container_name="jar"), *FARGATE)
add("a balancer that asks another port of a task", lambda graph: graph.service_of("gateway")["load_balancer"][0].update(container_port=11434), *FARGATE)
add("a port that a task does not open", container("gateway", "gateway", lambda c: c["portMappings"][0].update(containerPort=11434)), *FARGATE)
add("Open WebUI told another port", container("webui", "open-webui", lambda c: c["environment"].append({"name": "PORT", "value": "3000"})), *FARGATE)
add("tasks of the wrong security group", lambda graph: graph.service_of("webui")["network_configuration"][0].update(security_groups=[group_id(graph, "gateway")]), *FARGATE)
add("tasks in public subnets", lambda graph: graph.service_of("webui")["network_configuration"][0].update(subnets=[v["id"] for a, v in graph.of("aws_subnet").items() if ".public[" in a]), *FARGATE)
add("tasks with public addresses", lambda graph: graph.service_of("gateway")["network_configuration"][0].update(assign_public_ip=True), *FARGATE)
add("a service that runs the other's tasks", lambda graph: graph.service_of("webui").update(task_definition=graph.start_of("gateway")["arn"]), *FARGATE)
add("a service of another cluster", lambda graph: graph.service_of("webui").update(cluster="arn:aws:ecs:eu-west-2:123456789012:cluster/default"), *FARGATE)
add("tasks replaced with an interruption", change("aws_ecs_service", "", deployment_minimum_healthy_percent=0), *FARGATE)
add("tasks without one more", change("aws_ecs_service", "", deployment_maximum_percent=100), *FARGATE)
add("tasks that count before they are up", change("aws_ecs_service", "", health_check_grace_period_seconds=0), *FARGATE)
add("one task of a kind", change("aws_appautoscaling_target", "", min_capacity=1), *FARGATE)
add("tasks that do not grow", change("aws_appautoscaling_target", "", max_capacity=2), *FARGATE)
add("scaling of another service", lambda graph: [v.update(resource_id="service/ai-portal/other") for v in found(graph, "aws_appautoscaling_target", "webui_service")], *FARGATE)
add("tasks scaled by memory", path("aws_appautoscaling_policy", "cpu", "target_tracking_scaling_policy_configuration", 0, "predefined_metric_specification", 0, "predefined_metric_type", to="ECSServiceAverageMemoryUtilization"), *FARGATE)
add("tasks scaled by the other's requests", lambda graph: graph.one("aws_appautoscaling_policy", "webui_service[0].aws_appautoscaling_policy.requests")["target_tracking_scaling_policy_configuration"][0]["predefined_metric_specification"][0].update(resource_label=graph.one("aws_appautoscaling_policy", "gateway_service[0].aws_appautoscaling_policy.requests")["target_tracking_scaling_policy_configuration"][0]["predefined_metric_specification"][0]["resource_label"]), *FARGATE)
add("tasks of the other processor", path("aws_ecs_task_definition", "", "runtime_platform", 0, "cpu_architecture", to="ARM64"), *FARGATE)
add("a size that Fargate has not", change("aws_ecs_task_definition", "webui_service", memory="2048"), *FARGATE)
add("Open WebUI's tasks with the gateway's role", lambda graph: graph.start_of("webui").update(task_role_arn=graph.role_of("gateway")["arn"]), *FARGATE)
add("the gateway's tasks with Open WebUI's role", lambda graph: graph.start_of("gateway").update(task_role_arn=graph.role_of("webui")["arn"]), *FARGATE)
add("tasks started by the other's role", lambda graph: graph.start_of("webui").update(execution_role_arn=graph.starter_of("gateway")["arn"]), *FARGATE)
add("tasks may not take on their role", lambda graph: [b["principals"][0].update(identifiers=["ec2.amazonaws.com"]) for a, d in graph.data.items() if "gateway_role.data.aws_iam_policy_document.trust" in a for b in d["statement"]], *FARGATE)
add("ECS may not read the secrets", starter("webui", "OwnSecrets", None), *FARGATE)
add("ECS may not read one secret", starter("gateway", "OwnSecrets", lambda b: b["resources"].pop()), *FARGATE)
add("ECS may read every secret", starter("webui", "OwnSecrets", lambda b: b.update(resources=["*"])), *FARGATE)
add("ECS may not decrypt the secrets", starter("gateway", "KeyOfTheSecrets", None), *FARGATE)
add("ECS may use the key for anything", starter("gateway", "KeyOfTheSecrets", lambda b: b.update(condition=[])), *FARGATE)
add("ECS may not write the log", starter("webui", "OwnLogGroup", None), *FARGATE)
add("ECS may not pull the image", starter("webui", "OwnImages", None), *FARGATE)
add("ECS may not open the registry", starter("webui", "OwnRegistry", None), *FARGATE)
add("a repository that is not there", container("webui", "open-webui", lambda c: c.update(image=c["image"].replace("ecr.eu-west-2", "ecr.eu-west-1"))), *FARGATE)
add("a task's image that moves", container("webui", "open-webui", lambda c: c.update(image=c["image"].split("@")[0])), *FARGATE)
add("a task's log that is not there", container("gateway", "gateway", lambda c: c["logConfiguration"]["options"].update({"awslogs-group": "/ecs/gateway"})), *FARGATE)
add("the gateway's log among Open WebUI's", container("gateway", "gateway", lambda c: c["logConfiguration"]["options"].update({"awslogs-group": "/ai-portal/ai-portal/webui"})), *FARGATE)
add("a gateway that does not wait for its jar", container("gateway", "gateway", lambda c: c.update(dependsOn=[])), *FARGATE)
add("a gateway that starts while the jar comes", container("gateway", "gateway", lambda c: c["dependsOn"][0].update(condition="START")), *FARGATE)
add("a jar on a volume of its own", container("gateway", "jar", lambda c: c["mountPoints"][0].update(sourceVolume="scratch")), *FARGATE)
add("a volume that the task lacks", change("aws_ecs_task_definition", "gateway_service", volume=[]), *FARGATE)
add("a task that ends when the jar is there", container("gateway", "jar", lambda c: c.update(essential=True)), *FARGATE)
add("a task that goes on without its gateway", container("gateway", "gateway", lambda c: c.update(essential=False)), *FARGATE)
add("a jar of any content in the task", container("gateway", "jar", lambda c: c.update(command=[c["command"][0].split(" && ")[0]])), *FARGATE)
add("a task's jar of another digest", container("gateway", "jar", lambda c: c.update(command=[c["command"][0].replace("echo '", "echo '0")])), *FARGATE)
add("a jar from another bucket", container("gateway", "jar", lambda c: c.update(command=[c["command"][0].replace("-artifacts-", "-uploads-")])), *FARGATE)
add("a jar that nobody put there", container("gateway", "gateway", lambda c: c.update(command=[c["command"][0].replace("/jar/gateway.jar", "/app/gateway.jar")])), *FARGATE)
add("a task's settings that nobody writes", told("gateway", "GATEWAY_CONFIG", lambda v: "/etc/gateway.yaml"), *FARGATE)
add("open answers killed with their task", container("gateway", "gateway", lambda c: c.update(stopTimeout=30)), *FARGATE)
add("answers drained longer than ECS waits", told("gateway", "GATEWAY_DRAIN_TIMEOUT", lambda v: "600s"), *FARGATE)
add("Open WebUI started without its program", container("webui", "open-webui", lambda c: c.update(entryPoint=["bash", "start.sh"])), *FARGATE)
add("a task's database of another name", told("webui", "TASK_DATABASE", lambda v: v.replace("aiportal", "postgres")), *FARGATE)
add("a task's database elsewhere", told("webui", "TASK_DATABASE", lambda v: json.dumps(json.loads(v) | {"address": "localhost"})), *FARGATE)
add("a task's database of any authority", told("webui", "TASK_FILES", lambda v: v.replace("MIID/j", "MIIEBj")), *FARGATE)
add("an authority's file that the task lacks", told("webui", "TASK_DATABASE", lambda v: v.replace("database-ca.pem", "ca.pem")), *FARGATE)
add("a task's cache elsewhere", told("webui", "TASK_REDIS", lambda v: v.replace("6379", "6380")), *FARGATE)
add("tasks that start all at once", told("webui", "TASK_LOCK", lambda v: ""), *FARGATE)
add("a task's database by the administrator's password", handed("webui", "DATABASE_SECRET", "admin-password"), *FARGATE)
add("a task's sessions signed by another secret", handed("webui", "WEBUI_SECRET_KEY", "admin-password"), *FARGATE)
add("a task without the directory's password", handed("webui", "LDAP_BIND_SECRET", None), *FARGATE)
add("a task without the cache's password", handed("webui", "REDIS_SECRET", None), *FARGATE)
add("a task that shows no key", handed("webui", "RAG_OLLAMA_API_KEY", None), *FARGATE)
add("a task that shows another key", handed("webui", "RAG_OLLAMA_API_KEY", "user-jwt-secret"), *FARGATE)
add("a gateway's task with another key", handed("gateway", "GATEWAY_KEY", "webui-secret-key"), *FARGATE)
add("a gateway's task that believes nobody", handed("gateway", "GATEWAY_USER_JWT_SECRET", None), *FARGATE)
add("a secret in clear among a task's variables", lambda graph: (lambda c: (c["secrets"].pop(0), c["environment"].append({"name": "GATEWAY_KEY", "value": "0123456789abcdef"})))(graph.tasks["gateway"]["gateway"]), *FARGATE)
add("tasks that are never renewed", drop("aws_scheduler_schedule", "_service[0]"), *FARGATE)
add("one service renewed without the other", lambda graph: graph.one("aws_scheduler_schedule", "webui_service").update(schedule_expression="cron(30 4 * * ? *)"), *FARGATE)
add("tasks renewed once a month", change("aws_scheduler_schedule", "_service[0]", schedule_expression="cron(30 3 1 * ? *)"), *FARGATE)
add("a renewal of another service", path("aws_scheduler_schedule", "webui_service", "target", 0, "input", to=lambda text: text.replace("-webui", "-gateway")), *FARGATE)
add("a renewal that is not allowed", lambda graph: [d["statement"].pop(0) for a, d in graph.data.items() if "webui_service[0].data.aws_iam_policy_document.renewal[" in a], *FARGATE)
add("a resolver that asks nobody", path("aws_route53_resolver_rule", "", "target_ip", to=[]), *FARGATE)
add("a resolver of another domain", change("aws_route53_resolver_rule", "", domain_name="ad.example.com"), *FARGATE)
add("a resolver for another VPC", change("aws_route53_resolver_rule_association", "", vpc_id="vpc-other"), *FARGATE)
add("a resolver in another group", lambda graph: graph.one("aws_route53_resolver_endpoint").update(security_group_ids=[group_id(graph, "webui")]), *FARGATE)
add("a resolver that listens", change("aws_route53_resolver_endpoint", "", direction="INBOUND"), *FARGATE)
add("a resolver that the directory does not answer", drop("aws_vpc_security_group_ingress_rule", "module.directory[0].aws_vpc_security_group_ingress_rule.resolver"), *FARGATE)
add("alarms of another cluster", lambda graph: [v["dimensions"].update(ServiceName="other") for v in graph.of("aws_cloudwatch_metric_alarm").values() if v["namespace"] == "AWS/ECS"], *FARGATE)


# ---- Without internet

PRIVATE = ("private",)
add("HTTPS to anywhere", change("aws_vpc_security_group_egress_rule", '["webui/s3"]', prefix_list_id=None, cidr_ipv4="0.0.0.0/0"), *PRIVATE)
add("the files of another region", lambda g: [v.update(name="com.amazonaws.us-east-1.s3") for v in g.data.values() if v["_type"] == "aws_ec2_managed_prefix_list"], *PRIVATE)
add("users come from anywhere", change("aws_vpc_security_group_ingress_rule", '["alb/https-', cidr_ipv4="0.0.0.0/0"), *PRIVATE)
add("a load balancer with a public address", change("aws_lb", "webui_alb", internal=False), *PRIVATE)
add("answers that do not find back to one network", lambda g: g.resources.pop(next(a for a in g.of("aws_route", ".transit[") if "203.0.113.0/24" in a)), *PRIVATE)
add("answers by another transit gateway", change("aws_route", ".transit[", transit_gateway_id="tgw-other"), *PRIVATE)
add("a transit gateway in one zone", lambda g: g.one("aws_ec2_transit_gateway_vpc_attachment")["subnet_ids"].pop(), *PRIVATE)
add("everything leaves by the transit gateway", change("aws_route", '.transit["eu-west-2a', destination_cidr_block="0.0.0.0/0"), *PRIVATE)
add("a firewall that stands before nothing", drop("aws_wafv2_web_acl_association", ""), *PRIVATE)
add("a firewall before the gateway", lambda g: g.one("aws_wafv2_web_acl_association").update(resource_arn=g.one("aws_lb", name="ai-portal-gateway")["arn"]), *PRIVATE)
add("plain HTTP that is served", lambda g: g.one("aws_lb_listener", ".redirect").update(default_action=[{**g.one("aws_lb_listener", ".redirect")["default_action"][0], "type": "forward"}]), *PRIVATE)
add("a redirect to plain HTTP", path("aws_lb_listener", ".redirect", "default_action", 0, "redirect", 0, "protocol", to="HTTP"), *PRIVATE)
add("the portal's name leads to the gateway", lambda g: g.one("aws_route53_record", "aws_route53_record.portal")["alias"][0].update(name=g.one("aws_lb", name="ai-portal-gateway")["dns_name"]), *PRIVATE)
add("an image of others' registry", edit("webui", "compose.yaml", "123456789012.dkr.ecr.eu-west-2.", "ghcr.io/123456789012.dkr.ecr.eu-west-2."), *PRIVATE)
add("Compose from its makers", edit("webui", "open-webui-install", "s3://ai-portal-artifacts-", "https://github.com/ai-portal-artifacts-"), *PRIVATE)
add("a registry without its credentials", edit("webui", "open-webui-install", " amazon-ecr-credential-helper", ""), *PRIVATE)
add("credentials that Docker does not ask for", edit("webui", "docker/config.json", "ecr-login", "desktop"), *PRIVATE)
add("an image that the role may not fetch", statement("webui_role", "OwnImages", None), *PRIVATE)
add("the directory's authority that the container does not see", edit("webui", "compose.yaml", "/etc/open-webui/ldap-ca.pem:ro", "/etc/ssl/ldap-ca.pem:ro"), *PRIVATE)
add("the directory's authority that the task does not see", edit("webui", "open-webui.env", r'"/etc/open-webui/ldap-ca.pem":', r'"/etc/ssl/ldap-ca.pem":'), *FARGATE)
add("the directory under any authority", edit("webui", "open-webui.env", "\nLDAP_CA_CERT_FILE=/etc/open-webui/ldap-ca.pem", ""), *PRIVATE, *FARGATE)
add("passwords in clear to a directory with LDAPS", edit("webui", "open-webui.env", "LDAP_USE_TLS=true", "LDAP_USE_TLS=false"), *PRIVATE, *FARGATE)
add("Compose that the role may not fetch", statement("webui_role", "OwnArtifacts", None), *PRIVATE)


# ---- Beside the portal

BOOTSTRAP = ("bootstrap",)

add("every branch writes the state", statement("", "Lock", lambda block: block.update(resources=[one.removesuffix(".tflock") for one in block["resources"]])), *BOOTSTRAP)
add("every branch applies", lambda g: g.resources['aws_iam_role.ci["apply"]'].update(assume_role_policy=g.resources['aws_iam_role.ci["plan"]']["assume_role_policy"]), *BOOTSTRAP)
add("a plan that may do everything", lambda g: g.resources['aws_iam_role_policy_attachment.ci["plan arn:aws:iam::aws:policy/ReadOnlyAccess"]'].update(policy_arn="arn:aws:iam::aws:policy/AdministratorAccess"), *BOOTSTRAP)
add("a plan that writes the state", lambda g: g.resources["aws_iam_role_policy.ci_write[0]"].update(role=g.resources['aws_iam_role.ci["plan"]']["id"]), *BOOTSTRAP)
add("a plan with the policy of an apply", lambda g: g.resources['aws_iam_role_policy.ci["plan"]'].update(policy=g.resources["aws_iam_role_policy.ci_write[0]"]["policy"]), *BOOTSTRAP)
add("pipelines of everybody", lambda g: [c.update(values=["repo:*"]) for c in g.data['data.aws_iam_policy_document.ci_trust["plan"]']["statement"][0]["condition"] if c["variable"].endswith(":sub")], *BOOTSTRAP)
add("tokens for others than AWS", lambda g: g.data['data.aws_iam_policy_document.ci_trust["apply"]']["statement"][0]["condition"].pop(0), *BOOTSTRAP)
add("a pipeline that reads users' files", statement("data.aws_iam_policy_document.ci", "NotTheUsersFiles", None), *BOOTSTRAP)
add("the state without old versions", path("aws_s3_bucket_versioning", "", "versioning_configuration", 0, "status", to="Suspended"), *BOOTSTRAP)
add("the state without its key", path("aws_s3_bucket_server_side_encryption_configuration", "", "rule", 0, "apply_server_side_encryption_by_default", 0, "kms_master_key_id", to=None), *BOOTSTRAP)
add("the state in public", change("aws_s3_bucket_public_access_block", "", restrict_public_buckets=False), *BOOTSTRAP)
add("the state by plain HTTP", statement("", "TlsOnly", lambda block: block.update(effect="Allow")), *BOOTSTRAP)
add("the state's versions gone after a day", path("aws_s3_bucket_lifecycle_configuration", "", "rule", 0, "noncurrent_version_expiration", 0, "noncurrent_days", to=1), *BOOTSTRAP)
add("the state deleted after a month", lambda g: g.one("aws_s3_bucket_lifecycle_configuration")["rule"][0].update(expiration=[{"days": 30}]), *BOOTSTRAP)
add("a key that does not rotate", change("aws_kms_key", "", enable_key_rotation=False), *BOOTSTRAP)
add("two applies at once", lambda g: g.outputs.update(backend=g.outputs["backend"].replace("use_lockfile = true", "use_lockfile = false")), *BOOTSTRAP)
add("the demo's state over production's", lambda g: g.outputs.update(backend=g.outputs["backend"].replace("production/", "demo/")), *BOOTSTRAP)
add("roles of the pipeline swapped", lambda g: g.outputs.update(ci_role_arns=dict(zip(("apply", "plan"), (g.outputs["ci_role_arns"]["plan"], g.outputs["ci_role_arns"]["apply"]), strict=True))), *BOOTSTRAP)
add("models for whoever knows the role", lambda g: g.data["data.aws_iam_policy_document.trust"]["statement"][0].update(condition=[]), "models-account")
add("every model of the account", lambda g: g.data["data.aws_iam_policy_document.models"]["statement"][0].update(resources=["*"]), "models-account")
add("a model in other regions by itself", lambda g: g.data["data.aws_iam_policy_document.models"]["statement"][1].update(condition=[]), "models-account")


# ---- What the sources say


def says(place, **told):
    """A fault in a block of the sources."""

    def mutate(graph):
        graph.source.setdefault(place, {}).update(told)

    return mutate


add("the portal open to everybody without consent", says("environments/demo module.portal", allow_public_access="true"), "demo")
add("a root that does not listen to its variable", says("environments/production module.portal", permissions_boundary_arn="null"), "production")
add("secrets that are never drawn anew", says("environments/production module.secret_values", generation="1"), "production")
add("copies of the backups in the region that is lost", says("environments/production module.portal", providers="{ aws = aws aws.us_east_1 = aws.us_east_1 aws.recovery = aws }"), "production")
add("CloudFront's certificate where CloudFront does not read it", says("modules/portal module.edge_certificate", providers="{ aws = aws }"), "production")
add("tasks that stay as they are", says("modules/fargate aws_ecs_service.this", lifecycle="ignore_changes = [desired_count, task_definition]"), "production")
add("a machine that stays as it is", says("modules/instance aws_instance.this", lifecycle="ignore_changes = [ami, user_data_base64]"), "production")
add("a firewall whose rules nobody may change", says("modules/waf aws_wafv2_web_acl.this", lifecycle="ignore_changes = [rule]"), "production")
add("a flow log before its role may write", says("modules/network aws_flow_log.this", depends_on=""), "production")
add("a schedule before its role may do anything", says("modules/functions aws_scheduler_schedule.this", depends_on="[aws_iam_role_policy.this]"), "production")
add("load balancers with a certificate that is not issued", says("modules/certificate output.arn", refers="aws_acm_certificate.this"), "production")
add("a rotation of a secret that has no value yet", says("modules/database aws_secretsmanager_secret_rotation.master", refers="aws_secretsmanager_secret.master"), "production")
add("scaling of a group that is named by words", says("modules/asg aws_autoscaling_policy.cpu", refers=""), *OF_GROUPS)
add("a trail into a bucket that is named by words", says("modules/audit aws_s3_bucket_policy.this", refers=""), "production")
add("a database with settings that are named by words", says("modules/database aws_db_instance.this", refers="aws_cloudwatch_log_group.this aws_db_subnet_group.this aws_iam_role.monitoring aws_iam_role_policy_attachment.monitoring"), "production")
add("another password in the secret than the database has", says("modules/database aws_secretsmanager_secret_version.master", secret_string_wo="jsonencode({ username = var.username })"), "production")
add("a password that RDS does not take", says("environments/production aws_secretsmanager_random_password.database", exclude_punctuation="false"), "production")
add("a role that nobody waits for", says("modules/audit aws_cloudtrail.this", depends_on="[aws_s3_bucket_policy.this]"), "production")


# ---- Families


def families(graph):
    """(description, mutation) for faults of one kind wherever they can be made in a graph."""
    for address, values in graph.resources.items():
        kind = values["_type"]
        if kind in ("aws_vpc_security_group_ingress_rule", "aws_vpc_security_group_egress_rule"):
            yield f"left out: {address}", without(address)
            if values["ip_protocol"] != "-1":
                yield f"another port: {address}", with_values(address, from_port=22, to_port=22)
                yield f"more ports: {address}", with_values(address, from_port=0, to_port=65535)
        elif kind in LEFT_OUT:
            yield f"left out: {address}", without(address)
    for address, document in graph.data.items():
        if document["_type"] != "aws_iam_policy_document" or graph.name not in BESIDE and not any(part in address for part in ROLES):
            continue
        for index, block in enumerate(document["statement"] or []):
            yield f"left out: statement {index} of {address}", without_statement(address, index)
            for action in range(len(block["actions"])):
                yield f"left out: {block['actions'][action]} of {address}", without_action(address, index, action)
    yield from led_elsewhere(graph)
    yield from not_said(graph)
    yield from other_words(graph)
    # The sources are the same in every form.
    for place, told in graph.source.items() if graph.name == "production" else ():
        for word in ("lifecycle", "depends_on", "providers", "password_wo", "secret_string_wo", "exclude_punctuation", "password_length"):
            if word in told:
                yield f"left out: {word} of {place}", without_word(place, word)


def led_elsewhere(graph):
    """Every reference, led to another thing of the same kind."""
    named = {values[name]: (values["_type"], name) for name in ("id", "arn") for values in graph.resources.values() if isinstance(values.get(name), str)}
    for address, values in graph.resources.items():
        for setting, value in values.items():
            if setting in ("id", "arn") or not isinstance(value, str) or value not in named or value in (values.get("id"), values.get("arn")):
                continue
            kind, name = named[value]
            others = [other[name] for other in graph.of(kind).values() if other[name] != value]
            if others:
                yield f"another {kind}: {setting} of {address}", with_values(address, **{setting: others[0]})


def not_said(graph):
    """Every setting that some things lack, or that another contract is to follow, left out of the first thing of a block."""
    first = {source.INDEX.sub("", address): address for address in reversed(graph.resources)}
    for address, values in ((address, graph.resources[address]) for address in first.values()):
        for setting, fact in facts.told_of(values["_type"], address).items():
            if isinstance(fact, Form):
                fact = fact.facts.get(graph.name) or fact.facts.get("production")
            if isinstance(fact, Maybe | Followed) and any(not is_nothing(one[last]) for one, last in ends(values, setting)):
                yield f"left out: {setting} of {address}", without_setting(address, setting)


def other_words(graph):
    """Every word of Open WebUI's settings that another contract is to follow."""
    for kind, _, values in facts.things(graph):
        for name, fact in facts.told_of(kind, "").items() if kind == "open-webui.env" else ():
            if isinstance(fact, Followed):
                for word in re.finditer(r"[\w.-]+", values.get(name, "")):
                    yield f"{name} with another word than {word.group()}", with_word(name, values[name], word)


def with_word(name, value, word):
    other = f"{value[: word.start()]}other{value[word.end() :]}"

    def mutate(graph):
        edit("webui", "open-webui.env", f"{name}={value}", f"{name}={other}")(graph)
        graph.outputs["open_webui_environment"][name] = other

    return mutate


def ends(values, setting):
    """(block, name) of a setting, as often as it stands there."""
    first, _, rest = setting.partition(".")
    for one in values if isinstance(values, list) else [values]:
        if isinstance(one, dict) and first in one:
            yield from ends(one[first], rest) if rest else [(one, first)]


LEFT_OUT = {
    "aws_lb_listener",
    "aws_vpc_endpoint",
    "aws_route",
    "aws_route_table_association",
    "aws_s3_bucket_policy",
    "aws_s3_bucket_public_access_block",
    "aws_iam_role_policy",
    "aws_sns_topic_policy",
    "aws_acm_certificate_validation",
    "aws_cloudwatch_log_group",
    "aws_ssm_parameter",
    "aws_cloudwatch_metric_alarm",
    "aws_autoscaling_policy",
    "aws_appautoscaling_policy",
    "aws_appautoscaling_target",
    "aws_scheduler_schedule",
}
ROLES = ("webui_role", "gateway_role", "_service[0].data.aws_iam_policy_document", 'module.functions.data.aws_iam_policy_document.this["rotate-')


def without(address):
    return lambda graph: graph.resources.pop(address)


def with_values(address, **values):
    return lambda graph: graph.resources[address].update(values)


def without_setting(address, setting):
    return lambda graph: [one.update({last: None}) for one, last in ends(graph.resources[address], setting)]


def without_statement(address, index):
    return lambda graph: graph.data[address]["statement"].pop(index)


def without_action(address, index, action):
    return lambda graph: graph.data[address]["statement"][index]["actions"].pop(action)


def without_word(place, word):
    return lambda graph: graph.source[place].pop(word)
