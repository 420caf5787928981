"""The operators' scripts, run against a mock AWS as an operator runs them."""

import base64
import hashlib
import json
import os
import re
import subprocess
import time

import pytest

import harness
from shim import WITH_JQ, Shim

SCRIPTS = harness.INFRA / "scripts"

pytestmark = [pytest.mark.slow, WITH_JQ]

@pytest.fixture(scope="module")
def mock_aws():
    """A mock AWS of this module's own: every test starts it afresh."""
    harness.TARGET.mkdir(exist_ok=True)
    with harness.Moto() as server:
        yield server


@pytest.fixture
def shell(mock_aws, tmp_path):
    """Runs a script against a fresh mock AWS; also gives clients of it, and the calls that moto was spared."""
    mock_aws.reset()
    return Shell(mock_aws, tmp_path)


class Shell:
    def __init__(self, mock_aws, directory):
        self.client = mock_aws.client
        self.shim = Shim(directory)
        self.calls, self.tell = self.shim.calls, self.shim.tell
        self.environment = os.environ | mock_aws.env | {"PATH": self.shim.path, "AWS_PAGER": ""}

    def __call__(self, script, *arguments, stdin=None, **extra):
        given = {"input": stdin} if stdin is not None else {"stdin": subprocess.DEVNULL}
        return subprocess.run(
            [SCRIPTS / script, *arguments],
            env=self.environment | extra, capture_output=True, text=True, timeout=300, check=False, **given,
        )


@pytest.fixture
def database(shell):
    """Makes the database that Terraform would have made."""
    ec2, rds = shell.client("ec2"), shell.client("rds")
    subnets = [subnet["SubnetId"] for subnet in ec2.describe_subnets()["Subnets"][:2]]
    vpc = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
    groups = [ec2.create_security_group(GroupName=name, Description=name, VpcId=vpc)["GroupId"] for name in ("a", "b")]
    rds.create_db_subnet_group(DBSubnetGroupName="ai-portal-database", DBSubnetGroupDescription="d", SubnetIds=subnets)
    rds.create_db_parameter_group(DBParameterGroupName="ai-portal-database-1", DBParameterGroupFamily="postgres15", Description="d")
    rds.create_db_instance(
        DBInstanceIdentifier="ai-portal-database", Engine="postgres", EngineVersion="15.17", DBInstanceClass="db.t3.medium",
        AllocatedStorage=20, MasterUsername="portal", ManageMasterUserPassword=True, DBName="aiportal", StorageEncrypted=True,
        DBSubnetGroupName="ai-portal-database", DBParameterGroupName="ai-portal-database-1", VpcSecurityGroupIds=groups,
        BackupRetentionPeriod=7, DeletionProtection=False,
    )
    return groups


def identifiers(shell):
    return sorted(found["DBInstanceIdentifier"] for found in shell.client("rds").describe_db_instances()["DBInstances"])


def test_restore_makes_an_instance_beside_with_the_same_settings(shell, database):
    done = shell("restore-database", "--name", "ai-portal")
    assert done.returncode == 0, done.stderr
    restored = done.stdout.split("restored: ")[1].strip()
    assert identifiers(shell) == ["ai-portal-database", restored]
    new = shell.client("rds").describe_db_instances(DBInstanceIdentifier=restored)["DBInstances"][0]
    assert sorted(group["VpcSecurityGroupId"] for group in new["VpcSecurityGroups"]) == sorted(database)
    assert new["DBInstanceClass"] == "db.t3.medium" and new["StorageEncrypted"] and not new.get("PubliclyAccessible")
    assert new["BackupRetentionPeriod"] == 7


def test_restore_from_a_snapshot_makes_an_instance(shell, database):
    shell.client("rds").create_db_snapshot(DBSnapshotIdentifier="before-upgrade", DBInstanceIdentifier="ai-portal-database")
    done = shell("restore-database", "--name", "ai-portal", "--snapshot", "before-upgrade")
    assert done.returncode == 0, done.stderr
    assert len(identifiers(shell)) == 2


