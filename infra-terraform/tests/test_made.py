"""Both environments made for real on a mock AWS, which is then asked what it has.

The mock enforces neither permissions nor security groups nor quotas: that they are there is seen here, not that AWS
would honour them.
"""

import base64
import gzip
import json

import pytest
from environments import ALLOWED, DIRECTORY_PASSWORD

pytestmark = pytest.mark.slow


@pytest.fixture(params=["made_demo", "made_production"])
def made(request):
    return request.getfixturevalue(request.param)


# ---- Network


def groups(moto):
    """Our security groups by role; the directory's own is not among them."""
    found = moto.client("ec2").describe_security_groups()["SecurityGroups"]
    return {group["GroupId"]: group for group in found}


def reachable(made):
    """(from, to, port) for every opened way: from a network or a role, to a role; port 0 is every port."""
    roles = {number: role for role, number in made.outputs["security_group_ids"].items()}
    for number, group in groups(made.moto).items():
        if number not in roles:
            continue
        for rule in group["IpPermissions"]:
            port = rule.get("FromPort", 0)
            for source in rule.get("IpRanges", []):
                yield source["CidrIp"], roles[number], port
            for source in rule.get("UserIdGroupPairs", []):
                yield roles.get(source["GroupId"], source["GroupId"]), roles[number], port
            for source in rule.get("PrefixListIds", []):
                yield "prefix list", roles[number], port


def test_who_reaches_what_in_the_demo(made_demo):
    assert set(reachable(made_demo)) == {
        *((network, "webui", 8080) for network in ALLOWED),
        ("webui", "gateway", 8000),
        ("webui", "database", 5432),
        ("functions", "database", 5432),
        ("webui", "endpoints", 443),
        ("functions", "endpoints", 443),
        ("gateway", "endpoints", 443),
    }


def test_who_reaches_what_in_production(made_production):
    assert set(reachable(made_production)) == {
        ("prefix list", "alb", 443),
        ("alb", "webui", 8080),
        ("webui", "gateway-alb", 443),
        ("gateway-alb", "gateway", 8000),
        ("webui", "database", 5432),
        ("webui", "cache", 6379),
        ("functions", "database", 5432),
        ("webui", "endpoints", 443),
        ("functions", "endpoints", 443),
        ("gateway", "endpoints", 443),
    }


def test_the_directory_answers_open_webui(made):
    roles = made.outputs["security_group_ids"]
    (directory,) = made.moto.client("ds").describe_directories()["DirectoryDescriptions"]
    own = groups(made.moto)[directory["VpcSettings"]["SecurityGroupId"]]
    opened = {
        (rule["IpProtocol"], rule["FromPort"])
        for rule in own["IpPermissions"]
        for source in rule["UserIdGroupPairs"]
        if source["GroupId"] == roles["webui"]
    }
    assert {("tcp", 389), ("tcp", 636), ("tcp", 88), ("udp", 53)} <= opened
    assert len(directory["DnsIpAddrs"]) == 2


def test_routes(made):
    ec2 = made.moto.client("ec2")
    subnets = made.outputs["subnet_ids"]
    tables = ec2.describe_route_tables()["RouteTables"]
    ways = {
        association["SubnetId"]: next(
            (route for route in table["Routes"] if route.get("DestinationCidrBlock") == "0.0.0.0/0"), {}
        )
        for table in tables
        for association in table["Associations"]
        if "SubnetId" in association
    }
    assert all(ways[subnet]["GatewayId"].startswith("igw-") for subnet in subnets["public"])
    gateways = {ways[subnet]["NatGatewayId"] for subnet in subnets["private"]}
    assert len(gateways) == (1 if made.name == "demo" else 2)


def test_both_tiers_are_in_two_zones(made):
    ec2 = made.moto.client("ec2")
    for tier, numbers in made.outputs["subnet_ids"].items():
        zones = {subnet["AvailabilityZone"] for subnet in ec2.describe_subnets(SubnetIds=numbers)["Subnets"]}
        assert zones == {"eu-west-2a", "eu-west-2b"}, tier


# ---- Machines


def machines(made):
    reservations = made.moto.client("ec2").describe_instances()["Reservations"]
    return [machine for reservation in reservations for machine in reservation["Instances"]]


def test_machines(made):
    found = machines(made)
    assert len(found) == 2, "the mock starts but one machine of each group"
    for machine in found:
        if made.name == "demo":
            assert machine["MetadataOptions"]["HttpTokens"] == "required"
            assert machine["InstanceType"] == "t3.large"
        assert {tag["Key"]: tag["Value"] for tag in machine["Tags"]}["Backup"] == "ai-portal-weekly"


