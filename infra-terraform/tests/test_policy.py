"""Rules that a reviewer would hold both environments to, checked against their plans. Who may do what is only known
once everything has its ARN: see test_made.py."""

import fnmatch
import json

import pytest
from environments import of_type, resources

WEB_PORTS = {80, 443}

# Resources that AWS lets carry tags but the portal's provider version cannot tag, or that only configure another one;
# and objects of S3, which take ten tags.
UNTAGGED = {"aws_autoscaling_group", "aws_s3_object"}


@pytest.fixture(params=["demo", "production"])
def environment(request):
    return request.getfixturevalue(request.param)


@pytest.fixture
def plan(environment):
    return environment.plan


def test_no_ingress_from_anywhere(plan):
    rules = of_type(plan, "aws_vpc_security_group_ingress_rule")
    assert rules
    assert [address for address, rule in rules.items() if rule["cidr_ipv4"] == "0.0.0.0/0" or rule["cidr_ipv6"] is not None] == []


def test_nobody_enters_by_ssh(plan):
    rules = of_type(plan, "aws_vpc_security_group_ingress_rule")
    assert [address for address, rule in rules.items() if rule["from_port"] is None or rule["from_port"] <= 22 <= rule["to_port"]] == []


def test_rules_stand_alone(plan):
    for address, group in of_type(plan, "aws_security_group").items():
        assert not group.get("ingress") and not group.get("egress"), f"{address} has rules inside, which fight with the others"


def test_the_default_group_is_closed(plan):
    (group,) = of_type(plan, "aws_default_security_group").values()
    assert not group.get("ingress") and not group.get("egress")


def test_machines_take_imdsv2_only(plan):
    machines = of_type(plan, "aws_instance", "aws_launch_template")
    assert machines
    for address, machine in machines.items():
        options = machine["metadata_options"][0]
        assert options["http_tokens"] == "required", address
        if "gateway" in address:
            assert options["http_put_response_hop_limit"] == 1, f"{address}: no container there needs the role"


def test_disks_are_encrypted(plan):
    for address, machine in of_type(plan, "aws_instance").items():
        assert machine["root_block_device"][0]["encrypted"] is True, address
    for address, template in of_type(plan, "aws_launch_template").items():
        assert template["block_device_mappings"][0]["ebs"][0]["encrypted"] == "true", address


def test_stores_are_encrypted(plan):
    for address, database in of_type(plan, "aws_db_instance").items():
        assert database["storage_encrypted"] is True, address
    for address, cache in of_type(plan, "aws_elasticache_replication_group").items():
        assert cache["at_rest_encryption_enabled"] in (True, "true") and cache["transit_encryption_enabled"] is True, address
    encrypted = {name.split("[")[-1] for name in of_type(plan, "aws_s3_bucket_server_side_encryption_configuration")}
    for address in of_type(plan, "aws_s3_bucket"):
        assert address.split("[")[-1] in encrypted or any(address.rsplit(".", 2)[0] in name for name in of_type(plan, "aws_s3_bucket_server_side_encryption_configuration")), address


def unknown(plan, address, attribute):
    """Whether a value is known only after the apply, because it is another resource's."""
    (change,) = [change for change in plan["resource_changes"] if change["address"] == address]
    return change["change"]["after_unknown"].get(attribute) is True


@pytest.mark.parametrize(
    ("kind", "attribute"),
    [
        ("aws_cloudwatch_log_group", "kms_key_id"),
        ("aws_sns_topic", "kms_master_key_id"),
        ("aws_secretsmanager_secret", "kms_key_id"),
        ("aws_db_instance", "kms_key_id"),
    ],
)
def test_encrypted_with_the_portals_key(plan, kind, attribute):
    for address, values in of_type(plan, kind).items():
        if "edge_waf" in address or "edge_certificate_alarm" in address:
            continue  # us-east-1 has no key of the portal's; CloudWatch encrypts logs with its own, and the alarm is no secret.
        if kind == "aws_db_instance" and values.get("replicate_source_db") is None and "replica" in address:
            continue  # A replica has its source's key.
        assert values.get(attribute) or unknown(plan, address, attribute), address


def test_no_public_data_store(plan):
    for address, database in of_type(plan, "aws_db_instance").items():
        assert not database["publicly_accessible"], address
    blocks = of_type(plan, "aws_s3_bucket_public_access_block")
    assert len(blocks) == len(of_type(plan, "aws_s3_bucket"))
    for address, block in blocks.items():
        for switch in ("block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"):
            assert block[switch] is True, f"{address}: {switch}"


def test_databases_are_backed_up(plan):
    for address, database in of_type(plan, "aws_db_instance").items():
        if "replica" not in address:
            assert database["backup_retention_period"] >= 7, address


