"""An environment as it would stand, with every reference resolved and without AWS.

Terraform applies the root on a mocked provider, and tells the state it came to. What AWS would number (ARNs, ids) is given
here, a different one for each resource, so that who refers to whom can be followed. Documents of policies are not computed
by a mock: each gets an id, by which its statements are found among the data sources.
"""

import base64
import gzip
import json
import pickle
import re

import environments
import harness
import source
import yaml

ACCOUNT = "123456789012"
REGION = "eu-west-2"

# The shape of what AWS gives a resource of each type: {n} is its own number, {region} where it is made, {name} what it is called.
NUMBERED = {
    "aws_acm_certificate": {"arn": "arn:aws:acm:{region}:{account}:certificate/{n:08d}-2222-3333-4444-555555555555"},
    "aws_autoscaling_group": {"arn": "arn:aws:autoscaling:{region}:{account}:autoScalingGroup:{n:08d}:autoScalingGroupName/{name}"},
    "aws_cloudfront_distribution": {
        "arn": "arn:aws:cloudfront::{account}:distribution/E{n:08d}",
        "domain_name": "d{n:08d}.cloudfront.net",
    },
    "aws_cloudwatch_log_group": {"arn": "arn:aws:logs:{region}:{account}:log-group:{name}"},
    "aws_db_instance": {"arn": "arn:aws:rds:{region}:{account}:db:{identifier}"},
    "aws_ecr_repository": {
        "arn": "arn:aws:ecr:{region}:{account}:repository/{name}",
        "repository_url": "{account}.dkr.ecr.{region}.amazonaws.com/{name}",
    },
    "aws_ecs_cluster": {"arn": "arn:aws:ecs:{region}:{account}:cluster/{name}", "id": "arn:aws:ecs:{region}:{account}:cluster/{name}"},
    "aws_ecs_task_definition": {"arn": "arn:aws:ecs:{region}:{account}:task-definition/{family}:{n}"},
    "aws_elasticache_user": {"arn": "arn:aws:elasticache:{region}:{account}:user:{n}"},
    "aws_elasticache_user_group": {"arn": "arn:aws:elasticache:{region}:{account}:usergroup:{n}"},
    "aws_iam_openid_connect_provider": {"arn": "arn:aws:iam::{account}:oidc-provider/{n}"},
    "aws_iam_instance_profile": {"arn": "arn:aws:iam::{account}:instance-profile/{name}"},
    "aws_iam_role": {"arn": "arn:aws:iam::{account}:role/{name}"},
    "aws_instance": {"arn": "arn:aws:ec2:{region}:{account}:instance/i-{n:017d}", "id": "i-{n:017d}"},
    "aws_kms_key": {"arn": "arn:aws:kms:{region}:{account}:key/{n:08d}-2222-3333-4444-555555555555"},
    "aws_lambda_function": {"arn": "arn:aws:lambda:{region}:{account}:function:{function_name}"},
    "aws_launch_template": {"id": "lt-{n:017d}", "latest_version": "1"},
    "aws_lb": {
        "arn": "arn:aws:elasticloadbalancing:{region}:{account}:loadbalancer/app/{name}/{n:016d}",
        "arn_suffix": "app/{name}/{n:016d}",
        "dns_name": "{name}-{n}.elb.amazonaws.com",
        "id": "arn:aws:elasticloadbalancing:{region}:{account}:loadbalancer/app/{name}/{n:016d}",
    },
    "aws_lb_listener": {"arn": "arn:aws:elasticloadbalancing:{region}:{account}:listener/app/lb/{n:016d}/{n:016d}"},
    "aws_lb_target_group": {
        "arn": "arn:aws:elasticloadbalancing:{region}:{account}:targetgroup/{name}/{n:016d}",
        "arn_suffix": "targetgroup/{name}/{n:016d}",
        "id": "arn:aws:elasticloadbalancing:{region}:{account}:targetgroup/{name}/{n:016d}",
    },
    "aws_s3_bucket": {"arn": "arn:aws:s3:::{bucket}", "id": "{bucket}"},
    "aws_secretsmanager_secret": {
        "arn": "arn:aws:secretsmanager:{region}:{account}:secret:{name}-{n:06d}",
        "id": "arn:aws:secretsmanager:{region}:{account}:secret:{name}-{n:06d}",
    },
    "aws_sns_topic": {"arn": "arn:aws:sns:{region}:{account}:{name}", "id": "arn:aws:sns:{region}:{account}:{name}"},
    "aws_ssm_parameter": {"arn": "arn:aws:ssm:{region}:{account}:parameter/{name}"},
    "aws_wafv2_ip_set": {"arn": "arn:aws:wafv2:{region}:{account}:regional/ipset/{name}/{n:08d}-2222-3333-4444-555555555555"},
    "aws_wafv2_web_acl": {"arn": "arn:aws:wafv2:{region}:{account}:regional/webacl/{name}/{n:08d}-2222-3333-4444-555555555555"},
}


