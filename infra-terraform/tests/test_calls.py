"""What ./deploy and the scripts that replace things call, in which order and with what: beside programs that answer by a table."""

import json
import os
import pathlib
import pty
import re
import shutil
import subprocess

import harness
import pytest
from shim import Shim

# ---- ./deploy

SETTINGS = {
    "name": "ai-portal", "region": "eu-west-2", "azs": ["eu-west-2a"], "gateway_jar": "gateway.jar", "allowed_cidr_blocks": ["203.0.113.0/24"],
    "admin_email": "admin@example.com", "bedrock_models": {"titan": {"model_id": "amazon.titan-embed-text-v2:0"}}, "residency": "geography", "directory": {"enabled": True},
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
    shim, root = Shim(tmp_path / "bin"), tmp_path / "environments/demo"
    shutil.copy(harness.INFRA / "deploy", tmp_path)
    root.mkdir(parents=True)
    shutil.copy(harness.INFRA / "environments/demo/variables.tf", root)
    for name in ("terraform.tfvars", "gateway.jar"):
        (root / name).touch()
    for program in ("bin/terraform", "functions/build", "cost/estimate", *(f"scripts/{name}" for name in ("add-directory-user", "mirror-images", "set-credentials", "try-portal"))):
        path = tmp_path / program
        path.parent.mkdir(exist_ok=True)
        path.write_text(PROGRAM.format(folder=tmp_path))
        path.chmod(0o755)

    def run(*arguments, changes=(), answers="", outputs=OUTPUTS, settings={}, aws={}, path=shim.path):
        shim.tell(ANSWERS | aws)
        (tmp_path / "settings").write_text(json.dumps(json.dumps(SETTINGS | settings)) + "\n")
        (tmp_path / "outputs.json").write_text(json.dumps(outputs))
        found = [{"mode": "managed", "address": f"{kind}.this", "type": kind, "change": {"actions": actions, "before": {}, "after": {}}} for kind, actions in changes]
        (tmp_path / "plan.json").write_text(json.dumps({"resource_changes": found}))
        (tmp_path / "calls").write_text("")
        command = [tmp_path / "deploy", "demo", *arguments]
        done = subprocess.run(command, env=os.environ | {"PATH": path}, input=answers, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120)
        run.said = done.stdout
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


ACCESS, QUOTA, ZONES = "bedrock get-foundation-model-availability", "service-quotas get-service-quota", "ec2 describe-availability-zones"
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
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)
def test_what_is_missing_stops_before_a_plan(deploy, wrong, missing):
    assert deploy("--plan", changes=NEW, **wrong) == ([], False)
    assert f"MISSING  {missing}" in deploy.said and "1 missing, see above; nothing was changed" in deploy.said


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


def test_a_demo_is_taken_away_by_consent_alone(deploy):
    assert deploy("--destroy", answers="\n") == ([], False)
    assert deploy("--destroy", answers="yes\n") == (["build ", "terraform init -input=false", "terraform destroy -auto-approve -input=false"], True)


# ---- Scripts


