"""The official Python client of Ollama."""

import asyncio

import ollama
import pytest
from portal import BREAKS, CAPITAL, COUNTRY, DECIDER, EMBEDDING_MODEL, MODEL, WEATHER, png, png_base64

ASK = [{"role": "user", "content": CAPITAL}]


@pytest.fixture(scope="module")
def client():
    return ollama.Client()


def get_weather(city: str) -> str:
    """The weather of a city

    Args:
      city: where
    """
    return f"18 degrees and sunny in {city}"


def test_chat(client):
    answer = client.chat(MODEL, ASK)
    assert "Paris" in answer.message.content
    assert answer.done and answer.done_reason == "stop"
    assert answer.model == MODEL
    assert answer.prompt_eval_count > 0 and answer.eval_count > 0
    assert answer.total_duration > 0 and answer.created_at


def test_chat_stream(client):
    pieces = list(client.chat(MODEL, ASK, stream=True))
    assert len(pieces) > 2
    assert "Paris" in "".join(p.message.content for p in pieces)
    assert [p.done for p in pieces] == [False] * (len(pieces) - 1) + [True]
    assert pieces[-1].eval_count > 0


def test_chat_async_stream():
    async def text():
        return "".join([p.message.content async for p in await ollama.AsyncClient().chat(MODEL, ASK, stream=True)])

    assert "Paris" in asyncio.run(text())


def test_system_prompt_and_history(client):
    messages = [
        {"role": "system", "content": "Be short."},
        {"role": "user", "content": "My name is Ada."},
        {"role": "assistant", "content": "Hello Ada."},
        {"role": "user", "content": "What is my name?"},
    ]
    assert "Ada" in client.chat(MODEL, messages).message.content


@pytest.mark.parametrize("stream", [False, True])
def test_thinking(client, stream):
    answer = client.chat(MODEL, ASK, think=True, stream=stream)
    pieces = list(answer) if stream else [answer]
    assert "".join(p.message.thinking or "" for p in pieces)
    assert "Paris" in "".join(p.message.content or "" for p in pieces)


@pytest.mark.parametrize("stream", [False, True])
def test_tool_loop(client, stream):
    question = {"role": "user", "content": WEATHER}
    answer = client.chat(MODEL, [question], tools=[get_weather], stream=stream)
    pieces = list(answer) if stream else [answer]
    calls = [call for p in pieces for call in p.message.tool_calls or []]
    assert [(c.function.name, c.function.arguments) for c in calls] == [("get_weather", {"city": "Paris"})]
    asked = {"role": "assistant", "content": "", "tool_calls": calls}
    result = {"role": "tool", "tool_name": "get_weather", "content": get_weather(**calls[0].function.arguments)}
    assert "18 degrees" in client.chat(MODEL, [question, asked, result], tools=[get_weather]).message.content


@pytest.mark.parametrize("stream", [False, True])
def test_tool_loop_goes_on_thinking(client, stream):
    """This client keeps neither signatures nor ids; without its signed thinking the model would think no more."""
    messages = [{"role": "user", "content": WEATHER}]
    answer = client.chat(MODEL, messages, tools=[get_weather], think=True, stream=stream)
    pieces = list(answer) if stream else [answer]
    assert "".join(p.message.thinking or "" for p in pieces)
    messages += [p.message for p in pieces if p.message.tool_calls]
    messages += [
        {"role": "tool", "tool_name": call.function.name, "content": get_weather(**call.function.arguments)}
        for p in pieces
        for call in p.message.tool_calls or []
    ]
    answer = client.chat(MODEL, messages, tools=[get_weather], think=True).message
    assert "18 degrees" in answer.content
    assert answer.thinking


def test_tool_calls_in_parallel(client):
    question = {"role": "user", "content": "What is the weather in Paris and London?"}
    calls = client.chat(MODEL, [question], tools=[get_weather]).message.tool_calls
    assert [c.function.arguments["city"] for c in calls] == ["Paris", "London"]
    results = [{"role": "tool", "tool_name": "get_weather", "content": str(n)} for n in (11, 22)]
    asked = {"role": "assistant", "tool_calls": calls}
    content = client.chat(MODEL, [question, asked, *results], tools=[get_weather]).message.content
    assert "11" in content and "22" in content


@pytest.mark.parametrize("image", [png(), png_base64()], ids=["bytes", "base64"])
def test_image(client, image):
    answer = client.chat(MODEL, [{"role": "user", "content": "What is this?", "images": [image]}])
    assert "PNG" in answer.message.content


def test_format_schema(client):
    answer = client.chat(MODEL, [{"role": "user", "content": "Tell me about Canada."}], format=COUNTRY)
    assert '"Ottawa"' in answer.message.content


def test_options(client):
    answer = client.chat(MODEL, [{"role": "user", "content": "Count to 100"}], options={"num_predict": 5})
    assert answer.done_reason == "length" and answer.eval_count == 5


