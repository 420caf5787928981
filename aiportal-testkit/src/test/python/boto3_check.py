"""Calls a Bedrock simulator through boto3 and fails at the first thing that isn't as at AWS.

    python3 boto3_check.py ENDPOINT ACCESS_KEY_ID SECRET BEARER_TOKEN
"""

import datetime
import json
import os
import sys
import urllib.request
from unittest import mock

import boto3
import botocore.auth
from botocore.config import Config
from botocore.exceptions import ClientError, EventStreamError
from botocore.httpsession import URLLib3Session

ENDPOINT, KEY_ID, SECRET, TOKEN = sys.argv[1:5]
REGION = "eu-west-2"
MODEL = "amazon.nova-lite-v1:0"
WEATHER = {
    "toolSpec": {
        "name": "get_weather",
        "description": "The weather of a city",
        "inputSchema": {
            "json": {
                "type": "object",
                "properties": {"city": {"type": "string"}},
                "required": ["city"],
            }
        },
    }
}


def client(service="bedrock-runtime", secret=SECRET, region=REGION):
    return boto3.client(
        service,
        endpoint_url=ENDPOINT,
        region_name=region,
        aws_access_key_id=KEY_ID,
        aws_secret_access_key=secret,
        config=Config(retries={"total_max_attempts": 1}, read_timeout=10),
    )


def over_plain_http(request, **_):
    request.url = request.url.replace("https://", "http://", 1)
    return URLLib3Session().send(request)


def converse_with_bearer(token):
    # boto3 reads the token when it signs, so it must stay in the environment until then; and it
    # gives a token to HTTPS only, so that the way to the simulator changes after that.
    with mock.patch.dict(os.environ, {"AWS_BEARER_TOKEN_BEDROCK": token}):
        runtime = boto3.Session().client(
            "bedrock-runtime",
            endpoint_url=ENDPOINT.replace("http://", "https://", 1),
            region_name=REGION,
            config=Config(retries={"total_max_attempts": 1}),
        )
        runtime.meta.events.register("before-send.bedrock-runtime.Converse", over_plain_http)
        return runtime.converse(modelId=MODEL, messages=hello())


def hello(text="hi"):
    return [{"role": "user", "content": [{"text": text}]}]


def refused(code, status, call):
    try:
        call()
    except ClientError as error:
        assert error.response["Error"]["Code"] == code, error
        assert error.response["ResponseMetadata"]["HTTPStatusCode"] == status, error
        return error.response["Error"]["Message"]
    raise AssertionError(f"not refused with {code}")


def check_converse():
    response = client().converse(modelId=MODEL, messages=hello())
    assert response["output"]["message"]["role"] == "assistant", response
    assert response["output"]["message"]["content"][0]["text"].strip(), response
    assert response["stopReason"] == "end_turn", response
    usage = response["usage"]
    assert usage["totalTokens"] == usage["inputTokens"] + usage["outputTokens"], usage
    assert response["ResponseMetadata"]["RequestId"], response


def check_converse_stream():
    events = list(client().converse_stream(modelId=MODEL, messages=hello())["stream"])
    kinds = [next(iter(event)) for event in events]
    assert kinds[0] == "messageStart", kinds
    assert kinds[1] == "contentBlockDelta", kinds
    assert kinds[-3:] == ["contentBlockStop", "messageStop", "metadata"], kinds
    text = "".join(e["contentBlockDelta"]["delta"]["text"] for e in events[1:-3])
    assert text.strip(), events


def check_tools_in_stream():
    stream = client().converse_stream(
        modelId=MODEL,
        messages=hello("What is the weather in Oslo?"),
        toolConfig={"tools": [WEATHER], "toolChoice": {"any": {}}},
    )["stream"]
    events = list(stream)
    starts = [e["contentBlockStart"] for e in events if "contentBlockStart" in e]
    assert starts and starts[0]["start"]["toolUse"]["name"] == "get_weather", events
    stops = [e["messageStop"]["stopReason"] for e in events if "messageStop" in e]
    assert stops == ["tool_use"], events


def check_model_arn():
    arn = f"arn:aws:bedrock:{REGION}::foundation-model/{MODEL}"
    profile = (
        f"arn:aws:bedrock:{REGION}:123456789012:inference-profile/global.anthropic.claude-sonnet-4-6"
    )
    for model in (arn, profile, "global.anthropic.claude-sonnet-4-6"):
        response = client().converse(modelId=model, messages=hello())
        assert response["stopReason"] == "end_turn", response


def check_lists():
    control = client("bedrock")
    models = control.list_foundation_models(byOutputModality="TEXT")["modelSummaries"]
    assert MODEL in [model["modelId"] for model in models], models
    pages = control.get_paginator("list_inference_profiles").paginate(
        PaginationConfig={"PageSize": 3}
    )
    profiles = [p for page in pages for p in page["inferenceProfileSummaries"]]
    assert len(profiles) > 3, profiles
    one = control.get_inference_profile(
        inferenceProfileIdentifier=profiles[-1]["inferenceProfileArn"]
    )
    assert one["inferenceProfileId"] == profiles[-1]["inferenceProfileId"], one
    assert isinstance(one["createdAt"], datetime.datetime), one
    refused(
        "ResourceNotFoundException",
        404,
        lambda: control.get_inference_profile(inferenceProfileIdentifier="eu.none"),
    )


