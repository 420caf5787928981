"""moto's server, with the gaps filled that keep the provider from making the portal.

Run as a program: ``server.py PORT``. Every patch says what moto 5.2 lacks; what AWS does with it is not simulated.
"""

import json
import os
import sys

# Attaching one of AWS's own policies needs them to exist.
os.environ["MOTO_IAM_LOAD_MANAGED_POLICIES"] = "true"

from werkzeug.serving import run_simple

import portal_gaps
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app


class Dlm:
    """Data Lifecycle Manager, which moto does not have: keeps policies and gives them back."""

    def __init__(self, others):
        self.others = others
        self.policies = {}

    def __call__(self, environ, start_response):
        if "/dlm/aws4_request" not in environ.get("HTTP_AUTHORIZATION", ""):
            return self.others(environ, start_response)
        length = int(environ.get("CONTENT_LENGTH") or 0)
        body = json.loads(environ["wsgi.input"].read(length) or b"{}")
        status, answer = self.answer(environ["REQUEST_METHOD"], environ["PATH_INFO"].strip("/"), body)
        data = json.dumps(answer).encode()
        start_response(status, [("Content-Type", "application/json"), ("Content-Length", str(len(data)))])
        return [data]

    def answer(self, method, path, body):
        parts = path.split("/")
        if parts[0] == "tags":
            return "200 OK", {"Tags": {}}
        if method == "POST":
            number = f"policy-{len(self.policies) + 1:017x}"
            region = os.environ["AWS_DEFAULT_REGION"]
            self.policies[number] = {
                "PolicyId": number,
                "PolicyArn": f"arn:aws:dlm:{region}:123456789012:policy/{number}",
                "PolicyType": body["PolicyDetails"].get("PolicyType", "EBS_SNAPSHOT_MANAGEMENT"),
            } | body
            return "200 OK", {"PolicyId": number}
        if len(parts) == 1:
            keys = ("PolicyId", "Description", "State", "Tags", "PolicyType")
            return "200 OK", {"Policies": [{k: p.get(k) for k in keys} for p in self.policies.values()]}
        policy = self.policies.get(parts[1])
        if policy is None:
            return "404 Not Found", {"Code": "ResourceNotFoundException", "Message": parts[1]}
        if method == "PATCH":
            policy.update(body)
        if method == "DELETE":
            del self.policies[parts[1]]
        return "200 OK", {"Policy": policy} if method == "GET" else {}


def main():
    portal_gaps.fill()
    application = Dlm(DomainDispatcherApplication(create_backend_app))
    run_simple("127.0.0.1", int(sys.argv[1]), application, threaded=True)


if __name__ == "__main__":
    main()
