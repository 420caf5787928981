"""Makes the database users that Open WebUI signs in as, and gives them new passwords in turn.

Two users, <owner>_a and <owner>_b, are members of one role, which owns the database and everything in it. A rotation
changes the one that is not in use, so the password that machines hold stays good until the rotation after it. The first
rotation makes the role and the users: nobody else has to sign in as the master user.
"""

import json
import os

import boto3

import postgres
import rotation


def handle(event, context):
    """Carries out the step that Secrets Manager asks for."""
    rotation.rotate(event, renewed, apply, prove)


def renewed(current, password):
    """The other user, with a new password."""
    first, second = (f"{os.environ['OWNER']}_{suffix}" for suffix in "ab")
    return current | {"username": second if current["username"] == first else first, "password": password}


def apply(credentials):
    """Makes role and user where they are missing, sets the password, and hands the database to the role."""
    with as_master(credentials) as master:
        for statement in statements(credentials, master.user, os.environ["OWNER"], os.environ["EXTENSIONS"].split()):
            master.query(statement)


def prove(credentials):
    """Signs in with the new password."""
    with postgres.Connection(**where(credentials), user=credentials["username"], password=credentials["password"]) as user:
        [[role]] = user.query("select current_user")
        if role != os.environ["OWNER"]:
            raise ValueError(f"{credentials['username']} acts as {role}: what it makes would not be {os.environ['OWNER']}'s")


def where(credentials):
    return {
        "host": credentials["host"],
        "port": int(credentials["port"]),
        "database": credentials["dbname"],
        "ca_pem": os.environ["DATABASE_CA_PEM"],
    }


def as_master(credentials):
    """Signs in as the master user, whose password may be on its way to a new one."""
    secrets = boto3.client("secretsmanager")
    refused = None
    for stage in ("AWSCURRENT", "AWSPENDING"):
        try:
            text = secrets.get_secret_value(SecretId=os.environ["MASTER_SECRET_ARN"], VersionStage=stage)["SecretString"]
        except secrets.exceptions.ResourceNotFoundException:
            continue
        master = json.loads(text)
        try:
            return postgres.Connection(**where(credentials), user=master["username"], password=master["password"])
        except postgres.SignInRefused as error:
            refused = error
    raise refused or ValueError("the master user's secret has no value")


def statements(credentials, master, owner, extensions):
    """What to run as the master user, once or again."""
    user, password, database = credentials["username"], credentials["password"], credentials["dbname"]
    name, text = postgres.identifier, postgres.literal
    for role, kind in ((owner, "nologin"), (user, "login")):
        yield (
            f"do $$ begin if not exists (select from pg_roles where rolname = {text(role)}) "
            f"then create role {name(role)} {kind}; end if; end $$"
        )
    yield f"alter role {name(user)} login password {text(postgres.verifier(password))}"
    yield f"grant {name(owner)} to {name(user)}, {name(master)}"
    # Whatever the users make belongs to the role, and so to both.
    yield f"alter role {name(user)} in database {name(database)} set role = {text(owner)}"
    for extension in extensions:
        yield f"create extension if not exists {name(extension)}"
    yield f"alter database {name(database)} owner to {name(owner)}"
    # Tables of the days when Open WebUI was the master user.
    yield (
        "do $$ declare found regclass; begin for found in select oid from pg_class "
        f"where relnamespace = 'public'::regnamespace and relowner = {text(master)}::regrole and relkind in ('r', 'p', 'v', 'm') "
        f"loop execute format('alter table %s owner to {name(owner)}', found); end loop; end $$"
    )
