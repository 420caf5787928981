"""What the scripts of machines do, found by running them: below a folder instead of the machine's root, with programs that note
their calls instead of doing anything. A script that another fault left as it was is not run again.
"""

import functools
import hashlib
import json
import os
import pathlib
import re
import shlex
import shutil
import signal
import subprocess
import tempfile
import time

from contracts import shared
from contracts.shared import REGION, contract

# Programs that only note that they were called.
NOTED = ("amazon-cloudwatch-agent-ctl", "curl", "dnf", "docker", "java", "systemctl")
# Places of a machine that scripts write to or read.
PLACES = re.compile(r"(?<![\w./}])/(?=(?:etc|opt|run|usr/bin/java|usr/local|var)\b)")
DOWNLOADED = b"what is downloaded"
ODD = "p:w/d\\ @?#%"  # signs that end a field of an address or of a password file


class Machine:
    """A folder with the files of a machine, where its scripts run."""

    def __init__(self, folder, files):
        self.root, self.calls = pathlib.Path(folder), pathlib.Path(folder) / "calls"
        for path, text in files.items():
            self.put(path, self.moved(text))
        for name in NOTED:
            self.program(name, 'note "$@"')
        self.program("sleep", "")
        for place in ("run", "tmp", "var/log", "opt/aws/amazon-cloudwatch-agent/bin", "usr/bin"):
            (self.root / place).mkdir(parents=True, exist_ok=True)
        (self.root / "opt/aws/amazon-cloudwatch-agent/bin/amazon-cloudwatch-agent-ctl").symlink_to(self.root / "bin/amazon-cloudwatch-agent-ctl")
        (self.root / "usr/bin/java").symlink_to(self.root / "bin/java")

    def moved(self, text):
        return PLACES.sub(f"{self.root}/", text)

    def put(self, path, text):
        target = self.root / path.lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
        target.chmod(0o755)

    def program(self, name, body):
        note = f'note() {{ (IFS=" "; printf "%s\\n" "$(basename "$0") $*" | {shutil.which("sed")} "s|{self.root}/|/|g" >>{self.calls}); }}'
        self.put(f"bin/{name}", f"#!/bin/bash\n{note}\n{body}\n")

    def run(self, path, *arguments):
        """The calls of a script, and whether it went well."""
        self.calls.write_text("")
        environment = {"PATH": f"{self.root}/bin:{os.environ['PATH']}", "TMPDIR": f"{self.root}/tmp"}
        started = subprocess.Popen([self.root / path.lstrip("/"), *arguments], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        try:
            well = started.wait(timeout=30) == 0
        except subprocess.TimeoutExpired:
            os.killpg(started.pid, signal.SIGKILL)
            started.wait()
            well = False
        return self.calls.read_text().splitlines(), well

    def read(self, path):
        return (self.root / path.lstrip("/")).read_text().replace(f"{self.root}/", "/")

    def said(self, log, words):
        """The last line of a log, which a script may write after its own end."""
        lines = []
        for _ in range(100):
            lines = self.read(log).splitlines() if self.there(log) else []
            if lines and words in lines[-1]:
                break
            time.sleep(0.05)
        return lines[-1] if lines else None

    def there(self, path):
        return (self.root / path.lstrip("/")).exists()


def machine(function):
    """Runs a function on a machine of some files, once for the same ones."""

    @functools.cache
    def once(files, more):
        with tempfile.TemporaryDirectory() as folder:
            return function(Machine(os.path.realpath(folder), dict(files)), *json.loads(more))

    return lambda files, *more: once(tuple(sorted(files.items())), json.dumps(more))


def of(graph, workload, *names):
    """The files of a machine whose names end so."""
    return {path: text for path, text in graph.machines[workload]["files"].items() if path.endswith(names)}


# ---- Secrets


@machine
def secrets_written(machine, script, folder, known):
    """What the script leaves in its folder when it runs twice, the first secret coming late; and the rights of the files."""
    lines = "".join(f"{arn}) printf '%s\\n' {shlex.quote(value)} ;;\n" for arn, value in known.items())
    late = f'[[ -e {machine.root}/late ]] || {{ touch {machine.root}/late; exit 255; }}'
    machine.program("aws", f'[[ $* == "secretsmanager get-secret-value --region {REGION} "*" --query SecretString --output text" ]] || exit 2\n{late}\ncase $6 in\n{lines}*) exit 255 ;;\nesac')
    if "open-webui" in folder:
        (machine.root / folder.lstrip("/")).mkdir()  # systemd makes it
    for name in ("jq", "sed"):
        machine.program(name, f'note "$@"; exec {shutil.which(name)} "$@"')
    for _ in range(2):
        calls, well = machine.run(script)
        assert well, f"{script} fails"
        shown = [json.loads(value)["password"] if value.startswith("{") else value for value in known.values()]
        assert not any(value in call for value in shown for call in calls), "secrets on a command line, which everybody on the machine reads"
    kept = sorted((machine.root / folder.lstrip("/")).iterdir())
    assert not any(path.stat().st_mode & 0o077 for path in kept), "others on the machine read secrets"
    return {path.name: machine.read(f"{folder}/{path.name}") for path in kept}


@contract
def secrets_are_written_as_services_read_them(graph):
    if not graph.machines:
        return
    generated = {address.split('"')[1]: v["arn"] for address, v in graph.of("aws_secretsmanager_secret", "aws_secretsmanager_secret.generated").items()}
    known = {arn: f"{name}-0123456789" for name, arn in generated.items()} | {generated["user-jwt-secret"]: "first0123456789,second0123456789"}
    told = secrets_written(of(graph, "gateway", "bedrock-gateway-secrets"), "/usr/local/sbin/bedrock-gateway-secrets", "/run/bedrock-gateway", known)
    assert told == {"secrets.env": "GATEWAY_KEY=gateway-key-0123456789\nGATEWAY_USER_JWT_SECRET=first0123456789,second0123456789\n"}, told
    read_by_unit = re.findall(r"^EnvironmentFile=-?(/run\S+)", graph.machines["gateway"]["files"]["/etc/systemd/system/bedrock-gateway.service"], re.MULTILINE)
    assert read_by_unit == ["/run/bedrock-gateway/secrets.env"]

    database = graph.one("aws_db_instance", "aws_db_instance.this")
    known[shared.application_secret(graph)["arn"]] = json.dumps({"username": "open:webui", "password": ODD})
    known[graph.one("aws_secretsmanager_secret", 'module.directory[0].aws_secretsmanager_secret.this["bind"]')["arn"]] = json.dumps({"username": "svc", "password": ODD})
    for cache in graph.of("aws_secretsmanager_secret", "module.cache").values():
        known[cache["arn"]] = json.dumps({"username": "ai-portal-webui", "password": ODD})
    told = secrets_written(of(graph, "webui", "open-webui-secrets", "open-webui.env"), "/usr/local/sbin/open-webui-secrets", "/run/open-webui", known)
    place, quoted = f"{database['address']}:{database['port']}", "p%3Aw%2Fd%5C%20%40%3F%23%25"
    connections = json.loads(shared.settings(graph)["OLLAMA_API_CONFIGS"])
    connections["0"]["key"] = "gateway-key-0123456789"
    wanted = {
        "DATABASE_URL": f"postgresql://open%3Awebui:{quoted}@{place}/{database['db_name']}?sslmode=verify-full&sslrootcert=/etc/open-webui/database-ca.pem",
        "WEBUI_SECRET_KEY": "webui-secret-key-0123456789",
        "WEBUI_ADMIN_PASSWORD": "admin-password-0123456789",
        "OLLAMA_API_CONFIGS": json.dumps(connections, separators=(",", ":")),
        "RAG_OLLAMA_API_KEY": "gateway-key-0123456789",
        "FORWARD_USER_INFO_HEADER_JWT_SECRET": "first0123456789",
        "LDAP_APP_PASSWORD": ODD,
    }
    if graph.scaled:
        cache = graph.one("aws_elasticache_replication_group")
        url = f"rediss://ai-portal-webui:{quoted}@{cache['primary_endpoint_address']}:{cache['port']}/0"
        wanted |= {"REDIS_URL": url, "WEBSOCKET_REDIS_URL": url}
    if graph.of("aws_cognito_user_pool"):
        wanted |= {"OAUTH_SESSION_TOKEN_ENCRYPTION_KEY": "webui-secret-key-0123456789"}
    written = dict(line.split("=", 1) for line in told["secrets.env"].splitlines())
    assert written == wanted, {name: (written.get(name), wanted.get(name)) for name in written.keys() | wanted.keys() if written.get(name) != wanted.get(name)}
    assert told["pgpass"] == f"{place}:{database['db_name']}:open\\:webui:p\\:w/d\\\\ @?#%\n" and told["pguser"] == "open:webui"


@machine
def waited(machine, script, folder):
    """How long a script waits for secrets that never have a value, whether it goes on then, and what it leaves."""
    machine.program("aws", "exit 255")
    machine.program("sleep", 'note "$@"')
    (machine.root / folder.lstrip("/")).mkdir()
    calls, well = machine.run(script)
    return slept(calls), well, [path.name for path in (machine.root / folder.lstrip("/")).iterdir()]


def slept(calls):
    return sum(int(call.split()[1]) for call in calls if call.startswith("sleep "))


@contract
def nothing_starts_with_secrets_that_have_no_value(graph):
    for workload, name in (("gateway", "bedrock-gateway"), ("webui", "open-webui")) if graph.machines else ():
        script = f"/usr/local/sbin/{name}-secrets"
        seconds, well, left = waited(of(graph, workload, script, "open-webui.env"), script, f"/run/{name}")
        assert not well and not left and seconds >= 600, f"{name} waits {seconds} s for its secrets, and leaves {left}"


# ---- Restarts


@machine
def restarts(machine, name, used, fresh, active, known=""):
    """What a refresh calls, where some secrets are in use and others stored, and the gateway's settings know a key."""
    if known:
        digest = hashlib.sha256(known.encode()).hexdigest()
        machine.put("/etc/bedrock-gateway/gateway.yaml", f'"keys":\n  "portal":\n    "sha256": ["{digest}"]\n')
    machine.put(f"/run/{name}/secrets.env", used)
    machine.put(f"/run/{name}/pgpass", "the old password")
    machine.program(f"{name}-secrets", f'printf "%s" {shlex.quote(fresh)} >"$1/secrets.env"; echo "the new password" >"$1/pgpass"; printf user >"$1/pguser"')
    machine.put(f"/usr/local/sbin/{name}-secrets", f'#!/bin/bash\nexec {machine.root}/bin/{name}-secrets "$@"\n')
    machine.program("systemctl", 'note "$@"' if active else 'note "$@"; exit 3')
    machine.program("psql", PSQL)
    machine.program("sleep", 'note "$@"')
    calls, well = machine.run(f"/usr/local/sbin/{name}-refresh")
    left = [path.name for path in (machine.root / "run").iterdir() if path.name != name]
    assert well and not left, f"{name}-refresh leaves {left}"
    return calls


# Whatever psql would be told by its environment, and each command of a session; those that it hands to the shell are run.
PSQL = """note "$PGHOST:$PGPORT/$PGDATABASE $PGSSLMODE $PGSSLROOTCERT $PGUSER $(cat "$PGPASSFILE")"
for argument in "$@"; do
  case $argument in
    '--command=\\!'*) bash -c "${argument#--command=\\\\!}" || true ;;
    --command=*) note "${argument#--command=}" ;;
  esac
done"""


@contract
def changed_secrets_restart_what_uses_them_and_nothing_else_does(graph):
    for workload, name in (("gateway", "bedrock-gateway"), ("webui", "open-webui")) if graph.machines else ():
        files, used = of(graph, workload, f"{name}-refresh", "gateway.yaml"), "GATEWAY_KEY=a\nGATEWAY_USER_JWT_SECRET=b\n"
        asked, restart = f"systemctl is-active --quiet {name}.service", f"systemctl restart {name}.service"
        assert restarts(files, name, used, used, True) == [asked], f"{name} is restarted for nothing"
        assert restarts(files, name, used, used.replace("b", "c"), False) == [asked], f"{name} is started where somebody stopped it"
        if workload == "gateway":
            new = used.replace("=a", "=c")
            assert restarts(files, name, used, new, True, "c") == [asked], "answers are cut for a key that opens already"
            assert restart in restarts(files, name, used, new.replace("=b", "=d"), True, "c"), "a changed signing secret waits for the next start"
        locked = [] if workload == "gateway" else [f"psql {where_the_database_is(graph)} user the new password", None]
        for fresh in (used.replace("=a", "=c"), used.replace("=b", "=c")):
            calls = restarts(files, name, used, fresh, True)
            waits = [call for call in calls if re.fullmatch(r"sleep \d+", call)]
            assert len(waits) == (workload == "gateway" and "=a" in fresh), f"{name}: all machines at once, or callers wait"
            calls = [call for call in calls if call not in waits]
            assert len(calls) == len(locked) + 3 and all(want in (None, call) for want, call in zip([asked, *locked, restart, asked], calls, strict=True)), calls
            assert workload == "gateway" or re.fullmatch(r"psql select pg_advisory_lock\(\d+\)", calls[2]), "all machines at once"


def where_the_database_is(graph):
    database = graph.one("aws_db_instance", "aws_db_instance.this")
    return f"{database['address']}:{database['port']}/{database['db_name']} verify-full /etc/open-webui/database-ca.pem"


# ---- Starts


@machine
def starts(machine, goes_well):
    machine.put("/run/open-webui/started", "")
    machine.put("/run/open-webui/pgpass", "the password")
    machine.put("/run/open-webui/pguser", "user")
    machine.program("docker", f'note "$@"; exit {0 if goes_well else 1}')
    machine.program("psql", PSQL)
    return machine.run("/usr/local/sbin/open-webui-start")


@contract
def open_webui_starts_under_its_lock_and_says_whether_it_did(graph):
    if not graph.machines:
        return
    files = of(graph, "webui", "open-webui-start")
    calls, well = starts(files, True)
    assert well and calls[0] == f"psql {where_the_database_is(graph)} user the password" and re.fullmatch(r"psql select pg_advisory_lock\(\d+\)", calls[1]), calls
    assert [re.sub(r"\d+$", "N", call) for call in calls[2:]] == ["docker compose --file /etc/open-webui/compose.yaml up --detach --wait --wait-timeout N"], calls
    assert not starts(files, False)[1], "a start that failed counts as one"


# ---- First starts


@machine
def installs(machine, script, right, log, words):
    """What an installer calls, where what it downloads is what was meant or something else; which programs are there then, and
    its last words in the log that operators read."""
    noted = 'note "$@"; while (($# > 1)); do shift; done'
    machine.program("aws", f'{noted}; printf "%s" "{DOWNLOADED.decode()}" >"$1"')
    machine.program("curl", f'note "$@"; [[ $* == *--location* ]] || exit 0; while [[ $1 != --output ]]; do shift; done; printf "%s" "{DOWNLOADED.decode()}" >"$2"')
    if right:
        text = (machine.root / script.lstrip("/")).read_text()
        machine.put(script, re.sub(r"(SHA256=')[0-9a-f]{64}'", rf"\g<1>{hashlib.sha256(DOWNLOADED).hexdigest()}'", text))
    calls, well = machine.run(script)
    downloads = ("/opt/bedrock-gateway/gateway.jar", "/usr/local/lib/docker/cli-plugins/docker-compose")
    there = {path: oct((machine.root / path.lstrip("/")).stat().st_mode & 0o777) for path in downloads if machine.there(path)}
    assert not list((machine.root / "tmp").iterdir()), f"{script} leaves what it downloaded"
    return [re.sub(r"/tmp/tmp\.\w+/", "/tmp/", call) for call in calls], well, there, machine.said(log, words)


@machine
def gives_up(machine, script, log):
    """What an installer calls that no package is given, and whether it goes on; its last words."""
    machine.program("dnf", 'note "$@"; exit 1')
    machine.program("sleep", 'note "$@"')
    return *machine.run(script), machine.said(log, "gave up")


@contract
def first_starts_install_what_was_meant_in_order(graph):
    for workload, name in (("gateway", "bedrock-gateway"), ("webui", "open-webui")) if graph.machines else ():
        script = f"/usr/local/sbin/{name}-install"
        files, log = of(graph, workload, script), f"/var/log/ai-portal/{workload}.log"
        calls, well, there, said = installs(files, script, True, log, "is up")
        steps = [re.sub(r"^(dnf install).*", r"\1", call) for call in calls]
        parameter = f"AmazonCloudWatch-ai-portal-{workload}"
        agent = f"amazon-cloudwatch-agent-ctl -a fetch-config -m ec2 -s -c ssm:{parameter}"
        assert graph.one("aws_ssm_parameter", name=parameter)
        enabled = f"systemctl enable --now {name}.service {name}-refresh.timer"
        if workload == "gateway":
            uploaded = graph.one("aws_s3_object")
            fetched = f"aws s3 cp --only-show-errors --region {REGION} s3://{uploaded['bucket']}/{uploaded['key']} /tmp/gateway.jar"
            up = f"curl --fail --silent --show-error --output /dev/null --retry 60 --retry-delay 2 --retry-all-errors http://127.0.0.1:{shared.gateway_port(graph)}/health"
            wanted = ["dnf install", fetched, "java -jar /opt/bedrock-gateway/gateway.jar --prepare /opt/bedrock-gateway", "systemctl daemon-reload", enabled, agent, up]
            assert there == {"/opt/bedrock-gateway/gateway.jar": "0o644"}, there
        else:
            source = re.search(r"^readonly COMPOSE_URL='([^']+)'$", files[script], re.MULTILINE).group(1)
            if copied := graph.outputs.get("mirror"):
                assert source == copied["compose"]["object"], source
                fetched = f"aws s3 cp --only-show-errors --region {REGION} {source} /tmp/docker-compose"
            else:
                assert re.fullmatch(r"https://github\.com/docker/compose/releases/download/v[\d.]+/docker-compose-linux-x86_64", source), source
                fetched = f"curl --fail --silent --show-error --location --output /tmp/docker-compose {source}"
            pulled = "docker compose --file /etc/open-webui/compose.yaml pull --quiet"
            wanted = ["dnf install", fetched, "systemctl enable --now docker.service", pulled, agent, "systemctl daemon-reload", enabled]
            assert there == {"/usr/local/lib/docker/cli-plugins/docker-compose": "0o755"}, there
        assert well and steps == wanted and "is up" in said, steps
        calls, well, there, said = installs(files, script, False, log, "SHA-256")
        assert not well and not there and not any("enable" in call for call in calls), "what has another digest is installed all the same"
        assert "does not have the SHA-256" in said, f"nobody is told why {name} is not there"
        calls, well, said = gives_up(files, script, log)
        patience = 1800 if workload == "webui" and graph.outputs.get("mirror") else 120  # until somebody has copied the image
        assert not well and slept(calls) >= patience and "gave up: dnf install" in said, f"{name}: {calls} {said}"
        assert all(call.startswith(("dnf ", "sleep ")) for call in calls), f"{name} is installed without its packages"
