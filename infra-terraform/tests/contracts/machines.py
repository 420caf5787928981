"""Machines: how they are started, what they do, and what they may."""

import json
import re

import policy
from contracts.shared import ACCOUNT, REGION, WAYS, behind, compose, contract, gateway_environment, gateway_port, key, objects_read, only, read, secrets_read, secrets_script, trusts


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
    whole = read(webui["/etc/open-webui/compose.yaml"])
    assert whole.keys() == {"name", "services", "volumes"} and whole["name"] == "open-webui" and whole["volumes"] == {"data": {}}, "Docker refuses a volume of nobody"
    assert compose(graph)["restart"] == "unless-stopped" and compose(graph)["security_opt"] == ["no-new-privileges:true"]
    assert {entry["path"] for entry in compose(graph)["env_file"]} == {"/etc/open-webui/open-webui.env", "/run/open-webui/secrets.env"}
    assert '>"$TARGET/secrets.env"' in secrets_script(graph)
    assert re.search(r"^readonly COMPOSE_SHA256='[0-9a-f]{64}'$", start, re.MULTILINE) and "sha256sum --check" in start
    assert re.search(r"@sha256:[0-9a-f]{64}$", compose(graph)["image"])
    mounted = [volume.split(":") for volume in compose(graph)["volumes"]]
    assert ["data", "/app/backend/data"] in mounted, "files of users are lost with the container"


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
    (spread,) = re.findall(r"^  sleep \$\(\(RANDOM % (\d+)\)\)$", graph.machines["gateway"]["files"]["/usr/local/sbin/bedrock-gateway-refresh"], re.MULTILINE)
    assert int(spread) > 5 * int(gateway_environment(graph)["GATEWAY_DRAIN_TIMEOUT"].rstrip("s")), "gateways that end their open answers together"
    if graph.scaled:
        _, _, targets = behind(graph, "ai-portal-webui")
        health = targets["health_check"][0]
        assert health["interval"] * health["unhealthy_threshold"] >= 120, "the machine is replaced while its service restarts"


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
