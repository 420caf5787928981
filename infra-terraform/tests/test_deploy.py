"""./deploy, run as an operator runs it, against a mock AWS."""

import json
import os
import pathlib
import shutil
import subprocess
import sys

import pytest

import environments
import harness

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def operator(terraform):
    """A copy of the whole, with the demo's settings, and a shell whose AWS is a mock."""
    workspace = harness.workspace("deploy")
    for part in ("deploy", "cost", "scripts"):
        source = harness.INFRA / part
        (shutil.copytree if source.is_dir() else shutil.copy)(source, workspace / part)
    with harness.Moto("deploy") as moto:
        yield Operator(workspace, moto)


class Operator:
    def __init__(self, workspace, moto):
        self.workspace = workspace
        self.root = workspace / "environments/demo"
        demo = environments.demo(moto, workspace, environments.jar(workspace))
        path = f"{pathlib.Path(sys.executable).parent}:{os.environ['PATH']}"
        fixed = {"PATH": path, "TF_CLI_CONFIG_FILE": str(demo.terraform.config), "AWS_MAX_ATTEMPTS": "1"}
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("AWS_", "TF_"))}
        self.environment = kept | moto.env | fixed

    def made(self):
        """The resources of the state, which asking for settings may leave behind empty."""
        state = self.root / "terraform.tfstate"
        return json.loads(state.read_text())["resources"] if state.exists() else []

    def deploy(self, *arguments, **environment):
        return subprocess.run(
            [self.workspace / "deploy", *arguments],
            env=self.environment | environment,
            text=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=600,
        )


def test_plan_says_what_is_made_who_comes_in_and_what_it_costs(operator):
    done = operator.deploy("demo", "--plan")
    assert done.returncode == 0, done.stdout
    for text in ("ok       terraform", "ok       zone eu-west-2a", "ok       the gateway's jar", "to make, 0 to change, 0 to take away"):
        assert text in done.stdout, done.stdout
    assert "aws_db_instance" in done.stdout and "from 203.0.113.0/24, 198.51.100.7/32" in done.stdout
    assert "claude-haiku: eu.anthropic.claude-haiku-4-5-20251001-v1:0" in done.stdout and "residency: geography" in done.stdout
    assert "Total" in done.stdout or "total" in done.stdout
    assert operator.made() == [] and not (operator.root / "deploy.plan").exists()


def test_what_is_missing_is_named_all_at_once(operator):
    settings = operator.root / "test.auto.tfvars.json"
    good = settings.read_text()
    try:
        changed = json.loads(good) | {"gateway_jar": "gone.jar", "azs": ["eu-west-2a", "eu-west-2z"]}
        settings.write_text(json.dumps(changed))
        done = operator.deploy("demo", "--plan")
    finally:
        settings.write_text(good)
    assert done.returncode == 1
    assert "MISSING" in done.stdout and "gone.jar: build it with ./mvnw package" in done.stdout
    assert "MISSING  zone eu-west-2z" in done.stdout and "nothing was changed" in done.stdout


def test_no_answer_changes_nothing(operator):
    done = operator.deploy("demo")
    assert done.returncode != 0 and "to make" in done.stdout and operator.made() == []


def test_production_is_not_destroyed(operator):
    done = operator.deploy("production", "--destroy", "--yes")
    assert done.returncode == 1 and "production is protected" in done.stdout
