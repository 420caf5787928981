"""The two environments on the mock AWS: configured for the test, planned, and made."""

import json
import re

import harness
import operating

ALLOWED = ["203.0.113.0/24", "198.51.100.7/32"]
RECOVERY = harness.INFRA / "docs/recovery.md"
DIRECTORY_PASSWORD = "Correct-Horse-7-Staple"

# Few retries: what the mock lacks shall fail soon. State stays beside the configuration.
QUICK = "max_retries = 3"
BACKENDS = {"demo": "", "production": 'terraform {\n  backend "local" {}\n}\n'}
OVERRIDES = {
    "demo": f'provider "aws" {{\n  {QUICK}\n}}\n',
    "production": "".join(
        [
            f'provider "aws" {{\n  {QUICK}\n}}\n',
            f'provider "aws" {{\n  alias = "us_east_1"\n  {QUICK}\n}}\n',
            f'provider "aws" {{\n  alias = "recovery"\n  {QUICK}\n}}\n',
        ]
    ),
}


class Environment:
    """A root with its variables; `plan` is its plan as JSON, `state` what was made."""

    def __init__(self, name, moto, workspace, variables, backend="local", form=None, folder="environments"):
        self.name = name
        self.form = form or name
        self.place = f"{folder}/{name}"
        self.moto = moto
        self.terraform = harness.terraform()
        self.directory = workspace / self.place
        (self.directory / "test_override.tf").write_text(OVERRIDES.get(name, OVERRIDES["demo"]) + (BACKENDS.get(name, "") if backend == "local" else ""))
        self.set(**variables)
        if backend == "local":
            self.terraform.init(self.directory)
        self._plan = self._made = None

    def set(self, **variables):
        """Gives the root's variables their values; None leaves one to terraform.tfvars or its default."""
        given = {name: value for name, value in variables.items() if value is not None}
        (self.directory / "test.auto.tfvars.json").write_text(json.dumps(given, indent=2))
        self._plan = None

    def run(self, *args, check=True):
        return self.terraform.run(self.directory, *args, env=self.moto.env, check=check)

    @property
    def plan(self):
        if self._plan is None:
            self.run("plan", "-out=test.plan")
            self._plan = self.show("test.plan")
        return self._plan

    def show(self, *file):
        return self.terraform.json(self.directory, "show", "-json", *file, env=self.moto.env, shared=True)

    def apply(self):
        """Makes what the plan says."""
        self.run("plan", "-out=test.plan")
        self.run("apply", "test.plan")
        return self

    @property
    def outputs(self):
        return {name: output["value"] for name, output in json.loads(self.state_text)["outputs"].items()}

    @property
    def state_text(self):
        return (self.directory / "terraform.tfstate").read_text()

    def made(self, *types):
        """The values of every resource of some types in the state, by address."""

        def walk(module):
            yield from module.get("resources", [])
            for child in module.get("child_modules", []):
                yield from walk(child)

        if self._made is None or self._made[0] != self.state_text:
            self._made = self.state_text, list(walk(self.show()["values"]["root_module"]))
        return {one["address"]: one["values"] for one in self._made[1] if one["mode"] == "managed" and one["type"] in types}

    def differences(self):
        """What a second plan would change although nothing was asked for: (type, attribute) with an address of each."""
        self.run("plan", "-out=again.plan")
        found = {}
        for resource in self.show("again.plan")["resource_changes"]:
            change = resource["change"]
            if change["actions"] in (["no-op"], ["read"]):
                continue
            before, after = change["before"] or {}, change["after"] or {}
            for attribute in before.keys() | after.keys():
                if before.get(attribute) != after.get(attribute):
                    found[resource["type"], attribute] = resource["address"]
        return found


def demo(moto, workspace, jar):
    return Environment(
        "demo",
        moto,
        workspace,
        {
            "name": "ai-portal",
            "allowed_cidr_blocks": ALLOWED,
            "admin_email": "admin@example.com",
            "gateway_jar": str(jar),
            "monthly_budget_usd": 500,
            "office_hours": {"enabled": True},
        },
    )


