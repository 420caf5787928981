"""The rotation of Open WebUI's database users, against a PostgreSQL of its own with TLS."""

import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import uuid

import boto3
import harness
import pytest
from moto import mock_aws
from test_functions import load

MASTER = {"username": "portal", "password": "first-password"}


def program(name):
    """A program of PostgreSQL's; the tests are skipped, and say so, where it is missing."""
    places = [*sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)]
    found = shutil.which(name) or next((str(place / name) for place in places if (place / name).exists()), None)
    if found is None:
        pytest.skip("NOT TESTED: no PostgreSQL server: apt-get install postgresql")
    return found


class Server:
    """A PostgreSQL server on a free port, which knows `localhost` by a certificate of its own."""

    def __init__(self, directory):
        self.directory, self.data = directory, directory / "data"
        self.port = harness.free_port()
        self.account = ["runuser", "-u", "nobody", "--"] if os.geteuid() == 0 else []
        if self.account:
            shutil.chown(directory, "nobody")
        self.run(program("initdb"), "--no-sync", "--username=root", "--auth=trust", f"--pgdata={self.data}")
        self.certify()
        (self.data / "pg_hba.conf").write_text("local all all trust\nhostssl all all 127.0.0.1/32 scram-sha-256\n")
        with (self.data / "postgresql.conf").open("a") as settings:
            settings.write(f"port = {self.port}\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = '{directory}'\n")
            settings.write("ssl = on\nfsync = off\nlog_statement = ddl\n")

    def run(self, *command):
        subprocess.run([*self.account, *command], check=True, stdout=subprocess.DEVNULL, timeout=60)

    def certify(self):
        names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
        pair = ["-keyout", self.data / "server.key", "-out", self.data / "server.crt"]
        self.run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *names, *pair)
        self.ca_pem = (self.data / "server.crt").read_text()

    def __enter__(self):
        log = self.directory / "log"
        self.run(program("pg_ctl"), "--wait", "--timeout=60", f"--pgdata={self.data}", f"--log={log}", "start")
        self.sql(f"create role {MASTER['username']} login createrole createdb password '{MASTER['password']}'")
        return self

    def __exit__(self, *_):
        self.run(program("pg_ctl"), "--mode=immediate", f"--pgdata={self.data}", "stop")

    def sql(self, statement, database="postgres"):
        """Runs a statement as somebody who may do anything."""
        command = [program("psql"), "--no-psqlrc", "--tuples-only", "--no-align", "-h", self.directory, "-p", str(self.port)]
        done = subprocess.run([*command, "-U", "root", database, "-c", statement], check=True, text=True, capture_output=True, timeout=60)
        return done.stdout.split()

    def log(self):
        return (self.directory / "log").read_text()


@pytest.fixture(scope="module")
def server():
    if shutil.which("openssl") is None:
        pytest.skip("NOT TESTED: no openssl: apt-get install openssl")
    # Not below pytest's own folder, which each start of pytest closes to other accounts.
    with tempfile.TemporaryDirectory(prefix="postgres-", ignore_cleanup_errors=True) as directory, Server(pathlib.Path(directory)) as running:
        yield running


class Portal:
    """A database of the server's, its secrets, and Secrets Manager's part in a rotation."""

    def __init__(self, server, monkeypatch):
        self.server, self.database = server, f"portal{uuid.uuid4().hex[:8]}"
        self.owner = f"owner{uuid.uuid4().hex[:8]}"
        server.sql(f"create database {self.database} owner {MASTER['username']}")
        self.handler = load("rotate_application_password")
        self.secrets = boto3.client("secretsmanager")
        self.master = self.secrets.create_secret(Name="master", SecretString=json.dumps(MASTER))["ARN"]
        first = {"host": "localhost", "port": server.port, "dbname": self.database, "username": "", "password": ""}
        self.secret = self.secrets.create_secret(Name="application", SecretString=json.dumps(first))["ARN"]
        variables = {"OWNER": self.owner, "EXTENSIONS": "pgcrypto", "MASTER_SECRET_ARN": self.master, "DATABASE_CA_PEM": server.ca_pem}
        for name, value in variables.items():
            monkeypatch.setenv(name, value)

    def rotate(self, *steps):
        """What Secrets Manager does; it stages a version without a value, which moto does not, so createSecret finds one."""
        token = str(uuid.uuid4())
        value = json.dumps(self.handler.renewed(self.current(), uuid.uuid4().hex))
        self.secrets.put_secret_value(SecretId=self.secret, ClientRequestToken=token, SecretString=value, VersionStages=["AWSPENDING"])
        for step in steps or ("createSecret", "setSecret", "testSecret", "finishSecret"):
            self.handler.handle({"SecretId": self.secret, "ClientRequestToken": token, "Step": step}, None)
        return self.current()

    def current(self):
        return json.loads(self.secrets.get_secret_value(SecretId=self.secret, VersionStage="AWSCURRENT")["SecretString"])

    def sign_in(self, credentials):
        where = self.handler.where(credentials)
        return self.handler.postgres.Connection(**where, user=credentials["username"], password=credentials["password"])

    def query(self, credentials, statement):
        with self.sign_in(credentials) as session:
            return session.query(statement)


