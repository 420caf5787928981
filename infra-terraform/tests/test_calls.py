"""What ./deploy and the scripts that replace things call, in which order and with what: beside programs that answer by a table."""

import hashlib
import json
import os
import pathlib
import pty
import re
import shutil
import subprocess

import harness
import pytest
from shim import WITH_JQ, Shim

pytestmark = WITH_JQ

# Whoever works at one portal may work elsewhere, too.
OPERATOR = {"AWS_DEFAULT_REGION": "us-east-1"}

# ---- ./deploy

SETTINGS = {
    "name": "ai-portal", "region": "eu-west-2", "azs": ["eu-west-2a"], "gateway_jar": "gateway.jar", "allowed_cidr_blocks": ["203.0.113.0/24"],
    "admin_email": "admin@example.com", "bedrock_models": {"titan": {"model_id": "amazon.titan-embed-text-v2:0"}}, "residency": "geography", "directory": {"enabled": True},
    "domain": "portal.example.com", "zone_id": "ZPORTAL", "compute": "machines",
}  # fmt: skip
OUTPUTS = {
    "portal_url": {"value": "https://portal.example.com"}, "admin_password_secret_arn": {"value": "arn:admin"},
    "directory": {"value": {"id": "d-1234567890"}}, "mirror": {"value": {"region": "eu-west-2"}},
}  # fmt: skip
ANSWERS = {
    "sts get-caller-identity": "123456789012\tarn:aws:iam::123456789012:user/me",
    "ec2 describe-availability-zones": "eu-west-2a\teu-west-2b",
    "bedrock list-inference-profiles": "[]",
    "bedrock get-foundation-model-availability": "AUTHORIZED\tAVAILABLE",
    "service-quotas get-service-quota": "32.0",
    "route53 get-hosted-zone": "example.com.",
}
PROGRAM = """#!/bin/bash
cd {folder}
case $(basename "$0") in
  terraform) shift && case $1 in console) cat settings && exit ;; show) cat plan.json ;; output) cat outputs.json ;; esac ;;
  add-directory-user | mirror-images | set-credentials | try-portal) cmp - outputs.json || exit ;;
esac
echo "$(basename "$0") $*" >>calls
"""
PLANNED = ["build ", "terraform init -input=false", "terraform plan -input=false -out=deploy.plan", "terraform show -json deploy.plan", "estimate "]
APPLIED = ["terraform apply -input=false deploy.plan"]
USED = [
    "terraform output -json", "mirror-images ", "set-credentials --missing",
    "add-directory-user --account admin --mail admin@example.com --name admin --first-password", "try-portal ", "estimate ",
]  # fmt: skip


@pytest.fixture
def deploy(tmp_path):
    """Runs ./deploy where a plan changes what is said: (kind, actions). Gives back what was called, and whether it went well."""
    shim, scratch = Shim(tmp_path / "bin"), tmp_path / "scratch"
    scratch.mkdir()
    shutil.copy(harness.INFRA / "deploy", tmp_path)
    for environment in ("demo", "production"):
        root = tmp_path / "environments" / environment
        root.mkdir(parents=True)
        shutil.copy(harness.INFRA / "environments" / environment / "variables.tf", root)
        for name in ("terraform.tfvars", "gateway.jar"):
            (root / name).touch()
    for program in ("bin/terraform", "functions/build", "cost/estimate", *(f"scripts/{name}" for name in ("add-directory-user", "mirror-images", "set-credentials", "try-portal"))):
        path = tmp_path / program
        path.parent.mkdir(exist_ok=True)
        path.write_text(PROGRAM.format(folder=tmp_path))
        path.chmod(0o755)

    def run(*arguments, changes=(), answers="", outputs=OUTPUTS, environment="demo", settings={}, aws={}, path=shim.path):
        shim.tell(ANSWERS | aws)
        (tmp_path / "settings").write_text(json.dumps(json.dumps(SETTINGS | settings)) + "\n")
        (tmp_path / "outputs.json").write_text(json.dumps(outputs))
        found = [{"mode": "managed", "address": f"{kind}.this", "type": kind, "change": {"actions": actions, "before": {}, "after": {}}} for kind, actions in changes]
        (tmp_path / "plan.json").write_text(json.dumps({"resource_changes": found}))
        (tmp_path / "calls").write_text("")
        command = [tmp_path / "deploy", environment, *arguments]
        done = subprocess.run(command, env=os.environ | OPERATOR | {"PATH": path, "TMPDIR": scratch}, input=answers, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120)
        run.said = done.stdout
        assert shim.regions() <= {"eu-west-2"}, "the operator's own region was asked, not the portal's"
        assert os.listdir(scratch) == [], "what nobody else may read is left behind"
        return (tmp_path / "calls").read_text().splitlines(), done.returncode == 0

    return run


NEW = [("aws_vpc", ["create"])]


def test_what_was_shown_is_what_is_applied(deploy):
    assert deploy("--plan", changes=NEW) == (PLANNED, True)
    assert deploy(changes=NEW, answers="no\n") == (PLANNED, False)
    assert deploy(changes=NEW, answers="yes\n") == deploy("--yes", changes=NEW) == (PLANNED + APPLIED + USED, True)
    assert "https://portal.example.com, as admin@example.com" in deploy.said and "--secret-id arn:admin --query SecretString" in deploy.said
    assert deploy(changes=[("aws_vpc", ["no-op"])]) == (PLANNED + USED, True), "what is left to do is done without a question"