def production(moto, workspace, jar, backend="local", form=None, **more):
    if "zone_id" not in more:
        zone = moto.client("route53").create_hosted_zone(Name="example.com", CallerReference="test")["HostedZone"]["Id"]
        more = {"zone_id": zone.rsplit("/", 1)[-1]} | more
    return Environment(
        "production",
        moto,
        workspace,
        {
            "allowed_cidr_blocks": ALLOWED,
            "admin_email": "admin@example.com",
            "alarm_email": "ops@example.com",
            "domain": "portal.example.com",
            "gateway_jar": str(jar),
            "directory_admin_password": DIRECTORY_PASSWORD,
            "monthly_budget_usd": 3000,
            "spot_percentage": 50,
            "directory": {"plain_ldap": True},
            "office_hours": {"enabled": True},
            "cognito": {"enabled": True},
            "email_enabled": True,
            "bedrock_invocation_logging": True,
            "guardrail": "gr1abc2def:2",
            "model_accounts": [
                {"name": "second-account", "role_arn": "arn:aws:iam::210987654321:role/bedrock", "external_id": "portal", "region": "eu-west-1"}
            ],
        }
        | more,
        backend,
        form,
    )


AUTHORITY = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"

# Both services as tasks: the directory by LDAPS and its names by a resolver, Open WebUI's image from the account.
FARGATE = {
    "compute": "fargate",
    "directory": {"ldaps_ca_pem": AUTHORITY, "dns_mode": "resolver"},
    "mirror": True,
    "office_hours": {"enabled": False},
}


def fargate(moto, workspace, jar):
    """The production environment on Fargate."""
    return production(moto, workspace, jar, form="fargate", **FARGATE)


# Without internet, reached by a transit gateway: what machines need comes from the account and by endpoints. People sign in by LDAPS,
# prompts stay in the region, and the guardrail is named as other accounts know it.
PRIVATE = {
    "residency": "region",
    "guardrail": "arn:aws:bedrock:eu-west-2:123456789012:guardrail/gr1abc2def:2",
    "model_accounts": [{"name": "second-account", "role_arn": "arn:aws:iam::210987654321:role/bedrock", "external_id": "portal"}],
    "directory": {"ldaps_ca_pem": AUTHORITY},
    "private_only": True,
    "transit_gateway_id": "tgw-0123456789abcdef0",
    "mirror": True,
    "cognito": {"enabled": False},
}


def private(moto, workspace, jar):
    """The production environment without internet."""
    return production(moto, workspace, jar, form="private", **PRIVATE)


SUBJECTS = {"plan_subjects": ["repo:example/portal:*"], "apply_subjects": ["repo:example/portal:environment:production"]}


def bootstrap(moto, workspace):
    """The state's bucket, and the roles of a pipeline."""
    return Environment("bootstrap", moto, workspace, {"ci": SUBJECTS}, folder=".")


def models_account(moto, workspace):
    """Another account, whose models the gateway may call."""
    models = {
        "claude-haiku": {"model_id": "anthropic.claude-haiku-4-5-20251001-v1:0", "profile_id": "eu.anthropic.claude-haiku-4-5-20251001-v1:0", "regions": ["eu-west-1", "eu-west-2"]},
        "titan-embed": {"model_id": "amazon.titan-embed-text-v2:0"},
    }
    gateway = {"gateway_role_arn": "arn:aws:iam::210987654321:role/ai-portal-gateway", "external_id": "portal", "guardrail_arn": "arn:aws:bedrock:eu-west-2:123456789012:guardrail/gr1abc2def"}
    return Environment("models-account", moto, workspace, gateway | {"models": models}, folder="examples")


# The key of the copies, where nothing is made.
COPIES_KEY = "arn:aws:kms:eu-west-1:123456789012:key/99999999-2222-3333-4444-555555555555"