@pytest.fixture
def portal(server, monkeypatch):
    for name, value in {"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b", "AWS_DEFAULT_REGION": "eu-west-2"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        yield Portal(server, monkeypatch)


def test_the_first_rotation_makes_a_user_who_owns_what_it_makes(portal):
    user = portal.rotate()
    assert user["username"] == f"{portal.owner}_a"
    portal.query(user, "create table chat (id int)")
    [[owner]] = portal.query(user, "select tableowner from pg_tables where tablename = 'chat'")
    assert owner == portal.owner
    assert portal.server.sql("select rolsuper or rolcreaterole or rolcreatedb from pg_roles where rolname = '%s_a'" % portal.owner) == ["f"]
    assert portal.query(user, "select 1 from pg_extension where extname = 'pgcrypto'") == [["1"]]


def test_the_password_in_use_stays_good_until_the_rotation_after(portal):
    first = portal.rotate()
    portal.query(first, "create table chat (id int)")
    second = portal.rotate()
    assert (first["username"], second["username"]) == (f"{portal.owner}_a", f"{portal.owner}_b")
    for user in (first, second):
        portal.query(user, "insert into chat values (1)")
    portal.query(second, "alter table chat add column text text")
    third = portal.rotate()
    assert third["username"] == first["username"] and portal.query(third, "select count(*) from chat") == [["2"]]
    with pytest.raises(portal.handler.postgres.SignInRefused):
        portal.sign_in(first)


def test_tables_that_the_master_user_made_are_handed_over(portal):
    portal.query(portal.current() | MASTER, "create table old (id serial primary key)")
    user = portal.rotate()
    portal.query(user, "alter table old add column text text")
    portal.query(user, "insert into old (text) values (null)")
    assert portal.query(user, "select id, text from old") == [["1", None]]


def test_a_step_may_run_twice(portal):
    user = portal.rotate("createSecret", "setSecret", "setSecret", "testSecret", "finishSecret")
    assert portal.query(user, "select current_user") == [[portal.owner]]


def test_no_password_is_in_the_log_of_statements(portal):
    user = portal.rotate()
    assert "alter role" in portal.server.log() and user["password"] not in portal.server.log()


def test_a_master_password_that_is_on_its_way_opens(portal):
    portal.secrets.put_secret_value(SecretId=portal.master, SecretString=json.dumps(MASTER | {"password": "old"}))
    portal.secrets.put_secret_value(SecretId=portal.master, SecretString=json.dumps(MASTER), VersionStages=["AWSPENDING"])
    assert portal.rotate()["username"] == f"{portal.owner}_a"


def test_a_wrong_master_password_is_an_error(portal):
    portal.secrets.put_secret_value(SecretId=portal.master, SecretString=json.dumps(MASTER | {"password": "wrong"}))
    with pytest.raises(portal.handler.postgres.SignInRefused, match="28P01"):
        portal.rotate()
    assert portal.current()["password"] == ""


def test_a_user_who_does_not_act_as_the_role_is_not_proven(portal):
    user = portal.rotate()
    portal.server.sql(f"alter role {user['username']} in database {portal.database} reset role")
    with pytest.raises(ValueError, match="acts as"):
        portal.handler.prove(user)


def test_a_server_of_another_name_or_authority_is_refused(portal, monkeypatch):
    connection = portal.handler.postgres.Connection
    given = {"port": portal.server.port, "database": portal.database, "user": MASTER["username"], "password": MASTER["password"]}
    with pytest.raises(OSError, match="certificate"):
        connection(host="127.0.0.1", ca_pem=portal.server.ca_pem, **given)
    other = (pathlib.Path(__file__).parent.parent / "modules/database/ca/eu-west-2.pem").read_text()
    with pytest.raises(OSError, match="certificate"):
        connection(host="localhost", ca_pem=other, **given)


def test_errors_of_the_server_are_raised(portal):
    user = portal.rotate()
    with portal.sign_in(user) as session:
        with pytest.raises(portal.handler.postgres.DatabaseError, match="42P01"):
            session.query("select * from nothing")
        assert session.query("select 1") == [["1"]]


@pytest.mark.parametrize("name", ["a;b", 'a"b', "", "Capital", "1st"])
def test_names_are_plain(name):
    with pytest.raises(ValueError, match="plain"):
        load("rotate_application_password").postgres.identifier(name)


def test_texts_are_plain():
    with pytest.raises(ValueError, match="plain"):
        load("rotate_application_password").postgres.literal("a'b")


def test_a_server_that_does_not_know_the_password_is_refused():
    """The example of RFC 7677, and the same with another signature."""
    scram = load("rotate_application_password").postgres.Scram("pencil", nonce="rOprNGfwEbeRWgbNEkqO")
    scram.asked = "n=user,r=rOprNGfwEbeRWgbNEkqO"
    answer = scram.final(b"r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096")
    assert answer.endswith(b"p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=")
    scram.verify(b"v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=")
    with pytest.raises(Exception, match="not the database"):
        scram.verify(b"v=7rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=")
