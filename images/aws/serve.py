"""Serves moto's AWS on LocalStack's port, and says that it is ready in LocalStack's words."""

import json
import signal
import sys

from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server

PORT = 4566
SERVICES = ("s3", "secretsmanager", "sts", "iam")


class Face:
    """Answers LocalStack's own path for health and leaves all others to moto."""

    def __init__(self, inner):
        self.inner = inner

    def __call__(self, environ, start_response):
        if environ.get("PATH_INFO") != "/_localstack/health":
            return self.inner(environ, start_response)
        body = json.dumps({"services": {name: "running" for name in SERVICES}}).encode()
        start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
        return [body]


server = make_server("0.0.0.0", PORT, Face(DomainDispatcherApplication(create_backend_app)), threaded=True)
# The first process of a container is ended by no signal that it does not handle.
signal.signal(signal.SIGTERM, lambda number, frame: sys.exit())
print("Ready.")
server.serve_forever()
