"""What the machines are told to do: every script, unit and file, in both forms, checked by the tools that know them."""

import base64
import gzip
import json
import os
import re
import shutil
import subprocess

import harness
import pytest
import yaml

ARN = "arn:aws:secretsmanager:eu-west-2:123456789012:secret:"
LDAP = {
    "host": "corp.example.com",
    "port": 636,
    "use_tls": True,
    "ca_pem": "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
    "addresses": ["10.0.10.10", "10.0.11.10"],
    "search_base": "OU=Users,OU=CORP,DC=corp,DC=example,DC=com",
    "search_filter": "(&(objectCategory=person)(objectClass=user))",
    "bind_dn": "svc-openwebui@corp.example.com",
    "username_attribute": "sAMAccountName",
    "mail_attribute": "mail",
    "groups_attribute": "memberOf",
}
GATEWAY = {
    "region": "eu-west-2",
    "artifact": {"bucket": "ai-portal-artifacts", "key": "gateway/ollama-bedrock-server-1.0.0.jar", "sha256": "ab" * 32},
    "log_file": "/var/log/ai-portal/gateway.log",
    "agent_config_parameter": "AmazonCloudWatch-ai-portal-gateway",
}
WEBUI = {
    "region": "eu-west-2",
    "public_url": "https://portal.example.com",
    "gateway_url": "https://gateway.portal.example.com",
    "admin_email": "admin@example.com",
    "chat_models": ["claude-haiku", "claude-sonnet"],
    "default_model": "claude-sonnet",
    "task_model": "claude-haiku",
    "database": {"address": "db.internal", "port": 5432, "name": "aiportal", "ca_pem": "-----BEGIN CERTIFICATE-----\nMIIC\n-----END CERTIFICATE-----\n"},
    "secret_arns": {name: ARN + name for name in ("database", "webui_secret_key", "admin_password", "ldap_bind", "redis", "oidc_client")},
    "log_group_name": "/ai-portal/ai-portal/webui",
    "log_file": "/var/log/ai-portal/webui.log",
    "agent_config_parameter": "AmazonCloudWatch-ai-portal-webui",
}
OIDC = {
    "client_id": "abc",
    "discovery_url": "https://cognito-idp.eu-west-2.amazonaws.com/eu-west-2_A/.well-known/openid-configuration",
    "logout_url": "https://portal.auth.eu-west-2.amazoncognito.com/logout",
    "admin_group": "portal-admins",
    "user_group": "portal-users",
}
# As modules/portal writes it.
GUARDED = """"models":
  "*":
    "guardrail": "gr1abc2def:2"
  "claude-haiku":
    "id": "eu.anthropic.claude-haiku-4-5-20251001-v1:0"
"pool":
- "external_id": "portal"
  "name": "second-account"
  "region": "eu-west-1"
  "role": "arn:aws:iam::210987654321:role/bedrock"
"residency": "geography"
"""
FORMS = {
    "gateway": ("gateway-machine", GATEWAY),
    "gateway with a settings file": ("gateway-machine", GATEWAY | {"config_yaml": "{}\n", "origins": ["https://portal.example.com"]}),
    "gateway with a guardrail and another account": ("gateway-machine", GATEWAY | {"config_yaml": GUARDED}),
    "webui alone": ("webui-machine", WEBUI),
    "webui with everything": (
        "webui-machine",
        WEBUI
        | {
            "ldap": LDAP,
            "oidc": OIDC,
            "redis": {"address": "cache.internal", "port": 6379},
            "uploads_bucket": "ai-portal-uploads",
            "max_machines": 4,
            "compose": {"url": "s3://ai-portal-artifacts/docker-compose"},
        },
    ),
}


def tool(name):
    """The path of a program; the test is skipped, and says so, where it is missing."""
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"NOT TESTED: no {name}: apt-get install {name}")
    return found


@pytest.fixture(scope="module", params=FORMS, ids=lambda form: form.replace(" ", "-"))
def machine(request, terraform):
    """The outputs of one form of a machine: files, user data."""
    module, variables = FORMS[request.param]
    directory = harness.workspace("rendered") / "modules" / module
    state = directory / f"{request.param.replace(' ', '-')}.tfstate"
    values = directory / "test.auto.tfvars.json"
    values.write_text(json.dumps(variables))
    terraform.init(directory)
    terraform.run(directory, "apply", "-auto-approve", f"-state={state}")
    outputs = terraform.json(directory, "output", "-json", f"-state={state}")
    return {name: output["value"] for name, output in outputs.items()}