def test_logs_do_not_grow_for_ever(plan):
    for address, group in of_type(plan, "aws_cloudwatch_log_group").items():
        assert 30 <= group["retention_in_days"] <= 3653, address


def test_keys_rotate(plan):
    keys = of_type(plan, "aws_kms_key")
    assert keys
    assert all(key["enable_key_rotation"] for key in keys.values())


def test_everything_taggable_is_tagged(plan, environment):
    checked = 0
    for address, kind, values in resources(plan):
        if "tags_all" not in values:
            continue
        if kind in UNTAGGED or unknown(plan, address, "tags_all"):
            continue
        checked += 1
        for key in ("Application", "Environment", "ManagedBy"):
            assert (values["tags_all"] or {}).get(key), f"{address} lacks {key}"
        assert values["tags_all"]["Environment"] == environment.name
    assert checked > 40


def test_machines_of_groups_are_tagged(production):
    for address, template in of_type(production.plan, "aws_launch_template").items():
        for specification in template["tag_specifications"]:
            assert specification["tags"]["Environment"] == "production", f"{address}: {specification['resource_type']}"


def test_listeners_speak_tls(production):
    listeners = of_type(production.plan, "aws_lb_listener")
    assert len(listeners) == 3 - (1 if of_type(production.plan, "aws_cloudfront_distribution") else 0)
    for address, listener in listeners.items():
        if listener["protocol"] == "HTTP":
            assert listener["default_action"][0]["type"] == "redirect", address
        else:
            assert listener["ssl_policy"].startswith("ELBSecurityPolicy-TLS13-1-2"), address


def test_production_is_protected_from_deletion(production):
    plan = production.plan
    for address, database in of_type(plan, "aws_db_instance").items():
        if "replica" not in address:
            assert database["deletion_protection"] is True and not database["skip_final_snapshot"], address
    for address, balancer in of_type(plan, "aws_lb").items():
        assert balancer["enable_deletion_protection"] is True, address
    for address, bucket in of_type(plan, "aws_s3_bucket").items():
        assert not bucket["force_destroy"], address
    for address, pool in of_type(plan, "aws_cognito_user_pool").items():
        assert pool["deletion_protection"] == "ACTIVE", address


def test_production_survives_a_zone(production):
    plan = production.plan
    (database,) = [values for address, values in of_type(plan, "aws_db_instance").items() if "replica" not in address]
    assert database["multi_az"] is True
    assert len(of_type(plan, "aws_nat_gateway")) == 2
    for group in of_type(plan, "aws_autoscaling_group").values():
        assert group["min_size"] >= 2
    (cache,) = of_type(plan, "aws_elasticache_replication_group").values()
    assert cache["automatic_failover_enabled"] is True and cache["multi_az_enabled"] is True


def test_production_opens_no_more_than_it_needs(production):
    for address, rule in of_type(production.plan, "aws_vpc_security_group_egress_rule").items():
        assert rule["ip_protocol"] != "-1", address
        if rule["cidr_ipv4"] == "0.0.0.0/0":
            assert rule["from_port"] == 443, address


def test_production_has_no_public_machine(production):
    for address, template in of_type(production.plan, "aws_launch_template").items():
        assert template["network_interfaces"][0]["associate_public_ip_address"] == "false", address
    for address, balancer in of_type(production.plan, "aws_lb").items():
        assert balancer["internal"] is True, f"{address}: CloudFront reaches it inside the VPC"


def test_load_balancers_may_write_their_access_logs(production):
    """AWS writes a file to <prefix>/AWSLogs/<account>/ when logging is turned on, and refuses the load balancer without."""
    plan = production.plan
    for address, balancer in of_type(plan, "aws_lb").items():
        (logs,) = balancer["access_logs"]
        [policy] = [values["policy"] for name, values in of_type(plan, "aws_s3_bucket_policy").items() if '["logs"]' in name]
        allowed = [
            statement["Resource"]
            for statement in json.loads(policy)["Statement"]
            if statement.get("Principal") == {"Service": "logdelivery.elasticloadbalancing.amazonaws.com"}
        ]
        bucket = next(v["bucket"] for name, v in of_type(plan, "aws_s3_bucket").items() if '["logs"]' in name)
        written = f"arn:aws:s3:::{bucket}/{logs['prefix']}/AWSLogs/123456789012/ELBAccessLogTestFile"
        assert any(fnmatch.fnmatchcase(written, resource) for resource in allowed), f"{address}: {written}"


