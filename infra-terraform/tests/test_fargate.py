"""Both services on Fargate: the form made on the mock AWS, which is then asked what it has, and the program that starts
Open WebUI in a task. People are in a directory that is there already."""

import http.server
import json
import os
import re
import subprocess
import sys
import threading

import harness
import policy
import pytest

REGION = "eu-west-1"
ACCOUNT = "123456789012"


def service(made, workload):
    ecs = made.moto.client("ecs", REGION)
    (found,) = ecs.describe_services(cluster="ai-portal-2", services=[f"ai-portal-2-{workload}"])["services"]
    return found, ecs.describe_task_definition(taskDefinition=found["taskDefinition"])["taskDefinition"]


def containers(task):
    return {container["name"]: container for container in task["containerDefinitions"]}


def statements(made, role_arn):
    """Everything that the own policies of a role allow."""
    iam, name = made.moto.client("iam"), role_arn.rsplit("/", 1)[-1]
    documents = [iam.get_role_policy(RoleName=name, PolicyName=p)["PolicyDocument"] for p in iam.list_role_policies(RoleName=name)["PolicyNames"]]
    return [statement for document in documents for statement in policy.as_list(document["Statement"])]


def environment(container):
    return {one["name"]: one["value"] for one in container["environment"]}


@pytest.mark.slow
@pytest.mark.parametrize("workload", ["webui", "gateway"])
def test_tasks_stand_behind_their_load_balancer(made_fargate, workload):
    found, task = service(made_fargate, workload)
    assert task["runtimePlatform"]["cpuArchitecture"] == "ARM64" and task["requiresCompatibilities"] == ["FARGATE"] and task["networkMode"] == "awsvpc"
    (balanced,) = found["loadBalancers"]
    (mapping,) = containers(task)[balanced["containerName"]]["portMappings"]
    assert mapping["containerPort"] == balanced["containerPort"]
    elb = made_fargate.moto.client("elbv2", REGION)
    (group,) = elb.describe_target_groups(TargetGroupArns=[balanced["targetGroupArn"]])["TargetGroups"]
    assert (group["TargetType"], group["Port"]) == ("ip", balanced["containerPort"])
    listeners = [one for lb in elb.describe_load_balancers()["LoadBalancers"] for one in elb.describe_listeners(LoadBalancerArn=lb["LoadBalancerArn"])["Listeners"]]
    assert balanced["targetGroupArn"] in {one["DefaultActions"][0]["TargetGroupArn"] for one in listeners}
    network = found["networkConfiguration"]["awsvpcConfiguration"]
    assert network["assignPublicIp"] == "DISABLED" and set(network["subnets"]) == set(made_fargate.outputs["subnet_ids"]["private"])
    assert network["securityGroups"] == [made_fargate.outputs["security_group_ids"][workload]]
    assert found["desiredCount"] == 2


