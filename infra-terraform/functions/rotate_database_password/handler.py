"""Rotates the master password of an RDS database that RDS does not manage itself.

It talks to RDS and Secrets Manager only, never to the database, so it needs neither a driver nor a place in the network.
"""

import time

import boto3

import rotation

POLL_SECONDS = 5
APPLY_DEADLINE_SECONDS = 240


def handle(event, context):
    """Carries out the step that Secrets Manager asks for."""
    rotation.rotate(event, renewed, apply, prove)


def renewed(current, password):
    """The same user with a new password."""
    return current | {"password": password}


def apply(credentials):
    """Gives the database the new password."""
    boto3.client("rds").modify_db_instance(
        DBInstanceIdentifier=credentials["dbInstanceIdentifier"],
        MasterUserPassword=credentials["password"],
        ApplyImmediately=True,
    )


def prove(credentials):
    """Waits until RDS has applied the new password."""
    identifier = credentials["dbInstanceIdentifier"]
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
