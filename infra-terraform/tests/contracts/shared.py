"""What contracts share: their list, what machines and tasks are told, and the ways from one thing to the next."""

import functools
import json
import re

import policy
import yaml
from graph import ACCOUNT, REGION

CONTRACTS = []
ACCOUNT_CONTEXT = {"aws:SourceAccount": ACCOUNT, "aws:PrincipalAccount": ACCOUNT}
ALLOWED_NETWORKS = ("203.0.113.0/24", "198.51.100.7/32")


def contract(function):
    CONTRACTS.append(function)
    return function


def only(values, what):
    values = list(values)
    assert len(values) == 1, f"{what}: {len(values)} instead of one"
    return values[0]


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


def files_seen(graph):
    """The files that Open WebUI finds in its container, by path."""
    if graph.tasks:
        return json.loads(settings(graph)["TASK_FILES"])
    mounted = [volume.split(":") for volume in compose(graph)["volumes"] if volume.endswith(":ro")]
    return {inside: graph.machines["webui"]["files"].get(outside) for outside, inside, _ in mounted}


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


WAYS = {
    "webui": {"balancer": "ai-portal-webui", "port": webui_port, "health": "/health", "domain": lambda graph: domain_of(graph, "portal_url")},
    "gateway": {"balancer": "ai-portal-gateway", "port": gateway_port, "health": "/ready", "domain": lambda graph: domain_of(graph, "gateway_url")},
}


def domain_of(graph, output):
    return re.sub(r"^https?://|:\d+$", "", graph.outputs[output])


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


def key(graph):
    """The portal's key in its region."""
    return graph.one("aws_kms_key", "module.portal.module.kms.")


def group(graph, role):
    return graph.resources[f'module.portal.module.security_groups.aws_security_group.this["{role}"]']["id"]


def addresses(graph, kind):
    return [(address, values["id"]) for address, values in graph.of(kind).items()]


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


def named_secrets(graph, workload):
    """The secrets that a workload's script reads, or ECS for its task, by the variables of the service that get them."""
    if graph.tasks:
        return {one["name"]: one["valueFrom"] for container in graph.tasks[workload].values() for one in container["secrets"]}
    script = only([text for path, text in graph.machines[workload]["files"].items() if path.endswith("-secrets")], "scripts")
    read = dict(re.findall(r"^(\w+)=\$\(secret '([^']+)'\)$", script, re.MULTILINE))
    return {variable: read.get(local) for variable, local in re.findall(r'^  echo "(\w+)=\$(\w+)"$', script, re.MULTILINE)}


def application_secret(graph):
    return graph.one("aws_secretsmanager_secret", "module.database.aws_secretsmanager_secret.application")


def master_secret_arn(graph):
    database = graph.one("aws_db_instance", "aws_db_instance.this")
    if database["manage_master_user_password"]:
        return database["master_user_secret"][0]["secret_arn"]
    return graph.one("aws_secretsmanager_secret", "module.database.aws_secretsmanager_secret.master")["arn"]


def bucket_policy(graph, bucket):
    return graph.statements(graph.one("aws_s3_bucket_policy", bucket=bucket["id"])["policy"])


def graph_trail_arn():
    return f"arn:aws:cloudtrail:{REGION}:{ACCOUNT}:trail/ai-portal-trail"