@pytest.mark.parametrize("stream", [False, True])
def test_generate(client, stream):
    answer = client.generate(MODEL, CAPITAL, system="Be short.", stream=stream)
    pieces = list(answer) if stream else [answer]
    assert "Paris" in "".join(p.response for p in pieces)
    assert pieces[-1].done and pieces[-1].context


def test_generate_goes_on_from_context(client):
    first = client.generate(MODEL, "My name is Ada.")
    assert "Ada" in client.generate(MODEL, "What is my name?", context=first.context).response


def test_generate_image(client):
    assert "PNG" in client.generate(MODEL, "What is this?", images=[png()]).response


@pytest.mark.parametrize("stream", [False, True])
def test_unknown_model(client, stream):
    with pytest.raises(ollama.ResponseError) as error:
        list(client.chat("no-such-model", ASK, stream=stream))
    assert error.value.status_code == 404
    assert error.value.error == "model 'no-such-model' not found"


def test_broken_stream_is_an_error(client):
    pieces = []
    with pytest.raises(ollama.ResponseError):
        for piece in client.chat(BREAKS, ASK, stream=True):
            pieces.append(piece)
    assert pieces and not any(p.done for p in pieces)


def test_load_ps_unload(client):
    alone = "nova-micro"  # which no other client has loaded meanwhile
    assert client.generate(alone, "").done_reason == "load"
    assert alone in [m.model.removesuffix(":latest") for m in client.ps().models]
    assert client.generate(alone, "", keep_alive=0).done_reason == "unload"
    assert alone not in [m.model.removesuffix(":latest") for m in client.ps().models]


def test_list(client):
    models = client.list().models
    model = next(m for m in models if m.model == f"{MODEL}:latest")
    assert len(model.digest) == 64 and model.size > 0 and model.modified_at and model.details.family


def test_show(client):
    shown = client.show(MODEL)
    assert {"completion", "tools", "vision", "thinking"} <= set(shown.capabilities)
    architecture = shown.modelinfo["general.architecture"]
    assert shown.modelinfo[f"{architecture}.context_length"] > 0


def test_pull(client):
    assert client.pull(MODEL).status == "success"
    assert [p.status for p in client.pull(MODEL, stream=True)][-1] == "success"


def test_pull_unknown_model(client):
    with pytest.raises(ollama.ResponseError, match="pull model manifest: file does not exist"):
        list(client.pull("no-such-model", stream=True))


def test_create_copy_delete(client):
    assert client.create("pirate", from_=MODEL, system="Talk like a pirate.").status == "success"
    try:
        assert client.show("pirate").modelfile
        assert client.copy("pirate", "pirate-copy").status == "success"
        assert "Paris" in client.chat("pirate-copy", ASK).message.content
    finally:
        assert client.delete("pirate").status == "success"
    assert client.delete("pirate-copy").status == "success"
    with pytest.raises(ollama.ResponseError, match="not found"):
        client.delete("pirate")


@pytest.mark.parametrize("texts", ["one", ["one", "two", "three"]], ids=["one", "several"])
def test_embed(client, texts):
    answer = client.embed(EMBEDDING_MODEL, texts)
    assert len(answer.embeddings) == (3 if isinstance(texts, list) else 1)
    for vector in answer.embeddings:
        assert abs(sum(x * x for x in vector) - 1) < 1e-3
    assert answer.prompt_eval_count > 0


def test_embed_dimensions(client):
    assert len(client.embed(EMBEDDING_MODEL, "one", dimensions=256).embeddings[0]) == 256


def test_embeddings(client):
    assert len(client.embeddings(EMBEDDING_MODEL, "one").embedding) == 1024


QUESTIONS = {
    "label": {"type": "choice", "instructions": "Which one?", "criteria": {"billing": "Payments", "bug": "Failures"}},
    "refund": {"type": "noul", "instructions": "Is a refund wanted?"},
    "urgency": {"type": "score", "instructions": "How urgent?", "criteria": ["Routine", "Soon", "Urgent"]},
}


def test_systemone(client):
    answer = client.systemone(DECIDER, {"ticket": "The checkout fails since 9am."}, QUESTIONS)
    assert list(answer.answers) == list(QUESTIONS)
    assert answer.answers["label"].choice in ("billing", "bug")
    assert abs(sum(answer.answers["label"].probabilities.values()) - 1) < 1e-9
    assert 0 <= answer.answers["refund"].noul <= 1
    assert 0 <= answer.answers["urgency"].score <= 2
    assert list(answer.answers["urgency"].legend.values()) == ["Routine", "Soon", "Urgent"]
    assert answer.usage.input_tokens > 0 and answer.usage.output_tokens > 0


def test_systemone_of_another_model(client):
    with pytest.raises(ollama.ResponseError, match="does not support decision") as error:
        client.systemone(MODEL, "state", QUESTIONS)
    assert error.value.status_code == 400
