"""./deploy, run as an operator runs it, against a mock AWS; the portal's machines, which the mock does not start, are stood
in for on loopback (--via)."""

import json

import environments
import harness
import operating
import pytest
from shim import WITH_JQ

pytestmark = [pytest.mark.slow, WITH_JQ]


# ---- What is missing, and what would be made


@pytest.fixture(scope="session")
def operator(terraform):
    """The demo's settings, and nothing made."""
    workspace = harness.workspace("deploy")
    with harness.Moto("deploy") as moto, operating.Portal() as portal:
        demo = environments.demo(moto, workspace, environments.jar(workspace))
        yield operating.Operator(demo, workspace, portal)


@pytest.fixture
def settings(operator):
    """Lets a test change settings of the demo's."""
    path = operator.root / "test.auto.tfvars.json"
    good = path.read_text()
    yield lambda **changed: path.write_text(json.dumps(json.loads(good) | changed))
    path.write_text(good)
    operator.shim.tell()


ACCESS = "bedrock get-foundation-model-availability"
QUOTA = "service-quotas get-service-quota"


def test_plan_says_what_is_made_who_comes_in_and_what_it_costs(operator):
    operator.shim.tell({ACCESS: "AUTHORIZED\tAVAILABLE", QUOTA: "32.0"})
    done = operator.deploy("demo", "--plan")
    operator.shim.tell()
    assert done.returncode == 0, done.stdout
    for text in (
        "ok       terraform", "ok       zone eu-west-2a", "ok       the gateway's jar", "ok       first person: admin",
        "ok       model claude-haiku", "ok       quota of EC2", "to make, 0 to change, 0 to take away",
    ):
        assert text in done.stdout, done.stdout
    assert "aws_db_instance" in done.stdout and "from 203.0.113.0/24, 198.51.100.7/32" in done.stdout
    assert "claude-haiku: eu.anthropic.claude-haiku-4-5-20251001-v1:0" in done.stdout and "residency: geography" in done.stdout
    assert "total" in done.stdout and "unknown" not in done.stdout
    assert "The demo's address is plain HTTP, so whoever listens on the way reads passwords and chats" in done.stdout.split("== To look at yourself")[1]
    assert operator.made() == [] and not (operator.root / "deploy.plan").exists()


def test_what_is_missing_is_named_all_at_once(operator, settings):
    settings(gateway_jar="gone.jar", azs=["eu-west-2a", "eu-west-2z"], admin_email="ädmin@example.com", bedrock_models={
        "claude": {"model_id": "anthropic.claude-sonnet-4-6", "profile_id": "us.anthropic.claude-sonnet-4-6", "regions": ["us-east-1"]},
        "titan": {"model_id": "amazon.titan-embed-text-v2:0", "use": "embedding"},
    })
    operator.shim.tell({ACCESS: "NOT_AUTHORIZED\tAVAILABLE", QUOTA: "2.0"})
    done = operator.deploy("demo", "--plan")
    assert done.returncode == 1
    for text in (
        "gone.jar: build it with ./mvnw package", "zone eu-west-2z: eu-west-2 has", "model claude: eu-west-2 does not offer us.anthropic",
        "model titan: ask for access to amazon.titan-embed-text-v2:0 in Bedrock's console (NOT_AUTHORIZED AVAILABLE)",
        "a name for the first person: give one by --user",
        "quota of EC2: 2 vCPUs, 4 are needed: raise L-1216C47A",
    ):
        assert f"MISSING  {text}" in done.stdout, done.stdout
    assert "6 missing, see above; nothing was changed" in done.stdout


def test_what_aws_does_not_tell_is_left_to_look_at(operator):
    done = operator.deploy("demo", answers="")
    assert done.returncode == 1 and "nothing was changed" in done.stdout and operator.made() == []
    left = done.stdout.split("== To look at yourself")[1]
    assert "Running On-Demand Standard instances allows 4 vCPUs" in left and "model claude-haiku: Bedrock does not tell" in left


def test_settings_that_do_not_fit_stop_before_anything_is_made(operator, settings):
    settings(allowed_cidr_blocks=["0.0.0.0/0"])
    done = operator.deploy("demo", "--yes")
    assert done.returncode == 1 and "opens the portal to the whole internet" in done.stdout
    assert 'stopped at "What would be made". Nothing was changed.' in done.stdout and operator.made() == []


def test_settings_that_are_not_there_are_named(operator):
    path = operator.root / "test.auto.tfvars.json"
    kept = path.rename(operator.root / "kept")
    try:
        done = operator.deploy("demo", "--plan")
    finally:
        kept.rename(path)
    assert done.returncode == 1 and "copy terraform.tfvars.example there and fill it in" in done.stdout


def test_production_is_protected(operator):
    done = operator.deploy("production", "--destroy", "--yes")
    assert done.returncode == 1 and "production is protected" in done.stdout


# ---- The demo, from nothing to the first answer, and away again. Made by ./deploy: see environments.make


def test_a_step_that_fails_says_so_and_what_to_do(made_demo):
    stopped = made_demo.runs[0]
    assert stopped.returncode != 0
    assert "AccessDeniedException) when calling the ResetUserPassword" in stopped.stdout
    assert 'stopped at "Passwords that no state holds". What was made stays.' in stopped.stdout
    assert "run the same command again: it does what is still to be done" in stopped.stdout


