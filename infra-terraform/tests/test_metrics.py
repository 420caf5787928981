"""Every metric that an alarm or the dashboard reads is one that somebody publishes."""

import json
import re

import environments
import harness
import pytest
import yaml

# The module alone, with every id known: in an environment's plan ids are not, and so the dashboard is not.
ROOT = """
module "observability" {{
  source      = "../../modules/observability"
  name        = "ai-portal"
  kms_key_arn = "arn:aws:kms:eu-west-2:123456789012:key/11111111-2222-3333-4444-555555555555"
  {shape}
}}
"""
SHAPES = {
    "machines": """
  workloads = { webui = { instance_id = "i-1" }, gateway = { instance_id = "i-2" } }
  database  = { id = "ai-portal-database" }
""",
    "groups": """
  workloads = {
    webui   = { autoscaling = true, asg_name = "webui", load_balancer = { arn_suffix = "app/webui/1", target_group_arn_suffix = "targetgroup/webui/1" } }
    gateway = { autoscaling = true, asg_name = "gateway", load_balancer = { arn_suffix = "app/gateway/1", target_group_arn_suffix = "targetgroup/gateway/1" } }
  }
  database        = { id = "ai-portal-database", replica_ids = ["ai-portal-database-replica-1"] }
  cache_node_ids  = ["ai-portal-cache-001", "ai-portal-cache-002"]
  nat_gateway_ids = ["nat-1", "nat-2"]
""",
}

PUBLISHED = json.loads((harness.INFRA / "tests" / "data" / "metrics.json").read_text())["namespaces"]


def alarm_metrics(plan):
    """(namespace, metric, dimensions) of every alarm."""
    for alarm in environments.of_type(plan, "aws_cloudwatch_metric_alarm").values():
        if alarm.get("metric_name"):
            yield alarm["namespace"], alarm["metric_name"], frozenset(alarm.get("dimensions") or {})
        for query in alarm.get("metric_query") or []:
            for metric in query.get("metric") or []:
                yield metric["namespace"], metric["metric_name"], frozenset(metric.get("dimensions") or {})


def dashboard_metrics(plan):
    """(namespace, metric, dimensions) of every series of the dashboard."""
    for dashboard in environments.of_type(plan, "aws_cloudwatch_dashboard").values():
        for widget in json.loads(dashboard["dashboard_body"])["widgets"]:
            for series in widget["properties"]["metrics"]:
                if isinstance(series[0], dict):
                    yield searched(series[0]["expression"])
                    continue
                namespace, metric, *rest = [part for part in series if isinstance(part, str)]
                yield namespace, metric, frozenset(rest[::2])


def searched(expression):
    """The metric that a series searches for, whatever its dimensions' values are."""
    namespace, dimensions, metric = re.fullmatch(r"SEARCH\('\{([\w/]+),(\w+(?:,\w+)*)\} MetricName=\"(\w+)\"', '\w+', \d+\)", expression).groups()
    return namespace, metric, frozenset(dimensions.split(","))


def log_metrics():
    """What the gateway's log lines are metrics of, as its own source says."""
    source = (harness.INFRA.parent / "ollama-bedrock-server/src/main/java/io/aiportal/ollama/server/telemetry/EmbeddedMetrics.java").read_text()
    constants = dict(re.findall(r'String (\w+) = "([\w/]+)";', source))
    (sets,) = re.findall(r"OF_ANSWERS =\s*List\.of\((.*)\);", source)
    dimensions = [frozenset(constants[name] for name in one.split(", ")) for one in re.findall(r"List\.of\(([\w, ]+)\)", sets)]
    names = re.findall(r'metric\("(\w+)"', source)
    assert len(dimensions) == 3 and len(names) == 7
    return {(constants["NAMESPACE"], name, one) for name in names for one in dimensions}


def agent_metrics(plan):
    """What the CloudWatch agents publish: (namespace, metric, dimensions)."""
    for parameter in environments.of_type(plan, "aws_ssm_parameter").values():
        if not parameter["name"].startswith("AmazonCloudWatch-"):
            continue
        metrics = json.loads(parameter["value"])["metrics"]
        for section, collected in metrics["metrics_collected"].items():
            for measurement in collected["measurement"]:
                for dimensions in metrics["aggregation_dimensions"]:
                    yield metrics["namespace"], f"{section}_{measurement}", frozenset(dimensions)