@pytest.fixture
def files(machine, tmp_path):
    """The files of a machine, laid out below a directory."""
    for path, content in machine["files"].items():
        target = tmp_path / path.lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content)
    return tmp_path


def scripts(machine):
    return {path: content for path, content in machine["files"].items() if content.startswith("#!")}


def test_scripts_pass_shellcheck(machine, files):
    assert scripts(machine)
    paths = [files / path.lstrip("/") for path in scripts(machine)]
    done = subprocess.run([tool("shellcheck"), *paths], text=True, capture_output=True)
    assert done.returncode == 0, done.stdout


def test_units_pass_systemd(machine, files):
    """systemd reads the units in a root that has the programs they start."""
    analyze = tool("systemd-analyze")
    units = [path for path in machine["files"] if path.endswith((".service", ".timer"))]
    for program in ("usr/bin/java", "usr/bin/docker", *(path.lstrip("/") for path in scripts(machine))):
        target = files / program
        target.parent.mkdir(parents=True, exist_ok=True)
        target.touch()
        target.chmod(0o755)
    (files / "etc/systemd/system/docker.service").write_text("[Unit]\nDescription=Docker\n[Service]\nExecStart=/usr/bin/docker\n")
    for name in ("network-online.target", "multi-user.target", "timers.target", "sysinit.target", "basic.target", "shutdown.target"):
        (files / "etc/systemd/system" / name).write_text(f"[Unit]\nDescription={name}\n")
    done = subprocess.run(
        [analyze, f"--root={files}", "--man=no", "verify", *(path.rsplit("/", 1)[-1] for path in units)],
        text=True,
        capture_output=True,
    )
    assert done.returncode == 0 and not done.stderr.strip(), done.stderr


