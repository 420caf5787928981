"""The official Python client of Anthropic, as old and as new as it comes."""

import asyncio

import anthropic
import pytest
from portal import BREAKS, CAPITAL, CITY, MODEL, THROTTLED, WEATHER, png_base64

TOOLS = [{"name": "get_weather", "description": "The weather of a city", "input_schema": CITY}]
ASK = [{"role": "user", "content": CAPITAL}]


@pytest.fixture(scope="module")
def client():
    return anthropic.Anthropic(max_retries=0)


def text(message):
    return "".join(block.text for block in message.content if block.type == "text")


def test_message(client):
    message = client.messages.create(model=MODEL, max_tokens=500, messages=ASK)
    assert "Paris" in text(message)
    assert message.type == "message" and message.role == "assistant" and message.id.startswith("msg_")
    assert message.stop_reason == "end_turn" and message.stop_sequence is None
    assert message.usage.input_tokens > 0 and message.usage.output_tokens > 0


def test_stream(client):
    with client.messages.stream(model=MODEL, max_tokens=500, messages=ASK) as stream:
        pieces = list(stream.text_stream)
        message = stream.get_final_message()
    assert len(pieces) > 2 and "Paris" in text(message) and "".join(pieces) == text(message)
    assert message.stop_reason == "end_turn" and message.usage.output_tokens > 0


def test_event_order(client):
    events = [e.type for e in client.messages.create(model=MODEL, max_tokens=500, messages=ASK, stream=True)]
    assert events[:2] == ["message_start", "content_block_start"]
    assert events[-3:] == ["content_block_stop", "message_delta", "message_stop"]


def test_async():
    async def ask():
        return await anthropic.AsyncAnthropic().messages.create(model=MODEL, max_tokens=500, messages=ASK)

    assert "Paris" in text(asyncio.run(ask()))


def test_system_blocks_and_cache(client):
    system = [{"type": "text", "text": "Be short. " * 2000, "cache_control": {"type": "ephemeral"}}]
    usages = [client.messages.create(model=MODEL, max_tokens=500, system=system, messages=ASK).usage
              for _ in range(2)]
    assert usages[1].cache_read_input_tokens > 0


def test_image(client):
    source = {"type": "base64", "media_type": "image/png", "data": png_base64()}
    content = [{"type": "image", "source": source}, {"type": "text", "text": "What is this?"}]
    message = client.messages.create(model=MODEL, max_tokens=500, messages=[{"role": "user", "content": content}])
    assert "PNG" in text(message)


def test_document(client):
    source = {"type": "text", "media_type": "text/plain", "data": "A short note."}
    content = [{"type": "document", "source": source}, {"type": "text", "text": "What is this?"}]
    message = client.messages.create(model=MODEL, max_tokens=500, messages=[{"role": "user", "content": content}])
    assert "document" in text(message).lower() or "txt" in text(message).lower()


@pytest.mark.parametrize("streamed", [False, True])
def test_tool_loop(client, streamed):
    messages = [{"role": "user", "content": WEATHER}]

    def respond():
        arguments = dict(model=MODEL, max_tokens=500, messages=messages, tools=TOOLS)
        if not streamed:
            return client.messages.create(**arguments)
        with client.messages.stream(**arguments) as stream:
            return stream.get_final_message()

    asked = respond()
    assert asked.stop_reason == "tool_use"
    call = next(block for block in asked.content if block.type == "tool_use")
    assert call.name == "get_weather" and call.input == {"city": "Paris"}
    result = {"type": "tool_result", "tool_use_id": call.id, "content": "18 degrees"}
    messages += [{"role": "assistant", "content": asked.content}, {"role": "user", "content": [result]}]
    assert "18 degrees" in text(respond())


def test_tool_error(client):
    call = {"type": "tool_use", "id": "toolu_1", "name": "get_weather", "input": {"city": "Paris"}}
    result = {"type": "tool_result", "tool_use_id": "toolu_1", "is_error": True, "content": "no connection"}
    messages = [{"role": "user", "content": WEATHER}, {"role": "assistant", "content": [call]},
                {"role": "user", "content": [result]}]
    message = client.messages.create(model=MODEL, max_tokens=500, messages=messages, tools=TOOLS)
    assert "could not" in text(message)


@pytest.mark.parametrize("choice", [{"type": "any"}, {"type": "tool", "name": "get_weather"}], ids=["any", "tool"])
def test_tool_choice(client, choice):
    message = client.messages.create(model=MODEL, max_tokens=500, messages=ASK, tools=TOOLS, tool_choice=choice)
    assert message.content[-1].name == "get_weather"


@pytest.mark.parametrize("streamed", [False, True])
def test_thinking_goes_round_with_its_signature(client, streamed):
    messages = [{"role": "user", "content": WEATHER}]

    def respond():
        arguments = dict(model=MODEL, max_tokens=4000, messages=messages, tools=TOOLS,
                         thinking={"type": "enabled", "budget_tokens": 1024})
        if not streamed:
            return client.messages.create(**arguments)
        with client.messages.stream(**arguments) as stream:
            return stream.get_final_message()

    asked = respond()
    thinking, call = asked.content[0], asked.content[-1]
    assert thinking.type == "thinking" and thinking.thinking and thinking.signature
    result = {"type": "tool_result", "tool_use_id": call.id, "content": "18 degrees"}
    messages += [{"role": "assistant", "content": asked.content}, {"role": "user", "content": [result]}]
    answered = respond()
    assert answered.content[0].type == "thinking" and "18 degrees" in text(answered)


def test_stop_sequence(client):
    messages = [{"role": "user", "content": "Count to 20"}]
    message = client.messages.create(model=MODEL, max_tokens=500, messages=messages, stop_sequences=["7"])
    assert message.stop_reason == "stop_sequence" and message.stop_sequence == "7"


def test_max_tokens(client):
    messages = [{"role": "user", "content": "Count to 100"}]
    message = client.messages.create(model=MODEL, max_tokens=5, messages=messages)
    assert message.stop_reason == "max_tokens" and message.usage.output_tokens == 5


def test_count_tokens(client):
    assert client.messages.count_tokens(model=MODEL, messages=ASK, system="Be short.", tools=TOOLS).input_tokens > 0


def test_unknown_model(client):
    with pytest.raises(anthropic.NotFoundError) as error:
        client.messages.create(model="no-such-model", max_tokens=5, messages=ASK)
    assert error.value.body["error"]["type"] == "not_found_error"


def test_bad_request(client):
    with pytest.raises(anthropic.BadRequestError) as error:
        client.messages.create(model=MODEL, max_tokens=5, messages=[])
    assert error.value.body["error"]["type"] == "invalid_request_error"


def test_rate_limit(client):
    with pytest.raises(anthropic.RateLimitError):
        client.messages.create(model=THROTTLED, max_tokens=5, messages=ASK)


def test_broken_stream_is_an_error(client):
    pieces = []
    with pytest.raises(anthropic.APIError):
        with client.messages.stream(model=BREAKS, max_tokens=500, messages=ASK) as stream:
            for piece in stream.text_stream:
                pieces.append(piece)
    assert pieces
