"""LiteLLM's two ways to an Ollama server: ollama_chat, and ollama for prompts and embeddings."""

import asyncio
import json

import litellm
import pytest
from portal import CAPITAL, CITY, COUNTRY, EMBEDDING_MODEL, MODEL, WEATHER, png_base64

CHAT = f"ollama_chat/{MODEL}"
ASK = [{"role": "user", "content": CAPITAL}]
TOOLS = [{"type": "function", "function": {"name": "get_weather", "description": "The weather", "parameters": CITY}}]


def test_chat():
    answer = litellm.completion(CHAT, ASK)
    assert "Paris" in answer.choices[0].message.content
    assert answer.choices[0].finish_reason == "stop" and answer.usage.completion_tokens > 0


def test_chat_stream():
    chunks = list(litellm.completion(CHAT, ASK, stream=True))
    assert "Paris" in "".join(c.choices[0].delta.content or "" for c in chunks)
    assert chunks[-1].choices[0].finish_reason == "stop"


def test_chat_async_stream():
    async def text():
        stream = await litellm.acompletion(CHAT, ASK, stream=True)
        return "".join([c.choices[0].delta.content or "" async for c in stream])

    assert "Paris" in asyncio.run(text())


@pytest.mark.parametrize("stream", [False, True])
def test_tools(stream):
    messages = [{"role": "user", "content": WEATHER}]
    answer = litellm.completion(CHAT, messages, tools=TOOLS, stream=stream)
    if stream:
        answer = litellm.stream_chunk_builder(list(answer), messages=messages)
    call = answer.choices[0].message.tool_calls[0]
    assert call.function.name == "get_weather" and json.loads(call.function.arguments) == {"city": "Paris"}
    result = {"role": "tool", "tool_call_id": call.id, "name": "get_weather", "content": "18 degrees"}
    messages += [answer.choices[0].message.model_dump(), result]
    assert "18 degrees" in litellm.completion(CHAT, messages, tools=TOOLS).choices[0].message.content


def test_image():
    image = {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{png_base64()}"}}
    content = [{"type": "text", "text": "What is this?"}, image]
    answer = litellm.completion(CHAT, [{"role": "user", "content": content}])
    assert "PNG" in answer.choices[0].message.content


def test_json_schema():
    form = {"type": "json_schema", "json_schema": {"name": "country", "schema": COUNTRY, "strict": True}}
    ask = [{"role": "user", "content": "Tell me about Canada."}]
    answer = litellm.completion(CHAT, ask, response_format=form)
    assert json.loads(answer.choices[0].message.content)["capital"] == "Ottawa"


def test_reasoning():
    answer = litellm.completion(CHAT, ASK, reasoning_effort="low")
    assert answer.choices[0].message.reasoning_content


def test_unknown_model():
    with pytest.raises(Exception, match="not found"):
        litellm.completion("ollama_chat/no-such-model", ASK)


def test_generate():
    assert "Paris" in litellm.completion(f"ollama/{MODEL}", ASK).choices[0].message.content


def test_embedding():
    answer = litellm.embedding(f"ollama/{EMBEDDING_MODEL}", ["one", "two"])
    assert [len(e["embedding"]) for e in answer.data] == [1024, 1024]