def test_what_a_portal_lacks_is_left_out(deploy):
    """Neither a directory nor a registry of its own: nobody waits for either."""
    without = {name: OUTPUTS[name] for name in ("portal_url", "admin_password_secret_arn")}
    assert deploy("--yes", changes=NEW, outputs=without) == (PLANNED + APPLIED + ["terraform output -json", "try-portal ", "estimate "], True)


WAITING = {
    "directory": {"value": {"id": "d-1234567890"}}, "cache": {"value": {"user_id": "portal"}},
    "directory_bind_secret_arn": {"value": "arn:bind"}, "oidc_client_secret_arn": {"value": "arn:client"},
}  # fmt: skip


@pytest.mark.parametrize("name", WAITING)
def test_whatever_waits_for_a_password_gets_it(deploy, name):
    """Each alone: a portal without a directory has sessions, too."""
    outputs = {one: OUTPUTS[one] for one in ("portal_url", "admin_password_secret_arn")} | {name: WAITING[name]}
    calls, well = deploy("--yes", outputs=outputs)
    assert well and "set-credentials --missing" in calls


def test_options_reach_what_they_are_for(deploy):
    calls, well = deploy("--yes", "--user", "alice", "--via", "127.0.0.1:8080", "--wait", "5", changes=NEW)
    used = [call.replace("--account admin", "--account alice").replace("--name admin", "--name alice").replace("try-portal ", "try-portal --via 127.0.0.1:8080 --wait 5") for call in USED]
    assert well and calls == PLANNED + APPLIED + used


ACCESS, QUOTA, ZONES = "bedrock get-foundation-model-availability", "service-quotas get-service-quota", "ec2 describe-availability-zones"
DOMAIN, HOSTED = {"environment": "production", "settings": {"domain": "portal.example.com", "zone_id": "Z1"}}, "route53 get-hosted-zone --id Z1"
ELSEWHERE = {"titan": {"model_id": "amazon.titan-embed-text-v2:0", "profile_id": "us.amazon.titan-embed-text-v2:0"}}


