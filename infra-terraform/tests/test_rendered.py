"""What the machines are told to do: every script, unit and file, in both forms, checked by the tools that know them."""

import base64
import functools
import gzip
import hashlib
import hmac
import json
import os
import re
import shutil
import subprocess
import time
import urllib.error
import urllib.request

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
    "secret_arns": {name: ARN + name for name in ("gateway_key", "user_jwt_secret")},
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
    "secret_arns": {name: ARN + name for name in ("database", "webui_secret_key", "admin_password", "gateway_key", "user_jwt_secret", "ldap_bind", "redis", "oidc_client")},
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


@functools.cache
def rendered(form):
    """The outputs of one form of a machine: files, user data."""
    module, variables = FORMS[form]
    terraform = harness.terraform()
    directory = harness.workspace("rendered") / "modules" / module
    state = directory / f"{form.replace(' ', '-')}.tfstate"
    values = directory / "test.auto.tfvars.json"
    values.write_text(json.dumps(variables))
    terraform.init(directory)
    terraform.run(directory, "apply", "-auto-approve", f"-state={state}")
    outputs = terraform.json(directory, "output", "-json", f"-state={state}")
    return {name: output["value"] for name, output in outputs.items()}


@pytest.fixture(scope="module", params=FORMS, ids=lambda form: form.replace(" ", "-"))
def machine(request, terraform):
    return rendered(request.param)


@pytest.fixture
def files(machine, tmp_path):
    """The files of a machine, laid out below a directory."""
    return laid_out(machine["files"], tmp_path)


def laid_out(files, folder):
    for path, content in files.items():
        target = folder / path.lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content)
    return folder


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
            if separator and re.fullmatch(r"[A-Z_]*(PASSWORD|SECRET_KEY|ENCRYPTION_KEY|DATABASE_URL|REDIS_URL|GATEWAY_KEY|JWT_SECRET|API_KEY)", name):
                raise AssertionError(f"{path}: {name} has the value {value}")


def test_every_placeholder_is_filled(machine):
    for path, content in machine["files"].items():
        assert not re.search(r"%\{|\bnull\b(?!-)", content.replace("/dev/null", "")), path


# ---- The scripts that read secrets, run against a mock AWS

SECRETS = {
    "database": json.dumps({"username": "portal", "password": "p:w/d\\ @?#%"}),
    "webui_secret_key": "key-of-sessions",
    "admin_password": "first-password",
    "gateway_key": "Key0fTheGateway0123456789",
    "user_jwt_secret": "What0penWebUISignsWith0123456789,What1tSignedWithBefore0123456789",
    "ldap_bind": json.dumps({"username": "svc-openwebui", "password": "bind'$pass\"word"}),
    "redis": json.dumps({"username": "portal", "password": "re:dis@pass"}),
    "oidc_client": "cli$ent",
}
# What the gateway's unit gets of them.
KNOWN = {"GATEWAY_KEY": SECRETS["gateway_key"], "GATEWAY_USER_JWT_SECRET": SECRETS["user_jwt_secret"]}


@pytest.fixture
def read_secrets(machine, moto, files, tmp_path):
    """Runs the script of a machine that reads its secrets; gives back the folder that it wrote to."""
    workload = "gateway" if "/etc/bedrock-gateway/gateway.env" in machine["files"] else "webui"
    (script,) = [content for path, content in machine["files"].items() if path.endswith("-secrets")]
    secrets = moto.client("secretsmanager")
    for name in GATEWAY["secret_arns"] if workload == "gateway" else SECRETS:
        arn = secrets.create_secret(Name=f"{tmp_path.name}-{name}", SecretString=SECRETS[name])["ARN"]
        script = script.replace(f"'{ARN}{name}'", f"'{arn}'")
    program = tmp_path / "secrets"
    program.write_text(script.replace("/etc/open-webui/open-webui.env", f"{files}/etc/open-webui/open-webui.env"))
    aws = harness.TARGET / "venv/bin/aws"
    bin_directory = tmp_path / "bin"
    bin_directory.mkdir()
    (bin_directory / "aws").symlink_to(aws if aws.exists() else tool("aws"))
    # What is started notes its arguments, which everybody on a machine may read.
    for name in ("jq", "sed"):
        (bin_directory / name).write_text(f'#!/bin/bash\nprintf "%s\\n" "$@" >>{tmp_path}/arguments\nexec {tool(name)} "$@"\n')
        (bin_directory / name).chmod(0o755)
    target = tmp_path / "run"
    target.mkdir()
    environment = os.environ | moto.env | {"PATH": f"{bin_directory}:{os.environ['PATH']}"}
    subprocess.run(["bash", program, target], check=True, env=environment, timeout=120)
    return target


def variables(path):
    return dict(line.split("=", 1) for line in path.read_text().splitlines())


