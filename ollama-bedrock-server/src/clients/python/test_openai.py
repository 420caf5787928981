"""The official Python client of OpenAI."""

import asyncio
import base64
import json
import struct

import openai
import pydantic
import pytest
from portal import BREAKS, CAPITAL, CITY, COUNTRY, EMBEDDING_MODEL, MODEL, THROTTLED, WEATHER, png_base64

ASK = [{"role": "user", "content": CAPITAL}]
TOOLS = [{"type": "function", "function": {"name": "get_weather", "description": "The weather", "parameters": CITY}}]
RESPONSE_TOOLS = [{"type": "function", "name": "get_weather", "description": "The weather", "parameters": CITY,
                   "strict": False}]
IMAGE = f"data:image/png;base64,{png_base64()}"


class Country(pydantic.BaseModel):
    name: str
    capital: str


@pytest.fixture(scope="module")
def client():
    return openai.OpenAI(max_retries=0)


def test_chat(client):
    answer = client.chat.completions.create(model=MODEL, messages=ASK)
    assert "Paris" in answer.choices[0].message.content
    assert answer.choices[0].finish_reason == "stop"
    assert answer.object == "chat.completion" and answer.id.startswith("chatcmpl-") and answer.model == MODEL
    assert answer.usage.prompt_tokens > 0
    assert answer.usage.total_tokens == answer.usage.prompt_tokens + answer.usage.completion_tokens


def test_chat_stream(client):
    chunks = list(client.chat.completions.create(model=MODEL, messages=ASK, stream=True))
    assert "Paris" in "".join(c.choices[0].delta.content or "" for c in chunks)
    assert [c.choices[0].finish_reason for c in chunks][-1] == "stop"
    assert len({c.id for c in chunks}) == 1 and not any(c.usage for c in chunks)


def test_chat_stream_with_usage(client):
    options = {"include_usage": True}
    chunks = list(client.chat.completions.create(model=MODEL, messages=ASK, stream=True, stream_options=options))
    assert chunks[-1].choices == [] and chunks[-1].usage.completion_tokens > 0


def test_chat_async():
    async def text():
        stream = await openai.AsyncOpenAI().chat.completions.create(model=MODEL, messages=ASK, stream=True)
        return "".join([c.choices[0].delta.content or "" async for c in stream])

    assert "Paris" in asyncio.run(text())


def test_developer_message_and_parts(client):
    messages = [{"role": "developer", "content": "Be short."},
                {"role": "user", "content": [{"type": "text", "text": CAPITAL}]}]
    assert "Paris" in client.chat.completions.create(model=MODEL, messages=messages).choices[0].message.content


def test_image(client):
    content = [{"type": "text", "text": "What is this?"}, {"type": "image_url", "image_url": {"url": IMAGE}}]
    answer = client.chat.completions.create(model=MODEL, messages=[{"role": "user", "content": content}])
    assert "PNG" in answer.choices[0].message.content


def test_tool_loop(client):
    messages = [{"role": "user", "content": WEATHER}]
    choice = client.chat.completions.create(model=MODEL, messages=messages, tools=TOOLS).choices[0]
    assert choice.finish_reason == "tool_calls"
    call = choice.message.tool_calls[0]
    assert call.function.name == "get_weather" and json.loads(call.function.arguments) == {"city": "Paris"}
    messages += [choice.message, {"role": "tool", "tool_call_id": call.id, "content": "18 degrees"}]
    answer = client.chat.completions.create(model=MODEL, messages=messages, tools=TOOLS)
    assert "18 degrees" in answer.choices[0].message.content


def test_tool_stream(client):
    messages = [{"role": "user", "content": "What is the weather in Paris and London?"}]
    with client.chat.completions.stream(model=MODEL, messages=messages, tools=TOOLS) as stream:
        for _ in stream:
            pass
        choice = stream.get_final_completion().choices[0]
    assert choice.finish_reason == "tool_calls"
    assert [json.loads(c.function.arguments)["city"] for c in choice.message.tool_calls] == ["Paris", "London"]
    assert len({c.id for c in choice.message.tool_calls}) == 2


@pytest.mark.parametrize("choice", ["required", {"type": "function", "function": {"name": "get_weather"}}],
                         ids=["required", "named"])
def test_tool_choice(client, choice):
    answer = client.chat.completions.create(model=MODEL, messages=ASK, tools=TOOLS, tool_choice=choice)
    assert answer.choices[0].message.tool_calls[0].function.name == "get_weather"


def test_tool_choice_none(client):
    messages = [{"role": "user", "content": WEATHER}]
    answer = client.chat.completions.create(model=MODEL, messages=messages, tools=TOOLS, tool_choice="none")
    assert not answer.choices[0].message.tool_calls and answer.choices[0].finish_reason == "stop"


def test_parsed_answer(client):
    messages = [{"role": "user", "content": "Tell me about Canada."}]
    answer = client.chat.completions.parse(model=MODEL, messages=messages, response_format=Country)
    assert answer.choices[0].message.parsed.capital == "Ottawa"


def test_json_object(client):
    messages = [{"role": "user", "content": "Tell me about Canada as JSON."}]
    answer = client.chat.completions.create(model=MODEL, messages=messages, response_format={"type": "json_object"})
    assert isinstance(json.loads(answer.choices[0].message.content), dict)


@pytest.mark.parametrize("limit", ["max_tokens", "max_completion_tokens"])
def test_token_limit(client, limit):
    answer = client.chat.completions.create(
        model=MODEL, messages=[{"role": "user", "content": "Count to 100"}], **{limit: 5})
    assert answer.choices[0].finish_reason == "length"