@pytest.mark.parametrize(
    ("arguments", "source"),
    [
        ([], "restore-db-instance-to-point-in-time --source-db-instance-identifier ai-portal-database --target-db-instance-identifier NEW --use-latest-restorable-time"),
        (
            ["--to-time", "2026-11-23T10:00:00Z"],
            "restore-db-instance-to-point-in-time --source-db-instance-identifier ai-portal-database --target-db-instance-identifier NEW --restore-time 2026-11-23T10:00:00Z",
        ),
        (["--snapshot", "before-upgrade"], "restore-db-instance-from-db-snapshot --db-snapshot-identifier before-upgrade --db-instance-identifier NEW"),
    ],
)
def test_restore_dry_run_shows_the_calls_and_makes_nothing(shell, database, arguments, source):
    """Whatever is not said, RDS would make as it likes: another parameter group takes plain connections."""
    done = shell("restore-database", "--name", "ai-portal", *arguments, "--dry-run")
    assert done.returncode == 0, done.stderr
    settings = (
        "--db-instance-class db.t3.medium --db-subnet-group-name ai-portal-database --db-parameter-group-name ai-portal-database-1"
        " --storage-type gp3 --no-publicly-accessible --deletion-protection --copy-tags-to-snapshot --enable-iam-database-authentication"
        f" --enable-cloudwatch-logs-exports postgresql upgrade --vpc-security-group-ids {' '.join(database)} --no-multi-az"
    )
    keep = "modify-db-instance --db-instance-identifier NEW --apply-immediately --backup-retention-period 7 --manage-master-user-password"
    said = re.sub(r"ai-portal-database-restored-\d{14}", "NEW", done.stdout).splitlines()
    assert [" ".join(line.split()) for line in said] == [f"would run: aws rds {source} {settings}", f"would run: aws rds {keep}", "restored: NEW"]
    assert identifiers(shell) == ["ai-portal-database"]


def test_swap_gives_the_restored_instance_the_old_name(shell, database):
    restored = shell("restore-database", "--name", "ai-portal").stdout.split("restored: ")[1].strip()
    done = shell("restore-database", "--name", "ai-portal", "--swap", restored)
    assert done.returncode == 0, done.stderr
    assert identifiers(shell)[0] == "ai-portal-database"
    assert identifiers(shell)[1].startswith("ai-portal-database-broken-")
    assert "terraform import 'module.portal.module.database.aws_db_instance.this' ai-portal-database" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "advice"),
    [
        ([], "--name is missing"),
        (["--name"], "--name needs a value"),
        (["--name", "ai-portal", "--to-time", "yesterday"], "--to-time must be a moment in UTC"),
        (["--name", "ai-portal", "--to-time", "2026-11-23T10:00:00Z", "--snapshot", "s"], "exclude each other"),
        (["--name", "ai-portal", "--force"], "unknown option --force"),
        (["--name", "ai-portal"], "there is no instance ai-portal-database"),
        (["--name", "ai-portal", "--swap", "nothing"], "there is no available instance nothing"),
    ],
)
def test_restore_refuses_with_advice(shell, arguments, advice):
    done = shell("restore-database", *arguments)
    assert done.returncode == 1 and advice in done.stderr and not done.stdout


USER_DATA = "#!/bin/bash\necho ready\n"


@pytest.fixture
def machine(shell):
    """Makes the gateway's machine and two images of it, and returns its id and the newer image's."""
    ec2 = shell.client("ec2")
    tags = [{"Key": "Name", "Value": "ai-portal-gateway"}, {"Key": "Backup", "Value": "ai-portal-weekly"}]
    image = ec2.describe_images(Owners=["amazon"])["Images"][0]["ImageId"]
    subnet = ec2.describe_subnets()["Subnets"][0]["SubnetId"]
    made = ec2.run_instances(
        ImageId=image, InstanceType="t3.large", MinCount=1, MaxCount=1, SubnetId=subnet, UserData=USER_DATA,
        TagSpecifications=[{"ResourceType": "instance", "Tags": tags}],
    )["Instances"][0]["InstanceId"]
    images = []
    for week in (1, 2):
        time.sleep(len(images) * 1.1)  # moto dates them by the second
        images.append(ec2.create_image(InstanceId=made, Name=f"week-{week}", TagSpecifications=[{"ResourceType": "image", "Tags": tags}])["ImageId"])
    return made, images


def machines(shell, state="running"):
    found = shell.client("ec2").describe_instances(Filters=[{"Name": "instance-state-name", "Values": [state]}])
    return [instance for reservation in found["Reservations"] for instance in reservation["Instances"]]


