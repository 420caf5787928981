"""The loss of production's region, walked through on the mock: what docs/recovery.md says, from an empty region to a portal
beside what is left of the first. The mock has one account for both, so names that are global would collide."""

import base64
import gzip
import json
import subprocess

import harness
import pytest

pytestmark = pytest.mark.slow
REGION = "eu-west-1"


def test_the_copies_are_found_and_restored_under_their_own_key(made_production, made_recovered):
    (key,) = [values["arn"] for address, values in made_production.made("aws_kms_key").items() if "region_copy" in address]
    assert made_recovered.key == key and f":{REGION}:" in key
    (snapshot,) = made_recovered.moto.client("rds", REGION).describe_db_snapshots(DBSnapshotIdentifier="ai-portal-region-loss")["DBSnapshots"]
    assert snapshot["KmsKeyId"] == key and snapshot["Encrypted"]


def test_the_new_database_is_the_old_one_under_the_key_of_its_copies(made_recovered):
    database = made_recovered.moto.client("rds", REGION).describe_db_instances(DBInstanceIdentifier="ai-portal-2-database")["DBInstances"][0]
    assert database["KmsKeyId"] == made_recovered.key and database["StorageEncrypted"]
    assert database["DBName"] == "aiportal" and database["MultiAZ"] and database["DeletionProtection"]


def test_the_next_plan_replaces_nothing(made_recovered):
    made_recovered.portal.run("plan", "-out=again.plan")
    changes = made_recovered.portal.show("again.plan")["resource_changes"]
    assert [change["address"] for change in changes if "delete" in change["change"]["actions"]] == []
    assert not [c["address"] for c in changes if c["type"] == "aws_db_instance" and "kms_key_id" in differing(c["change"])]


def differing(change):
    before, after = change["before"] or {}, change["after"] or {}
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


def test_both_portals_stand_side_by_side(made_production, made_recovered):
    roles = {role["RoleName"] for role in made_recovered.moto.client("iam").list_roles()["Roles"]}
    buckets = {bucket["Name"] for bucket in made_recovered.moto.client("s3").list_buckets()["Buckets"]}
    for made, name in ((made_production, "ai-portal"), (made_recovered.portal, "ai-portal-2")):
        assert {f"{name}-gateway", f"{name}-webui"} <= roles
        assert {bucket for bucket in made.outputs["bucket_names"].values() if bucket} <= buckets
    mine, theirs = (set(made.outputs["bucket_names"].values()) - {None} for made in (made_production, made_recovered.portal))
    assert mine and theirs and not mine & theirs


def test_the_new_portal_is_in_the_second_region_and_has_the_name(made_recovered):
    assert made_recovered.portal.outputs["portal_url"] == "https://portal.example.com"
    subnets = made_recovered.portal.outputs["subnet_ids"]["private"]
    found = made_recovered.moto.client("ec2", REGION).describe_subnets(SubnetIds=subnets)["Subnets"]
    assert {subnet["AvailabilityZone"] for subnet in found} == {f"{REGION}a", f"{REGION}b"}


def test_the_old_distribution_has_given_up_the_name(made_recovered):
    config = made_recovered.moto.client("cloudfront").get_distribution_config(Id=made_recovered.old)["DistributionConfig"]
    assert config["Aliases"]["Quantity"] == 0 and config["Enabled"]


def test_passwords_are_set_in_the_new_portal(made_recovered):
    """The last command of the runbook, which finds the new region by the secrets' ARNs."""
    outputs = json.dumps(made_recovered.portal.terraform.json(made_recovered.portal.directory, "output", "-json"))
    given = json.loads(outputs)
    given["cache"] = {"value": None}  # Stood in for: see tests/doubles.
    done = subprocess.run(
        [harness.INFRA / "scripts/set-credentials"], input=json.dumps(given), capture_output=True, text=True, timeout=300,
        env=made_recovered.variables,
    )
    assert done.returncode == 0, done.stderr
    secrets = made_recovered.moto.client("secretsmanager", REGION)
    bind = given["directory"]["value"]["bind_secret_arn"]
    assert json.loads(secrets.get_secret_value(SecretId=bind)["SecretString"])["password"]


def test_machines_of_graviton_get_what_is_made_for_them(made_recovered):
    """The new portal's machines are of Graviton: their image, and Docker Compose's binary, are for aarch64."""
    templates = made_recovered.portal.made("aws_launch_template")
    assert len(templates) == 2
    for address, template in templates.items():
        assert template["image_id"].endswith("al2023-ami-kernel-default-arm64"), address
    groups = made_recovered.moto.client("autoscaling", REGION).describe_auto_scaling_groups()["AutoScalingGroups"]
    kinds = {one["InstanceType"] for group in groups for one in group["MixedInstancesPolicy"]["LaunchTemplate"]["Overrides"]}
    assert kinds == {"m7g.xlarge", "m7g.large"}
    (webui,) = [template["user_data"] for address, template in templates.items() if "webui" in address]
    assert "docker-compose-linux-aarch64" in gzip.decompress(base64.b64decode(webui)).decode()
