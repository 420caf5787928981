"""What can be said without running anything: form, validity, and the rules every module follows."""

import concurrent.futures
import itertools
import json
import re
import shutil
import subprocess
import sys
import types

import conftest
import harness
import pytest
import source

ROOTS = sorted(
    path.parent.relative_to(harness.INFRA)
    for path in harness.INFRA.glob("*/**/versions.tf")
    if not {"target", ".terraform", "tests"} & set(path.relative_to(harness.INFRA).parts)
)
MODULES = [root for root in ROOTS if root.parts[0] == "modules"]
BLOCK = re.compile(r'^(variable|output) "(\w+)" \{\n(.*?)^\}', re.MULTILINE | re.DOTALL)
VALIDATION = re.compile(r"^  validation \{\n(.*?)^  \}", re.MULTILINE | re.DOTALL)


def text_of(root):
    """All that a root or module says."""
    return "".join(path.read_text() for path in sorted((harness.INFRA / root).glob("*.tf")))


def blocks(root, kind):
    """The variables or outputs of a root or module, by name."""
    return {name: body for found, name, body in BLOCK.findall(text_of(root)) if found == kind}


def test_formatting(terraform, infra):
    folders = [name for name in harness.COPIED if (infra / name).exists()]
    done = terraform.run(infra, "fmt", "-check", "-recursive", "-diff", *folders, check=False)
    assert done.returncode == 0, done.stdout


CALLING_ROOTS = [root for root in ROOTS if root not in MODULES]


def as_module(root):
    """A call of a root, as if it were a module, that says nothing of what it must be given."""
    name = str(root).replace("/", "-")
    wanted = [variable for variable, body in blocks(root, "variable").items() if not re.search(r"^  default\s+= ", body, re.MULTILINE)]
    said = "".join(f"  {variable} = var.{name}-{variable}\n" for variable in wanted)
    variables = "".join(f'variable "{name}-{variable}" {{\n  type = any\n}}\n' for variable in wanted)
    return f'module "{name}" {{\n  source = "../{root}"\n{said}}}\n{variables}'


@pytest.fixture(scope="module")
def faults_of_form(terraform, workspace):
    """What Terraform finds wrong: (file, summary, detail). All roots together, as it reads the provider's schemas once for each command."""
    together = workspace / "together"
    together.mkdir(exist_ok=True)
    (together / "main.tf").write_text("".join(as_module(root) for root in CALLING_ROOTS))
    terraform.init(together, shared=True)
    found = json.loads(terraform.run(together, "validate", "-json", check=False, shared=True).stdout)
    assert found["valid"] == (found["error_count"] == 0)
    errors = [one for one in found["diagnostics"] if one["severity"] == "error"]
    return [(one.get("range", {}).get("filename", ""), one["summary"], one["detail"]) for one in errors]


# A module is validated with the root that calls it: alone, each would start the provider twice more.
@pytest.mark.parametrize("root", CALLING_ROOTS, ids=str)
def test_validity(faults_of_form, root):
    """With the root's own files, those of the modules that it calls, and what belongs to no file."""
    own = [f"../{place}/" for place in {root, *called(harness.INFRA / root)}]
    assert [fault for fault in faults_of_form if not fault[0] or fault[0] == "main.tf" or fault[0].startswith(tuple(own))] == []


def called(folder):
    """The modules that a folder calls, and those that they call."""
    for source in re.findall(r'source = "(\.[^"]+)"', text_of(folder)):
        module = (folder / source).resolve()
        yield module.relative_to(harness.INFRA)
        yield from called(module)


def test_every_module_is_validated_with_some_root():
    assert {module for root in CALLING_ROOTS for module in called(harness.INFRA / root)} == set(MODULES)


@pytest.mark.parametrize("root", ROOTS, ids=str)
def test_every_variable_and_output_is_described_and_typed(root):
    variables = blocks(root, "variable")
    assert [name for name, body in variables.items() if "  description = " not in body] == []
    assert [name for name, body in variables.items() if not re.search(r"^  type\s+= ", body, re.MULTILINE)] == []
    assert [name for name, body in variables.items() if re.search(r"^  type\s+= any\b", body, re.MULTILINE)] == []
    assert [name for name, body in blocks(root, "output").items() if "  description = " not in body] == []


