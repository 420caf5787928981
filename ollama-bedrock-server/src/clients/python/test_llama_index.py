"""LlamaIndex's LLM for Ollama."""

import asyncio
import os

import pydantic
import pytest
from llama_index.core.llms import ChatMessage, ImageBlock, TextBlock
from llama_index.core.tools import FunctionTool
from llama_index.llms.ollama import Ollama
from portal import CAPITAL, MODEL, WEATHER, png

ASK = [ChatMessage(role="user", content=CAPITAL)]


class Country(pydantic.BaseModel):
    name: str
    capital: str


def get_weather(city: str) -> str:
    """The weather of a city."""
    return f"18 degrees in {city}"


def llm(**settings):
    return Ollama(model=MODEL, base_url=os.environ["OLLAMA_HOST"], **settings)


def test_complete():
    assert "Paris" in llm().complete(CAPITAL).text


def test_stream_complete():
    assert "Paris" in list(llm().stream_complete(CAPITAL))[-1].text


def test_chat():
    assert "Paris" in llm().chat(ASK).message.content


def test_stream_chat():
    pieces = list(llm().stream_chat(ASK))
    assert len(pieces) > 2 and "Paris" in "".join(p.delta or "" for p in pieces)


def test_async_chat():
    assert "Paris" in asyncio.run(llm().achat(ASK)).message.content


def test_thinking():
    answer = llm(thinking=True).chat(ASK)
    kinds = [block.block_type for block in answer.message.blocks]
    assert "thinking" in kinds and "Paris" in answer.message.content


def test_tools():
    tool = FunctionTool.from_defaults(get_weather)
    answer = llm().chat_with_tools([tool], user_msg=WEATHER)
    calls = llm().get_tool_calls_from_response(answer)
    assert [(c.tool_name, c.tool_kwargs) for c in calls] == [("get_weather", {"city": "Paris"})]


def test_predict_and_call():
    tool = FunctionTool.from_defaults(get_weather)
    assert "18 degrees in Paris" in str(llm().predict_and_call([tool], user_msg=WEATHER))


def test_image():
    blocks = [TextBlock(text="What is this?"), ImageBlock(image=png())]
    assert "PNG" in llm().chat([ChatMessage(role="user", blocks=blocks)]).message.content


def test_structured():
    country = llm().as_structured_llm(Country).complete("Tell me about Canada.").raw
    assert country.capital == "Ottawa"


def test_unknown_model():
    with pytest.raises(Exception, match="not found"):
        Ollama(model="no-such-model", base_url=os.environ["OLLAMA_HOST"]).chat(ASK)
