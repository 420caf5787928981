"""The AWS CLI against the simulator, as its documentation shows it."""

import json
import os
import pathlib
import subprocess
import sys

import pytest
from portal import CAPITAL, CITY, EMBEDDING_MODEL, THROTTLED, WEATHER

AWS = pathlib.Path(sys.executable).with_name("aws")
MODEL = "amazon.nova-lite-v1:0"
CLAUDE = "us.anthropic.claude-haiku-4-5-20251001-v1:0"


def run(*arguments, **environment):
    return subprocess.run([AWS, *arguments, "--output", "json"], capture_output=True, text=True,
                          timeout=60, env=dict(os.environ, AWS_MAX_ATTEMPTS="1", **environment))


def aws(*arguments):
    done = run(*arguments)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def converse(model, *content, **more):
    options = [word for name, value in more.items() for word in (f"--{name.replace('_', '-')}", json.dumps(value))]
    return aws("bedrock-runtime", "converse", "--model-id", model,
               "--messages", json.dumps([{"role": "user", "content": list(content)}]), *options)


def invoke(tmp_path, model, body):
    answer = tmp_path / "answer.json"
    aws("bedrock-runtime", "invoke-model", "--model-id", model, "--body", json.dumps(body), str(answer))
    return json.loads(answer.read_text())


def test_converse():
    answer = converse(MODEL, {"text": CAPITAL}, system=[{"text": "Be short."}], inference_config={"maxTokens": 99})
    assert "Paris" in answer["output"]["message"]["content"][0]["text"]
    assert answer["stopReason"] == "end_turn" and answer["usage"]["outputTokens"] > 0


def test_tools():
    tool = {"toolSpec": {"name": "get_weather", "description": "The weather of a city", "inputSchema": {"json": CITY}}}
    answer = converse(CLAUDE, {"text": WEATHER}, tool_config={"tools": [tool]})
    [call] = [block["toolUse"] for block in answer["output"]["message"]["content"] if "toolUse" in block]
    assert answer["stopReason"] == "tool_use" and call["input"] == {"city": "Paris"}


def test_document():
    document = {"name": "note", "format": "txt", "source": {"bytes": "The boat leaves at nine."}}
    answer = converse(CLAUDE, {"text": "What does it say?"}, {"document": document})
    assert answer["stopReason"] == "end_turn"


def test_invoke_model(tmp_path):
    body = {"anthropic_version": "bedrock-2023-05-31", "max_tokens": 99, "messages": [{"role": "user", "content": CAPITAL}]}
    assert "Paris" in invoke(tmp_path, CLAUDE, body)["content"][0]["text"]


def test_embeddings(tmp_path):
    answer = invoke(tmp_path, EMBEDDING_MODEL, {"inputText": "one", "dimensions": 256, "normalize": True})
    assert len(answer["embedding"]) == 256 and answer["inputTextTokenCount"] > 0


def test_count_tokens():
    question = {"converse": {"messages": [{"role": "user", "content": [{"text": CAPITAL}]}]}}
    counted = aws("bedrock-runtime", "count-tokens", "--model-id", CLAUDE.removeprefix("us."), "--input", json.dumps(question))
    assert counted["inputTokens"] > 0


def test_models_and_profiles():
    models = aws("bedrock", "list-foundation-models", "--by-provider", "amazon")["modelSummaries"]
    assert MODEL in [model["modelId"] for model in models]
    assert aws("bedrock", "get-foundation-model", "--model-identifier", MODEL)["modelDetails"]["modelId"] == MODEL
    profiles = aws("bedrock", "list-inference-profiles")["inferenceProfileSummaries"]
    assert CLAUDE in [profile["inferenceProfileId"] for profile in profiles]
    profile = aws("bedrock", "get-inference-profile", "--inference-profile-identifier", CLAUDE)
    assert profile["type"] == "SYSTEM_DEFINED"


@pytest.mark.parametrize(
    ("model", "error"),
    [("no.such-model", "ValidationException"), (THROTTLED, "ThrottlingException")],
)
def test_errors(model, error):
    done = run("bedrock-runtime", "converse", "--model-id", model,
               "--messages", '[{"role":"user","content":[{"text":"Hi"}]}]')
    assert done.returncode != 0 and error in done.stderr


def test_wrong_secret():
    done = run("bedrock", "list-foundation-models", AWS_SECRET_ACCESS_KEY="wrong")
    assert done.returncode != 0 and "signature" in done.stderr