@pytest.mark.parametrize(
    ("wrong", "missing"),
    [
        ({"aws": {"sts get-caller-identity": None}}, "credentials: sign in"),
        ({"aws": {ZONES: None}}, "region eu-west-2: the account may not use it"),
        ({"aws": {ZONES: "eu-west-2b"}}, "zone eu-west-2a: eu-west-2 has eu-west-2b"),
        ({"aws": {ACCESS: "NOT_AUTHORIZED\tAVAILABLE"}}, "model titan: ask for access to amazon.titan-embed-text-v2:0"),
        ({"aws": {QUOTA: "2.0"}}, "quota of EC2: 2 vCPUs, 4 are needed: raise L-1216C47A"),
        ({"settings": {"bedrock_models": ELSEWHERE, "residency": "any"}}, "model titan: eu-west-2 does not offer us.amazon.titan-embed-text-v2:0"),
        ({"settings": {"gateway_jar": "gone.jar"}}, "gone.jar: build it"),
        ({"settings": {"admin_email": "\u00e4dmin@example.com"}}, "a name for the first person"),
        (DOMAIN | {"aws": {HOSTED: "ample.com."}}, "zone Z1: it is not a public zone that holds portal.example.com"),
        (DOMAIN | {"aws": {HOSTED: "www.portal.example.com."}}, "zone Z1: it is not a public zone that holds portal.example.com"),
        (DOMAIN | {"aws": {HOSTED: None}}, "zone Z1: it is not a public zone that holds portal.example.com"),
        ({"environment": "production", "aws": {QUOTA: "31.0"}}, "quota of EC2: 31 vCPUs, 32 are needed: raise L-1216C47A"),
        (
            {"environment": "production", "settings": {"compute": "fargate"}, "aws": {f"{QUOTA} --service-code fargate --quota-code L-3032A538": "6.0"}},
            "quota of Fargate: 6 vCPUs, 32 are needed: raise L-3032A538",
        ),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)
def test_what_is_missing_stops_before_a_plan(deploy, wrong, missing):
    assert deploy("--plan", changes=NEW, **wrong) == ([], False)
    assert f"MISSING  {missing}" in deploy.said and "1 missing, see above; nothing was changed" in deploy.said


@pytest.mark.parametrize("zone", ["example.com.", "portal.example.com."])
def test_a_zone_that_holds_the_domain_is_well(deploy, zone):
    deploy("--plan", changes=NEW, **DOMAIN, aws={HOSTED: zone})
    assert "ok       zone of portal.example.com" in deploy.said and "MISSING" not in deploy.said


def test_a_program_that_is_missing_is_named(deploy, tmp_path):
    """On a machine that has all but curl."""
    programs = tmp_path / "all"
    programs.mkdir()
    for folder in (tmp_path / "bin", "/usr/bin", "/bin"):
        for path in pathlib.Path(folder).iterdir():
            if path.name != "curl" and not (programs / path.name).is_symlink():
                (programs / path.name).symlink_to(path)
    assert deploy("--plan", path=str(programs)) == ([], False) and "MISSING  curl: install it" in deploy.said and "1 missing" in deploy.said


@pytest.mark.parametrize(("asked", "unsure"), [(ACCESS, "model titan: Bedrock does not tell"), (QUOTA, "quota of EC2: see that Running On-Demand")])
def test_what_aws_does_not_tell_is_said_at_the_end(deploy, asked, unsure):
    assert deploy("--plan", changes=NEW, aws={asked: None}) == (PLANNED, True)
    assert unsure in deploy.said.split("== To look at yourself")[1]


@pytest.mark.parametrize("actions", [["delete"], ["delete", "create"], ["create", "delete"]], ids=str)
def test_what_holds_data_is_kept_whatever_is_answered(deploy, actions):
    assert deploy("--yes", changes=[*NEW, ("aws_s3_bucket", actions)]) == (PLANNED, False)


def test_each_kind_that_holds_data_is_kept(deploy):
    kinds = ["aws_cognito_user_pool", "aws_db_instance", "aws_directory_service_directory", "aws_kms_key", "aws_s3_bucket"]
    assert deploy("--yes", changes=[(kind, ["delete"]) for kind in kinds]) == (PLANNED, False)
    assert f"what holds data ({', '.join(f'{kind}.this' for kind in kinds)})" in deploy.said


def test_a_demo_is_taken_away_by_consent_alone(deploy):
    assert deploy("--destroy", answers="\n") == ([], False)
    assert deploy("--destroy", answers="yes\n") == (["build ", "terraform init -input=false", "terraform destroy -auto-approve -input=false"], True)


@pytest.mark.parametrize("access", ["NOT_AUTHORIZED\tAVAILABLE", "AUTHORIZED\tNOT_AVAILABLE"])
def test_models_that_the_account_may_not_use_are_asked_for_first(deploy, access):
    assert deploy("--yes", changes=NEW, aws={"bedrock get-foundation-model-availability": access}) == ([], False)


def test_the_state_that_a_colleague_made_is_found(deploy, tmp_path):
    """As bootstrap/ tells it: under another key there is nothing yet, and all would be made a second time."""
    there = {"s3api head-bucket --bucket ai-portal-state-123456789012-eu-west-2": "", "kms describe-key --key-id alias/ai-portal-state": "arn:key"}
    _, well = deploy("--plan", changes=NEW, environment="production", aws=there)
    written = dict(re.findall(r"^(\w+) += (.+)$", (tmp_path / "environments/production/backend.hcl").read_text(), re.MULTILINE))
    told = dict(re.findall(r"^    (\w+) += (.+)$", (harness.INFRA / "bootstrap/outputs.tf").read_text(), re.MULTILINE))
    known = {"bucket": '"ai-portal-state-123456789012-eu-west-2"', "region": '"eu-west-2"', "kms_key_id": '"arn:key"'}
    assert well and written == {name: known.get(name, value) for name, value in told.items()}


STATE = {"s3api head-bucket --bucket ai-portal-state-123456789012-eu-west-2": None}
BUCKET = ["terraform init -input=false", "terraform apply -auto-approve -input=false -var name=ai-portal -var region=eu-west-2", "terraform output -raw backend"]


def test_the_state_gets_a_bucket_by_consent_alone(deploy, tmp_path):
    """A plan before there is one is made of a copy, of which nothing is left."""
    told, (build, init, *plan) = tmp_path / "environments/production/backend.hcl", PLANNED
    assert deploy("--plan", changes=NEW, environment="production", aws=STATE) == (PLANNED, True) and not told.exists()
    assert sorted(path.name for path in (tmp_path / "environments").iterdir()) == ["demo", "production"]
    assert deploy(changes=NEW, environment="production", aws=STATE, answers="no\n") == ([build], False) and not told.exists()
    calls, well = deploy("--yes", changes=NEW, environment="production", aws=STATE)
    assert well and calls == [build, *BUCKET, f"{init} -backend-config={told}", *plan, *APPLIED, *USED] and told.read_text() == (tmp_path / "outputs.json").read_text()


# ---- Scripts


@pytest.fixture
def script(tmp_path):
    """Runs a script beside an AWS that answers by a table, with --dry-run where it reads no outputs; gives back what it says, or
    why it refuses."""
    shim, scratch = Shim(tmp_path), tmp_path / "scratch"
    scratch.mkdir()

    def run(name, *arguments, refuses=False, outputs=None, known=(), refused=(), **answers):
        shim.tell(known=known, refused=refused, answers={command.replace("_", " ", 1).replace("_", "-"): answer if isinstance(answer, str) else json.dumps(answer) for command, answer in answers.items()})
        command = [harness.INFRA / "scripts" / name, *arguments, *(["--dry-run"] if outputs is None else [])]
        done = subprocess.run(command, env=os.environ | OPERATOR | {"PATH": shim.path, "TMPDIR": scratch}, input=json.dumps(outputs or {}), capture_output=True, text=True, timeout=60)
        assert done.returncode == refuses, done.stderr
        assert not outputs or shim.regions() <= {"eu-west-2"}, "the operator's own region was asked, not the portal's"
        assert os.listdir(scratch) == [], "what nobody else may read is left behind"
        return (done.stderr if refuses else done.stdout).splitlines()

    run.asked = shim.asked
    return run


INSTANCE = {
    "DBInstanceStatus": "available", "DBInstanceClass": "db.m6g.large", "DBSubnetGroup": {"DBSubnetGroupName": "subnets"}, "MultiAZ": True, "BackupRetentionPeriod": 14,
    "DBParameterGroups": [{"DBParameterGroupName": "parameters"}], "VpcSecurityGroups": [{"VpcSecurityGroupId": "sg-1"}, {"VpcSecurityGroupId": "sg-2"}],
}  # fmt: skip


@pytest.mark.parametrize(("zones", "owner"), [(True, "its function"), (False, "RDS")])
def test_a_database_is_restored_as_it_was(script, zones, owner):
    found = INSTANCE | {"MultiAZ": zones}
    if owner == "RDS":
        found["MasterUserSecret"] = {"SecretArn": "arn:secret"}
    restored, kept, _ = script("restore-database", "--name", "ai-portal", rds_describe_db_instances=found)
    assert restored.split(" --use-latest-restorable-time ")[1] == (
        "--db-instance-class db.m6g.large --db-subnet-group-name subnets --db-parameter-group-name parameters --storage-type gp3 --no-publicly-accessible --deletion-protection"
        " --copy-tags-to-snapshot --enable-iam-database-authentication --enable-cloudwatch-logs-exports postgresql upgrade --vpc-security-group-ids sg-1 sg-2"
        f" --{'' if zones else 'no-'}multi-az"
    )
    assert kept.endswith(" --backup-retention-period 14" + (" --manage-master-user-password" if owner == "RDS" else ""))


@pytest.mark.parametrize(
    ("told", "asked"),
    [
        ([], "to-point-in-time --source-db-instance-identifier ai-portal-database --target-db-instance-identifier N --use-latest-restorable-time"),
        (["--to-time", "2026-11-23T10:00:00Z"], "to-point-in-time --source-db-instance-identifier ai-portal-database --target-db-instance-identifier N --restore-time 2026-11-23T10:00:00Z"),
        (["--snapshot", "before-upgrade"], "from-db-snapshot --db-snapshot-identifier before-upgrade --db-instance-identifier N"),
    ],
    ids=["newest", "moment", "snapshot"],
)
def test_a_database_is_restored_from_what_is_named(script, told, asked):
    restored, *_ = script("restore-database", "--name", "ai-portal", *told, rds_describe_db_instances=INSTANCE)
    assert re.sub(r"ai-portal-database-restored-\d{14}", "N", restored).startswith(f"would run: aws rds restore-db-instance-{asked} --db-instance-class ")


STATUS = "rds describe-db-instances --db-instance-identifier"


@pytest.mark.parametrize("status", ["available", "failed", "stopped"])
def test_a_restored_database_takes_the_place_of_one_in_any_state(script, status):
    there = {f"{STATUS} ai-portal-database": {"DBInstanceStatus": status}, f"{STATUS} restored": {"DBInstanceStatus": "available"}}
    aside, into, *_ = script("restore-database", "--name", "ai-portal", "--swap", "restored", **there)
    assert re.search(r"--db-instance-identifier ai-portal-database --new-db-instance-identifier ai-portal-database-broken-\d+ ", aside)
    assert "--db-instance-identifier restored --new-db-instance-identifier ai-portal-database " in into


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        ([], ["ai-portal-database", *["ai-portal-database-restored-N"] * 4]),
        (["--swap", "restored"], ["restored", "ai-portal-database", *["ai-portal-database-broken-N"] * 2, *["ai-portal-database"] * 2]),
    ],
    ids=["restore", "swap"],
)
def test_each_step_waits_for_the_instance_of_the_step_before(script, asked, named):
    """RDS does one thing at a time to an instance, and gives no name that another one still has."""
    said = script(
        "restore-database", "--name", "ai-portal", *asked, outputs={},
        rds_describe_db_instances=INSTANCE, rds_modify_db_instance="", rds_restore_db_instance_to_point_in_time="",
    )  # fmt: skip
    found = [re.findall(r"--(?:new-|target-)?db-instance-identifier (\S+)", line)[-1] for line in script.asked()]
    assert [re.sub(r"\d{14}", "N", one) for one in found] == named
    place = "'module.portal.module.database.aws_db_instance.this'"
    commands = [f"  terraform state rm {place}", f"  terraform import {place} ai-portal-database", "  terraform apply"]
    assert [line for line in said if line.startswith("  terraform")] == (commands if asked else [])


