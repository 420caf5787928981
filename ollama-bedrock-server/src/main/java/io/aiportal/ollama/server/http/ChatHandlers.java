package io.aiportal.ollama.server.http;

import io.aiportal.ollama.ModelCall;
import io.aiportal.ollama.OllamaBedrock;
import io.aiportal.ollama.api.AnswerWriter;
import io.aiportal.ollama.api.ollama.ChatRequest;
import io.aiportal.ollama.api.ollama.GenerateRequest;
import io.aiportal.ollama.api.ollama.OllamaApi;
import io.aiportal.ollama.attempt.Attempts.Mode;
import io.aiportal.ollama.chat.CallContext;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** Answers {@code /api/chat} and {@code /api/generate}. */
final class ChatHandlers {

  private final OllamaBedrock ollama;
  private final RequestBodies bodies;
  private final OpenAnswers answers;
  private final Clock clock = Clock.systemUTC();

  ChatHandlers(OllamaBedrock ollama, RequestBodies bodies, OpenAnswers answers) {
    this.ollama = ollama;
    this.bodies = bodies;
    this.answers = answers;
  }

  void chat(HttpCall call) {
    answers.requireRoom();
    bodies.read(call, body -> chat(call, OllamaApi.readChat(body)));
  }

  private void chat(HttpCall call, ChatRequest request) {
    boolean inLines = inLines(request.stream(), OllamaApi.asksNothing(request));
    AnswerWriter writer =
        inLines ? OllamaApi.chatLines(request, clock) : OllamaApi.chatWhole(request, clock);
    call.model(request.model());
    answer(call, ollama.chat(request), inLines, writer);
  }

  void generate(HttpCall call) {
    answers.requireRoom();
    bodies.read(call, body -> begin(call, OllamaApi.readGenerate(body)));
  }

  /** A context is a whole conversation, packed: however short, unpacking it may take long. */
  private void begin(HttpCall call, GenerateRequest request) {
    if (request.context().isEmpty()) {
      generate(call, request);
    } else {
      bodies.onWorker(call, () -> generate(call, request));
    }
  }

  private void generate(HttpCall call, GenerateRequest request) {
    boolean inLines = inLines(request.stream(), OllamaApi.asksNothing(request));
    AnswerWriter writer =
        inLines ? OllamaApi.generateLines(request, clock) : OllamaApi.generateWhole(request, clock);
    call.model(request.model());
    answer(call, ollama.generate(request), inLines, writer);
  }

  /** Answers to "load" and "unload" are never in lines, whatever the request says. */
  private static boolean inLines(@Nullable Boolean stream, boolean asksNothing) {
    return !Boolean.FALSE.equals(stream) && !asksNothing;
  }

  private void answer(HttpCall call, ModelCall<?> model, boolean inLines, AnswerWriter writer) {
    call.stream(inLines);
    answers.enter(call);
    CallContext context = CallContext.NONE.on(call.exchange().getIoThread());
    if (inLines) {
      StreamedResponse response = new StreamedResponse(call, writer);
      call.onIoThread(() -> ClientWatch.start(call, response::clientGone));
      model.start(Mode.STREAMED, context, writer, response);
    } else {
      model.start(Mode.WHOLE, context, writer, new WholeResponse(call, writer));
    }
  }
}