def test_disks_are_encrypted(made_demo):
    volumes = made_demo.moto.client("ec2").describe_volumes()["Volumes"]
    assert len(volumes) == 2
    assert all(volume["Encrypted"] for volume in volumes)


def test_groups_stand_behind_their_load_balancers(made_production):
    groups = made_production.moto.client("autoscaling").describe_auto_scaling_groups()["AutoScalingGroups"]
    assert {group["AutoScalingGroupName"] for group in groups} == {"ai-portal-webui", "ai-portal-gateway"}
    for group in groups:
        assert len(group["TargetGroupARNs"]) == 1
        assert (group["MinSize"], group["DesiredCapacity"]) == (2, 2)
        distribution = group["MixedInstancesPolicy"]["InstancesDistribution"]
        assert distribution["OnDemandPercentageAboveBaseCapacity"] == 50
    balancers = made_production.moto.client("elbv2").describe_load_balancers()["LoadBalancers"]
    assert {balancer["Scheme"] for balancer in balancers} == {"internal"}


# ---- Data


def test_databases_are_encrypted_private_and_backed_up(made):
    found = made.moto.client("rds").describe_db_instances()["DBInstances"]
    assert len(found) == (1 if made.name == "demo" else 2)
    for database in found:
        assert database["StorageEncrypted"] and not database["PubliclyAccessible"]
        if "replica" not in database["DBInstanceIdentifier"]:
            assert database["BackupRetentionPeriod"] >= 7
            assert database["MultiAZ"] is (made.name == "production")
            assert database["DeletionProtection"] is (made.name == "production")


def test_buckets_are_private_and_encrypted(made):
    s3 = made.moto.client("s3")
    names = {name for name in made.outputs["bucket_names"].values() if name}
    assert names == {bucket["Name"] for bucket in s3.list_buckets()["Buckets"]}
    for name in names:
        assert all(s3.get_public_access_block(Bucket=name)["PublicAccessBlockConfiguration"].values()), name
        assert s3.get_bucket_encryption(Bucket=name)["ServerSideEncryptionConfiguration"]["Rules"], name
        denied = [s for s in json.loads(s3.get_bucket_policy(Bucket=name)["Policy"])["Statement"] if s["Effect"] == "Deny"]
        assert any("aws:SecureTransport" in json.dumps(statement) for statement in denied), name


def test_the_jar_is_where_the_machines_look(made, jar):
    s3, bucket = made.moto.client("s3"), made.outputs["bucket_names"]["artifacts"]
    (found,) = s3.list_objects_v2(Bucket=bucket, Prefix="gateway/")["Contents"]
    assert s3.get_object(Bucket=bucket, Key=found["Key"])["Body"].read() == jar.read_bytes()


def test_logs_and_topics_are_encrypted(made):
    for group in made.moto.client("logs").describe_log_groups()["logGroups"]:
        assert group.get("kmsKeyId"), group["logGroupName"]
        assert group["retentionInDays"] >= 30
    sns = made.moto.client("sns")
    for topic in sns.list_topics()["Topics"]:
        assert sns.get_topic_attributes(TopicArn=topic["TopicArn"])["Attributes"].get("KmsMasterKeyId"), topic


# ---- Secrets


def secret_values(made):
    """Every value that Secrets Manager holds."""
    secrets = made.moto.client("secretsmanager")
    for secret in secrets.list_secrets()["SecretList"]:
        try:
            yield secrets.get_secret_value(SecretId=secret["ARN"])["SecretString"]
        except secrets.exceptions.ResourceNotFoundException:
            continue  # Waits for scripts/set-credentials.


def test_the_gateways_key_is_there_and_long(made):
    secrets = made.moto.client("secretsmanager")
    values = {name: secrets.get_secret_value(SecretId=arn)["SecretString"] for name, arn in made.outputs["gateway_secret_arns"].items()}
    assert set(values) == {"key", "user_jwt"} and len(set(values.values())) == 2
    assert all(len(value) >= 32 and value.isalnum() for value in values.values()), "what units and headers take as it is"


def strings(value):
    """A secret's value, and if it is JSON the password in it."""
    try:
        return [json.loads(value)["password"]]
    except (ValueError, TypeError, KeyError):
        return [value]


def test_no_secret_in_the_state(made):
    values = [text for value in secret_values(made) for text in strings(value) if text]
    assert len(values) >= 2
    for value in values:
        assert value not in made.state_text


def test_the_directorys_first_password_is_the_only_one_in_the_state(made):
    """The provider keeps it, so it is replaced after the first apply and opens nothing then. The demo draws it."""
    (directory,) = made.made("aws_directory_service_directory").values()
    password = directory["password"]
    assert (password == DIRECTORY_PASSWORD) == (made.name == "production")
    assert len(password) >= 20 and password not in set(secret_values(made))
    assert made.state_text.count(password) == 1


