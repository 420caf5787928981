"""Who signs in, and what the directory's groups decide."""

import policy
from contracts.shared import ACCOUNT, ACCOUNT_CONTEXT, REGION, addresses, compose, contract, files_seen, group, named_secrets, only, secrets_script, settings
from environments import AUTHORITY


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
    if env["LDAP_USE_TLS"] == "true":
        assert files_seen(graph).get(env["LDAP_CA_CERT_FILE"]) == AUTHORITY, "another authority than the directory's, or none"
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
def cognito_signs_in_to_this_portal(graph):
    for client in graph.of("aws_cognito_user_pool_client").values():
        pool = graph.one("aws_cognito_user_pool")
        env = settings(graph)
        assert pool["admin_create_user_config"][0]["allow_admin_create_user_only"], "strangers sign up"
        assert pool["mfa_configuration"] == "ON" and pool["deletion_protection"] == "ACTIVE"
        assert client["user_pool_id"] == pool["id"] and env["OAUTH_CLIENT_ID"] == client["id"]
        assert list(client["callback_urls"]) == [env["OPENID_REDIRECT_URI"]] and env["OPENID_REDIRECT_URI"].startswith(graph.outputs["portal_url"] + "/")
        assert env["OPENID_PROVIDER_URL"] == f"https://cognito-idp.{REGION}.amazonaws.com/{pool['id']}/.well-known/openid-configuration" and client["allowed_oauth_flows"] == ["code"]
        names = {group["name"] for group in graph.of("aws_cognito_user_group").values()}
        assert env["OAUTH_ADMIN_ROLES"] in names and set(env["OAUTH_ALLOWED_ROLES"].split(",")) <= names
        assert "ENABLE_LDAP" in env or env["DEFAULT_USER_ROLE"] == "pending", "a token without groups lets its owner in"
        assert env["OAUTH_ROLES_CLAIM"] == env["OAUTH_GROUPS_CLAIM"] == "cognito:groups"