def test_relaunch_starts_a_machine_from_an_image(shell, machine):
    old, images = machine
    ec2 = shell.client("ec2")
    address = ec2.allocate_address(Domain="vpc")["AllocationId"]
    ec2.associate_address(AllocationId=address, InstanceId=old)
    done = shell("relaunch-machine", "--name", "ai-portal", "--workload", "gateway")
    assert done.returncode == 0, done.stderr
    [new] = machines(shell)
    assert new["ImageId"] == images[-1] and new["InstanceType"] == "t3.large" and new["InstanceId"] != old
    assert {"Key": "Name", "Value": "ai-portal-gateway"} in new["Tags"]
    assert ec2.describe_addresses()["Addresses"][0]["InstanceId"] == new["InstanceId"]
    given = ec2.describe_instance_attribute(InstanceId=new["InstanceId"], Attribute="userData")["UserData"]["Value"]
    assert base64.b64decode(given).decode() == USER_DATA
    [stopped] = machines(shell, "stopped")
    assert {"Key": "Name", "Value": "ai-portal-gateway-replaced"} in stopped["Tags"]
    assert "Backup" not in [tag["Key"] for tag in stopped["Tags"]]


def test_relaunch_dry_run_keeps_the_private_address(shell, machine):
    """Only dry: moto does not free the address of a terminated machine."""
    old, images = machine
    address = machines(shell)[0]["PrivateIpAddress"]
    done = shell(
        "relaunch-machine", "--name", "ai-portal", "--workload", "gateway", "--keep-address", "--image", images[0], "--dry-run"
    )
    assert done.returncode == 0, done.stderr
    assert f"would run: aws ec2 terminate-instances --instance-ids {old}" in done.stdout
    request = json.loads(done.stdout.split("would launch: ")[1])
    assert request["PrivateIpAddress"] == address and request["ImageId"] == images[0]


def test_relaunch_goes_to_another_zone(shell, machine):
    other = shell.client("ec2").describe_subnets()["Subnets"][1]["SubnetId"]
    done = shell("relaunch-machine", "--name", "ai-portal", "--workload", "gateway", "--subnet", other)
    assert done.returncode == 0, done.stderr
    assert [found["SubnetId"] for found in machines(shell)] == [other]


def test_relaunch_dry_run_changes_nothing(shell, machine):
    done = shell("relaunch-machine", "--name", "ai-portal", "--workload", "gateway", "--dry-run")
    assert done.returncode == 0, done.stderr
    assert '"HttpTokens":"required"' in done.stdout
    assert [found["InstanceId"] for found in machines(shell)] == [machine[0]]


@pytest.mark.parametrize(
    ("arguments", "advice"),
    [
        (["--workload", "webui"], "--name is missing"),
        (["--name", "ai-portal", "--workload", "webui", "--subnet", "s", "--keep-address"], "exclude each other"),
        (["--name", "ai-portal", "--workload", "worker"], "--workload must be webui or gateway"),
        (["--name", "ai-portal", "--workload", "webui"], "there is no machine named ai-portal-webui"),
    ],
)
def test_relaunch_refuses_with_advice(shell, arguments, advice):
    done = shell("relaunch-machine", *arguments)
    assert done.returncode == 1 and advice in done.stderr


@pytest.fixture
def outputs(shell):
    """Gives the outputs of an environment whose secrets are still empty."""
    secrets = shell.client("secretsmanager")
    arns = {name: secrets.create_secret(Name=name)["ARN"] for name in ("admin", "bind", "cache")}
    return json.dumps(
        {
            "directory": {
                "value": {
                    "id": "d-1234567890", "admin_secret_arn": arns["admin"], "bind_secret_arn": arns["bind"],
                    "ldap": {"bind_account": "svc-openwebui", "bind_dn": "svc-openwebui@corp.example.com"},
                }
            },
            "cache": {"value": {"user_id": "ai-portal-webui", "auth_secret_arn": arns["cache"]}},
        }
    )


def secret(shell, name):
    return json.loads(shell.client("secretsmanager").get_secret_value(SecretId=name)["SecretString"])


