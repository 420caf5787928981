"""The key, secrets, and who is let in by a policy."""

import policy
from contracts.shared import ACCOUNT, ACCOUNT_CONTEXT, REGION, WAYS, contract, graph_trail_arn, key, named_secrets, secrets_read, secrets_script


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
def every_role_may_do_something(graph):
    attached = {values["role"] for values in graph.of("aws_iam_role_policy_attachment").values()}
    for address, role in graph.of("aws_iam_role").items():
        assert role["name"] in attached or graph.policies_of_role(role), f"{address} may do nothing"
