"""The processes of a comparison: starting them, ending them, and what they cost."""

import base64
import contextlib
import dataclasses
import hashlib
import hmac
import json
import os
import pathlib
import random
import re
import resource
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
HEAP = "-Xmx320m"
TICK = os.sysconf("SC_CLK_TCK")

RELAY = """\
daemon off;
master_process off;
worker_rlimit_nofile {files};
pid {folder}/nginx.pid;
error_log {folder}/nginx.log crit;
events {{ worker_connections {files}; }}
http {{
  access_log off;
  keepalive_requests 1000000000;
  keepalive_timeout 10m;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  upstream bedrock {{
    server 127.0.0.1:{upstream};
    keepalive 4096;
    keepalive_requests 1000000000;
  }}
  server {{
    listen 127.0.0.1:{port} backlog=65535 {listen};
    location / {{
      proxy_pass {scheme}://bedrock;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_buffering off;
      proxy_read_timeout 10m;
    }}
  }}
}}
"""


# Everything that a gateway can ask, count and tell of its callers, with limits that nothing reaches.
KEY, SIGNING_SECRET = "sk-of-the-comparison-0123456789", "signs-who-asks-in-the-comparison"
LIMITS = "{requests_per_minute: 60000000000, tokens_per_minute: 60000000000, open_answers: 1000000}"
BUDGET = "{daily_usd: 1000000, monthly_usd: 1000000}"
GUARDS = """\
keys:
  team: {{sha256: {sha256}, limits: {limits}, budget: {budget}, people: {{limits: {limits}, budget: {budget}}}}}
limits: {{models: {{"*": {limits}}}}}
models: {{{models}}}
user_jwt_secret: {secret}
metrics_log: emf
state_dir: {folder}
"""


class Missing(Exception):
    """Something that this machine lacks, with what to do about it."""


# ---- What must be there


def compiled(folder):
    """The stand-in for Bedrock and the load generator, made for this machine."""
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None:
        raise Missing("A C compiler is needed for the load generator, so that it costs next to nothing: "
                      "`apt-get install gcc libc6-dev`, or your system's like.")
    for name in ("mock", "load"):
        command = [compiler, "-O2", "-std=gnu11", "-o", folder / name, HERE / f"{name}.c"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120)
        if done.returncode != 0:
            raise Missing(f"{compiler} cannot make {name}.c, which is written for Linux and glibc:\n{done.stderr}")
    return folder / "mock", folder / "load"


def nginx():
    found = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
    if found is None:
        raise Missing("nginx is needed, as the relay that everything is compared with: `apt-get install nginx-light`, "
                      "or your system's like; it need not run as a service.")
    return found


def java():
    home = os.environ.get("JAVA_HOME")
    found = shutil.which("java", path=f"{home}/bin") if home else shutil.which("java")
    if found is None:
        raise Missing("There is no java; install a JDK, or let JAVA_HOME name one.")
    return found


def server_jar():
    """The gateway as it stands, built if it is not."""
    modules = [ROOT / "ollama-bedrock-core", ROOT / "ollama-bedrock-server"]
    sources = [ROOT / "pom.xml"] + [module / "pom.xml" for module in modules]
    for module in modules:
        sources += [file for file in (module / "src" / "main").rglob("*") if file.is_file()]
    newest = max(file.stat().st_mtime for file in sources)
    jars = [jar for jar in (modules[1] / "target").glob("ollama-bedrock-server-*.jar")
            if not jar.stem.endswith(("-sources", "-javadoc"))]
    if len(jars) == 1 and jars[0].stat().st_mtime >= newest:
        return jars[0]
    command = ["./mvnw", "-q", "-Dquick", "-Dmaven.test.skip=true", "-pl", "ollama-bedrock-server", "-am", "package"]
    if subprocess.run(command, cwd=ROOT, timeout=1800).returncode != 0:
        raise Missing(f"The gateway cannot be built: {' '.join(command)}")
    [jar] = (modules[1] / "target").glob("ollama-bedrock-server-*.jar")
    jar.touch()
    return jar


