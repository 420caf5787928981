package io.aiportal.ollama.server.http;

import io.aiportal.ollama.api.ModelRequest;
import io.aiportal.ollama.api.anthropic.AnthropicApi;
import io.aiportal.ollama.api.anthropic.MessagesRequest;

/** Answers requests of Anthropic's API. */
final class AnthropicHandlers {

  private final ModelAnswers answers;
  private final RequestBodies bodies;

  AnthropicHandlers(ModelAnswers answers, RequestBodies bodies) {
    this.answers = answers;
    this.bodies = bodies;
  }

  void messages(HttpCall call) {
    answers.requireRoom();
    bodies.readUnpacked(call, body -> messages(call, AnthropicApi.readMessages(body)));
  }

  private void messages(HttpCall call, MessagesRequest request) {
    ModelRequest asked = AnthropicApi.modelRequest(request);
    call.requireOwn(request.model());
    call.requestWarnings(AnthropicApi.warnings(request));
    // From here on it is not the request alone that is at fault.
    call.protocol(ResponseProtocol.ANTHROPIC);
    if (request.stream()) {
      Reply.announceEvents(call.exchange());
      answers.begin(call, asked, true, AnthropicApi.messageEvents(request));
    } else {
      answers.begin(call, asked, false, AnthropicApi.message(request));
    }
  }

  void countTokens(HttpCall call) {
    bodies.readUnpacked(
        call,
        body -> {
          MessagesRequest request = AnthropicApi.readCountTokens(body);
          ModelRequest asked = AnthropicApi.modelRequest(request);
          call.requireOwn(asked.model());
          call.requestWarnings(AnthropicApi.warnings(request));
          call.protocol(ResponseProtocol.ANTHROPIC);
          answers.countTokens(call, asked, AnthropicApi::tokenCount);
        });
  }
}
