"""The cost calculator, on plans small enough to add up by hand, and on the demo's real plan."""

import json
import re
import subprocess
import sys

import pytest

import harness

ESTIMATE = harness.INFRA / "cost" / "estimate"
PRICES = json.loads((harness.INFRA / "cost" / "prices.json").read_text())
UNIT = PRICES["unit_prices"]
USED = PRICES["usage_prices"]
HOURS = PRICES["hours_per_month"]


def resource(kind, module="module.portal", **values):
    return {"address": f"{module}.{kind}.this", "mode": "managed", "type": kind, "values": values}


def plan(*resources):
    """A plan with the resources in a module of a module."""
    return {"planned_values": {"root_module": {"child_modules": [{"child_modules": [{"resources": list(resources)}]}]}}}


def estimate(planned, *options):
    done = subprocess.run(
        [sys.executable, ESTIMATE, "--json", *options], input=json.dumps(planned), capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


MACHINE = resource("aws_instance", instance_type="t3.large", associate_public_ip_address=True, root_block_device=[{"volume_size": 30}])


def test_machine_costs_its_hours_disk_and_address():
    hours = UNIT["ec2_instance_hour"]["t3.large"] * HOURS
    disk, address = 30 * UNIT["ebs_gp3_gb_month"], UNIT["public_ipv4_hour"] * HOURS
    assert estimate(plan(MACHINE))["total"] == pytest.approx(hours + disk + address, abs=0.01)


def test_two_machines_are_one_line_of_two():
    lines = {what: quantity for what, quantity, amount in estimate(plan(MACHINE, MACHINE))["lines"]}
    assert lines["EC2 t3.large"] == 2 and lines["EBS gp3 of machines, GB"] == 60


def test_office_hours_save_machine_hours_but_no_disk():
    full, office = estimate(plan(MACHINE)), estimate(plan(MACHINE), "--week-hours", "60")
    running = (UNIT["ec2_instance_hour"]["t3.large"] + UNIT["public_ipv4_hour"]) * HOURS
    assert full["total"] - office["total"] == pytest.approx(running * (1 - 60 / 168), abs=0.01)


def test_multi_az_database_costs_twice_and_never_sleeps():
    single = resource("aws_db_instance", instance_class="db.t3.medium", allocated_storage=20)
    double = resource("aws_db_instance", instance_class="db.t3.medium", allocated_storage=20, multi_az=True)
    assert estimate(plan(double))["total"] == pytest.approx(2 * estimate(plan(single))["total"], abs=0.01)
    assert estimate(plan(double), "--week-hours", "60") == estimate(plan(double))


def test_replica_stores_as_much_as_its_source():
    source = resource("aws_db_instance", instance_class="db.m5.large", allocated_storage=100)
    replica = resource("aws_db_instance", instance_class="db.m5.large", replicate_source_db="ai-portal-database")
    lines = {what: quantity for what, quantity, amount in estimate(plan(source, replica))["lines"]}
    assert lines["RDS gp3 storage, GB"] == 200


def test_fixed_address_replaces_the_machines_own():
    fixed = [resource("aws_eip"), resource("aws_eip_association")]
    lines = {what: quantity for what, quantity, amount in estimate(plan(MACHINE, *fixed))["lines"]}
    assert lines["public IPv4 address"] == 1


def test_group_costs_its_desired_machines():
    module = "module.portal.module.webui_group[0]"
    template = resource("aws_launch_template", module, instance_type="t3.large", block_device_mappings=[{"ebs": [{"volume_size": 30}]}])
    group = resource("aws_autoscaling_group", module, desired_capacity=2, min_size=1)
    expected = 2 * (UNIT["ec2_instance_hour"]["t3.large"] * HOURS + 30 * UNIT["ebs_gp3_gb_month"])
    assert estimate(plan(template, group))["total"] == pytest.approx(expected, abs=0.01)


@pytest.mark.parametrize("kind", ["X86_64", "ARM64"])
def test_tasks_cost_by_cpu_and_memory(kind):
    module = "module.portal.module.webui_service[0]"
    definition = resource("aws_ecs_task_definition", module, cpu="2048", memory="8192", runtime_platform=[{"cpu_architecture": kind}])
    service = resource("aws_ecs_service", module, desired_count=3)
    expected = 3 * HOURS * (2 * UNIT["fargate_vcpu_hour"][kind] + 8 * UNIT["fargate_gb_hour"][kind])
    assert estimate(plan(definition, service))["total"] == pytest.approx(expected, abs=0.01)


def test_resource_of_which_nothing_is_known_is_no_obstacle():
    unknown = resource("aws_sns_topic_policy")
    del unknown["values"]
    assert estimate(plan(unknown, MACHINE)) == estimate(plan(MACHINE))


def test_gateway_endpoint_is_free_and_interface_endpoint_is_not():
    free = resource("aws_vpc_endpoint", vpc_endpoint_type="Gateway")
    paid = resource("aws_vpc_endpoint", vpc_endpoint_type="Interface", subnet_ids=["a", "b"])
    assert estimate(plan(free))["total"] == 0
    assert estimate(plan(paid))["total"] == pytest.approx(2 * UNIT["interface_endpoint_az_hour"] * HOURS, abs=0.01)


def test_load_balancer_costs_what_it_carries():
    balancer = plan(resource("aws_lb"))
    hours = UNIT["load_balancer_hour"] * HOURS
    unit = PRICES["usage_prices"]["load_balancer_capacity_unit_hour"] * HOURS
    assert estimate(balancer)["total"] == pytest.approx(hours + unit, abs=0.01)
    assert estimate(balancer, "--lcu", "3")["total"] == pytest.approx(hours + 3 * unit, abs=0.01)
    assert estimate(balancer, "--lcu", "0")["total"] == pytest.approx(hours, abs=0.01)


def test_images_hold_what_is_used_and_what_changes():
    schedule = {"retain_rule": [{"interval": 5, "interval_unit": "WEEKS", "count": None}], "cross_region_copy_rule": []}
    images = resource("aws_dlm_lifecycle_policy", policy_details=[{"schedule": [schedule]}])
    with_images, without = estimate(plan(MACHINE, images)), estimate(plan(MACHINE))
    per_gb = PRICES["usage_prices"]["ami_snapshot_gb_month"]
    assert with_images["total"] - without["total"] == pytest.approx(30 * 0.3 * (1 + 4 * 0.2) * per_gb, abs=0.02)
    copied = resource("aws_dlm_lifecycle_policy", policy_details=[{"schedule": [schedule | {"cross_region_copy_rule": [{}]}]}])
    assert estimate(plan(MACHINE, copied))["total"] > with_images["total"]
    assert estimate(plan(MACHINE, images), "--disk-used", "0") == without


def test_agents_and_flow_logs_are_counted():
    metrics = {"metrics_collected": {"mem": {"measurement": ["used_percent"]}, "disk": {"measurement": ["used_percent", "free"]}}, "aggregation_dimensions": [["InstanceId"]]}
    agent = resource("aws_ssm_parameter", value=json.dumps({"metrics": metrics}))
    assert estimate(plan(agent))["lines"] == [["metric of an agent", 6, pytest.approx(6 * UNIT["custom_metric_month"])]]
    assert estimate(plan(resource("aws_ssm_parameter", value="v0.11.0")))["total"] == 0
    flow = estimate(plan(resource("aws_flow_log")), "--flow-log-gb", "20")
    assert flow["total"] == pytest.approx(20 * PRICES["usage_prices"]["cloudwatch_logs_gb"])


# What a kind of thing costs by itself: (its values, lines of what, how many, and what one of them costs a month).
OF_KIND = {
    "aws_cloudwatch_dashboard": ({}, [["dashboard", 1, UNIT["dashboard_month"]]]),
    "aws_cloudwatch_log_metric_filter": ({}, [["metric from logs", 1, UNIT["custom_metric_month"]]]),
    "aws_cloudwatch_metric_alarm": ({}, [["alarm", 1, UNIT["alarm_month"]]]),
    "aws_directory_service_directory": ({"edition": "Standard"}, [["Managed Microsoft AD Standard (two controllers)", 1, UNIT["directory_hour"]["Standard"] * HOURS]]),
    "aws_eip": ({}, [["public IPv4 address", 1, UNIT["public_ipv4_hour"] * HOURS]]),
    "aws_elasticache_replication_group": ({"node_type": "cache.t4g.small", "num_cache_clusters": 2}, [["ElastiCache cache.t4g.small", 2, UNIT["cache_node_hour"]["cache.t4g.small"] * HOURS]]),
    "aws_flow_log": ({}, [["flow logs, GB (stated use)", 10, USED["cloudwatch_logs_gb"]]]),
    "aws_kms_key": ({}, [["KMS key", 1, UNIT["kms_key_month"]]]),
    "aws_lb": ({}, [["load balancer", 1, UNIT["load_balancer_hour"] * HOURS], ["load balancer capacity unit (stated use)", 1, USED["load_balancer_capacity_unit_hour"] * HOURS]]),
    "aws_nat_gateway": ({}, [["NAT gateway", 1, UNIT["nat_gateway_hour"] * HOURS]]),
    "aws_route53_resolver_endpoint": ({"ip_address": [{}, {}]}, [["Route 53 resolver interface", 2, UNIT["resolver_interface_hour"] * HOURS]]),
    "aws_route53_zone": ({}, [["hosted zone", 1, UNIT["hosted_zone_month"]]]),
    "aws_secretsmanager_secret": ({}, [["secret", 1, UNIT["secret_month"]]]),
    "aws_vpc_endpoint": ({"vpc_endpoint_type": "Interface", "subnet_ids": []}, [["interface endpoint in a zone", 2, UNIT["interface_endpoint_az_hour"] * HOURS]]),
    "aws_wafv2_web_acl": ({"rule": [{}] * 7}, [["WAF rule", 7, UNIT["waf_rule_month"]], ["WAF ACL", 1, UNIT["waf_acl_month"]]]),
}
# These have tests of their own.
BY_THEMSELVES = {"aws_autoscaling_group", "aws_db_instance", "aws_dlm_lifecycle_policy", "aws_ecs_service", "aws_instance", "aws_ssm_parameter"}


@pytest.mark.parametrize("kind", OF_KIND)
def test_each_kind_costs_its_price_whatever_the_office_hours(kind):
    values, lines = OF_KIND[kind]
    assert estimate(plan(resource(kind, **values)), "--week-hours", "60")["lines"] == [[what, count, pytest.approx(count * each, abs=0.01)] for what, count, each in lines]


def test_every_kind_that_has_a_price_has_a_test():
    assert set(re.findall(r'^ +"(aws_\w+)": self\.', ESTIMATE.read_text(), re.MULTILINE)) == OF_KIND.keys() | BY_THEMSELVES


def test_every_size_that_the_configuration_names_has_a_price():
    text = "".join(path.read_text() for folder in ("environments", "examples", "modules") for path in sorted((harness.INFRA / folder).rglob("*.tf")))
    for table, pattern in (("ec2_instance_hour", r'"([a-z]+\d[a-z]*\.\d?x?large|t\d[a-z]?\.[a-z]+)"'), ("rds_instance_hour", r'"(db\.[a-z0-9]+\.[a-z0-9]+)"'), ("cache_node_hour", r'"(cache\.[a-z0-9]+\.[a-z0-9]+)"')):
        named = set(re.findall(pattern, text))
        assert named and named <= set(UNIT[table]), named - set(UNIT[table])


STATED = {"nat": "nat_gateway_gb", "log": "cloudwatch_logs_gb", "s3": "s3_gb_month", "cdn": "cloudfront_gb"}


@pytest.mark.parametrize("use", STATED)
def test_stated_use_is_added(use):
    assert estimate(plan(), f"--{use}-gb", "100")["total"] == pytest.approx(100 * USED[STATED[use]])


def test_table_ends_with_total_and_date_of_the_prices():
    done = subprocess.run([sys.executable, ESTIMATE], input=json.dumps(plan(MACHINE)), capture_output=True, text=True, check=True)
    total = estimate(plan(MACHINE))["total"]
    assert re.search(rf"^total +{total:.2f}$", done.stdout, re.MULTILINE) and PRICES["date"] in done.stdout and f"About £{total * PRICES['gbp_per_usd']:.0f}," in done.stdout


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("no json", "the input is not a plan"),
        ("{}", "the input is not a plan"),
        (json.dumps(plan(resource("aws_instance", instance_type="u-24tb1.metal"))), "no price of u-24tb1.metal: add it to ec2_instance_hour"),
    ],
)
def test_estimate_refuses_with_advice(text, advice):
    done = subprocess.run([sys.executable, ESTIMATE], input=text, capture_output=True, text=True, check=False)
    assert done.returncode == 1 and advice in done.stderr and not done.stdout


