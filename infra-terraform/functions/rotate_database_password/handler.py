"""Rotates the master password of an RDS database that RDS does not manage itself.

Secrets Manager calls it once for each of four steps. It talks to RDS and Secrets Manager only, never
to the database, so it needs neither a driver nor a place in the network.
"""

import json
import logging
import time

import boto3
from botocore.exceptions import ClientError

log = logging.getLogger()
log.setLevel(logging.INFO)

PASSWORD_LENGTH = 40
POLL_SECONDS = 5
APPLY_DEADLINE_SECONDS = 240


def handle(event, context):
    """Carries out the step that Secrets Manager asks for: event has SecretId, ClientRequestToken and Step."""
    secret_id, token, step = event["SecretId"], event["ClientRequestToken"], event["Step"]
    secrets = boto3.client("secretsmanager")
    stages = secrets.describe_secret(SecretId=secret_id)["VersionIdsToStages"]
    if "AWSCURRENT" in stages.get(token, []):
        log.info("%s: version is current already", step)
        return
    if "AWSPENDING" not in stages.get(token, []):
        raise ValueError(f"Version {token} is not staged for a rotation of {secret_id}")
    steps = {
        "createSecret": create_secret,
        "setSecret": set_secret,
        "testSecret": test_secret,
        "finishSecret": finish_secret,
    }
    steps[step](secrets, secret_id, token)
    log.info("%s: done", step)


def create_secret(secrets, secret_id, token):
    """Puts a new password beside the current one, unless an earlier try has."""
    try:
        secrets.get_secret_value(SecretId=secret_id, VersionId=token, VersionStage="AWSPENDING")
        return
    except ClientError as error:
        if error.response["Error"]["Code"] != "ResourceNotFoundException":
            raise
    credentials = read(secrets, secret_id, "AWSCURRENT")
    credentials["password"] = secrets.get_random_password(
        PasswordLength=PASSWORD_LENGTH, ExcludePunctuation=True
    )["RandomPassword"]
    secrets.put_secret_value(
        SecretId=secret_id,
        ClientRequestToken=token,
        SecretString=json.dumps(credentials),
        VersionStages=["AWSPENDING"],
    )


def set_secret(secrets, secret_id, token):
    """Gives the database the new password."""
    credentials = read(secrets, secret_id, "AWSPENDING", token)
    boto3.client("rds").modify_db_instance(
        DBInstanceIdentifier=credentials["dbInstanceIdentifier"],
        MasterUserPassword=credentials["password"],
        ApplyImmediately=True,
    )


def test_secret(secrets, secret_id, token):
    """Waits until RDS has applied the new password."""
    identifier = read(secrets, secret_id, "AWSPENDING", token)["dbInstanceIdentifier"]
    rds = boto3.client("rds")
    deadline = time.monotonic() + APPLY_DEADLINE_SECONDS
    while not applied(rds, identifier):
        if time.monotonic() > deadline:
            raise TimeoutError(f"{identifier} has not applied its new password in {APPLY_DEADLINE_SECONDS} s")
        time.sleep(POLL_SECONDS)


def applied(rds, identifier):
    """Tells whether the database is available and has no password pending."""
    instance = rds.describe_db_instances(DBInstanceIdentifier=identifier)["DBInstances"][0]
    pending = "MasterUserPassword" in instance.get("PendingModifiedValues", {})
    return instance["DBInstanceStatus"] == "available" and not pending


def finish_secret(secrets, secret_id, token):
    """Makes the new password the current one."""
    stages = secrets.describe_secret(SecretId=secret_id)["VersionIdsToStages"]
    current = next(version for version, names in stages.items() if "AWSCURRENT" in names)
    secrets.update_secret_version_stage(
        SecretId=secret_id, VersionStage="AWSCURRENT", MoveToVersionId=token, RemoveFromVersionId=current
    )


def read(secrets, secret_id, stage, token=None):
    """Reads the credentials of a stage."""
    version = {"VersionId": token} if token else {}
    return json.loads(secrets.get_secret_value(SecretId=secret_id, VersionStage=stage, **version)["SecretString"])