def test_credentials_are_the_same_in_service_and_secret(shell, outputs):
    done = shell("set-credentials", stdin=outputs)
    assert done.returncode == 0, done.stderr
    resets = {call["UserName"]: call["NewPassword"] for name, call in shell.calls() if name == "ResetUserPassword"}
    [cache] = [call for name, call in shell.calls() if name == "ModifyUser"]
    assert secret(shell, "admin") == {"username": "Admin", "password": resets["Admin"]}
    assert secret(shell, "bind") == {"username": "svc-openwebui@corp.example.com", "password": resets["svc-openwebui"]}
    assert secret(shell, "cache") == {"username": "ai-portal-webui", "password": cache["AuthenticationMode"]["Passwords"][0]}
    passwords = {secret(shell, name)["password"] for name in ("admin", "bind", "cache")}
    assert len(passwords) == 3 and all(len(password) == 40 and password.isalnum() for password in passwords)
    assert not any(password in done.stdout + done.stderr for password in passwords)


def test_credentials_account_is_made_before_its_password(shell, outputs):
    shell("set-credentials", stdin=outputs)
    names = [name if name != "ResetUserPassword" else call["UserName"] for name, call in shell.calls()]
    assert names.index("CreateUser") < names.index("svc-openwebui")


def test_credentials_account_may_exist_already(shell, outputs):
    shell.tell(known=["CreateUser"])
    done = shell("set-credentials", stdin=outputs)
    assert done.returncode == 0, done.stderr
    assert secret(shell, "bind")["password"]


def test_credentials_dry_run_changes_nothing(shell, outputs):
    done = shell("set-credentials", "--dry-run", stdin=outputs)
    assert done.returncode == 0 and done.stdout.count("would: set a new password") == 3
    assert shell.calls() == []
    with pytest.raises(shell.client("secretsmanager").exceptions.ResourceNotFoundException):
        secret(shell, "admin")


def test_credentials_that_are_missing_are_made_and_no_others(shell, outputs):
    """A run that was cut off after one password: the next makes the rest, and leaves that one."""
    shell.client("secretsmanager").put_secret_value(SecretId="admin", SecretString='{"username": "Admin", "password": "set before"}')
    done = shell("set-credentials", "--missing", stdin=outputs)
    assert done.returncode == 0, done.stderr
    assert secret(shell, "admin")["password"] == "set before"
    assert [call["UserName"] for name, call in shell.calls() if name == "ResetUserPassword"] == ["svc-openwebui"]
    before = shell.calls()
    again = shell("set-credentials", "--missing", stdin=outputs)
    assert again.returncode == 0 and again.stdout.count("has its password") == 3 and shell.calls() == before


def test_credentials_are_set_again_where_they_were_not_stored(shell, outputs):
    shell.tell(refused=["ResetUserPassword"])
    assert shell("set-credentials", "--missing", stdin=outputs).returncode != 0
    shell.tell()
    assert shell("set-credentials", "--missing", stdin=outputs).returncode == 0
    assert secret(shell, "admin")["password"] and secret(shell, "bind")["password"]


@pytest.mark.parametrize("name", ["directory_bind_secret_arn", "oidc_client_secret_arn"])
def test_credentials_that_others_know_are_waited_for(shell, name):
    secrets = shell.client("secretsmanager")
    arn = secrets.create_secret(Name=name)["ARN"]
    outputs = json.dumps({name: {"value": arn}})
    done = shell("set-credentials", "--missing", stdin=outputs)
    assert done.returncode == 1 and f"{arn} waits for its value ({name}, see docs/security.md)" in done.stderr
    secrets.put_secret_value(SecretId=arn, SecretString="given")
    done = shell("set-credentials", "--missing", stdin=outputs)
    assert done.returncode == 0 and shell.calls() == [], done.stderr


def test_credentials_of_a_secret_that_is_not_there_are_not_set(shell, outputs):
    given = json.loads(outputs)
    given["directory"]["value"]["admin_secret_arn"] = "arn:aws:secretsmanager:eu-west-2:123456789012:secret:gone-AbCdEf"
    done = shell("set-credentials", "--missing", stdin=json.dumps(given))
    assert done.returncode == 1 and "cannot be looked at" in done.stderr and shell.calls() == []


@pytest.mark.parametrize(
    ("arguments", "stdin", "advice"),
    [
        ([], "no json", "not the JSON of terraform output"),
        ([], "{}", "name neither a directory nor a cache"),
        (["--force"], "{}", "unknown option --force"),
    ],
)
def test_credentials_refuse_with_advice(shell, arguments, stdin, advice):
    done = shell("set-credentials", *arguments, stdin=stdin)
    assert done.returncode == 1 and advice in done.stderr