def test_a_database_that_is_not_ready_takes_no_place(script):
    there = {f"{STATUS} ai-portal-database": {"DBInstanceStatus": "available"}, f"{STATUS} restored": {"DBInstanceStatus": "creating"}}
    assert "no available instance restored" in script("restore-database", "--name", "ai-portal", "--swap", "restored", refuses=True, **there)[0]


MACHINE = {
    "InstanceId": "i-1", "LaunchTime": "2026-11-01", "InstanceType": "t3.large", "EbsOptimized": True, "SubnetId": "subnet-1", "PrivateIpAddress": "10.0.0.5",
    "SecurityGroups": [{"GroupId": "sg-1"}], "Monitoring": {"State": "enabled"}, "MetadataOptions": {"HttpPutResponseHopLimit": 2, "HttpTokens": "required"},
    "Tags": [{"Key": "Name", "Value": "ai-portal-webui"}, {"Key": "aws:of-aws", "Value": "1"}], "IamInstanceProfile": {"Arn": "arn:profile"}, "KeyName": "key",
}  # fmt: skip


def test_a_machine_is_relaunched_as_it_was(script):
    images = [{"ImageId": f"ami-{day}", "CreationDate": f"2026-11-{day}"} for day in ("08", "22", "15")]
    *calls, request = script(
        "relaunch-machine", "--name", "ai-portal", "--workload", "webui",
        ec2_describe_instances={"Reservations": [{"Instances": [MACHINE | {"InstanceId": "i-0", "LaunchTime": "2026-10-01"}, MACHINE]}]},
        ec2_describe_images={"Images": images}, ec2_describe_instance_attribute="I2Nsb3VkLWNvbmZpZw==", ec2_describe_addresses="eipalloc-1",
    )  # fmt: skip
    assert json.loads(request.removeprefix("would launch: ")) == {
        "ImageId": "ami-22", "MinCount": 1, "MaxCount": 1, "InstanceType": "t3.large", "EbsOptimized": True, "SubnetId": "subnet-1", "SecurityGroupIds": ["sg-1"],
        "Monitoring": {"Enabled": True}, "MetadataOptions": {"HttpTokens": "required", "HttpEndpoint": "enabled", "HttpPutResponseHopLimit": 2},
        "TagSpecifications": [{"ResourceType": "instance", "Tags": MACHINE["Tags"][:1]}], "IamInstanceProfile": {"Arn": "arn:profile"}, "KeyName": "key",
    }  # fmt: skip
    assert [call.removeprefix("would run: aws ec2 ") for call in calls] == [
        "stop-instances --instance-ids i-1", "create-tags --resources i-1 --tags Key=Name,Value=ai-portal-webui-replaced", "delete-tags --resources i-1 --tags Key=Backup",
    ]  # fmt: skip
    assert [line.removeprefix("ec2 ") for line in script.asked()] == [
        "describe-instances --output json --filters Name=tag:Name,Values=ai-portal-webui Name=instance-state-name,Values=pending,running,stopping,stopped",
        "describe-images --owners self --output json --filters Name=tag:Name,Values=ai-portal-webui Name=state,Values=available",
        "describe-instance-attribute --instance-id i-1 --attribute userData --query UserData.Value --output text",
        "describe-addresses --filters Name=instance-id,Values=i-1 --query Addresses[0].AllocationId --output text",
    ]