def check_errors():
    runtime = client()
    message = refused(
        "ValidationException", 400, lambda: runtime.converse(modelId="none", messages=hello())
    )
    assert message == "The provided model identifier is invalid.", message
    refused(
        "ThrottlingException",
        429,
        lambda: runtime.converse(modelId="simulator.throttled", messages=hello()),
    )
    message = refused(
        "ValidationException",
        400,
        lambda: runtime.converse(
            modelId=MODEL, messages=hello(), inferenceConfig={"temperature": 1.5}
        ),
    )
    assert message == (
        "1 validation error detected: Value '1.5' at 'inferenceConfig.temperature' failed to"
        " satisfy constraint: Member must have value less than or equal to 1"
    ), message


def check_exception_in_stream():
    stream = client().converse_stream(
        modelId="simulator.exception-mid-stream", messages=hello()
    )["stream"]
    kinds = []
    try:
        for event in stream:
            kinds.append(next(iter(event)))
    except EventStreamError as error:
        assert error.response["Error"]["Code"] == "throttlingException", error
        assert "contentBlockDelta" in kinds, kinds
        return
    raise AssertionError("the exception in the stream was not seen")


def check_wrong_secret():
    message = refused(
        "InvalidSignatureException",
        403,
        lambda: client(secret="wrong").converse(modelId=MODEL, messages=hello()),
    )
    assert message.startswith("The request signature we calculated does not match"), message


def check_bearer_token():
    assert converse_with_bearer(TOKEN)["stopReason"] == "end_turn"
    message = refused("AccessDeniedException", 403, lambda: converse_with_bearer(TOKEN + "x"))
    assert message == "Authentication failed: Please make sure your API Key is valid.", message


def check_skewed_clock():
    skewed = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(minutes=6)
    naive = skewed.replace(tzinfo=None)

    def clock(remove_tzinfo=True):
        return naive if remove_tzinfo else skewed

    with mock.patch.object(botocore.auth, "get_current_datetime", clock):
        message = refused(
            "InvalidSignatureException",
            403,
            lambda: client().converse(modelId=MODEL, messages=hello()),
        )
    assert message.startswith("Signature expired: "), message


def check_role_of_another_account():
    role = "arn:aws:iam::210987654321:role/pool"

    def assume(external_id):
        return client("sts").assume_role(
            RoleArn=role,
            RoleSessionName="gateway",
            ExternalId=external_id,
            DurationSeconds=900,
        )

    refused("AccessDenied", 403, lambda: assume("another"))
    answer = assume("agreed")
    arn = "arn:aws:sts::210987654321:assumed-role/pool/gateway"
    assert answer["AssumedRoleUser"]["Arn"] == arn, answer
    keys = answer["Credentials"]
    left = keys["Expiration"] - datetime.datetime.now(datetime.timezone.utc)
    assert datetime.timedelta(minutes=13) < left <= datetime.timedelta(minutes=15), left
    session = boto3.Session(
        aws_access_key_id=keys["AccessKeyId"],
        aws_secret_access_key=keys["SecretAccessKey"],
        aws_session_token=keys["SessionToken"],
        region_name=REGION,
    )
    profiles = session.client("bedrock", endpoint_url=ENDPOINT).list_inference_profiles()
    first = profiles["inferenceProfileSummaries"][0]["inferenceProfileArn"]
    assert ":210987654321:inference-profile/" in first, first


def simulator(path, body):
    request = urllib.request.Request(f"{ENDPOINT}/simulator/{path}", json.dumps(body).encode())
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def check_scripts():
    simulator("scripts", {"text": "Rain.", "when": {"text": "weather in Oslo"}})
    asked = [{"role": "user", "content": [{"text": "What is the weather in Oslo?"}]}]
    answer = client().converse(modelId=MODEL, messages=asked)
    assert answer["output"]["message"]["content"][0]["text"] == "Rain.", answer
    seen = simulator("requests", {"operation": "Converse", "text": "weather in Oslo"})
    assert seen["count"] == 1, seen


def check_foundation_model():
    details = client("bedrock").get_foundation_model(modelIdentifier=MODEL)["modelDetails"]
    assert details["modelId"] == MODEL, details


def check_tampered_body():
    runtime = client()

    def tamper(request, **_):
        request.body = request.body.replace(b"hi", b"ho")

    runtime.meta.events.register("before-send.bedrock-runtime.Converse", tamper)
    refused(
        "InvalidSignatureException",
        403,
        lambda: runtime.converse(modelId=MODEL, messages=hello()),
    )


def main():
    checks = [check for name, check in globals().items() if name.startswith("check_")]
    for check in checks:
        check()
        print(f"ok {check.__name__}")
    print(f"{len(checks)} checks passed with boto3 {boto3.__version__}")


if __name__ == "__main__":
    main()
