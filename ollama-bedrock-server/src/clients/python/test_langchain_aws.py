"""langchain-aws against the simulator, with the suites that langchain-tests has for chat models and embeddings."""

import pytest
from langchain_aws import BedrockEmbeddings, ChatBedrock, ChatBedrockConverse
from langchain_core.messages import HumanMessage
from langchain_tests.integration_tests import ChatModelIntegrationTests, EmbeddingsIntegrationTests
from portal import BREAKS, CAPITAL, COUNTRY, EMBEDDING_MODEL, THROTTLED, png_base64

MODEL = "us.anthropic.claude-haiku-4-5-20251001-v1:0"


class TestConverse(ChatModelIntegrationTests):
    @property
    def chat_model_class(self):
        return ChatBedrockConverse

    @property
    def chat_model_params(self):
        return {"model": MODEL}

    @property
    def supports_anthropic_inputs(self):
        return True

    @property
    def supports_image_inputs(self):
        return True

    @property
    def supports_image_tool_message(self):
        return True


class TestEmbeddings(EmbeddingsIntegrationTests):
    @property
    def embeddings_class(self):
        return BedrockEmbeddings

    @property
    def embedding_model_params(self):
        return {"model_id": EMBEDDING_MODEL}


def test_invoke_model():
    assert "Paris" in ChatBedrock(model=MODEL).invoke(CAPITAL).content
    assert "Paris" in "".join(str(piece.content) for piece in ChatBedrock(model=MODEL).stream(CAPITAL))


def test_thinking():
    fields = {"thinking": {"type": "enabled", "budget_tokens": 1024}}
    model = ChatBedrockConverse(model=MODEL, max_tokens=2048, additional_model_request_fields=fields)
    answer = model.invoke(CAPITAL)
    assert [block["type"] for block in answer.content] == ["reasoning_content", "text"]
    assert "Paris" in model.invoke([HumanMessage(CAPITAL), answer, HumanMessage(CAPITAL)]).text


def test_schema():
    model = ChatBedrockConverse(model=MODEL).with_structured_output({"title": "Country", **COUNTRY})
    assert model.invoke("Tell me about Canada.")["capital"] == "Ottawa"


def test_image():
    image = {"type": "image", "base64": png_base64(), "mime_type": "image/png"}
    message = HumanMessage([{"type": "text", "text": "What is this?"}, image])
    assert "PNG" in ChatBedrockConverse(model=MODEL).invoke([message]).text


def test_throttling():
    with pytest.raises(Exception, match="ThrottlingException"):
        ChatBedrockConverse(model=THROTTLED, provider="amazon", max_retries=1).invoke(CAPITAL)


def test_broken_stream_is_an_error():
    with pytest.raises(Exception, match="(?i)throttling"):
        list(ChatBedrockConverse(model=BREAKS, provider="amazon").stream(CAPITAL))