@pytest.mark.parametrize(
    ("workload", "address", "steps"),
    [
        ("webui", "eipalloc-1", ["stop-instances", "wait instance-stopped", "create-tags", "delete-tags", "run-instances", "wait instance-running", "associate-address"]),
        ("gateway", "None", ["stop-instances", "wait instance-stopped", "modify-instance-attribute", "terminate-instances", "wait instance-terminated", "run-instances", "wait instance-running"]),
    ],
)
def test_a_machine_gives_up_what_the_new_one_takes_over_first(script, workload, address, steps):
    said = script(
        "relaunch-machine", "--name", "ai-portal", "--workload", workload, *(["--keep-address"] if workload == "gateway" else []), outputs={},
        ec2_describe_instances={"Reservations": [{"Instances": [MACHINE]}]}, ec2_describe_images={"Images": [{"ImageId": "ami-1", "CreationDate": "2026-11-01"}]},
        ec2_describe_instance_attribute="I2Nsb3VkLWNvbmZpZw==", ec2_describe_addresses=address, ec2_run_instances="i-2",
        **{f"ec2_{step.split()[0].replace('-', '_')}": "" for step in steps if step != "run-instances"},
    )  # fmt: skip
    _, _, _, _, *done = [line.removeprefix("ec2 ") for line in script.asked()]
    assert [step for step, line in zip(steps, done, strict=True) if not line.startswith(f"{step} ")] == []
    assert all(("i-2" if step in ("wait instance-running", "associate-address") else "i-1") in line for step, line in zip(steps, done, strict=True) if step != "run-instances"), done
    assert ("PrivateIpAddress" in " ".join(done)) == (workload == "gateway") and " --user-data #cloud-config " in " ".join(done)
    assert workload == "gateway" or done[-1] == "associate-address --allow-reassociation --allocation-id eipalloc-1 --instance-id i-2"
    place = f"'module.portal.module.{workload}[0].aws_instance.this'"
    assert said[-3:] == [f"  terraform state rm {place}", f"  terraform import {place} i-2", "  terraform apply"] and "i-2 replaces i-1, from ami-1." in said


def test_a_machine_goes_where_it_is_told_with_the_image_that_is_named(script):
    found = {"ec2_describe_instances": {"Reservations": [{"Instances": [MACHINE]}]}, "ec2_describe_addresses": "None", "ec2_run_instances": "i-2"}
    calls = {f"ec2_{name}": "" for name in ("stop_instances", "wait", "create_tags", "delete_tags")}
    told = ("--workload", "webui", "--image", "ami-9", "--subnet", "subnet-9")
    script("relaunch-machine", "--name", "ai-portal", *told, outputs={}, ec2_describe_instance_attribute="None", **found, **calls)
    (launched,) = [line for line in script.asked() if line.startswith("ec2 run-instances ")]
    assert '"ImageId": "ami-9"' in launched and '"SubnetId": "subnet-9"' in launched and "--user-data" not in launched, "of a machine that has none"