@pytest.mark.slow
@pytest.mark.parametrize("workload", ["webui", "gateway"])
def test_tasks_may_be_started_and_log_where_they_should(made_fargate, workload):
    _, task = service(made_fargate, workload)
    starts = statements(made_fargate, task["executionRoleArn"])
    via = {"kms:ViaService": f"secretsmanager.{REGION}.amazonaws.com"}
    for container in containers(task).values():
        group = container["logConfiguration"]["options"]["awslogs-group"]
        assert group == made_fargate.outputs["log_group_names"][workload]
        assert policy.allowed(starts, "logs:PutLogEvents", f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:{group}:log-stream:task/x")
        for secret in container["secrets"]:
            assert policy.allowed(starts, "secretsmanager:GetSecretValue", secret["valueFrom"]), secret["name"]
            assert policy.allowed(starts, "kms:Decrypt", made_fargate.outputs["kms_key_arn"], via)
    assert not policy.allowed(starts, "secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:other")
    iam = made_fargate.moto.client("iam")
    for arn in (task["executionRoleArn"], task["taskRoleArn"]):
        (trust,) = iam.get_role(RoleName=arn.rsplit("/", 1)[-1])["Role"]["AssumeRolePolicyDocument"]["Statement"]
        assert trust["Principal"] == {"Service": "ecs-tasks.amazonaws.com"} and trust["Condition"] == {"StringEquals": {"aws:SourceAccount": ACCOUNT}}


@pytest.mark.slow
def test_the_gateway_runs_the_jar_of_the_bucket_with_its_settings(made_fargate):
    _, task = service(made_fargate, "gateway")
    fetch, gateway = containers(task)["jar"], containers(task)["gateway"]
    bucket = made_fargate.outputs["bucket_names"]["artifacts"]
    (jar,) = made_fargate.moto.client("s3", REGION).list_objects_v2(Bucket=bucket, Prefix="gateway/")["Contents"]
    assert f"'s3://{bucket}/{jar['Key']}' /jar/gateway.jar" in fetch["command"][0] and "sha256sum -c -" in fetch["command"][0]
    assert gateway["dependsOn"] == [{"containerName": "jar", "condition": "SUCCESS"}] and not fetch["essential"]
    assert fetch["mountPoints"] == gateway["mountPoints"] and "-jar /jar/gateway.jar" in gateway["command"][0]
    given = environment(gateway)
    assert given["GATEWAY_CONFIG"] == "/tmp/gateway.yaml" and given["AWS_REGION"] == REGION and given["OLLAMA_HOST"] == "0.0.0.0:8000"
    shared = made_fargate.outputs["gateway_secret_arns"]
    assert {one["name"]: one["valueFrom"] for one in gateway["secrets"]} == {"GATEWAY_KEY": shared["key"], "GATEWAY_USER_JWT_SECRET": shared["user_jwt"]}
    assert not fetch["secrets"] and "GATEWAY_ALLOW_ANONYMOUS" not in given and "anonymous" not in given["SETTINGS"]
    assert "eu.anthropic.claude-haiku" in given["SETTINGS"] and int(given["GATEWAY_DRAIN_TIMEOUT"].rstrip("s")) < gateway["stopTimeout"]
    allowed = statements(made_fargate, task["taskRoleArn"])
    assert policy.allowed(allowed, "s3:GetObject", f"arn:aws:s3:::{bucket}/{jar['Key']}")
    assert policy.allowed(allowed, "bedrock:InvokeModel", f"arn:aws:bedrock:{REGION}::foundation-model/amazon.titan-embed-text-v2:0")


@pytest.mark.slow
def test_open_webui_is_told_the_same_as_on_machines(made_fargate):
    _, task = service(made_fargate, "webui")
    given, told = environment(containers(task)["open-webui"]), made_fargate.outputs["open_webui_environment"]
    assert told.items() <= given.items() and given["OLLAMA_BASE_URL"] == made_fargate.outputs["gateway_url"]
    files = json.loads(given["TASK_FILES"])
    assert given["LDAP_CA_CERT_FILE"] in files and json.loads(given["TASK_DATABASE"])["ca_file"] in files
    secrets = {one["name"]: one["valueFrom"] for one in containers(task)["open-webui"]["secrets"]}
    assert secrets["DATABASE_SECRET"] == made_fargate.outputs["database"]["application_secret_arn"]
    assert secrets["WEBUI_ADMIN_PASSWORD"] == made_fargate.outputs["admin_password_secret_arn"]
    shared = {"RAG_OLLAMA_API_KEY": "key", "FORWARD_USER_INFO_HEADER_JWT_SECRET": "user_jwt"}
    assert {name: secrets[name] for name in shared} == {name: made_fargate.outputs["gateway_secret_arns"][of] for name, of in shared.items()}
    assert set(secrets) == {"DATABASE_SECRET", "WEBUI_SECRET_KEY", "WEBUI_ADMIN_PASSWORD", "LDAP_BIND_SECRET", "REDIS_SECRET", *shared}
    assert not any("PASSWORD" in name or name.endswith(("_SECRET", "_KEY")) for name in given) and "key" not in json.loads(given["OLLAMA_API_CONFIGS"])["0"]


@pytest.mark.slow
@pytest.mark.parametrize("workload", ["webui", "gateway"])
def test_tasks_themselves_may_read_no_secret(made_fargate, workload):
    """ECS hands them over."""
    _, task = service(made_fargate, workload)
    assert not any("secretsmanager:" in action for statement in statements(made_fargate, task["taskRoleArn"]) for action in policy.as_list(statement["Action"]))


@pytest.mark.slow
def test_people_are_in_the_directory_that_is_there(made_fargate):
    told = made_fargate.outputs["open_webui_environment"]
    assert (told["LDAP_SERVER_HOST"], told["LDAP_SERVER_PORT"], told["LDAP_USE_TLS"]) == ("dc.corp.example.com", "636", "true")
    assert told["LDAP_SEARCH_FILTER"].endswith("(memberOf:1.2.840.113556.1.4.1941:=CN=Portal,OU=Groups,DC=corp,DC=example,DC=com))")
    assert "directory" not in made_fargate.outputs and made_fargate.moto.client("ds", REGION).describe_directories()["DirectoryDescriptions"] == []
    secret = made_fargate.outputs["directory_bind_secret_arn"]
    _, task = service(made_fargate, "webui")
    assert {"name": "LDAP_BIND_SECRET", "valueFrom": secret} in containers(task)["open-webui"]["secrets"]
    rules = made_fargate.moto.client("ec2", REGION).describe_security_groups(GroupIds=[made_fargate.outputs["security_group_ids"]["webui"]])["SecurityGroups"][0]
    opened = {(rule["FromPort"], cidr["CidrIp"]) for rule in rules["IpPermissionsEgress"] for cidr in rule["IpRanges"] if rule.get("FromPort") != 443}
    assert opened == {(636, "10.9.0.0/24")}


@pytest.mark.slow
def test_tasks_scale_and_are_renewed(made_fargate):
    scaling = made_fargate.moto.client("application-autoscaling", REGION)
    targets = {t["ResourceId"]: (t["MinCapacity"], t["MaxCapacity"]) for t in scaling.describe_scalable_targets(ServiceNamespace="ecs")["ScalableTargets"]}
    assert targets == {f"service/ai-portal-2/ai-portal-2-{workload}": (2, 6) for workload in ("webui", "gateway")}
    metrics = {
        (p["ResourceId"].rsplit("-", 1)[-1], p["TargetTrackingScalingPolicyConfiguration"]["PredefinedMetricSpecification"]["PredefinedMetricType"])
        for p in scaling.describe_scaling_policies(ServiceNamespace="ecs")["ScalingPolicies"]
    }
    kinds = ("ECSServiceAverageCPUUtilization", "ALBRequestCountPerTarget")
    assert metrics == {(workload, kind) for workload in ("webui", "gateway") for kind in kinds}
    scheduler = made_fargate.moto.client("scheduler", REGION)
    renewals = {workload: scheduler.get_schedule(Name=f"ai-portal-2-{workload}-renewal") for workload in ("webui", "gateway")}
    assert len({renewal["ScheduleExpression"] for renewal in renewals.values()}) == 1, "for hours one has a key that the other does not know"
    for workload, renewal in renewals.items():
        assert json.loads(renewal["Target"]["Input"]) == {"Cluster": "ai-portal-2", "Service": f"ai-portal-2-{workload}", "ForceNewDeployment": True}
        arn = f"arn:aws:ecs:{REGION}:{ACCOUNT}:service/ai-portal-2/ai-portal-2-{workload}"
        rights = statements(made_fargate, renewal["Target"]["RoleArn"])
        assert policy.allowed(rights, "ecs:UpdateService", arn)
        assert policy.allowed(rights, "kms:Decrypt", made_fargate.outputs["kms_key_arn"], {"kms:ViaService": f"scheduler.{REGION}.amazonaws.com"})


@pytest.mark.slow
def test_no_machine_is_left(made_fargate):
    assert made_fargate.made("aws_autoscaling_group", "aws_launch_template", "aws_instance", "aws_dlm_lifecycle_policy") == {}
    assert made_fargate.outputs["service_names"] == {"webui": "ai-portal-2-webui", "gateway": "ai-portal-2-gateway"}
    watched = {
        (alarm["MetricName"], dimension["Value"])
        for alarm in made_fargate.moto.client("cloudwatch", REGION).describe_alarms()["MetricAlarms"]
        if alarm.get("Namespace") == "AWS/ECS"
        for dimension in alarm["Dimensions"]
        if dimension["Name"] == "ServiceName"
    }
    assert watched == {(metric, f"ai-portal-2-{w}") for metric in ("CPUUtilization", "MemoryUtilization") for w in ("webui", "gateway")}


def test_the_gateways_options_are_those_of_its_machines():
    """The jar writes them there; what it knows only by its Java, the task's Java leaves out if it does not know it."""
    written = (harness.INFRA.parent / "ollama-bedrock-server/src/main/java/io/aiportal/ollama/server/startup/JvmOptions.java").read_text()
    (listed,) = re.findall(r"java_options = \[\n(.*?)\n  \]", (harness.INFRA / "modules/portal/fargate.tf").read_text(), re.DOTALL)
    options = re.findall(r'"(-X[^"]+)"', listed)
    assert options[0] == "-XX:+IgnoreUnrecognizedVMOptions"
    assert options[1:] == re.findall(r'options\.add\("(-X[^"]+)"\)', written)


# ---- The program that starts Open WebUI in a task

PROGRAM = harness.INFRA / "templates/open-webui/task.py"

# In the place of SQLAlchemy, which Open WebUI's image has: notes what is asked of the database, and when. Its own pool keeps a
# session, and so the session's locks, when a connection is closed.
SQLALCHEMY = """
import os
def note(line):
    with open(os.environ["NOTES"], "a") as notes: print(line, file=notes)
def create_engine(url, poolclass="QueuePool"): return Engine(url, poolclass)
def text(command): return command
NullPool = "NullPool"
class Engine:
    def __init__(self, url, pool): self.url, self.pool = url, pool
    def connect(self): note("connected " + self.url); return self
    def execute(self, command): note(command)
    def close(self): note("released" if self.pool == NullPool else "kept by the pool")
"""


class Task:
    """A folder that stands for the image: SQLAlchemy, and a start.sh that notes its environment."""

    def __init__(self, folder, ready):
        self.folder, self.notes, self.port = folder, folder / "notes", ready
        (folder / "sqlalchemy.py").write_text(SQLALCHEMY)
        (folder / "start.sh").write_text('trap "exit 4" TERM; echo started >>"$NOTES"; env >environment; while [[ ! -e stop ]]; do sleep 0.1; done; exit 3\n')
        self.program = PROGRAM.read_text().replace("localhost:8080", f"127.0.0.1:{ready}").replace("time.sleep(2)", "time.sleep(0.05)")

    def start(self, **secrets):
        given = {
            "NOTES": str(self.notes), "PYTHONPATH": str(self.folder), "TASK_LOCK": "20230817",
            "TASK_FILES": json.dumps({str(self.folder / "etc/ca.pem"): "an authority"}),
            "TASK_DATABASE": json.dumps({"address": "db.internal", "port": 5432, "name": "aiportal", "ca_file": "/etc/open-webui/database-ca.pem"}),
            "TASK_REDIS": json.dumps({"address": "cache.internal", "port": 6379}),
            "DATABASE_SECRET": json.dumps({"username": "openwebui_a", "password": "p:w/d ?"}),
            "LDAP_BIND_SECRET": json.dumps({"username": "svc", "password": "bind's"}),
            "REDIS_SECRET": json.dumps({"username": "portal", "password": "re:dis@"}),
            "OLLAMA_API_CONFIGS": json.dumps({"0": {"enable": True, "model_ids": ["claude-haiku:latest"]}}),
            "RAG_OLLAMA_API_KEY": "the-key-of-the-gateway",
            "FORWARD_USER_INFO_HEADER_JWT_SECRET": "the-secret-that-signs,the-one-before",
        } | secrets
        return subprocess.Popen([sys.executable, "-c", self.program], cwd=self.folder, env={"PATH": os.environ["PATH"]} | given, stderr=subprocess.PIPE, text=True)


@pytest.fixture
def ready():
    """What answers for Open WebUI as soon as it may: yields its port and the event."""
    event = threading.Event()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200 if event.is_set() and self.path == "/ready" else 503)
            self.end_headers()

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port, event
        server.shutdown()


