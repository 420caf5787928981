package io.aiportal.ollama.server.http;

import io.aiportal.ollama.OllamaBedrock;
import io.aiportal.ollama.api.AnswerWriter;
import io.aiportal.ollama.api.ModelRequest;
import io.aiportal.ollama.api.openai.ChatCompletionRequest;
import io.aiportal.ollama.api.openai.CompletionRequest;
import io.aiportal.ollama.api.openai.OpenAiApi;
import io.aiportal.ollama.api.openai.ResponsesRequest;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.SameThreadExecutor;
import java.time.Clock;

/** Answers requests of OpenAI's API. */
final class OpenAiHandlers {

  private static final String MODELS = "/v1/models/";

  private final OllamaBedrock ollama;
  private final ModelLookup lookup;
  private final ModelAnswers answers;
  private final RequestBodies bodies;
  private final OpenWebUiCalls openWebUi;
  private final Clock clock = Clock.systemUTC();

  OpenAiHandlers(
      OllamaBedrock ollama, ModelAnswers answers, RequestBodies bodies, OpenWebUiCalls openWebUi) {
    this.ollama = ollama;
    this.lookup = new ModelLookup(ollama);
    this.answers = answers;
    this.bodies = bodies;
    this.openWebUi = openWebUi;
  }

  void chatCompletions(HttpCall call) {
    answers.requireRoom();
    bodies.readUnpacked(
        call,
        body -> {
          ChatCompletionRequest request = OpenAiApi.readChatCompletion(body);
          ModelRequest asked = OpenAiApi.modelRequest(request);
          call.requireOwn(request.model());
          call.requestWarnings(OpenAiApi.warnings(request));
          OpenAiApi.checkThinking(request, ollama.catalogue(call.context()));
          openWebUi.showErrors(call);
          begin(call, request, asked);
        });
  }

  private void begin(HttpCall call, ChatCompletionRequest request, ModelRequest asked) {
    if (request.renderOnly()) {
      call.protocol(ResponseProtocol.OPENAI);
      answers.render(
          call, asked, Reply.BARE_JSON, prompt -> OpenAiApi.rendered(request, prompt, clock));
    } else {
      begin(call, asked, request.delivery().stream(), OpenAiApi.writer(request, clock));
    }
  }

  void completions(HttpCall call) {
    answers.requireRoom();
    bodies.readUnpacked(
        call,
        body -> {
          CompletionRequest request = OpenAiApi.readCompletion(body);
          ModelRequest asked = OpenAiApi.modelRequest(request);
          call.requireOwn(request.model());
          call.requestWarnings(OpenAiApi.warnings(request));
          begin(call, asked, request.delivery().stream(), OpenAiApi.writer(request, clock));
        });
  }

  void responses(HttpCall call) {
    answers.requireRoom();
    bodies.readUnpacked(
        call,
        body -> {
          ResponsesRequest request = OpenAiApi.readResponse(body);
          ModelRequest asked = OpenAiApi.modelRequest(request);
          call.requireOwn(request.model());
          call.requestWarnings(OpenAiApi.warnings(request));
          OpenAiApi.checkThinking(request, ollama.catalogue(call.context()));
          begin(call, request, asked);
        });
  }

  /** Streamed responses say that they are not to be kept, which Ollama says of no other answer. */
  private void begin(HttpCall call, ResponsesRequest request, ModelRequest asked) {
    HeaderMap headers = call.exchange().getResponseHeaders();
    if (request.stream()) {
      headers.put(Headers.CACHE_CONTROL, "no-cache");
    }
    if (request.stream() && !headers.contains(Headers.CONNECTION)) {
      headers.put(Headers.CONNECTION, Headers.KEEP_ALIVE.toString());
    }
    begin(call, asked, request.stream(), OpenAiApi.writer(request, clock));
  }

  void models(HttpCall call) {
    json(call, OpenAiApi.models(ollama.catalogue(call.context())));
  }

  void model(HttpCall call) {
    call.protocol(ResponseProtocol.OPENAI);
    String path = call.exchange().getRequestPath();
    String name = path.substring(path.lastIndexOf(MODELS) + MODELS.length());
    // Outside of Undertow's call of the handler the exchange is ours until we end it.
    call.exchange()
        .dispatch(SameThreadExecutor.INSTANCE, () -> call.guard(() -> model(call, name)));
  }

  private void model(HttpCall call, String name) {
    lookup.soon(
        call, name, () -> json(call, OpenAiApi.model(name, ollama.catalogue(call.context()))));
  }

  private static void json(HttpCall call, byte[] body) {
    Reply.send(call.exchange(), 200, Reply.BARE_JSON, body);
  }

  /** From here on it is not the request alone that is at fault. */
  private void begin(HttpCall call, ModelRequest asked, boolean streamed, AnswerWriter writer) {
    call.protocol(ResponseProtocol.OPENAI);
    answers.begin(call, asked, streamed, writer);
  }
}
