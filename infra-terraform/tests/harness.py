"""Terraform and the mock AWS as objects that tests call."""

import atexit
import contextlib
import functools
import json
import os
import pathlib
import platform
import random
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.request

import boto3

INFRA = pathlib.Path(__file__).resolve().parent.parent
TARGET = INFRA / "target"
MIRROR = pathlib.Path(os.environ.get("TF_PLUGIN_MIRROR", "/opt/tf-plugins"))
PROVIDER = "registry.terraform.io/hashicorp/aws"
COPIED = ("bootstrap", "environments", "examples", "functions", "modules", "templates", "tests")


def missing_tools():
    """What Terraform's tests lack on this machine, as a sentence; None when nothing."""
    if shutil.which("terraform") is None:
        return "NOT TESTED: no terraform on the PATH"
    if not (MIRROR / PROVIDER).is_dir():
        return f"NOT TESTED: no provider {PROVIDER} in {MIRROR}; set TF_PLUGIN_MIRROR"
    return None


UNCOPIED = shutil.ignore_patterns(".terraform*", "*.tfstate*", "terraform.tfvars", "__pycache__")


@functools.cache
def workspace(name="work"):
    """A fresh copy of the configuration that tests may write to; one of each name."""
    work = TARGET / name
    shutil.rmtree(work, ignore_errors=True)
    for part in COPIED:
        if (INFRA / part).exists():
            shutil.copytree(INFRA / part, work / part, ignore=UNCOPIED)
    # What the gateway ships for CloudWatch stands beside the whole.
    shutil.copytree(INFRA.parent / "docs/monitoring", work.parent / "docs/monitoring", dirs_exist_ok=True)
    # A root for the *.tftest.hcl files, which name the modules below it.
    shutil.copy(INFRA / "modules/network/versions.tf", work / "versions.tf")
    subprocess.run([sys.executable, work / "functions/build"], check=True, stdout=subprocess.DEVNULL)
    refuse_early(work)
    return work


RUN = re.compile(r'^run "\w+" \{.*?^\}\n', re.MULTILINE | re.DOTALL)
EXPECTED = re.compile(r"expect_failures\s*=\s*\[([^\]]*)\]")


def refuse_early(work):
    """Lets a run that expects variables alone to be refused look at the variables alone: a hundredth of the time of a plan."""
    for module in (work / "modules").iterdir():
        if (module / "variables.tf").exists():
            (work / "refusals" / module.name).mkdir(parents=True)
            shutil.copy(module / "variables.tf", work / "refusals" / module.name)
    for path in (work / "tests/unit").glob("*.tftest.hcl"):
        path.write_text(RUN.sub(lambda run: variables_alone(run.group()), path.read_text()))


def variables_alone(run):
    expected = EXPECTED.search(run)
    if expected is None or not all(one.strip().startswith("var.") for one in expected.group(1).split(",")):
        return run
    return re.sub(r"^  providers = \{.*?^  \}\n", "", run.replace('"./modules/', '"./refusals/'), flags=re.MULTILINE | re.DOTALL)


class TerraformFailed(AssertionError):
    """Terraform ended with an error; the message is what it printed."""


# As Go calls them.
PROCESSORS = {"x86_64": "amd64", "aarch64": "arm64"}


