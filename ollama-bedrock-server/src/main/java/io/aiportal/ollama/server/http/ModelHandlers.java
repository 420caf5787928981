package io.aiportal.ollama.server.http;

import io.aiportal.ollama.OllamaBedrock;
import io.aiportal.ollama.api.ollama.OllamaApi;

/** Tells what models there are: {@code /api/tags}, {@code /api/show} and {@code /api/ps}. */
final class ModelHandlers {

  private final OllamaBedrock ollama;
  private final RequestBodies bodies;
  private final LoadedModels loaded;

  ModelHandlers(OllamaBedrock ollama, RequestBodies bodies, LoadedModels loaded) {
    this.ollama = ollama;
    this.bodies = bodies;
    this.loaded = loaded;
  }

  void tags(HttpCall call) {
    Reply.json(call.exchange(), ollama.tags());
  }

  void show(HttpCall call) {
    bodies.read(
        call,
        body -> {
          Object model = ollama.show(OllamaApi.readShow(body));
          call.onIoThread(() -> Reply.json(call.exchange(), model));
        });
  }

  void running(HttpCall call) {
    Reply.json(call.exchange(), OllamaApi.ps(loaded.now()));
  }
}
