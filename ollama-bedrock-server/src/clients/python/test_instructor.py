"""Instructor, in both modes that its documentation has for Ollama, over the OpenAI API."""

import instructor
import openai
import pydantic
import pytest
from portal import MODEL


class Country(pydantic.BaseModel):
    name: str
    capital: str


ASK = [{"role": "user", "content": "Tell me about Canada."}]


@pytest.mark.parametrize("mode", [instructor.Mode.JSON, instructor.Mode.TOOLS])
def test_extracts(mode):
    client = instructor.from_openai(openai.OpenAI(), mode=mode)
    country = client.chat.completions.create(model=MODEL, messages=ASK, response_model=Country, max_retries=0)
    assert country.capital == "Ottawa"


def test_streams_partial_objects():
    client = instructor.from_openai(openai.OpenAI(), mode=instructor.Mode.JSON)
    pieces = list(client.chat.completions.create_partial(model=MODEL, messages=ASK, response_model=Country))
    assert pieces[-1].capital == "Ottawa"


def test_from_provider():
    client = instructor.from_provider(f"ollama/{MODEL}", base_url=str(openai.OpenAI().base_url))
    assert client.chat.completions.create(messages=ASK, response_model=Country).capital == "Ottawa"