class Provider:
    """The provider as one process for whatever wants its schemas alone: for every walk over a configuration Terraform would
    start one of its own, which takes longer than the walk.

    It must not serve what is configured in different ways, as its configuration would be that of the last one who did.
    """

    def __init__(self):
        TARGET.mkdir(exist_ok=True)
        programs = (MIRROR / PROVIDER).glob(f"*/{sys.platform}_{PROCESSORS.get(platform.machine(), platform.machine())}/terraform-provider-aws*")
        program = max(programs, key=lambda path: [int(part) for part in path.parts[-3].split(".")])
        self.process = subprocess.Popen([program, "-debug"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        told = (re.search("TF_REATTACH_PROVIDERS='(.*)'", line) for line in self.process.stdout)
        self.env = {"TF_REATTACH_PROVIDERS": next(found.group(1) for found in told if found)}
        atexit.register(self.stop)

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=30)
        self.process.stdout.close()


@functools.cache
def provider():
    """The one such provider of a session."""
    return Provider()


# Reading the provider's schemas fills the heap once; collecting it on the way took a quarter of each command's time.
COLLECT_LATE = {"GOGC": "400", "GOMEMLIMIT": "2GiB"}


class Terraform:
    """Runs Terraform without network."""

    def __init__(self):
        TARGET.mkdir(exist_ok=True)
        self.preparing, self.prepared = threading.Lock(), set()
        self.config = TARGET / "offline.tfrc"
        self.config.write_text(
            f"""provider_installation {{
  filesystem_mirror {{
    path    = "{MIRROR}"
    include = ["{PROVIDER}"]
  }}
  direct {{
    exclude = ["{PROVIDER}"]
  }}
}}
disable_checkpoint = true
"""
        )

    def environment(self, env, shared):
        """The variables of a command: none of whoever runs the tests that would lead it to AWS."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("AWS_", "TF_"))}
        fixed = {
            "TF_CLI_CONFIG_FILE": str(self.config),
            "TF_IN_AUTOMATION": "true",
            "TF_INPUT": "false",
            "CHECKPOINT_DISABLE": "true",
            "AWS_EC2_METADATA_DISABLED": "true",
        }
        return kept | COLLECT_LATE | fixed | (provider().env if shared else {}) | (env or {})

    def run(self, directory, *args, env=None, check=True, timeout=900, shared=False):
        """Runs a command in a directory and gives back the finished process, with its output as text; `shared` for one that
        needs no more of the provider than its schemas."""
        done = subprocess.run(
            ["terraform", args[0], "-no-color", *args[1:]],
            cwd=directory,
            env=self.environment(env, shared),
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=timeout,
            check=False,
        )
        if check and done.returncode != 0:
            raise TerraformFailed(f"terraform {' '.join(map(str, args))} in {directory}:\n{done.stdout}")
        return done

    def lines(self, directory, *args):
        """The lines that a shared command prints; who has read enough ends it, with what it would still do, such as to clear away."""
        command = ["terraform", args[0], "-no-color", *args[1:]]
        with subprocess.Popen(command, cwd=directory, env=self.environment(None, True), text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
            try:
                yield from process.stdout
            finally:
                process.kill()

    def init(self, directory, *args, shared=False):
        """Prepares a directory once, one at a time; `shared` for one whose commands all are."""
        with self.preparing:
            if (directory, args) not in self.prepared:
                self.run(directory, "init", *args, shared=shared)
                self.prepared.add((directory, args))

    def json(self, directory, *args, env=None, shared=False):
        """What a command prints as JSON."""
        return json.loads(self.run(directory, *args, env=env, shared=shared).stdout)


@functools.cache
def terraform():
    """The one Terraform of a session."""
    return Terraform()


def free_port():
    """One that nobody listens at, below those that clients get by chance before it is used."""
    while True:
        port = random.randrange(20_000, 32_000)
        with contextlib.suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
            return port


class Moto:
    """A mock AWS on a free port of this machine, from `with` to its end; its log is target/<name>.log."""

    def __init__(self, name="moto"):
        self.name = name

    def __enter__(self):
        TARGET.mkdir(exist_ok=True)
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = (TARGET / f"{self.name}.log").open("w")
        server = pathlib.Path(__file__).parent / "moto/server.py"
        self.process = subprocess.Popen(
            [sys.executable, server, str(self.port)],
            env=os.environ | {"AWS_DEFAULT_REGION": "eu-west-2"},
            stdout=self.log,
            stderr=subprocess.STDOUT,
        )
        self.wait()
        return self

    def wait(self, seconds=60):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise RuntimeError(f"the mock AWS ended at its start: see {self.log.name}")
            try:
                urllib.request.urlopen(f"{self.url}/moto-api/data.json", timeout=5).close()
                return
            except OSError:
                time.sleep(0.2)
        raise TimeoutError(f"the mock AWS did not answer within {seconds} s")

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(timeout=30)
        self.log.close()

    @property
    def env(self):
        """What points Terraform, and every other client of AWS, at this server."""
        return {
            "AWS_ENDPOINT_URL": self.url,
            "AWS_ACCESS_KEY_ID": "mock",
            "AWS_SECRET_ACCESS_KEY": "mock",
            "AWS_DEFAULT_REGION": "eu-west-2",
        }

    def client(self, service, region="eu-west-2"):
        """A boto3 client of this server."""
        return boto3.client(
            service, region_name=region, endpoint_url=self.url, aws_access_key_id="mock", aws_secret_access_key="mock"
        )

    def reset(self):
        """Forgets everything that was made."""
        request = urllib.request.Request(f"{self.url}/moto-api/reset", method="POST")
        urllib.request.urlopen(request, timeout=30).close()