@pytest.mark.parametrize("root", ROOTS, ids=str)
def test_every_refusal_names_the_variable_and_the_fix(root):
    for name, body in blocks(root, "variable").items():
        for validation in VALIDATION.findall(body):
            message = re.search(r'error_message = "(.*)"$', validation, re.MULTILINE).group(1)
            assert name in message, f"{name}: {message}"
            assert ": " in message, f"{name} must say what to do after a colon: {message}"


# What a message need not say in full: the days that CloudWatch offers, and how long 16 KB are by Base64.
UNSAID = {
    "log_retention_days": {"1", "3", "5", "7", "14", "30", "60", "90", "120", "150", "180", "365", "400", "545", "731", "1096", "1827", "2192", "2557", "2922", "3288", "3653"},
    "user_data_base64": {"21848"},
}
SPELT = {"two": "2", "three": "3", "four": "4", "ten": "10"}


@pytest.mark.parametrize("root", ROOTS, ids=str)
def test_every_refusal_says_its_limits(root):
    """Each limit, and each word of a list, is in the message, and the other way round: who moves the one moves the other."""
    for name, body in blocks(root, "variable").items():
        for validation in VALIDATION.findall(body):
            condition, message = re.search(r'condition\s+= (.*?)\n    error_message\s+= "(.*)"', validation, re.DOTALL).groups()
            wanted = " ".join(re.findall(rf"contains\(\[([^\]]*)\], var\.{name}\b", condition) + re.findall(r"setsubtract\(.*?, \[(.*?)\]", condition))
            assert all(word in message for word in re.findall(r'"(.+?)"', wanted)), f"{name}: {wanted} in: {message}"
            told = re.sub(rf"\b({'|'.join(SPELT)})\b", lambda word: SPELT[word.group()], message)
            stated = set(re.findall(r"\d+" if re.match(r"\d", wanted) else r"\b(?:between|from|least|most|than) (\d+)", told.split(": ")[0]))
            assert "regex(" in condition or name in UNSAID or stated <= set(re.findall(r"\d+", condition)), f"{name}: {stated} is not in: {condition}"
            condition = re.sub(r'(ends|starts)with\(|split\("/"|regex(all)?\("(?:[^"\\]|\\.)*"', "", condition)
            listed = " ".join(re.findall(r"(?<=[\s(])\[([^\[\]]*)\]", condition))
            limits = set(re.findall(r"[^)] [<>]=? ([1-9][\d.]*)|\) (?:[<>]|<=) ([1-9]\d*)|\) >= ([2-9]|\d\d+)", condition))
            limits = {limit for found in limits for limit in found if limit} | set(re.findall(r"(?<![\w.\"])[1-9]\d*(?![\w.\"])", listed))
            said = set(re.findall(r"\d+(?:\.\d+)?", told))
            assert limits <= said or limits == UNSAID.get(name), f"{name}: {limits - said} in: {message}"


def refusals(module):
    """(variable, validation) for every way in which a module refuses a value."""
    return [(name, text) for name, body in blocks(module, "variable").items() for text in VALIDATION.findall(body)]


def refusing_runs(module, variable):
    """How many runs of a module's unit tests expect the variable to be refused."""
    path = harness.INFRA / "tests/unit" / f"{module.name}.tftest.hcl"
    text = path.read_text() if path.exists() else ""
    return len(re.findall(rf"expect_failures\s*=\s*\[[^\]]*\bvar\.{variable}\b", text))


# Mocks know no ephemeral resources: the tests of secret-values are in test_secret_values.py.
@pytest.mark.parametrize("module", [m for m in MODULES if m.name != "secret-values"], ids=lambda module: module.name)
def test_every_refusal_has_a_test(module):
    """Word for word the same refusal in several modules (of a name, say) is tested in at least one of them."""
    for variable in blocks(module, "variable"):
        own = [text for name, text in refusals(module) if name == variable]
        if refusing_runs(module, variable) >= len(own):
            continue
        elsewhere = {
            text
            for other in MODULES
            if other != module and refusing_runs(other, variable) >= sum(name == variable for name, _ in refusals(other))
            for name, text in refusals(other)
            if name == variable
        }
        alone = [text for text in own if text not in elsewhere]
        assert refusing_runs(module, variable) >= len(alone), f"{module.name}: some refusal of {variable} has no test"