# ---- People in the directory

PEOPLE = json.dumps({"directory": {"value": {"id": "d-1234567890", "users_group": "AI-Portal-Users"}}})
ALICE = ("--account", "alice", "--mail", "alice@example.com", "--name", "Alice Ann Archer")


def test_person_gets_account_groups_and_a_password_that_is_shown_once(shell):
    done = shell("add-directory-user", *ALICE, "--group", "Portal-Sales", stdin=PEOPLE)
    assert done.returncode == 0, done.stderr
    calls = shell.calls()
    assert [operation for operation, _ in calls] == ["CreateGroup", "CreateGroup", "CreateUser", "AddGroupMember", "AddGroupMember", "ResetUserPassword"]
    group, _, user, joined, _, reset = [parameters for _, parameters in calls]
    assert group == {"DirectoryId": "d-1234567890", "SAMAccountName": "AI-Portal-Users", "GroupType": "Security", "GroupScope": "Global"}
    assert user == {"DirectoryId": "d-1234567890", "SAMAccountName": "alice", "EmailAddress": "alice@example.com", "GivenName": "Alice Ann", "Surname": "Archer"}
    assert joined == {"DirectoryId": "d-1234567890", "GroupName": "AI-Portal-Users", "MemberName": "alice"}
    assert reset["UserName"] == "alice" and len(reset["NewPassword"]) == 20
    assert done.stdout.count(reset["NewPassword"]) == 1


def test_person_who_is_there_gets_mail_and_groups(shell):
    shell.tell(known=["CreateUser", "CreateGroup", "AddGroupMember"])
    done = shell("add-directory-user", *ALICE, "--no-password", stdin=PEOPLE)
    assert done.returncode == 0, done.stderr
    assert [operation for operation, _ in shell.calls()] == ["CreateGroup", "CreateUser", "UpdateUser", "AddGroupMember"]
    assert shell.calls()[2][1] == {"DirectoryId": "d-1234567890", "SAMAccountName": "alice", "EmailAddress": "alice@example.com", "UpdateType": "REPLACE"}


def test_person_gets_a_first_password_once(shell):
    """A run that was cut off before the password is finished by the next, and one that was not is left alone."""
    shell.tell(refused=["ResetUserPassword"])
    assert shell("add-directory-user", *ALICE, "--first-password", stdin=PEOPLE).returncode != 0
    shell.tell()
    done = shell("add-directory-user", *ALICE, "--first-password", stdin=PEOPLE)
    assert done.returncode == 0 and "first password of alice, shown once" in done.stdout, done.stderr
    again = shell("add-directory-user", *ALICE, "--first-password", stdin=PEOPLE)
    assert again.returncode == 0 and "alice has a password" in again.stdout, again.stderr
    assert len([name for name, _ in shell.calls() if name == "ResetUserPassword"]) == 1


@pytest.mark.parametrize("refused", ["CreateGroup", "CreateUser", "AddGroupMember"])
def test_person_is_not_half_made_in_silence(shell, refused):
    shell.tell(refused=[refused])
    done = shell("add-directory-user", *ALICE, stdin=PEOPLE)
    assert done.returncode == 1 and "AccessDeniedException" in done.stderr
    assert "ResetUserPassword" not in [operation for operation, _ in shell.calls()]


def test_person_is_made_by_nobody_in_a_dry_run(shell):
    done = shell("add-directory-user", *ALICE, "--dry-run", stdin=PEOPLE)
    assert done.returncode == 0 and shell.calls() == []
    for said in ("would: make the group AI-Portal-Users", "would: make the account alice", "would: let alice join", "would: set a first password"):
        assert said in done.stdout


@pytest.mark.parametrize(
    ("arguments", "stdin", "advice"),
    [
        ((), PEOPLE, "--account must be"),
        (("--account", "alice"), PEOPLE, "--mail must be an e-mail address"),
        (("--account", "alice", "--mail", "alice@example.com"), PEOPLE, "--name says who it is"),
        (ALICE, "{}", "the outputs name no directory"),
        (ALICE, "nothing", "not the JSON of terraform output"),
        (("--acount", "alice"), PEOPLE, "unknown option --acount"),
    ],
)
def test_person_needs_an_account_a_mail_and_a_name(shell, arguments, stdin, advice):
    done = shell("add-directory-user", *arguments, stdin=stdin)
    assert done.returncode == 1 and advice in done.stderr and shell.calls() == []


