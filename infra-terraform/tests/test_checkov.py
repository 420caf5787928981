"""An unrelated scanner over the plans of both environments: nothing fails but what checkov.yaml lists with a reason."""

import json
import re
import subprocess
import sys

import harness
import pytest
import yaml

pytestmark = [pytest.mark.slow, pytest.mark.meanwhile]

ACCEPTED = yaml.safe_load((harness.INFRA / "tests/checkov.yaml").read_text()) or []


@pytest.fixture(scope="session")
def checkov():
    """checkov in an environment of its own, since it pins other versions of boto3."""
    home = harness.TARGET / "checkov"
    requirements = harness.INFRA / "tests/requirements-checkov.txt"
    installed = home / "installed"
    if not installed.exists() or installed.read_text() != requirements.read_text():
        subprocess.run([sys.executable, "-m", "venv", "--clear", home], check=True)
        pip = subprocess.run([home / "bin/pip", "install", "--quiet", "--disable-pip-version-check", "-r", requirements])
        if pip.returncode != 0:
            pytest.skip("NOT TESTED: no checkov, it could not be installed")
        installed.write_text(requirements.read_text())
    return home / "bin/checkov"


def configured(module, prefix=""):
    """What the configuration says of every resource, by address without indexes."""
    for resource in module.get("resources", []):
        yield prefix + resource["address"], resource.get("expressions", {})
    for name, call in module.get("module_calls", {}).items():
        yield from configured(call["module"], f"{prefix}module.{name}.")


def fill(values, unknown, expressions):
    """Puts a word where the configuration sets a value that is known only after the apply: checkov takes it for not set."""
    for key, part in unknown.items():
        said = expressions.get(key)
        if said is None:
            continue
        if part is True:
            values[key] = "known after apply"
        elif isinstance(part, list) and isinstance(values.get(key), list):
            blocks = said if isinstance(said, list) else [said]
            for index, (value, inner) in enumerate(zip(values[key], part)):
                if isinstance(value, dict) and isinstance(inner, dict):
                    fill(value, inner, blocks[min(index, len(blocks) - 1)])


def filled(plan):
    """The plan with every value that is set, known or not."""
    plan = json.loads(json.dumps(plan))
    said = dict(configured(plan["configuration"]["root_module"]))
    after = {}
    for resource in plan["resource_changes"]:
        change = resource["change"]
        if change["after"] is not None and isinstance(change.get("after_unknown"), dict):
            fill(change["after"], change["after_unknown"], said.get(re.sub(r"\[[^\]]*\]", "", resource["address"]), {}))
            after[resource["address"]] = change["after"]

    def put(module):
        for resource in module.get("resources", []):
            resource["values"] = after.get(resource["address"], resource.get("values"))
        for child in module.get("child_modules", []):
            put(child)

    put(plan["planned_values"]["root_module"])
    return plan


@pytest.fixture(scope="session")
def findings(checkov):
    """Failed checks of an environment's plan: (check, resource, name of the check)."""
    found = {}

    def scan(environment):
        if environment.name not in found:
            plan = environment.directory / "test.plan.json"
            plan.write_text(json.dumps(filled(environment.plan)))
            command = [checkov, "--file", plan, "--framework", "terraform_plan", "--output", "json", "--compact", "--quiet", "--soft-fail", "--skip-download"]
            done = subprocess.run(command, text=True, capture_output=True, timeout=600)
            report = json.loads(done.stdout)
            assert report["summary"]["passed"] > 100, "checkov saw next to nothing"
            found[environment.name] = {
                (check["check_id"], check["resource"], check["check_name"]) for check in report["results"]["failed_checks"]
            }
        return found[environment.name]

    return scan


def accepted(environment, check, resource):
    return any(
        entry["check"] == check and environment.name in entry["environments"] and entry["resource"] in resource for entry in ACCEPTED
    )


@pytest.mark.parametrize("name", ["demo", "production"])
def test_no_finding_without_a_reason(request, findings, name):
    environment = request.getfixturevalue(name)
    left = sorted(f for f in findings(environment) if not accepted(environment, f[0], f[1]))
    assert left == [], "\n".join(map(" ".join, left))


def test_every_reason_is_needed(demo, production, findings):
    """An entry that accepts nothing any more goes."""
    found = {"demo": findings(demo), "production": findings(production)}
    for entry in ACCEPTED:
        assert entry["reason"].strip()
        for name in entry["environments"]:
            assert any(entry["check"] == check and entry["resource"] in resource for check, resource, _ in found[name]), (entry, name)
