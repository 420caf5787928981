package io.aiportal.ollama.server.http;

import io.aiportal.ollama.OllamaBedrock;
import io.aiportal.ollama.api.ollama.RequestReader;

/** {@code /api/tags}, {@code /api/show} and {@code /api/ps}: what models there are. */
final class Listings {

  private final OllamaBedrock ollama;
  private final Intake intake;

  Listings(OllamaBedrock ollama, Intake intake) {
    this.ollama = ollama;
    this.intake = intake;
  }

  void tags(Call call) {
    Reply.json(call.exchange(), ollama.tags());
  }

  void show(Call call) {
    intake.read(
        call,
        body -> {
          Object model = ollama.show(RequestReader.show(body));
          call.onIoThread(() -> Reply.json(call.exchange(), model));
        });
  }

  void running(Call call) {
    Reply.json(call.exchange(), ollama.ps());
  }
}