WORKLOADS = ("webui", "gateway")

# What stands beside a portal, in roots of its own.
BESIDE = ("bootstrap", "models-account")


class Known(dict):
    """What is known of a resource before it is made; the rest is called after its number."""

    def __missing__(self, key):
        return f"x{self['n']}"


def numbers(n, change):
    """What AWS would give one resource of a plan."""
    kind, address, after = change["type"], change["address"], change["change"]["after"] or {}
    region = "us-east-1" if re.search(r"module\.(edge_|cdn)", address) else "eu-west-1" if "region_copy" in address else REGION
    known = Known({key: value for key, value in after.items() if isinstance(value, str)}, n=n, region=region, account=ACCOUNT)
    if "name" not in known and "name_prefix" in known:
        known["name"] = known["name_prefix"].rstrip("-")
    given = {key: shape.format_map(known) for key, shape in NUMBERED.get(kind, {}).items()}
    if kind == "aws_acm_certificate":
        given["domain_validation_options"] = [
            {
                "domain_name": after["domain_name"],
                "resource_record_name": f"_{n}.{after['domain_name']}.",
                "resource_record_type": "CNAME",
                "resource_record_value": f"_{n}.acm-validations.aws.",
            }
        ]
    if kind == "aws_db_instance" and after.get("manage_master_user_password"):
        secret = f"arn:aws:secretsmanager:{region}:{ACCOUNT}:secret:rds!db-{n:06d}"
        given["master_user_secret"] = [{"secret_arn": secret, "kms_key_id": "key", "secret_status": "active"}]
    return given


def overrides(plan):
    """Blocks of a *.tftest.hcl file that give every resource of a plan its own numbers, and every policy its id."""
    certificates = {}
    for n, change in enumerate(plan["resource_changes"], start=1):
        if change["mode"] != "managed":
            continue
        given = numbers(n, change)
        module = change["address"].rsplit(".", 2)[0]
        if change["type"] == "aws_acm_certificate":
            certificates[module] = given["arn"]
        if given:
            yield f"override_resource {{\n  target = {change['address']}\n  values = {json.dumps(given)}\n}}\n"
    for change in plan["resource_changes"]:
        module = change["address"].rsplit(".", 2)[0]
        if change["type"] == "aws_acm_certificate_validation":
            given = {"certificate_arn": certificates[module]}
            yield f"override_resource {{\n  target = {change['address']}\n  values = {json.dumps(given)}\n}}\n"
    for address in sorted(documents(plan)):
        text = json.dumps({"Version": "2012-10-17", "Id": address, "Statement": []})
        yield f"override_data {{\n  target = {address}\n  values = {{ json = {json.dumps(text)} }}\n}}\n"


def documents(plan):
    """Addresses of the policy documents of a plan, whether they are known already or not."""
    later = {change["address"] for change in plan["resource_changes"] if change["type"] == "aws_iam_policy_document"}
    known = plan.get("prior_state", {"values": {"root_module": {}}})["values"]["root_module"]
    return later | {one["address"] for one in walk(known) if one["type"] == "aws_iam_policy_document"}


def walk(module):
    """Every resource and data source of a module and those below it."""
    yield from module.get("resources", [])
    for child in module.get("child_modules", []):
        yield from walk(child)


def build(environment):
    """The graph of an environment that tests/environments.py describes."""
    workspace = harness.workspace(f"graph-{environment.form}")
    root = workspace / environment.place
    forget_ephemeral(workspace, root)
    (root / "test_override.tf").write_text(environments.BACKENDS.get(environment.name, ""))
    (root / "test.auto.tfvars.json").write_text((environment.directory / "test.auto.tfvars.json").read_text())
    providers = re.findall(r'^provider "aws" \{(?:\n  alias\s+= "(\w+)")?', "".join(path.read_text() for path in root.glob("*.tf") if path.name != "test_override.tf"), re.MULTILINE)
    blocks = [
        f'mock_provider "aws" {{\n  {f"alias = {json.dumps(alias)}" if alias else ""}\n  source = "{workspace}/tests/mocks"\n}}\n'
        for alias in providers
    ]
    (root / "graph.tftest.hcl").write_text("\n".join([*blocks, *overrides(environment.plan), 'run "graph" {}\n']))
    environment.terraform.init(root, shared=True)
    printed = []
    for line in environment.terraform.lines(root, "test", "-verbose", "-json"):
        message = json.loads(line) if line.startswith("{") else {}
        if message.get("type") == "test_state":
            return Graph(environment.form, message["test_state"])
        printed.append(line)
    raise harness.TerraformFailed("".join(printed))