def test_user_data_is_valid_cloud_config(machine, tmp_path):
    path = tmp_path / "user-data"
    path.write_text(machine["user_data"])
    done = subprocess.run([tool("cloud-init"), "schema", "--config-file", path], text=True, capture_output=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_user_data_fits(machine):
    compressed = base64.b64decode(machine["user_data_base64"])
    assert gzip.decompress(compressed).decode() == machine["user_data"]
    assert len(compressed) < 16 * 1024


def test_user_data_writes_the_files_and_starts_the_installer(machine):
    config = yaml.safe_load(machine["user_data"])
    assert {entry["path"]: entry["content"] for entry in config["write_files"]} == machine["files"]
    for entry in config["write_files"]:
        assert entry["permissions"] == ("0755" if entry["content"].startswith("#!") else "0644")
    ((installer,),) = config["runcmd"]
    assert installer in machine["files"]


def test_compose_file(machine):
    text = machine["files"].get("/etc/open-webui/compose.yaml")
    if text is None:
        assert "/etc/bedrock-gateway/gateway.env" in machine["files"]
        return
    service = yaml.safe_load(text)["services"]["open-webui"]
    assert re.fullmatch(r"ghcr\.io/open-webui/open-webui:v[\d.]+@sha256:[0-9a-f]{64}", service["image"])
    assert service["ports"] == ["8080:8080"]
    assert {entry["path"] for entry in service["env_file"]} == {"/etc/open-webui/open-webui.env", "/run/open-webui/secrets.env"}
    for volume in service["volumes"]:
        source = volume.split(":")[0]
        assert not source.startswith("/") or source in machine["files"], f"{source} is mounted but never written"


def test_nothing_secret_is_written(machine):
    for path, content in machine["files"].items():
        for line in content.splitlines():
            name, separator, value = line.strip().removeprefix("export ").partition("=")
            if separator and re.fullmatch(r"[A-Z_]*(PASSWORD|SECRET_KEY|ENCRYPTION_KEY|DATABASE_URL|REDIS_URL)", name):
                raise AssertionError(f"{path}: {name} has the value {value}")


def test_every_placeholder_is_filled(machine):
    for path, content in machine["files"].items():
        assert not re.search(r"%\{|\bnull\b(?!-)", content.replace("/dev/null", "")), path


# ---- The secrets script, run against a mock AWS


def test_secrets_reach_open_webui(machine, moto, files, tmp_path):
    path = "/usr/local/sbin/open-webui-secrets"
    if path not in machine["files"]:
        assert "/usr/local/sbin/bedrock-gateway-install" in machine["files"]
        return
    secrets = moto.client("secretsmanager")
    script = machine["files"][path]
    values = {
        "database": json.dumps({"username": "portal", "password": "p:w/d\\ @?#%"}),
        "webui_secret_key": "key-of-sessions",
        "admin_password": "first-password",
        "ldap_bind": json.dumps({"username": "svc-openwebui", "password": "bind'$pass\"word"}),
        "redis": json.dumps({"username": "portal", "password": "re:dis@pass"}),
        "oidc_client": "cli$ent",
    }
    made = {}
    for name, value in values.items():
        made[name] = secrets.create_secret(Name=f"{tmp_path.name}-{name}", SecretString=value)["ARN"]
        script = script.replace(ARN + name, made[name])
    program = tmp_path / "secrets"
    program.write_text(script)
    tool("jq")
    aws = harness.TARGET / "venv/bin/aws"
    bin_directory = tmp_path / "bin"
    bin_directory.mkdir()
    (bin_directory / "aws").symlink_to(aws if aws.exists() else tool("aws"))
    target = tmp_path / "run"
    target.mkdir()
    environment = os.environ | moto.env | {"PATH": f"{bin_directory}:{os.environ['PATH']}"}
    subprocess.run(["bash", program, target], check=True, env=environment, timeout=120)
    written = dict(line.split("=", 1) for line in (target / "secrets.env").read_text().splitlines())
    assert written["DATABASE_URL"] == "postgresql://portal:p%3Aw%2Fd%5C%20%40%3F%23%25@db.internal:5432/aiportal?sslmode=verify-full&sslrootcert=/etc/open-webui/database-ca.pem"
    assert written["WEBUI_SECRET_KEY"] == "key-of-sessions" and written["WEBUI_ADMIN_PASSWORD"] == "first-password"
    if "LDAP_APP_PASSWORD" in script:
        assert written["LDAP_APP_PASSWORD"] == "bind'$pass\"word"
        assert written["REDIS_URL"] == written["WEBSOCKET_REDIS_URL"] == "rediss://portal:re%3Adis%40pass@cache.internal:6379/0"
    assert written["OAUTH_CLIENT_SECRET"] == "cli$ent"
    assert (target / "pgpass").read_text() == "db.internal:5432:aiportal:portal:p\\:w/d\\\\ @?#%\n"
    for name in ("secrets.env", "pgpass"):
        assert (target / name).stat().st_mode & 0o077 == 0, name


# ---- The gateway's settings, read by the gateway itself


def gateway_jar():
    """The jar that the project's build made, if it did."""
    jars = sorted((harness.INFRA.parent / "ollama-bedrock-server/target").glob("ollama-bedrock-server-*.jar"))
    jars = [jar for jar in jars if not jar.stem.endswith(("-sources", "-javadoc", "-tests"))]
    return jars[-1] if jars else None


def test_the_gateway_accepts_its_settings(machine, files):
    if "/etc/bedrock-gateway/gateway.env" not in machine["files"]:
        assert "/etc/open-webui/compose.yaml" in machine["files"]
        return
    jar = gateway_jar()
    if jar is None:
        pytest.skip("NOT TESTED: no jar of the gateway: ./mvnw -pl ollama-bedrock-server -am package")
    lines = (files / "etc/bedrock-gateway/gateway.env").read_text().splitlines()
    settings = dict(line.split("=", 1) for line in lines)
    if "GATEWAY_CONFIG" in settings:
        settings["GATEWAY_CONFIG"] = str(files) + settings["GATEWAY_CONFIG"]
    environment = {"PATH": os.environ["PATH"], "HOME": str(files)} | settings
    java = os.path.join(os.environ["JAVA_HOME"], "bin/java") if "JAVA_HOME" in os.environ else tool("java")
    done = subprocess.run([java, "-jar", jar, "--check-config"], env=environment, text=True, capture_output=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