def test_stop(client):
    answer = client.chat.completions.create(
        model=MODEL, messages=[{"role": "user", "content": "Count to 20"}], stop=["7"])
    assert answer.choices[0].message.content.endswith("6, ") and answer.choices[0].finish_reason == "stop"


def test_reasoning(client):
    answer = client.chat.completions.create(model=MODEL, messages=ASK, reasoning_effort="low")
    assert answer.choices[0].message.reasoning and "Paris" in answer.choices[0].message.content


def test_completions(client):
    answer = client.completions.create(model=MODEL, prompt=CAPITAL)
    assert "Paris" in answer.choices[0].text and answer.object == "text_completion"


def test_completions_stream(client):
    chunks = list(client.completions.create(model=MODEL, prompt=CAPITAL, stream=True))
    assert "Paris" in "".join(c.choices[0].text for c in chunks) and chunks[-1].choices[0].finish_reason == "stop"


def test_models(client):
    models = list(client.models.list())
    assert any(m.id.startswith(MODEL) for m in models) and all(m.object == "model" for m in models)
    assert client.models.retrieve(MODEL).id == MODEL


def test_embeddings_as_base64(client):
    answer = client.embeddings.create(model=EMBEDDING_MODEL, input=["one", "two"])  # the client asks for base64
    assert [len(e.embedding) for e in answer.data] == [1024, 1024] and answer.usage.prompt_tokens > 0


def test_embeddings_raw(client):
    floats = client.embeddings.create(model=EMBEDDING_MODEL, input="one", encoding_format="float", dimensions=256)
    coded = client.embeddings.create(model=EMBEDDING_MODEL, input="one", encoding_format="base64", dimensions=256)
    read = struct.unpack("<256f", base64.b64decode(coded.data[0].embedding))
    assert read == pytest.approx(floats.data[0].embedding)


def test_unknown_model(client):
    with pytest.raises(openai.NotFoundError) as error:
        client.chat.completions.create(model="no-such-model", messages=ASK)
    assert "not found" in error.value.body["message"]


def test_bad_request(client):
    with pytest.raises(openai.BadRequestError):
        client.chat.completions.create(model=MODEL, messages=[])


def test_rate_limit(client):
    with pytest.raises(openai.RateLimitError):
        client.chat.completions.create(model=THROTTLED, messages=ASK)


def test_broken_stream_is_an_error(client):
    chunks = []
    with pytest.raises(openai.APIError):
        for chunk in client.chat.completions.create(model=BREAKS, messages=ASK, stream=True):
            chunks.append(chunk)
    assert chunks and not any(c.choices[0].finish_reason for c in chunks)


def test_responses(client):
    answer = client.responses.create(model=MODEL, input=CAPITAL, instructions="Be short.")
    assert "Paris" in answer.output_text and answer.status == "completed" and answer.usage.output_tokens > 0


def test_responses_stream(client):
    with client.responses.stream(model=MODEL, input=CAPITAL) as stream:
        events = list(stream)
        answer = stream.get_final_response()
    assert events[0].type == "response.created" and events[-1].type == "response.completed"
    assert [e.sequence_number for e in events] == sorted(e.sequence_number for e in events)
    assert "Paris" in answer.output_text


@pytest.mark.parametrize("streamed", [False, True])
def test_responses_tool_loop(client, streamed):
    ask = [{"role": "user", "content": WEATHER}]

    def respond(items):
        if not streamed:
            return client.responses.create(model=MODEL, input=items, tools=RESPONSE_TOOLS)
        with client.responses.stream(model=MODEL, input=items, tools=RESPONSE_TOOLS) as stream:
            return stream.get_final_response()

    answer = respond(ask)
    call = next(item for item in answer.output if item.type == "function_call")
    assert call.name == "get_weather" and json.loads(call.arguments) == {"city": "Paris"}
    items = [item.model_dump(exclude_none=True, exclude={"parsed_arguments"}) for item in answer.output]
    result = {"type": "function_call_output", "call_id": call.call_id, "output": "18 degrees"}
    assert "18 degrees" in respond(ask + items + [result]).output_text


def test_responses_image(client):
    content = [{"type": "input_text", "text": "What is this?"}, {"type": "input_image", "image_url": IMAGE}]
    answer = client.responses.create(model=MODEL, input=[{"role": "user", "content": content}])
    assert "PNG" in answer.output_text


def test_responses_parsed(client):
    answer = client.responses.parse(model=MODEL, input="Tell me about Canada.", text_format=Country)
    assert answer.output_parsed.capital == "Ottawa"


def test_responses_reasoning(client):
    answer = client.responses.create(model=MODEL, input=CAPITAL, reasoning={"effort": "low", "summary": "auto"})
    reasoning = next(item for item in answer.output if item.type == "reasoning")
    assert reasoning.summary[0].text and "Paris" in answer.output_text


def test_responses_incomplete(client):
    answer = client.responses.create(model=MODEL, input="Count to 100", max_output_tokens=16)
    assert answer.status == "incomplete" and answer.incomplete_details.reason == "max_output_tokens"


def test_responses_unknown_model(client):
    with pytest.raises(openai.NotFoundError):
        client.responses.create(model="no-such-model", input=CAPITAL)


def test_responses_broken_stream_fails(client):
    kinds = [event.type for event in client.responses.create(model=BREAKS, input=CAPITAL, stream=True)]
    assert "response.output_text.delta" in kinds and kinds[-1] == "response.failed"
