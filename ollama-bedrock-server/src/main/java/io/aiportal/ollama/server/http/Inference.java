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
final class Inference {

  private final OllamaBedrock ollama;
  private final Intake intake;

  Inference(OllamaBedrock ollama, Intake intake) {
    this.ollama = ollama;
    this.intake = intake;
  }

  void chat(Call call) {
    intake.read(call, body -> chat(call, RequestReader.chat(body)));
  }

  private void chat(Call call, ChatRequest request) {
    boolean inLines = inLines(request.stream(), request.messages().isEmpty());
    note(call, request.model(), inLines);
    if (inLines) {
      lines(call, sink -> ollama.chat(request, sink));
    } else {
      WholeAnswer.send(call, ollama.chat(request), ChatResponse::metrics);
    }
  }

  void generate(Call call) {
    intake.read(call, body -> generate(call, RequestReader.generate(body)));
  }

  private void generate(Call call, GenerateRequest request) {
    boolean inLines = inLines(request.stream(), request.prompt().isEmpty());
    note(call, request.model(), inLines);
    if (inLines) {
      lines(call, sink -> ollama.generate(request, sink));
    } else {
      WholeAnswer.send(call, ollama.generate(request), GenerateResponse::metrics);
    }
  }

  /** Answers to "load" and "unload" are never in lines, whatever the request says. */
  private static boolean inLines(@Nullable Boolean stream, boolean loadOnly) {
    return !Boolean.FALSE.equals(stream) && !loadOnly;
  }

  private static void note(Call call, String model, boolean inLines) {
    call.model(model);
    call.stream(inLines);
  }

  private static void lines(Call call, Consumer<LineSink> start) {
    StreamedAnswer answer = new StreamedAnswer(call);
    call.onIoThread(() -> ClientWatch.start(call.exchange(), answer::clientGone));
    try {
      start.accept(answer);
    } catch (CallException e) {
      answer.onError(e);
    }
  }
}