@pytest.fixture
def script(tmp_path):
    """Runs a script with --dry-run beside an AWS that answers by a table; gives back what it says."""

    def run(name, *arguments, refused=None, **answers):
        shim = Shim(tmp_path)
        shim.tell({command.replace("_", " ", 1).replace("_", "-"): answer if isinstance(answer, str) else json.dumps(answer) for command, answer in answers.items()})
        command = [harness.INFRA / "scripts" / name, *arguments, "--dry-run"]
        done = subprocess.run(command, env=os.environ | {"PATH": shim.path}, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
        assert done.returncode == (1 if refused else 0) and (refused or "") in done.stderr, done.stderr
        return done.stdout.splitlines()

    return run


@pytest.mark.parametrize(("zones", "owner"), [(True, "its function"), (False, "RDS")])
def test_a_database_is_restored_as_it_was(script, zones, owner):
    """Of the settings that differ between demo and production; the others are in test_recovery.py."""
    found = {
        "DBInstanceStatus": "available", "DBInstanceClass": "db.m6g.large", "DBSubnetGroup": {"DBSubnetGroupName": "subnets"}, "MultiAZ": zones, "BackupRetentionPeriod": 14,
        "DBParameterGroups": [{"DBParameterGroupName": "parameters"}], "VpcSecurityGroups": [{"VpcSecurityGroupId": "sg-1"}],
    }  # fmt: skip
    if owner == "RDS":
        found["MasterUserSecret"] = {"SecretArn": "arn:secret"}
    restored, kept, _ = script("restore-database", "--name", "ai-portal", rds_describe_db_instances=found)
    assert re.search(r" (--(?:no-)?multi-az)$", restored)[1] == ("--multi-az" if zones else "--no-multi-az")
    assert kept.endswith(" --backup-retention-period 14" + (" --manage-master-user-password" if owner == "RDS" else ""))


def test_a_machine_is_relaunched_as_it_was(script):
    machine = {
        "InstanceId": "i-1", "LaunchTime": "2026-11-01", "InstanceType": "t3.large", "EbsOptimized": True, "SubnetId": "subnet-1", "PrivateIpAddress": "10.0.0.5",
        "SecurityGroups": [{"GroupId": "sg-1"}], "Monitoring": {"State": "enabled"}, "MetadataOptions": {"HttpPutResponseHopLimit": 2, "HttpTokens": "required"},
        "Tags": [{"Key": "Name", "Value": "ai-portal-webui"}, {"Key": "aws:of-aws", "Value": "1"}], "IamInstanceProfile": {"Arn": "arn:profile"}, "KeyName": "key",
    }  # fmt: skip
    images = [{"ImageId": f"ami-{day}", "CreationDate": f"2026-11-{day}"} for day in ("08", "22", "15")]
    *calls, request = script(
        "relaunch-machine", "--name", "ai-portal", "--workload", "webui",
        ec2_describe_instances={"Reservations": [{"Instances": [machine | {"InstanceId": "i-0", "LaunchTime": "2026-10-01"}, machine]}]},
        ec2_describe_images={"Images": images}, ec2_describe_instance_attribute="I2Nsb3VkLWNvbmZpZw==", ec2_describe_addresses="eipalloc-1",
    )  # fmt: skip
    assert json.loads(request.removeprefix("would launch: ")) == {
        "ImageId": "ami-22", "MinCount": 1, "MaxCount": 1, "InstanceType": "t3.large", "EbsOptimized": True, "SubnetId": "subnet-1", "SecurityGroupIds": ["sg-1"],
        "Monitoring": {"Enabled": True}, "MetadataOptions": {"HttpTokens": "required", "HttpEndpoint": "enabled", "HttpPutResponseHopLimit": 2},
        "TagSpecifications": [{"ResourceType": "instance", "Tags": machine["Tags"][:1]}], "IamInstanceProfile": {"Arn": "arn:profile"}, "KeyName": "key",
    }  # fmt: skip
    assert [call.removeprefix("would run: aws ec2 ") for call in calls] == [
        "stop-instances --instance-ids i-1", "create-tags --resources i-1 --tags Key=Name,Value=ai-portal-webui-replaced", "delete-tags --resources i-1 --tags Key=Backup",
    ]  # fmt: skip


def test_a_machine_without_an_image_is_not_touched(script):
    machine = {"InstanceId": "i-1", "LaunchTime": "2026-11-01"}
    found = {"ec2_describe_instances": {"Reservations": [{"Instances": [machine]}]}, "ec2_describe_images": {"Images": []}}
    assert script("relaunch-machine", "--name", "ai-portal", "--workload", "webui", refused="there is no image of ai-portal-webui", **found) == []


PIPED = sorted(path for path in (harness.INFRA / "scripts").iterdir() if "standard input is not the JSON" in path.read_text())


@pytest.mark.parametrize("path", PIPED, ids=lambda path: path.name)
def test_who_forgets_the_outputs_is_told_so(path):
    """At a terminal, where the script would wait for somebody to type them."""
    parent, child = pty.openpty()
    arguments = ("--account", "a", "--mail", "a@example.com", "--name", "A") if path.name == "add-directory-user" else ()
    with os.fdopen(parent), os.fdopen(child) as terminal:
        done = subprocess.run([path, *arguments], stdin=terminal, capture_output=True, text=True, timeout=30)
    assert done.returncode == 1 and "pipe the outputs in: terraform -chdir=environments/" in done.stderr, done.stderr
