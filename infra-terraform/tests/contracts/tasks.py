"""Tasks of Fargate, which take the place of machines."""

import json
import re

import harness
import policy
from contracts.shared import ACCOUNT, REGION, WAYS, behind, contract, gateway_environment, key, named_secrets, objects_read, only, secrets_read, server, settings, trusts


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


# Which secret each name of a container stands for.
SECRETS = {
    "DATABASE_SECRET": "-openwebui-user",
    "FORWARD_USER_INFO_HEADER_JWT_SECRET": "/user-jwt-secret",
    "GATEWAY_KEY": "/gateway-key",
    "GATEWAY_USER_JWT_SECRET": "/user-jwt-secret",
    "LDAP_BIND_SECRET": "-directory-bind",
    "OAUTH_SESSION_TOKEN_ENCRYPTION_KEY": "/webui-secret-key",
    "RAG_OLLAMA_API_KEY": "/gateway-key",
    "REDIS_SECRET": "-cache",
    "WEBUI_ADMIN_PASSWORD": "/admin-password",
    "WEBUI_SECRET_KEY": "/webui-secret-key",
}


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
        for secret in (secret for one in containers.values() for secret in one["secrets"]):
            assert secret["valueFrom"].rpartition("-")[0].endswith(f":ai-portal{SECRETS[secret['name']]}"), f"{workload}: {secret} is another's"
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
    assert fetch["entryPoint"] == ["sh", "-c"] and re.fullmatch(r"public\.ecr\.aws/aws-cli/aws-cli:\d+\.\d+\.\d+", fetch["image"]), "a command that nobody runs"
    assert gateway["image"] == "public.ecr.aws/amazoncorretto/amazoncorretto:25-al2023-headless", "another Java than machines have"
    assert gateway["dependsOn"] == [{"containerName": fetch["name"], "condition": "SUCCESS"}] and not fetch["essential"] and gateway["essential"]
    assert gateway["command"][0].endswith(f" -jar {kept}") and " && exec java " in gateway["command"][0] and gateway["entryPoint"] == ["sh", "-c"]
    assert int(gateway_environment(graph)["GATEWAY_DRAIN_TIMEOUT"].rstrip("s")) < gateway["stopTimeout"] <= 120, "open answers are killed"
    webui = server(graph, "webui")
    assert webui["entryPoint"] == ["python3", "-c", (harness.INFRA / "templates/open-webui/task.py").read_text()] and webui["essential"] and not webui["command"]
    assert ("OAUTH_SESSION_TOKEN_ENCRYPTION_KEY" in named_secrets(graph, "webui")) == bool(graph.of("aws_cognito_user_pool")), "sessions that another task does not read"
    (held,) = re.findall(r"^ *deadline = time\.monotonic\(\) \+ (\d+)$", webui["entryPoint"][2], re.MULTILINE)
    assert int(held) >= graph.service_of("webui")["health_check_grace_period_seconds"], "the lock is given back to the next task while this one still starts"
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
