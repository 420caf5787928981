"""Lambda functions, most of which rotate secrets."""

import json
import re

import harness
import policy
from contracts.shared import ACCOUNT, REGION, addresses, application_secret, contract, group, key, master_secret_arn, only, secrets_script, trusts


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
    assert set(place["subnet_ids"]) == private and all(graph.way_out(one) == ("nothing" if graph.closed else "nat") for one in private)
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
