"""The documents name modules, tests, scripts, options and variables that exist."""

import re

import pytest
import yaml

import environments
import harness
from contracts.shared import only

DOCS = sorted((harness.INFRA / "docs").glob("*.md"))
MODULES = {path.name for path in (harness.INFRA / "modules").iterdir()}
TESTS = harness.INFRA / "tests"
ROW = re.compile(r"^\| (?P<line>[^|]+) \| (?P<module>[^|]+) \| (?P<test>[^|]+) \|$", re.MULTILINE)
HEAD = {"Line", "---"}


def rows():
    """The rows of the architecture's tables: line, module, test."""
    text = (harness.INFRA / "docs" / "architecture.md").read_text()
    return [row for row in ROW.finditer(text) if row["line"].strip("-") not in HEAD | {""} and row["module"] != "Module"]


def quoted(text):
    return re.findall(r"`([^`]+)`", text)


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["line"][:60])
def test_line_of_the_architecture_has_a_module_and_a_test_or_a_reason(row):
    if row["module"] == "*document*":
        assert len(row["test"]) > 20
        return
    assert set(quoted(row["module"])) <= MODULES
    [test] = quoted(row["test"])
    place, name = test.split(" · ")
    if not place.endswith(".py"):
        assert place.split("/")[1] in {*quoted(row["module"]), "portal"}, "the test is one of another module"
    if place.endswith(".py"):
        assert f"def {name}(" in (TESTS / place).read_text()
    else:
        assert f'run "{name}"' in (TESTS / f"{place}.tftest.hcl").read_text()


def test_every_module_is_in_the_architecture():
    named = {module for row in rows() for module in quoted(row["module"])}
    assert MODULES - named == {"portal"}


@pytest.mark.parametrize("document", DOCS, ids=lambda path: path.name)
def test_links_lead_somewhere(document):
    for target in re.findall(r"\]\(([^)#]+)\)", document.read_text()):
        assert target.startswith("https://") or (document.parent / target).exists(), target


@pytest.mark.parametrize("document", DOCS, ids=lambda path: path.name)
def test_scripts_and_their_options_exist(document):
    for name, arguments in re.findall(r"\b((?:scripts|cost)/[a-z.-]+)((?: +[^\s`]+)*)", document.read_text()):
        source = (harness.INFRA / name.rstrip(".")).read_text()
        for option in re.findall(r"--[a-z-]+", arguments.split("|")[0]):
            assert option in source, f"{name} {option}"


@pytest.mark.parametrize("document", DOCS, ids=lambda path: path.name)
def test_addresses_of_terraform_resources_exist(document):
    portal = "".join(path.read_text() for path in (harness.INFRA / "modules" / "portal").glob("*.tf"))
    for module, kind, name in re.findall(r"module\.portal\.module\.(\w+)(?:\[0\])?\.(aws_\w+)\.(\w+)", document.read_text()):
        [source] = re.findall(rf'module "{module}" {{\s+source\s+= "\.\./([a-z-]+)"', portal)
        text = "".join(path.read_text() for path in (harness.INFRA / "modules" / source).glob("*.tf"))
        assert f'resource "{kind}" "{name}"' in text


def test_the_pipeline_applies_what_is_on_main_and_was_approved():
    """The role to apply is for the environment that its subjects name, and that environment asks for somebody's consent."""
    pipeline = yaml.safe_load((harness.INFRA / "examples/pipeline/portal.yaml").read_text())
    (subject,) = environments.SUBJECTS["apply_subjects"]
    told = {name: (job["if"], job.get("environment")) for name, job in pipeline["jobs"].items()}
    assert told == {"plan": ("github.event_name == 'pull_request'", None), "apply": ("github.event_name == 'push'", subject.rpartition(":")[2])}
    assert pipeline["permissions"] == {"contents": "read", "id-token": "write"} and pipeline[True]["push"] == {"branches": ["main"]} and "concurrency" in pipeline
    for job in pipeline["jobs"].values():
        roles = only([step["with"]["role-to-assume"] for step in job["steps"] if "role-to-assume" in step.get("with", {})], "roles")
        assert roles == "${{ github.event_name == 'pull_request' && vars.PLAN_ROLE || vars.APPLY_ROLE }}"
        assert [(step.get("if"), step["run"]) for step in job["steps"] if "apply" in step.get("run", "")] == [("github.event_name == 'push'", "terraform apply -input=false portal.plan")]


def test_a_plan_of_the_pipeline_reads_no_secret():
    """The role that any branch may take on reads no secret's value, which a refresh would."""
    root = harness.INFRA
    job = yaml.safe_load((root / "examples/pipeline/portal.yaml").read_text())["jobs"]["plan"]
    planned = only([step["run"] for step in job["steps"] if "terraform plan" in step.get("run", "")], "plans")
    assert "github.event_name == 'pull_request' && '-refresh=false'" in planned
    assert "secretsmanager:GetSecretValue" not in (root / "bootstrap/ci.tf").read_text()
    session = only([step["with"] for step in job["steps"] if "role-to-assume" in step.get("with", {})], "sign-ins")["role-duration-seconds"]
    allowed = re.search(r'max_session_duration = each.key == "apply" \? (\d+) : (\d+)', (root / "bootstrap/ci.tf").read_text()).groups()
    assert re.findall(r"\d+", session) == list(reversed(allowed)), "AWS refuses a session that is longer than the role's"
