package io.aiportal.ollama.server.http;

import io.aiportal.ollama.LineSink;
import io.aiportal.ollama.OllamaBedrock;
import io.aiportal.ollama.api.ollama.ChatRequest;
import io.aiportal.ollama.api.ollama.ChatResponse;
import io.aiportal.ollama.api.ollama.GenerateRequest;
import io.aiportal.ollama.api.ollama.GenerateResponse;
import io.aiportal.ollama.api.ollama.RequestReader;
import io.aiportal.ollama.chat.CallException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** {@code /api/chat} and {@code /api/generate}. */
final class ChatHandlers {

  private final OllamaBedrock ollama;
  private final RequestBodies bodies;
  private final OpenAnswers answers;

  ChatHandlers(OllamaBedrock ollama, RequestBodies bodies, OpenAnswers answers) {
    this.ollama = ollama;
    this.bodies = bodies;
    this.answers = answers;
  }

  void chat(HttpCall call) {
    answers.requireRoom();
    bodies.read(call, body -> chat(call, RequestReader.chat(body)));
  }

  private void chat(HttpCall call, ChatRequest request) {
    boolean inLines = inLines(request.stream(), request.messages().isEmpty());
    note(call, request.model(), inLines);
    answers.enter(call);
    if (inLines) {
      lines(call, sink -> ollama.chat(request, sink));
    } else {
      WholeResponse.send(call, ollama.chat(request), ChatResponse::metrics);
    }
  }

  void generate(HttpCall call) {
    answers.requireRoom();
    bodies.read(call, body -> begin(call, RequestReader.generate(body)));
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
    boolean inLines = inLines(request.stream(), request.prompt().isEmpty());
    note(call, request.model(), inLines);
    answers.enter(call);
    if (inLines) {
      lines(call, sink -> ollama.generate(request, sink));
    } else {
      WholeResponse.send(call, ollama.generate(request), GenerateResponse::metrics);
    }
  }

  /** Answers to "load" and "unload" are never in lines, whatever the request says. */
  private static boolean inLines(@Nullable Boolean stream, boolean loadOnly) {
    return !Boolean.FALSE.equals(stream) && !loadOnly;
  }

  private static void note(HttpCall call, String model, boolean inLines) {
    call.model(model);
    call.stream(inLines);
  }

  private static void lines(HttpCall call, Consumer<LineSink> start) {
    StreamedResponse answer = new StreamedResponse(call);
    call.onIoThread(() -> ClientWatch.start(call, answer::clientGone));
    try {
      start.accept(answer);
    } catch (CallException e) {
      answer.onError(e);
    } catch (RuntimeException | Error e) {
      answer.onError(call.unexpected(e));
    }
  }
}
