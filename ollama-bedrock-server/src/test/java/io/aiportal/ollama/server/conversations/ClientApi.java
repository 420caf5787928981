package io.aiportal.ollama.server.conversations;

import io.aiportal.ollama.api.AnswerWriter;
import io.aiportal.ollama.api.ModelRequest;
import io.aiportal.ollama.api.anthropic.AnthropicApi;
import io.aiportal.ollama.api.anthropic.MessagesRequest;
import io.aiportal.ollama.api.ollama.ChatRequest;
import io.aiportal.ollama.api.ollama.OllamaApi;
import io.aiportal.ollama.api.openai.ChatCompletionRequest;
import io.aiportal.ollama.api.openai.OpenAiApi;
import java.nio.charset.StandardCharsets;
import java.time.Clock;

/** The APIs, each from a conversation to a request, by way of the bytes that a client sends. */
enum ClientApi {
  OLLAMA {
    @Override
    String body(String model, Conversation conversation) {
      return OllamaBody.of(model, conversation).toString();
    }

    @Override
    Request read(byte[] body, boolean stream) {
      ChatRequest request = OllamaApi.readChat(body);
      return new Request(
          OllamaApi.modelRequest(request),
          stream
              ? OllamaApi.chatLines(request, Clock.systemUTC())
              : OllamaApi.chatWhole(request, Clock.systemUTC()));
    }
  },

  OPENAI {
    @Override
    String body(String model, Conversation conversation) {
      return OpenAiBody.of(model, conversation).toString();
    }

    @Override
    Request read(byte[] body, boolean stream) {
      ChatCompletionRequest request = OpenAiApi.readChatCompletion(body);
      return new Request(
          OpenAiApi.modelRequest(request), OpenAiApi.writer(request, Clock.systemUTC()));
    }
  },

  ANTHROPIC {
    @Override
    String body(String model, Conversation conversation) {
      return AnthropicBody.of(model, conversation).toString();
    }

    @Override
    Request read(byte[] body, boolean stream) {
      MessagesRequest request = AnthropicApi.readMessages(body);
      return new Request(
          AnthropicApi.modelRequest(request),
          stream ? AnthropicApi.messageEvents(request) : AnthropicApi.message(request));
    }
  };

  /** What is asked, and who writes the answer. */
  record Request(ModelRequest request, AnswerWriter writer) {}

  /** The body that a client of the API sends to go on with a conversation. */
  abstract String body(String model, Conversation conversation);

  abstract Request read(byte[] body, boolean stream);

  Request read(String body, boolean stream) {
    return read(body.getBytes(StandardCharsets.UTF_8), stream);
  }
}
