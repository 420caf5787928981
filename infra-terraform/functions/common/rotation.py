"""What every rotation has in common: Secrets Manager calls a function once for each of four steps, and again after a failure."""

import json
import logging

import boto3
from botocore.exceptions import ClientError

log = logging.getLogger()
log.setLevel(logging.INFO)

PASSWORD_LENGTH = 40


def rotate(event, renewed, apply, prove):
    """Carries out the step of an event, which has SecretId, ClientRequestToken and Step.

    `renewed` makes new credentials of the current ones and a new password, `apply` gives them to the service, `prove`
    raises unless they work there.
    """
    secret_id, token, step = event["SecretId"], event["ClientRequestToken"], event["Step"]
    secrets = boto3.client("secretsmanager")
    stages = secrets.describe_secret(SecretId=secret_id)["VersionIdsToStages"]
    if "AWSCURRENT" in stages.get(token, []):
        log.info("%s: version is current already", step)
        return
    if "AWSPENDING" not in stages.get(token, []):
        raise ValueError(f"Version {token} is not staged for a rotation of {secret_id}")
    steps = {
        "createSecret": lambda: create(secrets, secret_id, token, renewed),
        "setSecret": lambda: apply(read(secrets, secret_id, "AWSPENDING", token)),
        "testSecret": lambda: prove(read(secrets, secret_id, "AWSPENDING", token)),
        "finishSecret": lambda: finish(secrets, secret_id, token),
    }
    steps[step]()
    log.info("%s: done", step)


def create(secrets, secret_id, token, renewed):
    """Puts new credentials beside the current ones, unless an earlier try has."""
    try:
        secrets.get_secret_value(SecretId=secret_id, VersionId=token, VersionStage="AWSPENDING")
        return
    except ClientError as error:
        if error.response["Error"]["Code"] != "ResourceNotFoundException":
            raise
    password = secrets.get_random_password(PasswordLength=PASSWORD_LENGTH, ExcludePunctuation=True)["RandomPassword"]
    secrets.put_secret_value(
        SecretId=secret_id,
        ClientRequestToken=token,
        SecretString=json.dumps(renewed(read(secrets, secret_id, "AWSCURRENT"), password)),
        VersionStages=["AWSPENDING"],
    )


def finish(secrets, secret_id, token):
    """Makes the new credentials the current ones."""
    stages = secrets.describe_secret(SecretId=secret_id)["VersionIdsToStages"]
    current = next(version for version, names in stages.items() if "AWSCURRENT" in names)
    secrets.update_secret_version_stage(
        SecretId=secret_id, VersionStage="AWSCURRENT", MoveToVersionId=token, RemoveFromVersionId=current
    )


def read(secrets, secret_id, stage, token=None):
    """Reads the credentials of a stage."""
    version = {"VersionId": token} if token else {}
    return json.loads(secrets.get_secret_value(SecretId=secret_id, VersionStage=stage, **version)["SecretString"])