# What a root refuses by itself, before the portal does: (root, its variables, whose refusal).
GIVEN = {"allowed_cidr_blocks": ["203.0.113.0/24"], "admin_email": "a@example.com", "alarm_email": "a@example.com", "domain": "portal.example.com", "gateway_jar": "g.jar"}
REFUSED = [
    ("environments/demo", {"azs": ["eu-west-1a", "eu-west-2b"]}, "azs"),
    ("environments/demo", {"gateway_config": "nothing.yaml"}, "gateway_config"),
    ("environments/production", {"azs": ["eu-west-2a", "eu-west-1b"]}, "azs"),
    ("environments/production", {"gateway_config": "nothing.yaml"}, "gateway_config"),
    ("environments/production", {"recovery_region": "eu-west-2"}, "recovery_region"),
    ("bootstrap", {"name": "AI-Portal"}, "name"),
]


@pytest.mark.parametrize(("root", "variables", "refused"), [*((root, {}, None) for root in sorted({case[0] for case in REFUSED})), *REFUSED], ids=str)
def test_roots_refuse(terraform, workspace, root, variables, refused):
    """On the variables alone, as the portal's own are."""
    folder = workspace / "roots" / root
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(workspace / root / "variables.tf", folder)
    given = {name: value for name, value in GIVEN.items() if name in blocks(root, "variable")}
    (folder / "test.auto.tfvars.json").write_text(json.dumps(given | variables))
    done = terraform.run(folder, "plan", check=False)
    assert (done.returncode == 0) == (refused is None), done.stdout
    said = [json.loads(f'"{message}"') for name, text in refusals(root) if name == refused for message in re.findall(r'error_message = "(.*)"$', text, re.MULTILINE)]
    assert done.stdout.count("Error: ") == len(said) and all(message in " ".join(done.stdout.split()) for message in said), done.stdout


def test_every_refusal_of_a_root_has_a_test():
    """Those of the pipeline's subjects are in tests/unit."""
    there = sorted((str(root), name) for root in CALLING_ROOTS for name, _ in refusals(root) if root.parts[0] != "examples" and name != "ci")
    assert there == sorted((root, refused) for root, _, refused in REFUSED)


@pytest.mark.parametrize("root", ROOTS, ids=str)
def test_versions_and_providers(root):
    text = (harness.INFRA / root / "versions.tf").read_text()
    assert 'required_version = ">= 1.11.0"' in text
    assert re.findall(r'source\s+= "(.*)"', text) in (["hashicorp/aws"], [])
    assert re.findall(r'(?<!_)version\s+= "(.*)"', text) in ([">= 5.100.0, < 7.0.0"], [])


# Where each provider of a root works: CloudFront reads us-east-1 alone.
REGIONS = {
    "bootstrap": {"": "var.region"},
    "environments/demo": {"": "var.region"},
    "environments/production": {"": "var.region", "us_east_1": '"us-east-1"', "recovery": "var.recovery_region"},
}


@pytest.mark.parametrize("root", REGIONS)
def test_providers_are_of_their_regions_and_tag_all_that_they_make(root):
    text = (harness.INFRA / root / "versions.tf").read_text()
    providers = [source.arguments(body) | {"tags": "default_tags {\n    tags = " in body} for body in re.findall(r'^provider "aws" \{\n(.*?)^\}', text, re.MULTILINE | re.DOTALL)]
    assert {one.get("alias", "").strip('"'): one["region"] for one in providers} == REGIONS[root] and all(one["tags"] for one in providers)
    assert ('backend "s3" {}' in text) == (root == "environments/production"), "a state that nobody else has"


# What got an index later; without these Terraform would make it anew, with all that hangs on it.
MOVED = {
    "modules/iam-instance": ["aws_iam_instance_profile.this"],
    "modules/network": ["aws_internet_gateway.this", "aws_route.internet", "aws_route_table.public"],
}


def test_what_stands_already_is_moved():
    found = {}
    for path in harness.INFRA.glob("modules/*/*.tf"):
        for old, new in re.findall(r"^moved \{\n  from = (\S+)\n  to   = (\S+)\n\}$", path.read_text(), re.MULTILINE):
            assert new == f"{old}[0]", f"{path}: {old}"
            found.setdefault(str(path.parent.relative_to(harness.INFRA)), []).append(old)
    assert {folder: sorted(olds) for folder, olds in found.items()} == MOVED


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.name)
def test_modules_configure_no_provider_and_open_no_ephemeral_resource(module):
    text = text_of(module)
    assert not re.search(r"^provider ", text, re.MULTILINE)
    if module.name != "secret-values":
        assert not re.search(r"^ephemeral ", text, re.MULTILINE)