def test_secrets_reach_the_service(machine, read_secrets, files, tmp_path):
    written = variables(read_secrets / "secrets.env")
    assert {path.stat().st_mode & 0o077 for path in read_secrets.iterdir()} == {0}
    noted = tmp_path / "arguments"
    for value in SECRETS.values():
        secret = json.loads(value)["password"] if value.startswith("{") else value
        assert not noted.exists() or secret not in noted.read_text(), "on a command line"
    if "/etc/bedrock-gateway/gateway.env" in machine["files"]:
        assert written == KNOWN
        return
    assert written["DATABASE_URL"] == "postgresql://portal:p%3Aw%2Fd%5C%20%40%3F%23%25@db.internal:5432/aiportal?sslmode=verify-full&sslrootcert=/etc/open-webui/database-ca.pem"
    assert written["WEBUI_SECRET_KEY"] == "key-of-sessions" and written["WEBUI_ADMIN_PASSWORD"] == "first-password"
    if "ENABLE_LDAP=true" in machine["files"]["/etc/open-webui/open-webui.env"]:
        assert written["LDAP_APP_PASSWORD"] == "bind'$pass\"word"
        assert written["REDIS_URL"] == written["WEBSOCKET_REDIS_URL"] == "rediss://portal:re%3Adis%40pass@cache.internal:6379/0"
    assert written["OAUTH_CLIENT_SECRET"] == "cli$ent"
    assert (read_secrets / "pgpass").read_text() == "db.internal:5432:aiportal:portal:p\\:w/d\\\\ @?#%\n"
    # The key stands beside what the settings say of the gateway already.
    told = json.loads(variables(files / "etc/open-webui/open-webui.env")["OLLAMA_API_CONFIGS"])
    told["0"]["key"] = SECRETS["gateway_key"]
    assert json.loads(written["OLLAMA_API_CONFIGS"]) == told and told["0"]["model_ids"] == ["claude-haiku:latest", "claude-sonnet:latest"]
    assert written["RAG_OLLAMA_API_KEY"] == SECRETS["gateway_key"]
    assert written["FORWARD_USER_INFO_HEADER_JWT_SECRET"] == "What0penWebUISignsWith0123456789"