def prepared(java, jar, folder):
    """The options that the gateway makes for a JDK, with an archive of its classes, and the heap of a machine of 512 MB."""
    quietly([java, "-jar", jar, "--prepare", folder])
    return [f"@{folder / 'jvm.args'}", HEAP]


def raise_open_files():
    """Allows as many open files as this shell may allow, and tells how many."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    allowed = 1 << 20 if hard == resource.RLIM_INFINITY else hard
    resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
    return allowed


# ---- Starting and ending


def free_port():
    """One that no client gets by chance, nor a connection to itself while nobody listens there yet."""
    lowest_of_clients = int(pathlib.Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    while True:
        port = random.randrange(max(1024, lowest_of_clients - 20000), max(2048, lowest_of_clients))
        with contextlib.suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
            return port


@contextlib.contextmanager
def running(command, log, **options):
    """A process that is ended with the block, whatever happens."""
    with open(log, "ab") as out:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, **options)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def await_port(port, process, log, seconds=30):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if process.poll() is not None:
            raise Missing(f"{process.args[0]} ended at once: {tail(log)}")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.002)
    raise Missing(f"{process.args[0]} does not listen: {tail(log)}")


def tail(log):
    return pathlib.Path(log).read_text(errors="replace").strip()[-1000:]


@contextlib.contextmanager
def mock_running(program, port, models, folder):
    log = folder / "mock.log"
    with running([program, str(port), *models], log) as process:
        await_port(port, process, log)
        yield process.pid


@contextlib.contextmanager
def nginx_running(program, upstream, files, folder, scheme="http", certificate=None):
    """A relay to a port; with a certificate it is asked by TLS, with scheme https it asks so."""
    folder.mkdir()
    port = free_port()
    listen = ""
    if certificate is not None:
        listen = f"ssl; ssl_session_cache shared:tls:1m; ssl_certificate {certificate.chain}; ssl_certificate_key {certificate.key}"
    settings = folder / "nginx.conf"
    settings.write_text(RELAY.format(folder=folder, port=port, upstream=upstream, files=files, listen=listen, scheme=scheme))
    log = folder / "nginx.out"
    with running([program, "-p", folder, "-c", settings], log) as process:
        await_port(port, process, log)
        yield port, process.pid


@dataclasses.dataclass(frozen=True)
class Certificate:
    """A certificate for localhost, and the flags that make a JVM believe in it."""

    chain: pathlib.Path
    key: pathlib.Path
    flags: list


def certificate(java, folder):
    openssl = shutil.which("openssl")
    if openssl is None:
        raise Missing("openssl is needed for --tls: `apt-get install openssl`, or your system's like.")
    chain, key, trust = folder / "localhost.pem", folder / "localhost.key", folder / "trust.p12"
    quietly([openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
             "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", chain])
    quietly([pathlib.Path(java).resolve().parent / "keytool", "-importcert", "-noprompt", "-storetype", "PKCS12",
             "-keystore", trust, "-storepass", "changeit", "-file", chain])
    return Certificate(chain, key, [f"-Djavax.net.ssl.trustStore={trust}", "-Djavax.net.ssl.trustStorePassword=changeit"])


def quietly(command):
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    if done.returncode != 0:
        raise Missing(f"{command[0]} failed: {done.stdout}{done.stderr}")


class Gateway:
    """How one kind of gateway is started."""

    def __init__(self, name, java, flags, jar, transport, upstream, folder):
        self.name = name
        self.command = [java, *flags, "-jar", jar]
        self.transport = transport
        self.upstream = upstream
        self.folder = folder / name.replace(" ", "-")
        self.folder.mkdir()

    headers = ()

    def environment(self, port):
        """All that it is told: nothing of this shell's own settings, proxies or credentials."""
        return {
            "PATH": os.environ.get("PATH", ""),
            "HOME": str(self.folder),
            "OLLAMA_HOST": f"127.0.0.1:{port}",
            "GATEWAY_TRANSPORT": self.transport,
            "AWS_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": "compare",
            "AWS_SECRET_ACCESS_KEY": "compare",
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_ENDPOINT_URL": self.upstream,
        }

    @contextlib.contextmanager
    def running(self, first_request):
        """Gives its port, its process id, and the seconds from its start to its first whole answer."""
        port = free_port()
        log = self.folder / "log"
        begin = time.monotonic()
        with running(self.command, log, env=self.environment(port), cwd=self.folder) as process:
            await_port(port, process, log)
            first_answer(port, first_request, log, self.headers)
            yield port, process.pid, time.monotonic() - begin


