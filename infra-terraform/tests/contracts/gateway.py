"""Open WebUI to the gateway, the gateway to Bedrock."""

import json
import re

import policy
from contracts.shared import ACCOUNT, REGION, WAYS, compose, contract, domain_of, gateway_environment, gateway_port, gateway_settings, named_secrets, only, secrets_script, settings


@contract
def open_webui_finds_the_gateway(graph):
    url = settings(graph)["OLLAMA_BASE_URL"]
    assert url == graph.outputs["gateway_url"] and settings(graph)["ENABLE_OLLAMA_API"] == "true"
    name = domain_of(graph, "gateway_url")
    record = graph.one("aws_route53_record", name=name, type="A")
    zone = graph.one("aws_route53_zone", zone_id=record["zone_id"])
    assert name == zone["name"] or name.endswith("." + zone["name"])
    assert not f".{domain_of(graph, 'portal_url')}".endswith(f".{zone['name']}"), "inside the VPC nobody finds the portal"
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
    guardrail = identifier if graph.closed else f"arn:aws:bedrock:{REGION}:{ACCOUNT}:guardrail/{identifier}"
    assert policy.allowed(statements, "bedrock:ApplyGuardrail", guardrail), "every call would be refused"
    assert not policy.allowed(statements, "bedrock:ApplyGuardrail", guardrail + "other")
    place = only(gateway_settings(graph)["pool"], "places")
    assert place.get("region") == (None if graph.closed else "eu-west-1") and place["name"] == "second-account"
    assert policy.allowed(statements, "sts:AssumeRole", place["role"], {"sts:ExternalId": place["external_id"]}), "the role of the other account is closed"
    assert not policy.allowed(statements, "sts:AssumeRole", place["role"]), "without the id that keeps others out"
    assert not policy.allowed(statements, "sts:AssumeRole", "arn:aws:iam::999999999999:role/admin", {"sts:ExternalId": place["external_id"]})
    runtime = graph.one("aws_vpc_endpoint", service_name=f"com.amazonaws.{REGION}.bedrock-runtime")
    account = place["role"].split(":")[4]
    for action in ("bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream", "bedrock:ApplyGuardrail"):
        for principal in (ACCOUNT, account):
            assert policy.allowed(graph.statements(runtime["policy"]), action, "*", {"aws:PrincipalAccount": principal}, service="*"), f"{action} of {principal} is stopped at the endpoint"


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
