"""Random values reach Secrets Manager and nothing else: not the plan, not the state."""

import json

import pytest


@pytest.fixture
def secret(moto):
    return moto.client("secretsmanager").create_secret(Name="generated")["ARN"]


@pytest.fixture
def module(terraform, workspace, moto):
    directory = workspace / "modules/secret-values"
    terraform.init(directory)

    def run(*args, check=True, **variables):
        options = [f"-var={name}={json.dumps(value)}" for name, value in variables.items()]
        return terraform.run(directory, *args, *options, env=moto.env, check=check).stdout

    run.directory = directory
    yield run
    (directory / "terraform.tfstate").unlink(missing_ok=True)


def test_values_reach_the_secret_alone(module, moto, secret):
    secrets = moto.client("secretsmanager")
    module("apply", "-auto-approve", secrets={"key": {"arn": secret, "length": 64}})
    value = secrets.get_secret_value(SecretId=secret)["SecretString"]
    assert len(value) == 64 and value.isalnum()
    assert value not in (module.directory / "terraform.tfstate").read_text()

    module("apply", "-auto-approve", secrets={"key": {"arn": secret, "length": 64}})
    assert secrets.get_secret_value(SecretId=secret)["SecretString"] == value, "a second run must not draw again"

    module("apply", "-auto-approve", secrets={"key": {"arn": secret, "length": 64}}, generation=2)
    assert secrets.get_secret_value(SecretId=secret)["SecretString"] != value
    secrets.delete_secret(SecretId=secret, ForceDeleteWithoutRecovery=True)


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"secrets": {"key": {"arn": "arn:aws:secretsmanager:eu-west-2:123456789012:secret:k-1", "length": 8}}}, "raise it to at least 24"),
        ({"secrets": {}, "generation": 1.5}, "generation must be a whole number"),
    ],
)
def test_wrong_values_are_refused(module, variables, sentence):
    assert sentence in " ".join(module("plan", check=False, **variables).split())