class GuardedGateway(Gateway):
    """One that knows who may call and who asks, holds limits and budgets, and writes metrics into its log."""

    def __init__(self, models, *how):
        super().__init__(*how)
        prices = ", ".join(f"{model}: {{price: {{input: 1, output: 1, cache_read: 1, cache_write: 1, as_of: 2026-11-01}}}}" for model in models)
        self.headers = (f"Authorization: Bearer {KEY}", f"X-OpenWebUI-User-Jwt: {signed_person()}")
        self.settings = self.folder / "gateway.yaml"
        self.settings.write_text(GUARDS.format(sha256=hashlib.sha256(KEY.encode()).hexdigest(), secret=SIGNING_SECRET,
                                               limits=LIMITS, budget=BUDGET, models=prices, folder=self.folder))

    def environment(self, port):
        return super().environment(port) | {"GATEWAY_CONFIG": str(self.settings)}


def signed_person():
    """The header of Open WebUI that says who asks, good for a day."""
    claims = {"iss": "open-webui", "sub": "7c1e0a52-person", "email": "ada@example.com", "name": "Ada", "role": "user",
              "exp": int(time.time()) + 86400}
    token = ".".join(base64_url(json.dumps(part).encode()) for part in ({"alg": "HS256", "typ": "JWT"}, claims))
    return token + "." + base64_url(hmac.digest(SIGNING_SECRET.encode(), token.encode(), "sha256"))


def base64_url(octets):
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def first_answer(port, body, log, headers=()):
    request = urllib.request.Request(f"http://127.0.0.1:{port}/api/chat", body, {"Content-Type": "application/json"})
    for header in headers:
        request.add_header(*header.split(": ", 1))
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(request, timeout=30) as answer:
            text = answer.read()
    except urllib.error.HTTPError as error:
        text = error.read()
    except OSError as error:
        raise Missing(f"The gateway does not answer: {error}. It wrote: {tail(log)}") from error
    if b'"done":true' not in text:
        raise Missing(f"The gateway does not answer: {text[:500].decode(errors='replace')}")


# ---- What they cost


def family(pid):
    """A process and all below it."""
    found = [pid]
    for member in found:
        with contextlib.suppress(OSError):
            for task in os.listdir(f"/proc/{member}/task"):
                found += map(int, pathlib.Path(f"/proc/{member}/task/{task}/children").read_text().split())
    return found


def cpu_seconds(pid):
    """What a process and all below it have used: what /proc/PID/stat tells, in nanoseconds instead of hundredths."""
    process_clock = 2
    used = 0.0
    for member in family(pid):
        with contextlib.suppress(OSError):
            used += time.clock_gettime(~member << 3 | process_clock)
    return used


def memory_mb(pid, field):
    """`VmRSS` is what a process and all below it hold now, `VmHWM` the most they held."""
    held = 0
    for member in family(pid):
        with contextlib.suppress(OSError):
            status = pathlib.Path(f"/proc/{member}/status").read_text()
            held += int(re.search(rf"^{field}:\s+(\d+)", status, re.MULTILINE).group(1))
    return held / 1024


def machine_cpu_seconds():
    """What everything on this machine has used."""
    fields = pathlib.Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]
    user, nice, system, _, _, irq, softirq = map(int, fields[:7])
    return (user + nice + system + irq + softirq) / TICK


def descriptors(pid):
    return len(os.listdir(f"/proc/{pid}/fd"))