@pytest.mark.parametrize(
    ("key", "signing", "known", "restarts"),
    [
        ("the-key-in-use", "the-secret-in-use", False, False),
        ("a-new-key", "the-secret-in-use", False, True),
        ("a-new-key", "the-secret-in-use", True, False),
        ("a-new-key", "a-new-secret", True, True),
        ("the-key-in-use", "a-new-secret", False, True),
    ],
)
def test_gateway_restarts_for_what_it_does_not_know_yet(terraform, tmp_path, key, signing, known, restarts):
    files = rendered("gateway with a settings file")["files"]
    settings, used = tmp_path / "gateway.yaml", tmp_path / "used.env"
    digest = hashlib.sha256(key.encode()).hexdigest()
    settings.write_text(f'"keys":\n  "portal":\n    "sha256": ["{digest}"]\n' if known else "{}\n")
    used.write_text("GATEWAY_KEY=the-key-in-use\nGATEWAY_USER_JWT_SECRET=the-secret-in-use\n")
    programs = {
        "secrets": f'printf "GATEWAY_KEY=%s\\nGATEWAY_USER_JWT_SECRET=%s\\n" {key} {signing} >"$1/secrets.env"',
        "systemctl": f'echo "$@" >>{tmp_path}/asked',
        "sleep": f'echo "$@" >>{tmp_path}/waited',
    }
    for name, line in programs.items():
        (tmp_path / name).write_text(f"#!/bin/bash\n{line}\n")
        (tmp_path / name).chmod(0o755)
    script = files["/usr/local/sbin/bedrock-gateway-refresh"].replace("/run/bedrock-gateway/secrets.env", str(used)).replace("--tmpdir=/run", f"--tmpdir={tmp_path}")
    script = script.replace("/usr/local/sbin/bedrock-gateway-secrets", f"{tmp_path}/secrets").replace("/etc/bedrock-gateway/gateway.yaml", str(settings))
    done = subprocess.run(["bash", "-c", script], env={"PATH": f"{tmp_path}:{os.environ['PATH']}"}, text=True, capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert ("restart bedrock-gateway.service" in (tmp_path / "asked").read_text().splitlines()) == restarts
    assert (tmp_path / "waited").exists() == (restarts and key == "the-key-in-use"), "all machines at once, or callers wait"
    assert key not in done.stdout + done.stderr and not list(tmp_path.glob("bedrock-gateway-fresh.*"))


# ---- The gateway's settings, read by the gateway itself


def gateway_jar():
    """The jar that the project's build made, if it did."""
    jars = sorted((harness.INFRA.parent / "ollama-bedrock-server/target").glob("ollama-bedrock-server-*.jar"))
    jars = [jar for jar in jars if not jar.stem.endswith(("-sources", "-javadoc", "-tests"))]
    return jars[-1] if jars else None


def gateway_environment(files, port=None):
    """The variables of the gateway's unit, with its files where they are laid out, and perhaps another port."""
    settings = variables(files / "etc/bedrock-gateway/gateway.env")
    if "GATEWAY_CONFIG" in settings:
        settings["GATEWAY_CONFIG"] = str(files) + settings["GATEWAY_CONFIG"]
    if port:
        settings["OLLAMA_HOST"] = settings["OLLAMA_HOST"].replace(":8000", f":{port}")
    return {"PATH": os.environ["PATH"], "HOME": str(files)} | settings


def gateway_command():
    jar = gateway_jar()
    if jar is None:
        pytest.skip("NOT TESTED: no jar of the gateway: ./mvnw -pl ollama-bedrock-server -am package")
    java = os.path.join(os.environ["JAVA_HOME"], "bin/java") if "JAVA_HOME" in os.environ else tool("java")
    return [java, "-jar", jar]


def test_the_gateway_accepts_its_settings(machine, files):
    if "/etc/bedrock-gateway/gateway.env" not in machine["files"]:
        assert "/etc/open-webui/compose.yaml" in machine["files"]
        return
    environment = gateway_environment(files) | KNOWN
    done = subprocess.run([*gateway_command(), "--check-config"], env=environment, text=True, capture_output=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    assert not [name for name in GATEWAY["secret_arns"] if SECRETS[name] in done.stdout + done.stderr], "they are in the log"


@pytest.fixture
def gateway_files(terraform, tmp_path):
    """The files of a gateway's machine, laid out below a directory."""
    return laid_out(rendered("gateway with a settings file")["files"], tmp_path)


def test_the_gateway_does_not_start_without_its_key(gateway_files):
    done = subprocess.run([*gateway_command(), "--check-config"], env=gateway_environment(gateway_files), text=True, capture_output=True, timeout=60)
    assert done.returncode != 0 and "GATEWAY_KEY" in done.stdout + done.stderr


def signed(secret, **claims):
    """What Open WebUI says of who asks."""
    parts = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in ({"alg": "HS256", "typ": "JWT"}, claims)]
    signature = hmac.new(secret.encode(), b".".join(parts), hashlib.sha256).digest()
    return b".".join([*parts, base64.urlsafe_b64encode(signature).rstrip(b"=")]).decode()


class Running:
    """The gateway as its unit starts it, on a port of this machine, from `with` to its end."""

    def __init__(self, environment, port, log):
        self.url, self.log = f"http://127.0.0.1:{port}", log
        aws = {"AWS_ACCESS_KEY_ID": "none", "AWS_SECRET_ACCESS_KEY": "none", "AWS_ENDPOINT_URL": "http://127.0.0.1:9", "AWS_EC2_METADATA_DISABLED": "true"}
        self.environment = environment | aws

    def __enter__(self):
        with self.log.open("w") as log:
            self.process = subprocess.Popen(gateway_command(), env=self.environment, stdout=log, stderr=log)
        for _ in range(600):
            assert self.process.poll() is None, self.log.read_text()
            try:
                if self.status("/health") == 200:
                    return self
            except OSError:
                pass
            time.sleep(0.2)
        raise TimeoutError(self.log.read_text())

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(timeout=60)

    def status(self, path, key=None, user=None):
        headers = {name: value for name, value in (("Authorization", key and f"Bearer {key}"), ("X-OpenWebUI-User-Jwt", user)) if value}
        try:
            with urllib.request.urlopen(urllib.request.Request(self.url + path, headers=headers), timeout=60) as answer:
                return answer.status
        except urllib.error.HTTPError as refused:
            return refused.code


def test_the_gateway_answers_whoever_has_the_key_and_believes_who_signs(gateway_files, tmp_path):
    port = harness.free_port()
    key, secrets = SECRETS["gateway_key"], SECRETS["user_jwt_secret"].split(",")
    environment = gateway_environment(gateway_files, port) | KNOWN
    person = {"sub": "1", "email": "alice@example.com", "name": "Alice", "role": "user", "iss": "open-webui", "exp": int(time.time()) + 300}
    with Running(environment, port, tmp_path / "gateway.log") as gateway:
        assert [gateway.status(path) for path in ("/", "/api/version", "/api/ps")] == [200, 200, 401] and gateway.status("/ready") != 401
        assert (gateway.status("/api/ps", key), gateway.status("/api/ps", key[:-1])) == (200, 401)
        assert [gateway.status("/api/ps", key, signed(secret, **person)) for secret in secrets] == [200, 200], "one is being replaced"
        assert gateway.status("/api/ps", key, signed("Another0penWebUI0123456789abcdef", **person)) == 401
    log = (tmp_path / "gateway.log").read_text()
    assert key not in log and not any(secret in log for secret in secrets)