def test_no_secret_on_the_way_to_the_machines(made):
    values = [text for value in secret_values(made) for text in strings(value) if text] + [DIRECTORY_PASSWORD]
    scripts = [gzip.decompress(base64.b64decode(text)).decode() for text in user_data(made)]
    assert len(scripts) == 2
    for script in scripts:
        assert script.startswith("#cloud-config\n")
        assert not [value for value in values if value in script]


def user_data(made):
    for machine in made.made("aws_instance").values():
        yield machine["user_data_base64"]
    for template in made.made("aws_launch_template").values():
        yield template["user_data"]


# ---- Who may do what

# What has no resource to be limited to, as AWS documents each action.
RESOURCELESS = {
    "bedrock:GetInferenceProfile",
    "bedrock:ListFoundationModels",
    "bedrock:ListInferenceProfiles",
    "cloudwatch:PutMetricData",
    "ec2:AssignPrivateIpAddresses",
    "ec2:CreateNetworkInterface",
    "ec2:DeleteNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSubnets",
    "ec2:DescribeTags",
    "ec2:UnassignPrivateIpAddresses",
    "logs:GetQueryResults",
    "secretsmanager:GetRandomPassword",
    "ssm:UpdateInstanceInformation",
    "ssmmessages:CreateControlChannel",
    "ssmmessages:CreateDataChannel",
    "ssmmessages:OpenControlChannel",
    "ssmmessages:OpenDataChannel",
    "xray:PutTelemetryRecords",
    "xray:PutTraceSegments",
}

# AWS's own policies that roles of services carry.
AWS_POLICIES = {
    "AWSDataLifecycleManagerServiceRoleForAMIManagement",
    "AmazonRDSEnhancedMonitoringRole",
}


def allowed(made):
    """(role, action, resource, condition) for everything that the portal's own policies of roles allow."""
    iam = made.moto.client("iam")
    for role in iam.list_roles()["Roles"]:
        for name in iam.list_role_policies(RoleName=role["RoleName"])["PolicyNames"]:
            document = iam.get_role_policy(RoleName=role["RoleName"], PolicyName=name)["PolicyDocument"]
            for statement in as_list(document["Statement"]):
                if statement["Effect"] == "Allow":
                    for action in as_list(statement["Action"]):
                        for resource in as_list(statement["Resource"]):
                            yield role["RoleName"], action, resource, statement.get("Condition", {})


def as_list(value):
    return value if isinstance(value, list) else [value]


def test_only_what_cannot_be_limited_is_allowed_everywhere(made):
    grants = list(allowed(made))
    assert len(grants) > 20
    assert [(role, action) for role, action, resource, _ in grants if resource == "*" and action not in RESOURCELESS] == []


def test_no_role_has_a_whole_service(made):
    assert [(role, action) for role, action, _, _ in allowed(made) if action == "*" or action.endswith(":*")] == []


def test_only_schedulers_hand_on_roles(made):
    assert [role for role, action, _, _ in allowed(made) if action == "iam:PassRole"] == []


def test_only_known_policies_of_aws_are_attached(made):
    iam = made.moto.client("iam")
    for role in iam.list_roles()["Roles"]:
        for policy in iam.list_attached_role_policies(RoleName=role["RoleName"])["AttachedPolicies"]:
            assert policy["PolicyName"] in AWS_POLICIES, role["RoleName"]


def test_the_gateway_alone_calls_bedrock(made):
    calls = [grant for grant in allowed(made) if grant[1].startswith("bedrock:Invoke")]
    assert {role for role, *_ in calls} == {"ai-portal-gateway"}
    assert {action for _, action, *_ in calls} == {"bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"}
    for _, _, resource, condition in calls:
        kind = resource.split(":")[5].split("/")[0]
        assert "*" not in resource
        if kind == "foundation-model" and ":eu-west-2:" not in resource:
            profile = condition["StringEquals"]["bedrock:InferenceProfileArn"]
            assert "inference-profile/eu.anthropic." in json.dumps(profile)


def test_open_webui_reads_its_own_secrets_alone(made):
    ours = made.outputs
    readable = {r for role, action, r, _ in allowed(made) if role == "ai-portal-webui" and action == "secretsmanager:GetSecretValue"}
    assert ours["admin_password_secret_arn"] in readable
    assert ours["directory"]["bind_secret_arn"] in readable
    assert ours["directory"]["admin_secret_arn"] not in readable
    shared = set(ours["gateway_secret_arns"].values())
    assert len(shared) == 2 and shared <= readable
    assert {r for role, action, r, _ in allowed(made) if role == "ai-portal-gateway" and action.startswith("secretsmanager:")} == shared
    assert {role for role, action, r, _ in allowed(made) if r in shared} == {"ai-portal-webui", "ai-portal-gateway"}


