"""An operator who runs ./deploy: a copy of the whole with settings, a shell whose AWS is a mock, and a portal on loopback
that stands for the machines which the mock does not start."""

import http.server
import json
import os
import shutil
import subprocess
import threading

import harness
from shim import Shim

MODELS = ("claude-haiku:latest", "claude-sonnet:latest")
PASSWORD = "the administrator's own"


class Portal:
    """Answers as Open WebUI does what scripts/try-portal asks; what it is to get wrong is set from outside."""

    def __enter__(self):
        self.status = {}
        self.models = list(MODELS)
        self.text = "ready"
        self.password = None
        self.asked = []
        portal = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def answer(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                status, value = portal.answer(self.path, self.headers, json.loads(body or b"null"))
                data = json.dumps(value).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            do_GET = do_POST = answer

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def answer(self, path, headers, body):
        self.asked.append((headers["Host"], path, body))
        if path in self.status:
            return self.status[path], {"detail": f"{path} is broken"}
        if path == "/health":
            return 200, {"status": True}
        if path == "/api/v1/auths/signin":
            well = self.password in (None, body["password"])
            return (200, {"token": "a-token"}) if well else (400, {"detail": "The email or password provided is incorrect."})
        if headers["Authorization"] != "Bearer a-token":
            return 401, {"detail": "Not authenticated"}
        if path == "/api/models":
            return 200, {"data": [{"id": name} for name in self.models]}
        return 200, {"choices": [{"message": {"role": "assistant", "content": self.text}}]}


class Operator:
    """Runs ./deploy in a workspace, of whose root `environment` has the settings."""

    def __init__(self, environment, workspace, portal):
        for part in ("deploy", "cost", "scripts"):
            source = harness.INFRA / part
            (shutil.copytree if source.is_dir() else shutil.copy)(source, workspace / part)
        self.workspace = workspace
        self.environment = environment
        self.portal = portal
        self.shim = Shim(harness.TARGET / f"{workspace.name}-shim")
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("AWS_", "TF_"))}
        fixed = {"PATH": self.shim.path, "TF_CLI_CONFIG_FILE": str(environment.terraform.config), "AWS_MAX_ATTEMPTS": "1", "AWS_PAGER": ""}
        self.variables = kept | harness.COLLECT_LATE | environment.moto.env | fixed

    @property
    def root(self):
        return self.environment.directory

    def made(self):
        """The resources of the state."""
        state = self.root / "terraform.tfstate"
        return json.loads(state.read_text())["resources"] if state.exists() else []

    def deploy(self, *arguments, answers=""):
        return subprocess.run(
            [self.workspace / "deploy", *arguments],
            env=self.variables,
            text=True,
            input=answers,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=900,
        )

    def bring_up(self):
        return self.deploy(self.environment.name, "--yes", "--wait", "20", "--via", self.portal.address)

    def take_away(self):
        """Each run that takes the portal away, and what is left after it: refused, done, and once more."""
        runs = [("no\n",), ("", "--yes"), ("", "--yes")]
        return [(self.deploy(self.environment.name, "--destroy", *options, answers=answers), self.made()) for answers, *options in runs]
