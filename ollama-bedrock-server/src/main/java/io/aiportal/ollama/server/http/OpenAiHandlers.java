package io.aiportal.ollama.server.http;

import io.aiportal.ollama.api.AnswerWriter;
import io.aiportal.ollama.api.ModelRequest;
import io.aiportal.ollama.api.openai.ChatCompletionRequest;
import io.aiportal.ollama.api.openai.OpenAiApi;
import java.time.Clock;

/** Answers requests of OpenAI's API. */
final class OpenAiHandlers {

  private final ModelAnswers answers;
  private final RequestBodies bodies;
  private final Clock clock = Clock.systemUTC();

  OpenAiHandlers(ModelAnswers answers, RequestBodies bodies) {
    this.answers = answers;
    this.bodies = bodies;
  }

  void chatCompletions(HttpCall call) {
    answers.requireRoom();
    bodies.readUnpacked(
        call,
        body -> {
          ChatCompletionRequest request = OpenAiApi.readChatCompletion(body);
          ModelRequest asked = OpenAiApi.modelRequest(request);
          begin(call, asked, request.delivery().stream(), OpenAiApi.writer(request, clock));
        });
  }

  /** From here on it is not the request alone that is at fault. */
  private void begin(HttpCall call, ModelRequest asked, boolean streamed, AnswerWriter writer) {
    call.protocol(ResponseProtocol.OPENAI);
    answers.begin(call, asked, streamed, writer);
  }
}