def test_groups_can_be_refreshed(production):
    """AWS refuses to skip matching machines, and to roll back by itself, where the template names its image by a parameter."""
    plan = production.plan
    images = {address.rsplit(".", 2)[0]: template["image_id"] for address, template in of_type(plan, "aws_launch_template").items()}
    for address, group in of_type(plan, "aws_autoscaling_group").items():
        (preferences,) = group["instance_refresh"][0]["preferences"]
        if images[address.rsplit(".", 2)[0]].startswith("resolve:ssm:"):
            assert not preferences["skip_matching"] and not preferences["auto_rollback"], address


# What has one name in the whole account, whatever the region, and the attribute that is that name.
GLOBAL_NAMES = {
    "aws_budgets_budget": "name",
    "aws_iam_instance_profile": "name",
    "aws_iam_role": "name",
    "aws_iam_service_linked_role": "custom_suffix",
    "aws_s3_bucket": "bucket",
    # Of these in us-east-1, which both portals share.
    "aws_cloudwatch_log_delivery_destination": "name",
    "aws_cloudwatch_log_delivery_source": "name",
    "aws_wafv2_ip_set": "name",
    "aws_wafv2_web_acl": "name",
}


def global_names(plan):
    found = {(kind, values.get(GLOBAL_NAMES[kind])) for _, kind, values in resources(plan) if kind in GLOBAL_NAMES}
    found |= {(kind, values["vpc_origin_endpoint_config"][0]["name"]) for _, kind, values in resources(plan) if kind == "aws_cloudfront_vpc_origin"}
    edge_logs = of_type(plan, "aws_cloudwatch_log_group")
    return found | {("log group", values["name"]) for address, values in edge_logs.items() if "edge_waf" in address}


def test_a_second_portal_collides_with_nothing_of_the_first(production, recovered):
    named = {pair for pair in global_names(recovered.plan) if pair[1] is not None}
    assert len(named) > 15
    assert named & global_names(production.plan) == set()


def test_a_restored_database_keeps_the_key_of_its_snapshot(recovered):
    """The provider would replace a database whose key is another than the one it is told."""
    [database] = [values for address, values in of_type(recovered.plan, "aws_db_instance").items() if "replica" not in address]
    assert database["snapshot_identifier"] == "ai-portal-region-loss"
    assert database["kms_key_id"] == "arn:aws:kms:eu-west-1:123456789012:key/99999999-2222-3333-4444-555555555555"


def test_a_second_portal_takes_over_the_name(production, recovered):
    def overwrites(plan):
        records = of_type(plan, "aws_route53_record")
        return {values["allow_overwrite"] for values in records.values() if values.get("name") == "portal.example.com"}

    assert overwrites(recovered.plan) == {True}
    assert overwrites(production.plan) == {False}


def test_nothing_is_done_to_the_database_before_it_stands(production):
    """RDS refuses a second thing while it is still at the first: replica, then master password, then users, and the copy."""
    portal = production.plan["configuration"]["root_module"]["module_calls"]["portal"]["module"]
    database = portal["module_calls"]["database"]["module"]
    said = {resource["address"]: resource for resource in database["resources"]}
    assert "aws_db_instance.this" in said["aws_db_instance.replica"]["expressions"]["replicate_source_db"]["references"]
    waits = {address: set(resource.get("depends_on", [])) for address, resource in said.items()}
    assert {"aws_db_instance.this", "aws_db_instance.replica"} <= waits["aws_secretsmanager_secret_rotation.master"]
    assert {"aws_db_instance.this", "aws_secretsmanager_secret_rotation.master"} <= waits["aws_secretsmanager_secret_rotation.application"]
    copied = portal["module_calls"]["region_copy"]["expressions"]["database_arn"]["references"]
    assert "module.database.arn" in copied
    assert {"aws_db_instance.replica", "aws_secretsmanager_secret_rotation.master"} <= set(database["outputs"]["arn"]["depends_on"])


def test_a_version_is_written_after_its_group(production):
    """A plan reads the version that runs: written before, it would be the new one, and two versions would share a database."""
    portal = production.plan["configuration"]["root_module"]["module_calls"]["portal"]["module"]
    [running] = [resource for resource in portal["resources"] if resource["address"] == "aws_ssm_parameter.running"]
    assert running["depends_on"] == ["module.webui_group", "module.webui_service"]


def told_of(plan, check):
    """What a plan says of one of its checks."""
    (found,) = [one["status"] for one in plan["checks"] if one["address"]["to_display"] == f"check.{check}"]
    return found


def test_images_by_tags_alone_are_warned_of(production, fargate):
    """Which digest the images have that run the gateway's jar, only their registry knows."""
    assert told_of(fargate.plan, "images_by_digest") == "fail"
    assert told_of(production.plan, "images_by_digest") == "pass"

