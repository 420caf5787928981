package io.aiportal.ollama.server.http;

import io.aiportal.ollama.OllamaBedrock;
import io.aiportal.ollama.api.ollama.OllamaApi;
import io.aiportal.ollama.api.ollama.ShowRequest;
import io.aiportal.ollama.api.ollama.ShowResponse;
import io.aiportal.ollama.model.Model;
import io.aiportal.ollama.model.ModelCatalogue;
import io.undertow.util.Headers;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Tells what models there are: {@code /api/tags}, {@code /api/show} and {@code /api/ps}. */
final class ModelHandlers {

  private final OllamaBedrock ollama;
  private final ModelLookup lookup;
  private final RequestBodies bodies;
  private final LoadedModels loaded;

  ModelHandlers(OllamaBedrock ollama, RequestBodies bodies, LoadedModels loaded) {
    this.ollama = ollama;
    this.lookup = new ModelLookup(ollama);
    this.bodies = bodies;
    this.loaded = loaded;
  }

  void tags(HttpCall call) {
    Reply.json(call.exchange(), ollama.tags(call.context()));
  }

  void show(HttpCall call) {
    bodies.read(
        call,
        body -> {
          ShowRequest request = OllamaApi.readShow(body);
          lookup.soon(call, request.model(), () -> show(call, request));
        });
  }

  private void show(HttpCall call, ShowRequest request) {
    ShowResponse model = forClient(call, request, ollama.show(request, call.context()));
    call.onIoThread(() -> Reply.json(call.exchange(), model));
  }

  /** Copilot shows a model by its base name; Ollama tells it the name that it asked for. */
  private static ShowResponse forClient(HttpCall call, ShowRequest request, ShowResponse model) {
    String agent = call.exchange().getRequestHeaders().getFirst(Headers.USER_AGENT);
    return agent != null && agent.startsWith("GitHubCopilotChat/")
        ? model.withModelInfo("general.basename", request.model())
        : model;
  }

  void running(HttpCall call) {
    ModelCatalogue open = ollama.catalogue(call.context());
    Map<Model, Instant> shown = new LinkedHashMap<>(loaded.now());
    shown.keySet().removeIf(model -> open.resolve(model.name()).found().isEmpty());
    Reply.json(call.exchange(), OllamaApi.ps(shown, ollama.saved()));
  }
}
