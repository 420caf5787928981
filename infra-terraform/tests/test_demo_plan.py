"""The demo's plan shows the architecture as it is drawn."""

import pytest
from environments import ALLOWED, of_type


@pytest.fixture(scope="module")
def plan(demo):
    return demo.plan


def only(plan, kind):
    (values,) = of_type(plan, kind).values()
    return values


def ingress(plan, group):
    """(port, source) of every ingress rule of a group; the source is a network or the word group."""
    return {
        (rule["from_port"], rule["cidr_ipv4"] or "group")
        for address, rule in of_type(plan, "aws_vpc_security_group_ingress_rule").items()
        if f'security_groups.aws_vpc_security_group_ingress_rule.this["{group}/' in address
    }


def test_region_and_network(plan):
    assert plan["variables"]["region"]["value"] == "eu-west-2"
    assert only(plan, "aws_vpc")["cidr_block"] == "10.0.0.0/16"
    subnets = {values["cidr_block"]: values["availability_zone"] for values in of_type(plan, "aws_subnet").values()}
    assert subnets == {
        "10.0.0.0/24": "eu-west-2a",
        "10.0.1.0/24": "eu-west-2b",
        "10.0.10.0/24": "eu-west-2a",
        "10.0.11.0/24": "eu-west-2b",
    }
    assert len(of_type(plan, "aws_internet_gateway")) == 1
    assert len(of_type(plan, "aws_nat_gateway")) == 1
    assert len(of_type(plan, "aws_route_table")) == 3


def test_two_machines(plan):
    machines = of_type(plan, "aws_instance")
    assert len(machines) == 2
    assert {machine["instance_type"] for machine in machines.values()} == {"t3.large"}
    assert all(machine["associate_public_ip_address"] for machine in machines.values())


def test_database(plan):
    database = only(plan, "aws_db_instance")
    assert database["engine"] == "postgres" and database["engine_version"].split(".")[0] == "15"
    assert database["instance_class"] == "db.t3.medium"
    assert database["allocated_storage"] == 20 and database["storage_type"] == "gp3"
    assert database["storage_encrypted"] and database["backup_retention_period"] == 7
    assert not database["multi_az"] and database["manage_master_user_password"]
    assert database["db_name"] == "aiportal"


def test_directory(plan):
    directory = only(plan, "aws_directory_service_directory")
    assert directory["type"] == "MicrosoftAD" and directory["edition"] == "Standard"


def test_security_groups(plan):
    assert ingress(plan, "webui") == {(8080, network) for network in ALLOWED}
    assert ingress(plan, "gateway") == {(8000, "group")}
    assert ingress(plan, "database") == {(5432, "group")}
    directory = of_type(plan, "aws_vpc_security_group_ingress_rule")
    ports = {rule["from_port"] for address, rule in directory.items() if "module.directory" in address}
    assert ports == {53, 88, 389, 636}
    egress = of_type(plan, "aws_vpc_security_group_egress_rule")
    assert {rule["cidr_ipv4"] for rule in egress.values() if rule["ip_protocol"] == "-1"} == {"0.0.0.0/0"}


def test_weekly_images(plan):
    policy = only(plan, "aws_dlm_lifecycle_policy")["policy_details"][0]
    assert policy["target_tags"] == {"Backup": "ai-portal-weekly"}
    assert [machine["tags"]["Backup"] for machine in of_type(plan, "aws_instance").values()] == ["ai-portal-weekly"] * 2
    assert "SUN" in policy["schedule"][0]["create_rule"][0]["cron_expression"]
