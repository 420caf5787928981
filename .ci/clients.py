"""Talks to the built gateway, in front of the built simulator, with the official Python client."""

import glob
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request

import ollama


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def jar(pattern):
    found = glob.glob(pattern)
    if len(found) != 1:
        sys.exit(f"{pattern}: expected one jar, found {found}; run ./mvnw package first")
    return found[0]


def wait_for(url):
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    sys.exit(f"{url} did not answer within a minute")


def check(name, holds):
    print(("ok   " if holds else "FAIL ") + name)
    return holds


def talk(host):
    client = ollama.Client(host)
    ask = [{"role": "user", "content": "What is the capital of France?"}]
    pieces = list(client.chat("claude-sonnet-4.5", ask, stream=True))
    whole = client.chat("claude-sonnet-4.5", ask)
    thought = client.chat("claude-sonnet-4.5", ask, think=True)
    weather = {
        "type": "function",
        "function": {
            "name": "get_weather",
            "description": "The weather of a city",
            "parameters": {
                "type": "object",
                "properties": {"city": {"type": "string"}},
                "required": ["city"],
            },
        },
    }
    question = {"role": "user", "content": "What is the weather in Paris?"}
    called = client.chat("claude-sonnet-4.5", [question], tools=[weather])
    call = called.message.tool_calls[0]
    result = {"role": "tool", "tool_name": call.function.name, "content": "18 degrees, sunny"}
    answered = client.chat("claude-sonnet-4.5", [question, called.message, result], tools=[weather])
    generated = client.generate("claude-sonnet-4.5", "Say hello")
    try:
        client.chat("no-such-model", ask)
        missing = 200
    except ollama.ResponseError as e:
        missing = e.status_code
    return [
        check("stream: several pieces", len(pieces) > 2),
        check("stream: one done, last", [p.done for p in pieces].count(True) == 1 and pieces[-1].done),
        check("stream: usage", pieces[-1].eval_count > 0 and pieces[-1].prompt_eval_count > 0),
        check("whole: text", len(whole.message.content) > 0 and whole.done_reason == "stop"),
        check("thinking", bool(thought.message.thinking)),
        check("tool call", call.function.name == "get_weather" and "Paris" in str(call.function.arguments)),
        check("tool result is used", "18" in answered.message.content),
        check("generate", len(generated.response) > 0 and len(generated.context) > 0),
        check("unknown model is 404", missing == 404),
        check("list", any(m.model.startswith("claude-sonnet-4.5") for m in client.list().models)),
        check("show", "tools" in client.show("claude-sonnet-4.5").capabilities),
        check("ps", client.ps().models == []),
    ]


def main():
    java = os.path.join(os.environ["JAVA_HOME"], "bin/java") if os.environ.get("JAVA_HOME") else "java"
    bedrock, gateway = free_port(), free_port()
    simulator = [java, "-jar", jar("aiportal-testkit/target/aiportal-testkit-*-standalone.jar")]
    simulator += ["simulator", "--port", str(bedrock), "--no-auth"]
    server = [java, "-jar", jar("ollama-bedrock-server/target/ollama-bedrock-server-*.jar")]
    environment = dict(
        os.environ,
        AWS_REGION="us-east-1",
        AWS_ACCESS_KEY_ID="any",
        AWS_SECRET_ACCESS_KEY="any",
        AWS_ENDPOINT_URL_BEDROCK=f"http://127.0.0.1:{bedrock}",
        AWS_ENDPOINT_URL_BEDROCK_RUNTIME=f"http://127.0.0.1:{bedrock}",
        OLLAMA_HOST=f"127.0.0.1:{gateway}",
    )
    started = []
    try:
        started.append(subprocess.Popen(simulator, stdout=subprocess.DEVNULL))
        wait_for(f"http://127.0.0.1:{bedrock}/simulator/report")
        started.append(subprocess.Popen(server, env=environment, stdout=subprocess.DEVNULL))
        wait_for(f"http://127.0.0.1:{gateway}/ready")
        results = talk(f"http://127.0.0.1:{gateway}")
    finally:
        for process in reversed(started):
            process.send_signal(signal.SIGTERM)
            process.wait(60)
    print(f"clients: {sum(results)} passed, {len(results) - sum(results)} failed")
    sys.exit(0 if all(results) else 1)


main()