# ---- Copies of what machines need


class Mirror:
    """A registry and a bucket of the mock's, and tools that copy images: `skopeo` does what `COPIES` tells it."""

    def __init__(self, shell, directory):
        self.shell = shell
        self.ecr, self.s3 = shell.client("ecr"), shell.client("s3")
        self.ecr.create_repository(repositoryName="ai-portal/open-webui")
        self.s3.create_bucket(Bucket="ai-portal-artifacts", CreateBucketConfiguration={"LocationConstraint": "eu-west-2"})
        manifest = json.dumps({"schemaVersion": 2, "mediaType": "application/vnd.docker.distribution.manifest.v2+json", "config": {}, "layers": []})
        self.manifest = directory / "manifest.json"
        self.manifest.write_text(manifest)
        self.ecr.create_repository(repositoryName="probe")
        self.digest = self.ecr.put_image(repositoryName="probe", imageManifest=manifest, imageTag="v1")["image"]["imageId"]["imageDigest"]
        self.compose = directory / "docker-compose"
        self.compose.write_text("compose")
        skopeo = directory / "skopeo"
        skopeo.write_text(
            '#!/bin/bash\necho "$*" >>"$NOTES"\n[[ $1 == login ]] && cat >/dev/null && exit\n'
            f'[[ -z $COPIES ]] || aws ecr put-image --repository-name ai-portal/open-webui --image-tag v1 --image-manifest "$(<{self.manifest})" >/dev/null\n'
        )
        skopeo.chmod(0o755)
        self.notes = directory / "skopeo.notes"
        self.notes.touch()

    def run(self, *arguments, copies="1", sha256=hashlib.sha256(b"compose").hexdigest()):
        value = {
            "region": "eu-west-2",
            "image": {
                "source": "ghcr.io/open-webui/open-webui", "tag": "v1", "digest": self.digest,
                "repository": "123456789012.dkr.ecr.eu-west-2.amazonaws.com/ai-portal/open-webui",
            },
            "compose": {"source": f"file://{self.compose}", "sha256": sha256, "object": "s3://ai-portal-artifacts/compose/docker-compose"},
        }
        return self.shell("mirror-images", *arguments, stdin=json.dumps({"mirror": {"value": value}}), COPIES=copies, NOTES=str(self.notes))


@pytest.fixture
def mirror(shell, tmp_path):
    return Mirror(shell, tmp_path)


def test_mirror_copies_image_and_compose_once(mirror):
    done = mirror.run()
    assert done.returncode == 0, done.stderr
    copied = mirror.notes.read_text()
    assert f"docker://ghcr.io/open-webui/open-webui@{mirror.digest} docker://123456789012.dkr.ecr.eu-west-2.amazonaws.com/ai-portal/open-webui:v1" in copied
    assert "--all --preserve-digests" in copied
    assert mirror.s3.get_object(Bucket="ai-portal-artifacts", Key="compose/docker-compose")["Body"].read() == b"compose"
    again = mirror.run()
    assert again.returncode == 0 and "is there" in again.stdout and mirror.notes.read_text() == copied


def test_mirror_refuses_another_digest(mirror):
    done = mirror.run(copies="")
    assert done.returncode == 1 and "has another digest" in done.stderr


def test_mirror_refuses_another_compose(mirror):
    done = mirror.run(sha256="0" * 64)
    assert done.returncode == 1 and "does not have the SHA-256" in done.stderr
    assert "Contents" not in mirror.s3.list_objects_v2(Bucket="ai-portal-artifacts")


def test_mirror_changes_nothing_in_a_dry_run(mirror):
    done = mirror.run("--dry-run")
    assert done.returncode == 0 and "would: copy ghcr.io/open-webui/open-webui:v1@" in done.stdout and "would: copy file://" in done.stdout
    assert mirror.notes.read_text() == "" and "Contents" not in mirror.s3.list_objects_v2(Bucket="ai-portal-artifacts")


def test_mirror_needs_outputs_that_name_one(shell):
    done = shell("mirror-images", stdin='{"mirror": {"value": null}}')
    assert done.returncode == 1 and "set mirror = true and apply first" in done.stderr