def filter_metrics(plan):
    """What the metric filters publish."""
    for found in environments.of_type(plan, "aws_cloudwatch_log_metric_filter").values():
        for transformation in found["metric_transformation"]:
            yield transformation["namespace"], transformation["name"], frozenset(transformation.get("dimensions") or {})


def published_by_aws(namespace, metric, dimensions):
    known = PUBLISHED.get(namespace, {})
    return metric in known.get("metrics", []) and sorted(dimensions) in [sorted(each) for each in known["dimensions"]]


@pytest.fixture(scope="module", params=SHAPES)
def plan(request, terraform, moto):
    root = harness.workspace() / "metrics" / request.param
    root.mkdir(parents=True)
    (root / "main.tf").write_text(ROOT.format(shape=SHAPES[request.param]))
    terraform.init(root)
    terraform.run(root, "plan", "-out=test.plan", env=moto.env)
    return terraform.json(root, "show", "-json", "test.plan")


@pytest.mark.parametrize("reader", [alarm_metrics, dashboard_metrics])
def test_metrics_exist(plan, reader):
    own = {*agent_metrics(plan), *filter_metrics(plan), *log_metrics()}
    read = list(reader(plan))
    unknown = [metric for metric in read if metric not in own and not published_by_aws(*metric)]
    assert read and not unknown


def test_the_gateways_own_dashboard_and_alarms_are_used_whole(plan):
    """Every metric that the file of the gateway's documentation reads is read here; of each alarm what it says."""
    text = (harness.INFRA.parent / "docs/monitoring/cloudwatch.yaml").read_text()
    shipped = yaml.safe_load(re.sub("!(Sub|Ref) ", "", text))["Resources"].values()
    made = {values["alarm_name"]: values for address, values in environments.of_type(plan, "aws_cloudwatch_metric_alarm").items() if ".gateway_log[" in address}
    said = {one["Properties"]["AlarmName"]: one["Properties"] for one in shipped if one["Type"] == "AWS::CloudWatch::Alarm"}
    assert made.keys() == said.keys() and len(said) >= 3
    for name, properties in said.items():
        assert all(made[name][ours] == properties.get(theirs) for ours, theirs in SAID.items()), name
        assert made[name]["dimensions"] == {one["Name"]: one["Value"] for one in properties["Dimensions"]}
    (board,) = [one["Properties"] for one in shipped if one["Type"] == "AWS::CloudWatch::Dashboard"]
    (drawn,) = [values for address, values in environments.of_type(plan, "aws_cloudwatch_dashboard").items() if ".gateway_log[" in address]
    assert drawn["dashboard_name"] == board["DashboardName"]
    assert json.loads(drawn["dashboard_body"]) == json.loads(board["DashboardBody"].replace("${AWS::Region}", "eu-west-2"))


SAID = {
    "namespace": "Namespace",
    "metric_name": "MetricName",
    "threshold": "Threshold",
    "period": "Period",
    "evaluation_periods": "EvaluationPeriods",
    "comparison_operator": "ComparisonOperator",
    "treat_missing_data": "TreatMissingData",
    "extended_statistic": "ExtendedStatistic",
    "statistic": "Statistic",
}


def test_everything_the_gateway_publishes_is_read(plan):
    """A metric costs money: none is made that nobody looks at."""
    read = {*alarm_metrics(plan), *dashboard_metrics(plan)}
    assert {*filter_metrics(plan)} <= read


def test_filters_read_fields_that_the_gateway_writes():
    """The filters and the gateway's log are written apart; both must say the same names."""
    source = harness.INFRA.parent / "ollama-bedrock-server/src/main/java/io/aiportal/ollama/server/http/RequestLog.java"
    fields = re.findall(r'= "\$\.(\w+)"', (harness.INFRA / "modules/observability/logs.tf").read_text())
    written = set(re.findall(r'put\((?:line, )?"(\w+)"', source.read_text()))
    assert len(fields) == 6 and set(fields) <= written