def test_prices_are_dated_positive_and_say_where_they_are_from():
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", PRICES["date"]) and PRICES["source"]
    numbers = [price for table in [*UNIT.values(), *PRICES["usage_prices"].values()] for price in (table.values() if isinstance(table, dict) else [table])]
    assert all(price > 0 for price in numbers)


def is_told(planned, name):
    """The document says a total in both currencies, and the parts that it comes to; gives back its paragraph."""
    (told,) = re.findall(rf"^The {name} comes to .*?\n\n", (harness.INFRA / "docs/cost.md").read_text(), re.MULTILINE | re.DOTALL)
    total, *parts = (float(number) for number in re.findall(r"\$(\d+)", told.split("\nWith ")[0]))
    exact = estimate(planned)["total"]
    assert total == pytest.approx(exact, abs=0.51) and f"(£{exact * PRICES['gbp_per_usd']:.0f})" in told
    assert sum(parts) == pytest.approx(total, abs=3), parts
    return told


def test_demo_costs_what_the_document_says(demo):
    told = is_told(demo.plan, "demo")
    (slept,) = re.findall(r"60 of 168 hours a week\) it is about \$(\d+)", told)
    assert float(slept) == pytest.approx(estimate(demo.plan, "--week-hours", "60")["total"], abs=0.51)


def test_production_costs_what_the_document_says(production):
    is_told(production.plan, "production")
