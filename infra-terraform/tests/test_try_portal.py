"""scripts/try-portal against a portal on loopback that is well, and one that is not."""

import json
import os
import subprocess
import threading

import harness
import operating
import pytest
from shim import WITH_JQ, Shim

pytestmark = WITH_JQ


@pytest.fixture
def portal():
    with operating.Portal() as portal:
        yield portal


@pytest.fixture
def attempt(portal, tmp_path):
    """Runs scripts/try-portal against the portal on loopback."""
    shim, scratch = Shim(tmp_path), tmp_path / "scratch"
    scratch.mkdir()
    shim.tell({"secretsmanager get-secret-value": operating.PASSWORD})
    outputs = {
        "portal_url": "http://portal.example.com:8080",
        "gateway_url": "http://gateway.internal:8000",
        "admin_password_secret_arn": "arn:aws:secretsmanager:eu-west-2:123456789012:secret:admin-AbCdEf",
        "log_group_names": {"webui": "/ai-portal/demo/webui"},
        "open_webui_environment": {
            "WEBUI_ADMIN_EMAIL": "admin@example.com",
            "DEFAULT_MODELS": operating.MODELS[0],
            "OLLAMA_API_CONFIGS": json.dumps({"0": {"enable": True, "model_ids": operating.MODELS}}),
        },
    }

    def run(*arguments):
        done = subprocess.run(
            [harness.INFRA / "scripts/try-portal", "--wait", "1", "--via", portal.address, *arguments], env=os.environ | {"PATH": shim.path, "TMPDIR": scratch},
            input=json.dumps({name: {"value": value} for name, value in outputs.items()}), capture_output=True, text=True, timeout=120,
        )
        assert os.listdir(scratch) == [], "the token is left behind"
        return done

    run.asked = shim.asked
    return run


def test_portal_that_is_well_is_used_from_sign_in_to_an_answer(portal, attempt):
    done = attempt()
    assert done.returncode == 0, done.stderr
    assert [path for _, path, _ in portal.asked] == ["/health", "/api/v1/auths/signin", "/api/models", "/api/chat/completions"]
    assert portal.asked[-1][2]["model"] == operating.MODELS[0] and operating.PASSWORD not in done.stdout + done.stderr
    secret = "arn:aws:secretsmanager:eu-west-2:123456789012:secret:admin-AbCdEf"
    assert attempt.asked() == [f"secretsmanager get-secret-value --region eu-west-2 --secret-id {secret} --query SecretString --output text"]


def test_portal_that_is_not_there_yet_is_waited_for(portal, attempt):
    portal.status["/health"] = 503
    threading.Timer(2, portal.status.clear).start()
    done = attempt("--wait", "14")
    assert done.returncode == 0 and [path for _, path, _ in portal.asked].count("/health") > 1, done.stderr


@pytest.mark.parametrize(
    ("broken", "advice"),
    [
        ({"status": {"/health": 503}}, "does not answer (it says 503): see that this machine is in allowed_cidr_blocks"),
        ({"password": "changed"}, "cannot sign in with the password of arn:aws:secretsmanager:eu-west-2:123456789012:secret:admin-AbCdEf (400: The email or password"),
        ({"status": {"/api/models": 403}}, "models are not listed (403: /api/models is broken)"),
        ({"models": operating.MODELS[:1]}, "does not list claude-sonnet:latest: Open WebUI does not reach the gateway at http://gateway.internal:8000"),
        ({"status": {"/api/chat/completions": 403}}, "claude-haiku:latest does not answer (403: /api/chat/completions is broken): see that Bedrock's console grants access"),
        ({"text": ""}, "claude-haiku:latest answers nothing"),
    ],
)
def test_portal_that_is_not_well_is_told_by_what_is_wrong(portal, attempt, broken, advice):
    vars(portal).update(broken)
    done = attempt()
    assert done.returncode == 1 and advice in done.stderr, done.stderr
    assert operating.PASSWORD not in done.stdout + done.stderr