def test_the_next_run_goes_on_and_ends_with_an_answer(made_demo):
    resumed = made_demo.runs[1]
    assert resumed.returncode == 0, resumed.stdout
    for text in (
        "set a new password of the directory account Admin", "make the account admin (admin, admin@example.com)", "first password of admin, shown once",
        f"{made_demo.outputs['portal_url']} answers", "admin@example.com can sign in", "it lists claude-haiku:latest, claude-sonnet:latest",
        "claude-haiku:latest answers", "== The portal is open", "that is plain HTTP", "AWS-StartPortForwardingSession", "US dollars a month, without tokens and traffic",
    ):
        assert text in resumed.stdout, resumed.stdout
    assert "  0 to make, " in resumed.stdout and ", 0 to take away" in resumed.stdout


def test_the_portal_was_used_by_its_own_address_with_the_password_of_the_secret(made_demo):
    host = made_demo.outputs["portal_url"].removeprefix("http://")
    assert {asked for asked, _, _ in made_demo.operator.portal.asked} == {host}
    secret = made_demo.moto.client("secretsmanager").get_secret_value(SecretId=made_demo.outputs["admin_password_secret_arn"])["SecretString"]
    signed_in = [body for _, path, body in made_demo.operator.portal.asked if path == "/api/v1/auths/signin"]
    assert signed_in and all(body == {"email": "admin@example.com", "password": secret} for body in signed_in)
    assert not any(secret in run.stdout for run in made_demo.runs)


def test_each_password_was_set_once_and_is_the_one_that_is_stored(made_demo):
    resets = [call for name, call in made_demo.operator.shim.calls() if name == "ResetUserPassword"]
    assert sorted(call["UserName"] for call in resets) == ["Admin", "admin", "svc-openwebui"]
    passwords = {call["UserName"]: call["NewPassword"] for call in resets}
    for account, secret in (("Admin", "admin_secret_arn"), ("svc-openwebui", "bind_secret_arn")):
        stored = made_demo.moto.client("secretsmanager").get_secret_value(SecretId=made_demo.outputs["directory"][secret])
        assert json.loads(stored["SecretString"])["password"] == passwords[account]


def test_what_holds_data_is_not_taken_away_by_a_setting(made_demo):
    path = made_demo.directory / "test.auto.tfvars.json"
    good = path.read_text()
    path.write_text(json.dumps(json.loads(good) | {"directory": {"domain_name": "other.example.com"}}))
    done = made_demo.operator.bring_up()
    path.write_text(good)
    assert done.returncode == 1 and "REPLACED: module.portal.module.directory[0].aws_directory_service_directory.this" in done.stdout, done.stdout
    assert "the plan takes away what holds data (module.portal.module.directory[0].aws_directory_service_directory.this), and nothing was changed" in done.stdout


def test_the_demo_is_taken_away_and_a_second_time_there_is_nothing(made_demo, made_taken_away):
    (refused, kept), (done, left), (again, _) = made_taken_away
    assert refused.returncode == 1 and "nothing was changed" in refused.stdout and kept
    assert done.returncode == 0, done.stdout
    assert left == []
    ec2 = made_demo.moto.client("ec2")
    assert [v for v in ec2.describe_vpcs()["Vpcs"] if not v["IsDefault"]] == [] and ec2.describe_addresses()["Addresses"] == []
    assert made_demo.moto.client("secretsmanager").list_secrets()["SecretList"] == []
    assert again.returncode == 0 and "0 destroyed" in again.stdout


# ---- Production's state


@pytest.mark.meanwhile
def test_productions_state_gets_a_bucket_once(terraform):
    """By the real backend: the bucket is made, the state put there, and found again by somebody who made nothing."""
    workspace = harness.workspace("deploy-production")
    with harness.Moto("deploy-production") as moto, operating.Portal() as portal:
        production = environments.production(moto, workspace, environments.jar(workspace), backend="s3")
        operator = operating.Operator(production, workspace, portal)
        backend, local = operator.root / "backend.hcl", workspace / "bootstrap/terraform.tfstate"

        tasks = operator.root / "tasks.auto.tfvars.json"
        tasks.write_text('{"compute": "fargate"}')
        operator.shim.tell({QUOTA: "2.0"})
        few = operator.deploy("production", "--plan")
        assert "MISSING  quota of Fargate: 2 vCPUs, 32 are needed: raise L-3032A538" in few.stdout, few.stdout
        operator.shim.tell()
        tasks.unlink()

        before = operator.deploy("production", "--plan")
        assert before.returncode == 0 and "there is no bucket for the state yet" in before.stdout, before.stdout
        assert "ok       zone of portal.example.com" in before.stdout and "to make, 0 to change" in before.stdout
        assert moto.client("s3").list_buckets()["Buckets"] == [] and [p.name for p in (workspace / "environments").iterdir() if p.name.startswith(".")] == []

        made = operator.deploy("production", answers="yes\nno\n")
        assert made.returncode == 1 and "nothing was changed" in made.stdout, made.stdout
        assert moto.client("s3").head_bucket(Bucket="ai-portal-state-123456789012-eu-west-2")
        written = backend.read_text()

        backend.unlink()
        local.unlink()
        found = operator.deploy("production", answers="no\n")
        assert found.returncode == 1 and "the state is in ai-portal-state-123456789012-eu-west-2" in found.stdout, found.stdout
        assert dict(line.split(" = ") for line in backend.read_text().splitlines()) == {
            key.strip(): value.strip() for key, value in (line.split("=") for line in written.splitlines())
        }