def test_services_act_for_this_account_only(made):
    """A role that a service takes on names the account, so that nobody else's resource can use it."""
    own_machines = {"ec2.amazonaws.com", "lambda.amazonaws.com", "autoscaling.amazonaws.com"}
    iam = made.moto.client("iam")
    for role in iam.list_roles()["Roles"]:
        for statement in as_list(role["AssumeRolePolicyDocument"]["Statement"]):
            services = set(as_list(statement["Principal"]["Service"]))
            if services - own_machines:
                condition = json.dumps(statement.get("Condition", {}))
                assert "aws:SourceAccount" in condition or "aws:SourceArn" in condition, role["RoleName"]


# ---- Operations


def test_images_are_made_every_week(made):
    dlm = made.moto.client("dlm")
    (summary,) = dlm.get_lifecycle_policies()["Policies"]
    policy = dlm.get_lifecycle_policy(PolicyId=summary["PolicyId"])["Policy"]
    assert policy["State"] == "ENABLED"
    (schedule,) = policy["PolicyDetails"]["Schedules"]
    assert "SUN" in schedule["CreateRule"]["CronExpression"] and schedule["RetainRule"] == {"Interval": 4, "IntervalUnit": "WEEKS"}
    wanted = {(tag["Key"], tag["Value"]) for tag in policy["PolicyDetails"]["TargetTags"]}
    for machine in machines(made):
        assert wanted & {(tag["Key"], tag["Value"]) for tag in machine["Tags"]}, "a machine without images"


def test_every_alarm_tells_the_operators(made):
    alarms = made.moto.client("cloudwatch").describe_alarms()["MetricAlarms"]
    assert len(alarms) >= 10
    for alarm in alarms:
        assert made.outputs["alarm_topic_arn"] in alarm["AlarmActions"], alarm["AlarmName"]


def test_audit_and_flow_logs_of_production(made_production):
    moto = made_production.moto
    (trail,) = moto.client("cloudtrail").describe_trails()["trailList"]
    assert trail["IsMultiRegionTrail"] and trail["LogFileValidationEnabled"] and trail["KmsKeyId"]
    (log,) = moto.client("ec2").describe_flow_logs()["FlowLogs"]
    assert log["TrafficType"] == "ALL" and log["FlowLogStatus"] == "ACTIVE"


def test_office_hours(made):
    if made.name == "demo":
        schedules = made.moto.client("scheduler").list_schedules()["Schedules"]
        assert {"start", "stop"} == {schedule["Name"].rsplit("-", 1)[-1] for schedule in schedules}
    else:
        actions = made.moto.client("autoscaling").describe_scheduled_actions()["ScheduledUpdateGroupActions"]
        assert {action["AutoScalingGroupName"] for action in actions} == {"ai-portal-webui", "ai-portal-gateway"}


# What the mock gives back otherwise than it was given, so that a second plan would set it again.
FORGOTTEN_BY_MOTO = {
    "rules that name a group lose their description": {
        ("aws_vpc_security_group_egress_rule", "description"),
        ("aws_vpc_security_group_ingress_rule", "description"),
    },
    "machines with a public address lose their groups": {("aws_instance", "vpc_security_group_ids")},
    "parameter groups forget their parameters": {("aws_db_parameter_group", "parameter")},
    "groups keep but half of their settings": {
        ("aws_autoscaling_group", "capacity_reservation_specification"),
        ("aws_autoscaling_group", "default_instance_warmup"),
        ("aws_autoscaling_group", "max_instance_lifetime"),
        ("aws_autoscaling_group", "mixed_instances_policy"),
        ("aws_autoscaling_group", "service_linked_role_arn"),
        ("aws_autoscaling_policy", "enabled"),
        ("aws_autoscaling_policy", "predictive_scaling_configuration"),
    },
    "launch templates give back tags in another order": {
        ("aws_launch_template", "default_version"),
        ("aws_launch_template", "latest_version"),
        ("aws_launch_template", "tag_specifications"),
    },
    "functions keep but half of their settings": {
        ("aws_lambda_function", "dead_letter_config"),
        ("aws_lambda_function", "kms_key_arn"),
        ("aws_lambda_function", "logging_config"),
    },
}


def test_a_second_plan_changes_nothing(made):
    known = set().union(*FORGOTTEN_BY_MOTO.values())
    assert {difference: address for difference, address in made.differences().items() if difference not in known} == {}