def recovered(moto, workspace, jar, key=COPIES_KEY, **more):
    """The production environment in its recovery region, with the settings that docs/recovery.md says."""
    (told,) = re.findall(r"^ *```hcl\n(.*?)```", RECOVERY.read_text(), re.MULTILINE | re.DOTALL)
    made = production(moto, workspace, jar, **{"email_enabled": None} | more)
    (made.directory / "terraform.tfvars").write_text(told.replace("<the snapshot's key>", key))
    return made


def jar(workspace):
    """A jar in name only."""
    path = workspace / "ollama-bedrock-server-0.1.0.jar"
    path.write_bytes(b"a jar in name only")
    return path


def make(name, moto, portal):
    """An environment, made in a workspace of its own; the demo by ./deploy, of which the first run is stopped half-way."""
    workspace = harness.workspace(f"made-{name}")
    stand_in(workspace)
    if name == "production":
        return production(moto, workspace, jar(workspace)).apply()
    made = demo(moto, workspace, jar(workspace))
    made.operator = operating.Operator(made, workspace, portal)
    made.operator.shim.tell(refused=["ResetUserPassword"])
    made.runs = [made.operator.bring_up()]
    made.operator.shim.tell()
    made.runs.append(made.operator.bring_up())
    return made


# What the mock has one of in an account and region, or what says nothing of a recovery: left out of the second portal.
APART = {"cognito": {"enabled": False}, "bedrock_invocation_logging": False, "office_hours": {"enabled": False}, "spot_percentage": 0}

# And on Graviton, so that this form is made, too.
GRAVITON = {"webui_instance_types": ["m7g.xlarge"], "gateway_instance_types": ["m7g.large"], "compose_sha256": "a" * 64}


def make_recovered(production, key):
    """The portal in its recovery region, made beside what is left of the first."""
    workspace = harness.workspace("made-recovered")
    stand_in(workspace)
    zone = json.loads((production.directory / "test.auto.tfvars.json").read_text())["zone_id"]
    return recovered(production.moto, workspace, jar(workspace), key, zone_id=zone, **APART, **GRAVITON).apply()


# The same portal on Fargate with Graviton, its people in a directory that is there already.
ON_FARGATE = {
    "compute": "fargate",
    "fargate": {"architecture": "ARM64"},
    "directory": {"enabled": False},
    "directory_admin_password": None,
    "existing_directory": {
        "host": "dc.corp.example.com",
        "cidr_blocks": ["10.9.0.0/24"],
        "ca_pem": AUTHORITY,
        "search_base": "OU=People,DC=corp,DC=example,DC=com",
        "bind_dn": "svc-portal@corp.example.com",
        "users_group_dn": "CN=Portal,OU=Groups,DC=corp,DC=example,DC=com",
    },
}


def move_to_fargate(portal):
    """Another form of a portal that is made, by changing its settings."""
    settings = json.loads((portal.directory / "test.auto.tfvars.json").read_text())
    portal.set(**settings | ON_FARGATE)
    return portal.apply()


def stand_in(workspace):
    """Puts modules without resources, but with the same outputs, in the place of those whose services moto lacks."""
    for double in sorted((workspace / "tests/doubles").iterdir()):
        module = workspace / "modules" / double.stem
        for path in module.glob("*.tf"):
            if path.name not in ("variables.tf", "versions.tf"):
                path.unlink()
        (module / "outputs.tf").write_text(double.read_text())


def resources(plan):
    """Every managed resource that a plan makes: (address, type, values after)."""
    return [
        (change["address"], change["type"], change["change"]["after"])
        for change in plan["resource_changes"]
        if change["mode"] == "managed" and change["change"]["after"] is not None
    ]


def of_type(plan, *types):
    """The resources of some types, by address."""
    return {address: values for address, kind, values in resources(plan) if kind in types}
