"""Starts Open WebUI in a task of ECS, with what machines get by files and scripts.

Writes the files that the settings name, makes addresses of the secrets that ECS put into the environment, and starts while
holding a lock in the database, so that of many tasks one at a time brings the schema up to date.
"""

import json
import os
import pathlib
import signal
import subprocess
import sys
import time
import urllib.parse
import urllib.request

READY = "http://localhost:8080/ready"


def quoted(value):
    return urllib.parse.quote(value, safe="")


def take(name):
    """A variable that is meant for this program alone, as JSON; null without it."""
    return json.loads(os.environ.pop(name, "null"))


def prepare():
    for path, content in (take("TASK_FILES") or {}).items():
        pathlib.Path(path).parent.mkdir(parents=True, exist_ok=True)
        pathlib.Path(path).write_text(content)
    database, place = take("DATABASE_SECRET"), take("TASK_DATABASE")
    if not database["password"]:
        sys.exit("the database's users are not made yet: the next task tries again")
    os.environ["DATABASE_URL"] = (
        f"postgresql://{quoted(database['username'])}:{quoted(database['password'])}@{place['address']}:{place['port']}/{place['name']}"
        f"?sslmode=verify-full&sslrootcert={place['ca_file']}"
    )
    connections = json.loads(os.environ["OLLAMA_API_CONFIGS"])
    connections.setdefault("0", {})["key"] = os.environ["RAG_OLLAMA_API_KEY"]
    os.environ["OLLAMA_API_CONFIGS"] = json.dumps(connections)
    # While it is replaced, others stand behind it that the gateway believes, too.
    signing = "FORWARD_USER_INFO_HEADER_JWT_SECRET"
    os.environ[signing] = os.environ[signing].partition(",")[0]
    if bind := take("LDAP_BIND_SECRET"):
        os.environ["LDAP_APP_PASSWORD"] = bind["password"]
    if cache := take("REDIS_SECRET"):
        place = take("TASK_REDIS")
        url = f"rediss://{quoted(cache['username'])}:{quoted(cache['password'])}@{place['address']}:{place['port']}/0"
        os.environ["REDIS_URL"] = os.environ["WEBSOCKET_REDIS_URL"] = url


def is_ready():
    try:
        with urllib.request.urlopen(READY, timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False


def main():
    prepare()
    import sqlalchemy

    lock = int(os.environ.pop("TASK_LOCK"))
    # The lock belongs to the session, which a pool would keep open.
    connection = sqlalchemy.create_engine(os.environ["DATABASE_URL"], poolclass=sqlalchemy.NullPool).connect()
    connection.execute(sqlalchemy.text(f"select pg_advisory_lock({lock})"))
    server = subprocess.Popen(["bash", "start.sh"])
    signal.signal(signal.SIGTERM, lambda *_: server.terminate())
    deadline = time.monotonic() + 900
    while server.poll() is None and not is_ready() and time.monotonic() < deadline:
        time.sleep(2)
    connection.close()
    sys.exit(server.wait())


main()