NO_MACHINE = {"ec2_describe_instances": {"Reservations": []}}
NO_IMAGE = {"ec2_describe_instances": {"Reservations": [{"Instances": [MACHINE]}]}, "ec2_describe_images": {"Images": []}}


@pytest.mark.parametrize(
    ("told", "found", "why"),
    [
        (["--name", "ai-portal", "--workload", "webui"], NO_IMAGE, "there is no image of ai-portal-webui"),
        (["--name", "ai-portal", "--workload", "webui"], NO_MACHINE, "there is no machine named ai-portal-webui"),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)
def test_a_machine_that_cannot_be_replaced_is_not_touched(script, told, found, why):
    assert why in script("relaunch-machine", *told, refuses=True, **found)[0]
    assert not [line for line in script.asked() if not line.startswith("ec2 describe-")]


WHO, PERSON = ["--name", "ai-portal"], {"--account": "alice", "--mail": "alice@example.com", "--name": "Alice"}
JSON = "standard input is not the JSON"


def person(**wrong):
    return [word for pair in (PERSON | {f"--{name}": value for name, value in wrong.items()}).items() for word in pair]


# What is refused before anything is asked: options, and what stands on standard input; and why.
REFUSED = {
    "deploy": [(["demo", "--now"], "", "unknown argument --now"), (["demo", "--user"], "", "the last option needs a value"), (["--plan"], "", "say which environment")],
    "scripts/add-directory-user": [
        (person(account="Alice"), "", "--account must be"), (person(account="a" * 21), "", "--account must be"), (person(mail="alice"), "", "--mail must be"),
        (person(name=""), "", "--name says who it is"), (person(now=""), "", "unknown option --now"), (person(), "no JSON", JSON), (person(), "{}", "the outputs name no directory"),
    ],
    "scripts/mirror-images": [(["--now"], "", "unknown option --now"), ([], "no JSON", JSON), ([], "{}", "the outputs name no registry")],
    "scripts/relaunch-machine": [
        (["--now"], "", "unknown option --now"), (["--name"], "", "--name needs a value"), (["--workload", "webui"], "", "--name is missing"),
        ([*WHO, "--workload", "database"], "", "--workload must be"), ([*WHO, "--workload", "gateway", "--keep-address", "--subnet", "subnet-9"], "", "--keep-address and --subnet"),
    ],
    "scripts/restore-database": [
        (["--now"], "", "unknown option --now"), (["--name"], "", "--name needs a value"), ([], "", "--name is missing"), ([*WHO, "--to-time", "yesterday"], "", "--to-time must be"),
        ([*WHO, "--to-time", "2026-11-23T10:00:00Z", "--snapshot", "before-upgrade"], "", "--to-time and --snapshot"),
    ],
    "scripts/set-credentials": [(["--now"], "", "unknown option --now"), ([], "no JSON", JSON), ([], "{}", "the outputs name neither")],
    "scripts/try-portal": [
        (["--now"], "", "unknown option --now"), (["--wait", "long"], "", "--wait needs"), (["--via", "127.0.0.1"], "", "--via needs"), ([], "no JSON", JSON),
        ([], "{}", "the outputs name no portal"),
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_clear_is_refused_before_anything_is_asked(tmp_path, name):
    """Each refusal of a program's options, and of what is piped into it, is met by one that is refused."""
    shim, said = Shim(tmp_path), []
    for told, outputs, why in REFUSED[name]:
        done = subprocess.run([harness.INFRA / name, *told], env=os.environ | {"PATH": shim.path}, input=outputs, capture_output=True, text=True, timeout=60)
        assert done.returncode == 1 and done.stderr.startswith(f"{name.rpartition('/')[2]}: {why}"), f"{told}: {done.stderr}"
        said.append(done.stderr.strip())
    assert shim.asked() == []
    text = (harness.INFRA / name).read_text()
    functions = ("read_options", "main") if "standard input is not the JSON" in text else ("read_options",)
    bodies = "".join(body for function in functions for body in re.findall(rf"^{function}\(\) \{{\n(.*?)^\}}", text, re.MULTILINE | re.DOTALL))
    for refusal in set(re.findall(r'fail "([^"]+)"', bodies)):
        words = re.sub(r"\\\$\w+", ".*", re.escape(refusal))
        assert refusal.startswith("pipe the outputs") or any(re.search(words, one) for one in said), f"nothing is refused by: {refusal}"


PIPED = sorted(path for path in (harness.INFRA / "scripts").iterdir() if "standard input is not the JSON" in path.read_text())


@pytest.mark.parametrize("path", PIPED, ids=lambda path: path.name)
def test_who_forgets_the_outputs_is_told_so(path):
    """At a terminal, where the script would wait for somebody to type them."""
    parent, child = pty.openpty()
    arguments = ("--account", "a", "--mail", "a@example.com", "--name", "A") if path.name == "add-directory-user" else ()
    with os.fdopen(parent), os.fdopen(child) as terminal:
        done = subprocess.run([path, *arguments], stdin=terminal, capture_output=True, text=True, timeout=30)
    assert done.returncode == 1 and "pipe the outputs in: terraform -chdir=environments/" in done.stderr, done.stderr


REGISTRY = "123456789012.dkr.ecr.eu-west-2.amazonaws.com"
COPIES = {
    "skopeo": "skopeo copy --all --preserve-digests --dest-authfile {folder}/auth.json docker://ghcr.io/open-webui@sha256:1 docker://" + REGISTRY + "/ai-portal/open-webui:v1",
    "crane": "crane copy ghcr.io/open-webui@sha256:1 " + REGISTRY + "/ai-portal/open-webui:v1",
    "docker": "docker buildx imagetools create --tag " + REGISTRY + "/ai-portal/open-webui:v1 ghcr.io/open-webui@sha256:1",
}
TOOL = """case "$(basename "$0") $*" in
  "aws s3 ls"*) ;;
  "aws ecr describe-images"*) [[ -e {folder}/copied ]] ;;
  *login*) cat >/dev/null ;;
  aws*) exit 1 ;;
  *) echo "$(basename "$0") $*" >{folder}/copied ;;
esac
"""


@pytest.fixture
def mirror(tmp_path):
    """Runs scripts/mirror-images where there are these programs alone; gives back how it went."""

    def run(outputs, **programs):
        bash = shutil.which("bash")
        for name in ("bash", "basename", "cat", "jq", "mktemp", "rm", "sha256sum"):
            (tmp_path / name).symlink_to(shutil.which(name))
        for name, text in programs.items():
            (tmp_path / name).write_text(f"#!{bash}\n{text.replace('{folder}', str(tmp_path))}\n")
            (tmp_path / name).chmod(0o755)
        command, environment = [bash, harness.INFRA / "scripts/mirror-images"], {"PATH": str(tmp_path), "TMPDIR": str(tmp_path)}
        return subprocess.run(command, env=environment, input=json.dumps({"mirror": {"value": outputs}}), text=True, capture_output=True, timeout=60)

    return run


@pytest.mark.parametrize("tool", COPIES)
def test_an_image_is_copied_with_every_architecture(mirror, tmp_path, tool):
    """One architecture alone has another digest than the one that is pinned."""
    image = {"source": "ghcr.io/open-webui", "tag": "v1", "digest": "sha256:1", "repository": f"{REGISTRY}/ai-portal/open-webui"}
    compose = {"source": "https://example.com", "sha256": "1", "object": "s3://bucket/compose"}
    done = mirror({"region": "eu-west-2", "image": image, "compose": compose}, **{"aws": TOOL, tool: TOOL})
    assert done.returncode == 0, done.stderr
    assert re.sub(r"--dest-authfile \S+/auth.json", "--dest-authfile {folder}/auth.json", (tmp_path / "copied").read_text()) == COPIES[tool] + "\n"
    assert list(tmp_path.glob("tmp.*")) == [], "what opens the registry is left behind"


@pytest.mark.parametrize("content", ["compose", "something else"])
def test_compose_is_copied_where_it_is_what_was_meant(mirror, tmp_path, content):
    compose = {"source": "https://example.com/compose", "sha256": hashlib.sha256(b"compose").hexdigest(), "object": "s3://bucket/compose"}
    done = mirror(
        {"region": "eu-west-2", "image": {"repository": "registry/name", "digest": "sha256:1"}, "compose": compose},
        aws='case "$1 $2" in "ecr describe-images") ;; "s3 cp") echo "${*:3}" >{folder}/copied ;; *) exit 1 ;; esac',
        curl=f'while [[ $1 != --output ]]; do shift; done; printf "%s" "{content}" >"$2"; echo "$3" >{{folder}}/fetched',
    )
    assert (tmp_path / "fetched").read_text() == "https://example.com/compose\n"
    if content == "compose":
        assert done.returncode == 0 and re.fullmatch(r"--only-show-errors --region eu-west-2 \S+ s3://bucket/compose\n", (tmp_path / "copied").read_text())
    else:
        assert done.returncode == 1 and "does not have the SHA-256" in done.stderr and not (tmp_path / "copied").exists()


LDAP = {"bind_account": "svc-openwebui", "bind_dn": "svc-openwebui@corp.example.com"}
MADE = {
    "kms_key_arn": {"value": "arn:aws:kms:eu-west-2:123456789012:key/1"},
    "directory": {"value": {"id": "d-1234567890", "users_group": "People", "admin_secret_arn": "arn:admin", "bind_secret_arn": "arn:bind", "ldap": LDAP}},
    "cache": {"value": {"user_id": "portal", "auth_secret_arn": "arn:cache"}},
}
DRAW = "secretsmanager get-random-password --password-length {} --exclude-punctuation --require-each-included-type --query RandomPassword --output text"
RESET = 'ds reset-user-password --cli-input-json {{"DirectoryId": "d-1234567890", "UserName": "{}", "NewPassword": "Drawn0123456789"}}'
STORE = 'secretsmanager put-secret-value --cli-input-json {{"SecretId": "{}", "SecretString": "{{\\"username\\":\\"{}\\",\\"password\\":\\"Drawn0123456789\\"}}"}} --output json'
LOOK = "secretsmanager describe-secret --secret-id arn:{} --query VersionIdsToStages --output json"
ADMIN = [DRAW.format(40), RESET.format("Admin") + " --output json", STORE.format("arn:admin", "Admin")]
BIND = [
    "ds describe-directory-data-access --directory-id d-1234567890 --query DataAccessStatus --output text",
    "ds-data create-user --directory-id d-1234567890 --sam-account-name svc-openwebui",
    DRAW.format(40), RESET.format("svc-openwebui") + " --output json", STORE.format("arn:bind", "svc-openwebui@corp.example.com"),
]  # fmt: skip
CACHE = [
    DRAW.format(40),
    'elasticache modify-user --cli-input-json {"UserId": "portal", "AuthenticationMode": {"Type": "password", "Passwords": ["Drawn0123456789"]}} --output json',
    "elasticache describe-users --user-id portal --query Users[0].Status --output text", STORE.format("arn:cache", "portal"),
]  # fmt: skip
SECRETS = {"secretsmanager get-random-password": "Drawn0123456789", "secretsmanager put-secret-value": "", "secretsmanager describe-secret": {"1": ["AWSCURRENT"]}}


def test_passwords_are_set_before_they_are_stored(script):
    said = script("set-credentials", outputs=MADE, **SECRETS)
    assert script.asked() == ADMIN + BIND + CACHE and "Drawn" not in " ".join(said)


def test_passwords_that_are_there_are_left(script):
    none = {"secretsmanager describe-secret --secret-id arn:bind": {}}
    script("set-credentials", "--missing", outputs=MADE, **SECRETS | none)
    assert script.asked() == [LOOK.format("admin"), LOOK.format("bind"), *BIND, LOOK.format("cache")]


@pytest.mark.parametrize("name", ["directory_bind_secret_arn", "oidc_client_secret_arn"])
def test_passwords_that_others_know_are_waited_for(script, name):
    outputs = {name: {"value": "arn:others"}, "kms_key_arn": MADE["kms_key_arn"]}
    none = {"secretsmanager describe-secret --secret-id arn:others": {}}
    assert f"arn:others waits for its value ({name}" in script("set-credentials", "--missing", outputs=outputs, refuses=True, **SECRETS | none)[0]
    script("set-credentials", "--missing", outputs=outputs, **SECRETS)
    assert script.asked() == [LOOK.format("others")] * 2


@pytest.mark.parametrize("enabled", ["True", "False"])
def test_a_person_gets_account_groups_and_one_first_password(script, enabled):
    told = ("--account", "alice", "--mail", "alice@example.com", "--name", "Alice Archer", "--group", "Sales", "--first-password")
    said = script("add-directory-user", *told, outputs=MADE, **SECRETS | {"ds-data describe-user": enabled})
    groups = ["People", "Sales"]
    assert script.asked() == [
        *('ds-data create-group --cli-input-json {"DirectoryId": "d-1234567890", "SAMAccountName": "' + group + '", "GroupType": "Security", "GroupScope": "Global"}' for group in groups),
        'ds-data create-user --cli-input-json {"DirectoryId": "d-1234567890", "SAMAccountName": "alice", "EmailAddress": "alice@example.com", "GivenName": "Alice", "Surname": "Archer"}',
        *('ds-data add-group-member --cli-input-json {"DirectoryId": "d-1234567890", "GroupName": "' + group + '", "MemberName": "alice"}' for group in groups),
        "ds-data describe-user --directory-id d-1234567890 --sam-account-name alice --query Enabled --output text",
        *([DRAW.format(20), RESET.format("alice")] if enabled == "False" else []),
    ]  # fmt: skip
    assert ("Drawn0123456789" in said[-1]) == (enabled == "False")


def test_a_person_who_is_there_already_gets_another_mail(script):
    done = ("CreateGroup", "CreateUser", "AddGroupMember")
    script("add-directory-user", "--account", "alice", "--mail", "new@example.com", "--name", "Alice Archer", "--no-password", outputs=MADE, known=done)
    assert [line for line in script.asked() if not line.startswith(("ds-data create-", "ds-data add-"))] == [
        'ds-data update-user --cli-input-json {"DirectoryId": "d-1234567890", "SAMAccountName": "alice", "EmailAddress": "new@example.com", "UpdateType": "REPLACE"}'
    ]


@pytest.mark.parametrize("operation", ["CreateGroup", "CreateUser", "AddGroupMember"])
def test_a_person_who_cannot_be_made_is_not_called_done(script, operation):
    told = ("--account", "alice", "--mail", "alice@example.com", "--name", "Alice Archer")
    assert f"(AccessDeniedException) when calling the {operation}" in script("add-directory-user", *told, outputs=MADE, refuses=True, refused=[operation])[-1]
    assert not any("reset-user-password" in line for line in script.asked())


@pytest.mark.parametrize(("name", "told", "steps"), [("add-directory-user", person(), 4), ("set-credentials", [], 4)])
def test_a_dry_run_says_what_it_would_do_and_asks_nothing(script, name, told, steps):
    said = script(name, *told, "--dry-run", outputs=MADE)
    assert script.asked() == [] and len(said) == steps and all(line.startswith("would: ") for line in said), said
