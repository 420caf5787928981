"""The Lambda functions, run as Lambda runs them, against a mock AWS in this process."""

import importlib.util
import json
import subprocess
import sys
import uuid
import zipfile
from datetime import datetime, timezone

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

import asked
import harness

FUNCTIONS = harness.INFRA / "functions"


def load(function):
    """Loads a function's handler as a module of its own, with what its package holds beside it."""
    beside = [str(FUNCTIONS / function), str(FUNCTIONS / "common")]
    sys.path[:0] = beside
    try:
        spec = importlib.util.spec_from_file_location(function, FUNCTIONS / function / "handler.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    finally:
        del sys.path[: len(beside)]
    return module


@pytest.fixture(autouse=True)
def aws(monkeypatch):
    for name, value in {"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b", "AWS_DEFAULT_REGION": "eu-west-2"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        boto3.setup_default_session()
        boto3.DEFAULT_SESSION.events.register("before-parameter-build", as_aws_takes_it)
        yield


def as_aws_takes_it(params, model, **_):
    found = asked.faults(model.service_model.service_name, model.name, params)
    assert not found, found


class Rotation:
    """A database, its secret, and Secrets Manager's part in a rotation."""

    def __init__(self):
        self.handler = load("rotate_database_password")
        self.secrets = boto3.client("secretsmanager")
        self.rds = boto3.client("rds")
        self.rds.create_db_instance(
            DBInstanceIdentifier="ai-portal-database", Engine="postgres", DBInstanceClass="db.t3.medium",
            AllocatedStorage=20, MasterUsername="portal", MasterUserPassword="first-password",
        )
        credentials = {"username": "portal", "password": "first-password", "dbInstanceIdentifier": "ai-portal-database"}
        self.secret = self.secrets.create_secret(Name="master", SecretString=json.dumps(credentials))["ARN"]
        self.token = str(uuid.uuid4())

    def run(self, monkeypatch, *steps, token=None):
        """Runs steps with the version staged as Secrets Manager stages it; returns the parameters RDS was given."""
        given = []
        client = boto3.client

        def clients(service, *args, **kwargs):
            made = client(service, *args, **kwargs)
            if service == "secretsmanager":
                describe = made.describe_secret
                made.describe_secret = lambda **parameters: self.staged(describe(**parameters))
            if service == "rds":
                made.meta.events.register("provide-client-params.rds.ModifyDBInstance", lambda params, **_: given.append(params))
            return made

        monkeypatch.setattr(self.handler.boto3, "client", clients)
        for step in steps:
            self.handler.handle({"SecretId": self.secret, "ClientRequestToken": token or self.token, "Step": step}, None)
        monkeypatch.setattr(self.handler.boto3, "client", client)
        return given

    def staged(self, description):
        """Secrets Manager stages an empty version before it calls the function; moto does not."""
        description["VersionIdsToStages"].setdefault(self.token, ["AWSPENDING"])
        return description

    def current(self):
        return json.loads(self.secrets.get_secret_value(SecretId=self.secret, VersionStage="AWSCURRENT")["SecretString"])


def test_rotation_gives_database_and_secret_the_same_new_password(monkeypatch):
    rotation = Rotation()
    [given] = rotation.run(monkeypatch, "createSecret", "setSecret", "testSecret", "finishSecret")
    current = rotation.current()
    assert current["password"] == given["MasterUserPassword"] != "first-password"
    assert len(current["password"]) == 40 and current["password"].isalnum()
    assert current["username"] == "portal" and given["DBInstanceIdentifier"] == "ai-portal-database" and given["ApplyImmediately"]


def test_rotation_repeats_a_step_with_the_same_password(monkeypatch):
    rotation = Rotation()
    first, second = rotation.run(monkeypatch, "createSecret", "setSecret", "createSecret", "setSecret")
    assert first["MasterUserPassword"] == second["MasterUserPassword"]


def test_rotation_leaves_the_current_password_until_its_last_step(monkeypatch):
    rotation = Rotation()
    rotation.run(monkeypatch, "createSecret", "setSecret", "testSecret")
    assert rotation.current()["password"] == "first-password"


def test_rotation_refuses_a_version_that_was_not_staged(monkeypatch):
    rotation = Rotation()
    with pytest.raises(ValueError, match="not staged"):
        rotation.run(monkeypatch, "createSecret", token=str(uuid.uuid4()))


def test_rotation_does_nothing_for_a_version_that_is_current(monkeypatch):
    rotation = Rotation()
    rotation.run(monkeypatch, "createSecret", "setSecret", "testSecret", "finishSecret")
    assert rotation.run(monkeypatch, "setSecret") == []


def test_rotation_draws_no_password_where_it_cannot_tell_whether_there_is_one():
    class Secrets:
        def get_secret_value(self, **_):
            raise ClientError({"Error": {"Code": "AccessDeniedException"}}, "GetSecretValue")

    with pytest.raises(ClientError, match="AccessDenied"):
        load("rotate_database_password").rotation.create(Secrets(), "secret", "token", None)


@pytest.mark.parametrize(
    ("status", "pending", "applied"),
    [("available", {}, True), ("resetting-master-credentials", {}, False), ("available", {"MasterUserPassword": "****"}, False)],
)
def test_rotation_waits_until_the_password_is_applied(status, pending, applied):
    class Database:
        def describe_db_instances(self, DBInstanceIdentifier):
            return {"DBInstances": [{"DBInstanceStatus": status, "PendingModifiedValues": pending}]}

    assert load("rotate_database_password").applied(Database(), "ai-portal-database") is applied


END = datetime(2026, 11, 23, 7, 0, tzinfo=timezone.utc)


def test_report_lays_out_one_line_a_model():
    rows = [
        {"model": "claude-sonnet", "requests": "120", "failures": "2", "input_tokens": "34567.0", "output_tokens": "8910", "p95_ms": "5321.7"},
        {"model": "titan-embed", "requests": "7", "failures": "0", "p95_ms": "88"},
    ]
    assert load("usage_report").report("ai-portal", rows, END) == (
        "Usage of ai-portal in the day before 23 November 2026, 07:00 UTC\n"
        "\n"
        "model          requests  failures  input_tokens  output_tokens  p95_ms\n"
        "claude-sonnet  120       2         34567         8910           5322\n"
        "titan-embed    7         0         0             0              88"
    )


def test_report_says_when_nobody_came():
    assert load("usage_report").report("ai-portal", [], END) == "Nobody used ai-portal in the day before 23 November 2026, 07:00 UTC."


def test_report_goes_to_the_topic(monkeypatch):
    handler = load("usage_report")
    topic = boto3.client("sns").create_topic(Name="alarms")["TopicArn"]
    queue = boto3.client("sqs").create_queue(QueueName="inbox")["QueueUrl"]
    arn = boto3.client("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    boto3.client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
    for name, value in {"PORTAL": "ai-portal", "TOPIC_ARN": topic, "LOG_GROUP": "/ai-portal/ai-portal/gateway"}.items():
        monkeypatch.setenv(name, value)
    asked = []

    def query(log_group, start, end):
        asked.append((log_group, (end - start).total_seconds()))
        return [{"model": "claude-sonnet", "requests": "1"}]

    monkeypatch.setattr(handler, "query", query)
    handler.handle({}, None)
    assert asked == [("/ai-portal/ai-portal/gateway", 86400)]
    [message] = boto3.client("sqs").receive_message(QueueUrl=queue)["Messages"]
    assert "claude-sonnet" in json.loads(message["Body"])["Message"]


def test_query_asks_for_the_fields_that_the_metric_filters_read():
    """One log line, two readers: both name the same fields."""
    query, filters = load("usage_report").QUERY, (harness.INFRA / "modules/observability/logs.tf").read_text()
    for field in ("status", "prompt_tokens", "completion_tokens", "duration_ms"):
        assert field in query and f'"$.{field}"' in filters


def test_query_is_asked_of_the_log_in_seconds_and_until_it_is_complete(monkeypatch):
    handler, calls = load("usage_report"), []
    answers = iter([{"status": "Scheduled", "results": []}, {"status": "Running", "results": []}, {"status": "Complete", "results": [[{"field": "model", "value": "claude-sonnet"}]]}])

    class Logs:
        def start_query(self, **given):
            assert not asked.faults("logs", "StartQuery", given)
            calls.append(given)
            return {"queryId": "1"}

        def get_query_results(self, **given):
            assert given == {"queryId": "1"}
            return next(answers)

    monkeypatch.setattr(handler.boto3, "client", lambda service: Logs())
    monkeypatch.setattr(handler.time, "sleep", lambda seconds: None)
    assert handler.query("/ai-portal/ai-portal/gateway", END - handler.PERIOD, END) == [{"model": "claude-sonnet"}]
    end = 1795417200  # 23 November 2026, 07:00 UTC
    assert calls == [{"logGroupName": "/ai-portal/ai-portal/gateway", "startTime": end - 86400, "endTime": end, "queryString": handler.QUERY}]


@pytest.mark.parametrize("status", ["Failed", "Cancelled", "Timeout"])
def test_query_that_fails_is_an_error(monkeypatch, status):
    handler = load("usage_report")

    class Logs:
        def start_query(self, **_):
            return {"queryId": "1"}

        def get_query_results(self, queryId):
            return {"status": status, "results": []}

    monkeypatch.setattr(handler.boto3, "client", lambda service: Logs())
    with pytest.raises(handler.QueryFailed, match=status):
        handler.query("group", END, END)


def test_packages_are_the_same_every_time():
    build = FUNCTIONS / "build"
    packed = [subprocess.run([sys.executable, build], check=True, capture_output=True, text=True).stdout.split() for _ in range(2)]
    assert packed[0] == packed[1] and len(packed[0]) == 4
    contents = []
    for _ in range(2):
        subprocess.run([sys.executable, build], check=True, capture_output=True)
        contents.append([open(path, "rb").read() for path in packed[0]])
    assert contents[0] == contents[1]
    for path in packed[0]:
        driver = ["postgres.py"] if "application" in path else []
        assert zipfile.ZipFile(path).namelist() == ["handler.py", *driver, "rotation.py"]
        assert {one.external_attr >> 16 for one in zipfile.ZipFile(path).infolist()} == {0o644}, "Lambda runs it as a user who may not read it"


# ---- The account that Open WebUI binds with


class BindRotation:
    """The bind account's secret, and a directory that notes what it is told: moto's has no accounts."""

    def __init__(self, monkeypatch):
        self.handler = load("rotate_bind_password")
        self.secrets = boto3.client("secretsmanager")
        self.secret = self.secrets.create_secret(Name="bind")["ARN"]
        self.resets = []
        self.refuse = False
        monkeypatch.setenv("SECRET_ARN", self.secret)
        monkeypatch.setenv("DIRECTORY_ID", "d-1234567890")
        client = boto3.client
        monkeypatch.setattr(boto3, "client", lambda service: self if service == "ds" else client(service))

    def reset_user_password(self, **given):
        assert not asked.faults("ds", "ResetUserPassword", given)
        if self.refuse:
            raise ConnectionError("the directory is away")
        self.resets.append(given)

    def stored(self, password):
        """What scripts/set-credentials writes: the name by which LDAP is signed in to, which is longer than the account's."""
        self.secrets.put_secret_value(SecretId=self.secret, SecretString=json.dumps({"username": BIND_NAME, "password": password}))

    def value(self):
        return json.loads(self.secrets.get_secret_value(SecretId=self.secret, VersionStage="AWSCURRENT")["SecretString"])


BIND_NAME = "svc-openwebui@corp.example.com"


@pytest.fixture
def bind(monkeypatch):
    return BindRotation(monkeypatch)


def test_bind_account_gets_the_same_new_password_in_directory_and_secret(bind):
    bind.stored("old")
    bind.handler.handle({}, None)
    [reset] = bind.resets
    assert reset == {"DirectoryId": "d-1234567890", "UserName": "svc-openwebui", "NewPassword": bind.value()["password"]}
    assert bind.value()["username"] == BIND_NAME and len(reset["NewPassword"]) == 40


def test_bind_account_keeps_its_password_when_the_directory_is_away(bind):
    bind.stored("old")
    bind.refuse = True
    with pytest.raises(ConnectionError):
        bind.handler.handle({}, None)
    assert bind.value()["password"] == "old"
    bind.refuse = False
    bind.handler.handle({}, None)
    assert bind.resets[0]["NewPassword"] == bind.value()["password"] != "old"


def test_bind_account_without_a_password_is_left_alone(bind):
    bind.handler.handle({}, None)
    assert bind.resets == []