def test_tables_of_variables_and_outputs_are_what_the_code_says():
    done = subprocess.run([sys.executable, harness.INFRA / "scripts/tables", "--check"], text=True, capture_output=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("script", ["deploy", "test", "tests/mutate", *sorted(f"scripts/{path.name}" for path in (harness.INFRA / "scripts").iterdir())])
def test_scripts_pass_shellcheck(script):
    path = harness.INFRA / script
    if "python" in path.read_text().splitlines()[0]:
        compile(path.read_text(), str(path), "exec")
        return
    shellcheck = shutil.which("shellcheck")
    if shellcheck is None:
        pytest.skip("NOT TESTED: no shellcheck")
    done = subprocess.run([shellcheck, path], text=True, capture_output=True)
    assert done.returncode == 0, done.stdout


OPERATORS = [path for path in (harness.INFRA / "deploy", *sorted((harness.INFRA / "scripts").iterdir())) if "bash" in path.read_text().partition("\n")[0]]
OF_MACHINES = sorted((harness.INFRA / "templates").rglob("*.sh.tftpl"))


@pytest.mark.parametrize("path", [*OPERATORS, *OF_MACHINES], ids=lambda path: f"{path.parent.name}/{path.name}")
def test_scripts_stop_at_the_first_error_and_keep_to_themselves_what_they_write(path):
    lines = [line.strip() for line in path.read_text().splitlines()]
    assert "set -euo pipefail" in lines
    assert path in OF_MACHINES or "umask 077" in lines or "mktemp" not in path.read_text()
    for line in lines:
        assert "AWS_DEFAULT_REGION" not in line or re.search(r"\bexport AWS_REGION\b", line), f"{line}: of the two, the AWS CLI takes AWS_REGION"


@pytest.mark.parametrize("script", sorted(path.name for path in (harness.INFRA / "scripts").iterdir()))
def test_scripts_are_in_the_documents(script):
    pages = [harness.INFRA / "README.md", *sorted((harness.INFRA / "docs").glob("*.md"))]
    assert any(f"scripts/{script}" in page.read_text() for page in pages)


def test_both_environments_fit_into_one_account():
    """The name is in roles, buckets, groups and keys of both."""
    names = {root: re.search(r'default\s+= "(.*)"', blocks(f"environments/{root}", "variable")["name"]).group(1) for root in ("demo", "production")}
    assert names == {"demo": "ai-portal-demo", "production": "ai-portal"}


def test_nothing_that_six_dropped():
    """Arguments that version 6 of the provider took away or turned into diffs."""
    text = "".join(path.read_text() for path in harness.INFRA.glob("modules/*/*.tf"))
    for argument in (r"\bmanaged_policy_arns\b", r"data\.aws_region\.\w+\.name\b", r"^\s+vpc\s+= true", r"\btimestamp\(\)"):
        assert not re.search(argument, text, re.MULTILINE), argument


def test_what_changes_a_made_environment_comes_after_all_that_look_at_it():
    """An environment is made once and shared, so the order is part of the tests."""
    command = [sys.executable, "-m", "pytest", "-c", "tests/pytest.ini", "--collect-only", "-q", "-m", "slow"]
    collected = subprocess.run(command, cwd=harness.INFRA, capture_output=True, text=True, check=True).stdout.splitlines()

    def places(text):
        return [place for place, line in enumerate(collected) if text in line]

    looking = places("test_made.py::")
    assert len(looking) > 40
    for changing in ("::test_the_demo_is_taken_away", "test_region_loss.py::", "test_fargate.py::"):
        assert places(changing) and max(looking) < min(places(changing)), changing
    # What comes next is made as soon as the last of these has ended, in the same account.
    production = places("[made_production]")
    assert production and max(production) < min(places("[made_demo]"))
    assert max(places("test_region_loss.py::")) < min(places("::test_productions_state_gets")) < min(places("test_fargate.py::"))


class Waiting:
    """A test that asks for some fixtures."""

    def __init__(self, *fixtures):
        self.fixturenames, self.session = fixtures, None


def test_what_is_made_is_looked_at_when_it_is_there_and_changed_after_the_last_look(monkeypatch):
    first, second, third, looks, later = items = [Waiting(), Waiting(), Waiting(), Waiting("made_production"), Waiting("made_production", "made_recovered")]
    session = types.SimpleNamespace(items=items)
    made = concurrent.futures.Future()
    made.set_result("production")
    monkeypatch.setattr(conftest, "makers", {"production": made})
    monkeypatch.setattr(conftest, "arrived", set())
    monkeypatch.setattr(conftest, "pool", types.SimpleNamespace(submit=lambda make: concurrent.futures.Future()))
    ran = []
    for item in items:
        item.session = session
    for item in items:
        conftest.pytest_runtest_protocol(item)
        ran.append((item, "recovered" in conftest.makers))
    assert ran == [(first, False), (second, False), (looks, False), (third, True), (later, True)]


ROLES = sorted(path for path in [*(harness.INFRA / "modules").glob("*/*.tf"), *(harness.INFRA / "bootstrap").glob("*.tf")] if 'resource "aws_iam_role" ' in path.read_text())


@pytest.mark.parametrize("path", ROLES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_role_takes_the_permissions_boundary(path):
    """An account that demands one refuses a role without it."""
    roles = re.findall(r'^resource "aws_iam_role" .*?^}', path.read_text(), re.MULTILINE | re.DOTALL)
    assert roles and all(re.search(r"^  permissions_boundary += var.permissions_boundary_arn$", role, re.MULTILINE) for role in roles)


# What a call leaves to the module that it calls. Providers of the roots tag all that they make; a demo is what it is by what it lacks;
# only CloudFront takes IPv6, and its firewall stands in another region than the key; Open WebUI calls no model itself.
LEFT = {
    "environments/demo module.portal": {
        "allowed_ipv6_cidr_blocks", "audit", "backup", "cache", "cdn", "cognito", "compute", "database_master_password", "email", "existing_network", "fargate", "flow_logs",
        "functions", "interface_endpoints", "load_balancer", "oidc", "private_only", "tags", "transit_gateway_id", "waf",
    },
    "environments/production module.portal": {"disposable", "open_egress", "ssh", "tags"},
    "modules/portal module.backup": {"reboot"},
    "modules/portal module.budget": {"thresholds"},
    "modules/portal module.cache": {"engine_version", "snapshot_days"},
    "modules/portal module.database": {"apply_immediately", "username"},
    "modules/portal module.directory": {"bind_account"},
    "modules/portal module.edge_waf": {"kms_key_arn", "resource_arns"},
    "modules/portal module.gateway": {"associate_eip", "eip_allocation_id", "metadata_hop_limit"},
    "modules/portal module.gateway_alb": {"sticky", "unhealthy_threshold"},
    "modules/portal module.gateway_group": {"cpu_target", "max_lifetime_days", "metadata_hop_limit", "min_healthy_percentage", "on_demand_base", "startup_seconds"},
    "modules/portal module.gateway_role": {"image_repository_arns", "uploads_bucket_arn", "uploads_enabled"},
    "modules/portal module.gateway_service": {"cpu_target", "min_healthy_percentage", "startup_seconds"},
    "modules/portal module.mirror": {"retain"},
    "modules/portal module.observability": {"gateway_thresholds"},
    "modules/portal module.storage": {"cors_origins"},
    "modules/portal module.waf": {"allowed_ipv6_cidr_blocks"},
    "modules/portal module.webui_alb": {"drain_seconds"},
    "modules/portal module.webui_group": {"cpu_target", "max_lifetime_days", "on_demand_base", "startup_seconds"},
    "modules/portal module.webui_role": {"assumed_roles", "bedrock_models", "guardrail_arn"},
    "modules/portal module.webui_service": {"cpu_target"},
}  # fmt: skip


def test_what_a_caller_is_told_is_handed_on():
    """No plan has every setting: what a call leaves out may look right in all of them, and the operator's setting be without effect."""
    left = {}
    for folder, kind, name, body in source.blocks():
        if kind == "module":
            told = source.arguments(body)
            left[f"{folder} {name}"] = source.variables((harness.INFRA / folder / told["source"].strip('"')).resolve()) - told.keys()
    assert {call: names for call, names in left.items() if names} == LEFT


# What is asked for so that something else is refused, and nothing more.
ASKED = {"modules/portal": {"environment"}, "modules/security-groups": {"allow_public_access"}, "modules/webui-machine": {"max_machines"}}


@pytest.mark.parametrize("root", ROOTS, ids=str)
def test_what_has_a_name_is_read(root):
    """Variables with all that they hold, locals and data sources: what nobody reads was read once."""
    text = text_of(root)
    variables, rest = blocks(root, "variable"), re.sub(r'^variable "(.*?)^}', "", text, flags=re.MULTILINE | re.DOTALL)
    assert variables.keys() - set(re.findall(r"\bvar\.(\w+)", rest)) == ASKED.get(str(root), set())
    for name, body in variables.items():
        if not re.search(rf"\bvar\.{name}\b(?![.\[])", rest):
            assert [one for one in held(body) if not re.search(rf"\bvar\.{name}\.{one}\b", rest)] == [], name
        # Of what a setting holds, an argument takes what has its own name.
        for argument, taken in re.findall(rf"\b(\w+)\s+= !?var\.{name}\.(\w+)", rest):
            assert argument not in held(body) or argument == taken, f"{argument} is {name}.{taken}"
    named = "".join(re.findall(r"^locals \{\n(.*?)^\}", text, re.MULTILINE | re.DOTALL))
    assert set(re.findall(r"^  (\w+)\s+= ", named, re.MULTILINE)) <= set(re.findall(r"\blocal\.(\w+)", text))
    assert set(re.findall(r'^data "(\w+" "\w+)"', text, re.MULTILINE)) <= {one.replace(".", '" "') for one in re.findall(r"\bdata\.(\w+\.\w+)", text)}


# What is said of one region, account, partition or portal; and where it is meant: CloudFront has its own region.
WORDS = re.compile(r"\b[a-z]{2}-[a-z]+-\d\b|\b\d{12}\b|\barn:aws:|(?<![/^])\bai-portal\b|\b8000\b|\baiportal\b")
MEANT = {"environments/production/versions.tf": {"us-east-1"}, "modules/storage/main.tf": {"us-east-1"}}


def test_nothing_is_said_of_one_portal_alone():
    """All plans but few are of one region, account and name: what is written out is right in those alone."""
    found = {}
    for path in sorted(path for pattern in ("bootstrap/*.tf", "environments/*/*.tf", "functions/*/*.py", "modules/*/*.tf", "templates/*/*") for path in harness.INFRA.glob(pattern)):
        lines = re.sub(r"#.*|.*(?:description|error_message)\s+=.*", "", path.read_text())
        if path.name != "variables.tf" and (words := set(WORDS.findall(lines))):
            found[str(path.relative_to(harness.INFRA))] = words
    assert found == MEANT


# Of what the same workload runs on: an image by its number or by where it is looked up, and tasks that wait for their turn to start.
OTHER_FORM = {"ami_id", "startup_seconds"}
# Of the other workload: Open WebUI runs in a container of its own image, and one version at a time.
OTHER_WORKLOAD = {"image_repository_arns", "metadata_hop_limit", "min_healthy_percentage", "startup_seconds"}
FORMS = ("{}", "{}_group", "{}_service")


def test_whatever_a_workload_runs_on_is_told_the_same():
    """No plan has two of them: what one is not told, or is told of the other workload, may look right where a plan has it."""
    calls = {name.removeprefix("module."): source.arguments(body) for folder, _, name, body in source.blocks() if (folder, name[:7]) == ("modules/portal", "module.")}
    pairs = [(form.format(one), other.format(one), OTHER_FORM, str) for one in ("webui", "gateway") for form, other in itertools.combinations(FORMS, 2)]
    pairs += [(form.format("webui"), form.format("gateway"), OTHER_WORKLOAD, other_workload) for form in FORMS[1:]]
    for one, other, kept, seen in pairs:
        taken = set.intersection(*(source.variables(harness.INFRA / "modules/portal" / calls[call]["source"].strip('"')) for call in (one, other)))
        unlike = {name for name in taken if " ".join(seen(calls[one].get(name, "")).split()) != " ".join(calls[other].get(name, "").split())}
        assert unlike <= kept, f"{one} and {other} are told otherwise: {unlike - kept}"


def test_what_is_said_of_one_workload_is_said_of_the_other():
    text = "".join(path.read_text() for path in sorted((harness.INFRA / "modules/portal").glob("*.tf")) if path.name != "variables.tf")
    said = re.findall(r"^( +)webui +()= (.*)\n\1gateway += (.*)$", text, re.MULTILINE) + re.findall(r"()\{( )webui = (.*?), gateway = (.*?) \}", text)
    assert len(said) > 8 and [(one, other) for *_, one, other in said if other_workload(one) != other] == []


def other_workload(text):
    return re.sub("webui|gateway", lambda found: {"webui": "gateway", "gateway": "webui"}[found[0]], text)


@pytest.mark.parametrize("root", ROOTS, ids=str)
def test_what_is_read_is_there(root):
    """Of a setting or a module, by its name: where something else is tried next, a misspelt one would be that."""
    text = text_of(root)
    for name, body in blocks(root, "variable").items():
        assert not held(body) or set(re.findall(rf"\bvar\.{name}\.(\w+)", text)) <= set(held(body)), name
    for name, body in re.findall(r'^module "(\w+)" \{\n(.*?)^\}', text, re.MULTILINE | re.DOTALL):
        outputs = blocks(harness.INFRA / root / source.arguments(body)["source"].strip('"'), "output")
        assert set(re.findall(rf"\bmodule\.{name}(?:\[[^]]*\])?\.(\w+)", text)) <= outputs.keys(), name


def held(variable):
    """What an object has, by the body of its variable."""
    whole = re.search(r"^  type += object\(\{\n(.*?)^  \}\)", variable, re.MULTILINE | re.DOTALL) or re.search(r"^  type += object\(\{(.*)\}\)$", variable, re.MULTILINE)
    return re.findall(r"^ {4}(\w+) += " if "\n" in whole[1] else r"(\w+) = ", whole[1], re.MULTILINE) if whole else []


# Outputs whose values do not end as they do: ids that AWS makes of names, and an id that is an ARN.
OTHERWISE = {"modules/cache output.node_ids", "modules/region-copy output.backup_arn"}
ALIKE = {"id": ("id", "identifier"), "username": ("username", "user_name")}


def test_outputs_are_what_their_names_say():
    for folder, kind, name, body in source.blocks():
        last = re.search(r"(arn|id|username|name|address|port)s?$", name)
        if kind == "output" and last and f"{folder} {name}" not in OTHERWISE:
            ends = re.findall(r"\w+", re.sub(r'"[^"]*"', "", source.arguments(body)["value"]))
            assert any(one.removesuffix("s").endswith(ALIKE.get(last[1], last[1].removesuffix("s"))) for one in ends), f"{folder} {name}: {ends}"


def test_rights_are_there_where_their_role_is():
    there = {(folder, name): source.arguments(body) for folder, kind, name, body in source.blocks() if kind == "resource" and folder.startswith("modules/")}
    for (folder, name), told in there.items():
        if name.startswith("aws_iam_role_policy") and (role := re.match(r"aws_iam_role\.\w+", told["role"])):
            for word in ("count", "for_each"):
                assert told.get(word) == there[folder, role.group()].get(word), f"{folder} {name}"


def test_all_that_is_made_has_the_callers_tags():
    for folder, kind, name, body in source.blocks():
        told = source.arguments(body)
        if folder.startswith("modules/") and kind == "resource" and not name.startswith("aws_s3_object."):
            assert "var.tags" in told.get("tags", "var.tags"), f"{folder} {name}"


@pytest.mark.parametrize("root", ROOTS, ids=str)
def test_passwords_are_in_no_plan(root):
    for name, body in blocks(root, "variable").items():
        assert ("  sensitive   = true\n" in body) == name.endswith("_password"), name


def test_objects_have_no_tags_of_everything():
    """S3 refuses an eleventh tag of an object."""
    for path in (harness.INFRA / "modules").glob("*/*.tf"):
        for body in re.findall(r'^resource "aws_s3_object" .*?^}', path.read_text(), re.MULTILINE | re.DOTALL):
            assert "override_provider" in body and "var.tags" not in body, path


# What AWS or Terraform guards where somebody says so; a directory has no such guard, and is kept all the same.
GUARDED = re.compile(r"^  (deletion_protection|deletion_window_in_days|force_destroy|skip_final_snapshot) +=", re.MULTILINE)


def test_deploy_takes_nothing_away_that_holds_data():
    guarded = {name.partition(".")[0] for _, kind, name, body in source.blocks() if kind == "resource" and GUARDED.search(body)}
    (told,) = re.findall(r"^readonly KEEPS='(.*)'$", (harness.INFRA / "deploy").read_text(), re.MULTILINE)
    assert set(json.loads(told)) == guarded | {"aws_directory_service_directory"}