def forget_ephemeral(workspace, root):
    """A mocked provider has no ephemeral resources; nothing refers to what they make."""
    secrets = workspace / "modules/secret-values"
    (secrets / "main.tf").unlink()
    (secrets / "outputs.tf").unlink()
    main = root / "main.tf"
    text = re.sub(r'^ephemeral "[^}]*^\}\n', "", main.read_text(), flags=re.MULTILINE)
    main.write_text(re.sub(r"= ephemeral\.\S+", '= "drawn"', text))
    (root / "checks.tf").unlink(missing_ok=True)


class Graph:
    """Resources by address, and ways to follow from one to the next."""

    def __init__(self, name, values):
        self.name = name
        self.source = source.said()
        self.outputs = {key: output["value"] for key, output in values["outputs"].items()}
        found = [one for one in walk(values["root_module"])]
        self.resources = {one["address"]: one["values"] | {"_type": one["type"]} for one in found if one["mode"] == "managed"}
        self.data = {one["address"]: one["values"] | {"_type": one["type"]} for one in found if one["mode"] == "data"}
        self.tasks = {workload: self.containers(workload) for workload in WORKLOADS if self.of("aws_ecs_service")}
        self.machines = {} if self.tasks or self.name in BESIDE else {workload: self.first_start(workload) for workload in WORKLOADS}

    def freeze(self):
        """What copies are made of: once for many."""
        return pickle.dumps(vars(self))

    @staticmethod
    def thaw(frozen):
        """A graph of the same values, which a fault may be put into."""
        twin = object.__new__(Graph)
        vars(twin).update(pickle.loads(frozen))
        return twin

    def of(self, kind, inside=""):
        """The resources of a type, by address; only those whose address has a part."""
        return {address: values for address, values in self.resources.items() if values["_type"] == kind and inside in address}

    def one(self, kind, inside="", **wanted):
        """The only resource of a type with some values."""
        found = [v for v in self.of(kind, inside).values() if all(v.get(key) == value for key, value in wanted.items())]
        assert len(found) == 1, f"{len(found)} {kind} {inside} with {wanted}"
        return found[0]

    # ---- Machines

    def start_of(self, workload):
        """The resource that says how a workload's machines or tasks are started."""
        if self.tasks:
            return self.one("aws_ecs_task_definition", f"module.{workload}_service[0].")
        kind = "aws_launch_template" if self.scaled else "aws_instance"
        return self.one(kind, f"module.{workload}_group[0]." if self.scaled else f"module.{workload}[0].")

    @property
    def scaled(self):
        """Whether load balancers stand before machines or tasks."""
        return bool(self.of("aws_lb"))

    @property
    def edge(self):
        """Whether CloudFront stands before the load balancer."""
        return bool(self.of("aws_cloudfront_distribution"))

    @property
    def closed(self):
        """Whether no way leads to the internet."""
        return not self.of("aws_internet_gateway")

    @property
    def grouped(self):
        """Whether machines are started by groups."""
        return bool(self.of("aws_autoscaling_group"))

    def first_start(self, workload):
        """What a machine does at its first start: files by path, and commands."""
        started = self.start_of(workload)
        text = gzip.decompress(base64.b64decode(started["user_data"] if self.scaled else started["user_data_base64"])).decode()
        config = yaml.safe_load(text)
        return {
            "files": {entry["path"]: entry["content"] for entry in config["write_files"]},
            "modes": {entry["path"]: entry["permissions"] for entry in config["write_files"]},
            "commands": config["runcmd"],
        }

    # ---- Tasks

    def containers(self, workload):
        """The containers of a task, by name."""
        return {one["name"]: one for one in json.loads(self.one("aws_ecs_task_definition", f"module.{workload}_service[0].")["container_definitions"])}

    def service_of(self, workload):
        return self.one("aws_ecs_service", f"module.{workload}_service[0].")

    def starter_of(self, workload):
        """The role by which a workload gets image, secrets and log: of its machines, or of ECS where it starts tasks."""
        return self.one("aws_iam_role", arn=self.start_of(workload)["execution_role_arn"]) if self.tasks else self.role_of(workload)

    # ---- Places

    def security_groups_of(self, workload):
        if self.tasks:
            return set(self.service_of(workload)["network_configuration"][0]["security_groups"])
        started = self.start_of(workload)
        return set(started["network_interfaces"][0]["security_groups"] if self.scaled else started["vpc_security_group_ids"])

    def subnets_of(self, workload):
        if self.tasks:
            return set(self.service_of(workload)["network_configuration"][0]["subnets"])
        if self.scaled:
            return set(self.one("aws_autoscaling_group", f"module.{workload}_group[0].")["vpc_zone_identifier"])
        return {self.start_of(workload)["subnet_id"]}

    def role_of(self, workload):
        """The role that a workload's machines take on, by way of their instance profile, or that its tasks are given."""
        started = self.start_of(workload)
        if self.tasks:
            return self.one("aws_iam_role", arn=started["task_role_arn"])
        if self.scaled:
            profile = self.one("aws_iam_instance_profile", arn=started["iam_instance_profile"][0]["arn"])
        else:
            profile = self.one("aws_iam_instance_profile", name=started["iam_instance_profile"])
        return self.one("aws_iam_role", name=profile["role"])

    # ---- Policies

    def statements(self, document):
        """The statements of a policy document, computed or mocked."""
        policy = json.loads(document)
        if policy["Statement"]:
            return [statement for statement in as_list(policy["Statement"])]
        blocks = self.data[policy["Id"]]["statement"] or []
        return [written(block) for block in blocks]

    def policies_of_role(self, role):
        """Every statement of a role's own policies."""
        names = {role["name"], role["id"]}
        inline = [values for values in self.of("aws_iam_role_policy").values() if values["role"] in names]
        return [statement for policy in inline for statement in self.statements(policy["policy"])]

    # ---- Network

    def opened(self, source, target, port, protocol="tcp"):
        """Whether both ends let a connection through: from one security group to another."""
        return self.leaves(source, target, port, protocol) and self.enters(source, target, port, protocol)

    def leaves(self, source, target, port, protocol="tcp"):
        return any(
            admits(rule, port, protocol) and (rule.get("referenced_security_group_id") == target or rule.get("cidr_ipv4") == "0.0.0.0/0")
            for rule in self.of("aws_vpc_security_group_egress_rule").values()
            if rule["security_group_id"] == source
        )

    def enters(self, source, target, port, protocol="tcp"):
        return any(
            admits(rule, port, protocol) and rule.get("referenced_security_group_id") == source
            for rule in self.of("aws_vpc_security_group_ingress_rule").values()
            if rule["security_group_id"] == target
        )

    def sources(self, target, port):
        """Who may reach a port of a group from outside: networks and prefix lists."""
        return {
            rule.get("cidr_ipv4") or rule.get("prefix_list_id")
            for rule in self.of("aws_vpc_security_group_ingress_rule").values()
            if rule["security_group_id"] == target and admits(rule, port) and not rule.get("referenced_security_group_id")
        }

    def way_out(self, subnet):
        """The kind of gateway that a subnet's default route leads to: internet, nat, or nothing."""
        route = self.default_route(subnet)
        if route.get("gateway_id") in {gateway["id"] for gateway in self.of("aws_internet_gateway").values()}:
            return "internet"
        nats = {gateway["id"]: gateway for gateway in self.of("aws_nat_gateway").values()}
        beyond = nats.get(route.get("nat_gateway_id"))
        internet = beyond is not None and self.way_out_of_nat(beyond)
        return "nat" if internet else "nothing"

    def way_out_of_nat(self, nat):
        """Whether a NAT gateway stands where the internet is."""
        gateways = {gateway["id"] for gateway in self.of("aws_internet_gateway").values()}
        return self.default_route(nat["subnet_id"]).get("gateway_id") in gateways

    def default_route(self, subnet):
        """A subnet's route to everywhere; empty without one."""
        tables = {a["route_table_id"] for a in self.of("aws_route_table_association").values() if a["subnet_id"] == subnet}
        routes = self.of("aws_route").values()
        return next((r for r in routes if r["route_table_id"] in tables and r["destination_cidr_block"] == "0.0.0.0/0"), {})

    def log_groups(self):
        return {values["name"]: values for values in self.of("aws_cloudwatch_log_group").values()}


def admits(rule, port, protocol="tcp"):
    """Whether a rule of a security group speaks of a port."""
    if rule["ip_protocol"] == "-1":
        return True
    return rule["ip_protocol"] == protocol and rule["from_port"] <= port <= rule["to_port"]


def as_list(value):
    return value if isinstance(value, list) else [value]


def written(block):
    """A statement as a policy document writes it, of the block that a data source has of it."""
    statement = {
        "Sid": block.get("sid"),
        "Effect": block.get("effect") or "Allow",
        "Action": block.get("actions") or [],
        "Resource": block.get("resources") or [],
    }
    for principal in block.get("principals") or []:
        statement.setdefault("Principal", {})[principal["type"]] = principal["identifiers"]
    for condition in block.get("condition") or []:
        statement.setdefault("Condition", {}).setdefault(condition["test"], {})[condition["variable"]] = condition["values"]
    return statement