def until(condition, what, seconds=60):
    deadline = threading.Event()
    for _ in range(seconds * 20):
        if condition():
            return
        deadline.wait(0.05)
    raise TimeoutError(what)


def lines(path):
    return path.read_text().splitlines() if path.exists() else []


def test_task_starts_open_webui_under_the_lock_and_lets_go_when_it_is_ready(ready, tmp_path):
    port, event = ready
    task = Task(tmp_path, port)
    process = task.start()
    url = "postgresql://openwebui_a:p%3Aw%2Fd%20%3F@db.internal:5432/aiportal?sslmode=verify-full&sslrootcert=/etc/open-webui/database-ca.pem"
    until(lambda: "started" in lines(task.notes), "it never started")
    assert lines(task.notes) == [f"connected {url}", "select pg_advisory_lock(20230817)", "started"]
    event.set()
    until(lambda: "released" in lines(task.notes), "the lock was kept")
    (tmp_path / "stop").touch()
    assert process.wait(timeout=60) == 3, "how Open WebUI ends is how the task ends"
    given = dict(line.split("=", 1) for line in (tmp_path / "environment").read_text().splitlines() if "=" in line)
    assert given["DATABASE_URL"] == url and given["LDAP_APP_PASSWORD"] == "bind's"
    assert given["REDIS_URL"] == given["WEBSOCKET_REDIS_URL"] == "rediss://portal:re%3Adis%40@cache.internal:6379/0"
    assert json.loads(given["OLLAMA_API_CONFIGS"]) == {"0": {"enable": True, "model_ids": ["claude-haiku:latest"], "key": "the-key-of-the-gateway"}}
    assert given["FORWARD_USER_INFO_HEADER_JWT_SECRET"] == "the-secret-that-signs", "the gateway believes the others until everybody signs with this"
    assert (tmp_path / "etc/ca.pem").read_text() == "an authority"
    assert not {name for name in given if name.startswith("TASK_") or name in ("DATABASE_SECRET", "REDIS_SECRET", "LDAP_BIND_SECRET")}


