"""Gives the account that Open WebUI searches the directory with a new password, before the old one expires.

Runs on a schedule. Active Directory needs no old password for a reset, so a run that broke in the middle is mended by the
next one.
"""

import json
import logging
import os

import boto3

log = logging.getLogger()
log.setLevel(logging.INFO)

PASSWORD_LENGTH = 40


def handle(event, context):
    """Makes a password, sets it in the directory, and makes it the secret's current one."""
    secret_id = os.environ["SECRET_ARN"]
    secrets = boto3.client("secretsmanager")
    current = current_version(secrets, secret_id)
    if current is None:
        log.info("the account has no password yet: scripts/set-credentials makes it")
        return
    credentials = json.loads(secrets.get_secret_value(SecretId=secret_id, VersionStage="AWSCURRENT")["SecretString"])
    credentials["password"] = secrets.get_random_password(
        PasswordLength=PASSWORD_LENGTH, ExcludePunctuation=True, RequireEachIncludedType=True
    )["RandomPassword"]
    version = secrets.put_secret_value(
        SecretId=secret_id, SecretString=json.dumps(credentials), VersionStages=["AWSPENDING"]
    )["VersionId"]
    # LDAP is signed in to as account@domain; the directory's own calls know the account alone.
    boto3.client("ds").reset_user_password(
        DirectoryId=os.environ["DIRECTORY_ID"],
        UserName=credentials["username"].partition("@")[0],
        NewPassword=credentials["password"],
    )
    secrets.update_secret_version_stage(
        SecretId=secret_id, VersionStage="AWSCURRENT", MoveToVersionId=version, RemoveFromVersionId=current
    )
    log.info("%s has a new password", credentials["username"])


def current_version(secrets, secret_id):
    """The version that is current; None while the secret has no value."""
    stages = secrets.describe_secret(SecretId=secret_id).get("VersionIdsToStages") or {}
    return next((version for version, names in stages.items() if "AWSCURRENT" in names), None)
