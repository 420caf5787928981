"""langchain-ollama, with the suites that langchain-tests has for every chat model and every embedding."""

import pytest
from langchain_core.messages import HumanMessage
from langchain_ollama import ChatOllama, OllamaEmbeddings, OllamaLLM
from langchain_tests.integration_tests import ChatModelIntegrationTests, EmbeddingsIntegrationTests
from portal import BREAKS, CAPITAL, EMBEDDING_MODEL, MODEL, png_base64


class TestChatModel(ChatModelIntegrationTests):
    """What langchain-ollama's own run of the suite declares, but for the tool choice that it cannot send."""

    @property
    def chat_model_class(self):
        return ChatOllama

    @property
    def chat_model_params(self):
        return {"model": MODEL}

    @property
    def model_override_value(self):
        return "nova-pro"

    @property
    def supports_json_mode(self):
        return True

    @property
    def supports_image_inputs(self):
        return True

    @property
    def supports_image_tool_message(self):
        return False

    @property
    def has_tool_choice(self):
        return False


class TestEmbeddings(EmbeddingsIntegrationTests):
    @property
    def embeddings_class(self):
        return OllamaEmbeddings

    @property
    def embedding_model_params(self):
        return {"model": EMBEDDING_MODEL}


def test_llm_stream():
    assert "Paris" in "".join(OllamaLLM(model=MODEL).stream(CAPITAL))


def test_reasoning():
    answer = ChatOllama(model=MODEL, reasoning=True).invoke(CAPITAL)
    assert answer.additional_kwargs["reasoning_content"] and "Paris" in answer.content


def test_validates_model_on_init():
    ChatOllama(model=MODEL, validate_model_on_init=True)
    with pytest.raises(ValueError, match="not found"):
        ChatOllama(model="no-such-model", validate_model_on_init=True)


def test_image():
    image = {"type": "image", "base64": png_base64(), "mime_type": "image/png"}
    message = HumanMessage([{"type": "text", "text": "What is this?"}, image])
    assert "PNG" in ChatOllama(model=MODEL).invoke([message]).content


def test_broken_stream_is_an_error():
    with pytest.raises(Exception, match="Bedrock"):
        list(ChatOllama(model=BREAKS).stream([HumanMessage(CAPITAL)]))