def test_task_that_never_becomes_ready_lets_the_next_one_try(ready, tmp_path):
    task = Task(tmp_path, ready[0])
    task.program = task.program.replace("time.monotonic() + 900", "time.monotonic() + 1")
    process = task.start()
    until(lambda: "released" in lines(task.notes), "the lock was kept", seconds=20)
    assert lines(task.notes)[1:] == ["select pg_advisory_lock(20230817)", "started", "released"] and process.poll() is None
    (tmp_path / "stop").touch()
    process.wait(timeout=60)


def test_task_that_is_stopped_lets_open_webui_end_what_it_does(ready, tmp_path):
    """ECS tells the program alone, and kills what is left two minutes later."""
    port, event = ready
    event.set()
    task = Task(tmp_path, port)
    process = task.start()
    until(lambda: "released" in lines(task.notes), "it never started")
    process.terminate()
    assert process.wait(timeout=60) == 4, "Open WebUI was not told"


def test_task_waits_for_its_database_user(ready, tmp_path):
    process = Task(tmp_path, ready[0]).start(DATABASE_SECRET='{"username": "", "password": ""}')
    assert process.wait(timeout=60) == 1 and "are not made yet" in process.stderr.read()
    assert lines(tmp_path / "notes") == []


def test_task_needs_neither_cache_nor_directory(ready, tmp_path):
    task = Task(tmp_path, ready[0])
    process = task.start(LDAP_BIND_SECRET="null", REDIS_SECRET="null")
    until(lambda: "started" in lines(task.notes), "it never started")
    (tmp_path / "stop").touch()
    process.wait(timeout=60)
    assert "LDAP_APP_PASSWORD" not in (tmp_path / "environment").read_text()
