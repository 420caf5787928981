package io.aiportal.ollama.server.http;

import io.aiportal.ollama.OllamaBedrock;
import io.aiportal.ollama.api.ollama.VersionResponse;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.server.settings.Key;
import io.aiportal.ollama.server.settings.Settings;
import io.undertow.util.Methods;

/** What is served: the table of routes. */
final class Api {

  /** The Ollama release whose API this is; clients compare it to know what they may use. */
  static final String OLLAMA_VERSION = "0.33.0";

  private final Calls calls;
  private final Inference inference;
  private final Listings listings;

  Api(Settings settings, OllamaBedrock ollama, Calls calls) {
    this.calls = calls;
    Intake intake =
        new Intake(
            settings.get(Key.MAX_REQUEST_BYTES),
            Key.MAX_REQUEST_BYTES.named(),
            settings.get(Key.REQUEST_TIMEOUT).toMillis());
    this.inference = new Inference(ollama, intake);
    this.listings = new Listings(ollama, intake);
  }

  Routes routes() {
    Probes probes = new Probes(calls);
    Routes routes =
        new Routes()
            .onRead("/health", probes::alive)
            .onRead("/ready", probes::ready)
            .onRead("/", whileOpen(Api::greet))
            .onRead("/api/version", whileOpen(Api::version))
            .onRead("/api/tags", whileOpen(listings::tags))
            .on(Methods.GET, "/api/ps", whileOpen(listings::running))
            .on(Methods.POST, "/api/show", whileOpen(listings::show))
            .on(Methods.POST, "/api/chat", whileOpen(inference::chat))
            .on(Methods.POST, "/api/generate", whileOpen(inference::generate));
    return withManagement(routes);
  }

  /** Models live in Bedrock: what would change them says so. */
  private static Routes withManagement(Routes routes) {
    return routes
        .on(Methods.POST, "/api/pull", Api::managedElsewhere)
        .on(Methods.POST, "/api/push", Api::managedElsewhere)
        .on(Methods.POST, "/api/create", Api::managedElsewhere)
        .on(Methods.POST, "/api/copy", Api::managedElsewhere)
        .on(Methods.DELETE, "/api/delete", Api::managedElsewhere)
        .onEach(Methods.POST, "/api/blobs", Api::managedElsewhere)
        .onEach(Methods.HEAD, "/api/blobs", Api::managedElsewhere);
  }

  private Handler whileOpen(Handler handler) {
    return call -> {
      if (calls.isDraining()) {
        throw new CallException(503, "the server is shutting down", null);
      }
      handler.handle(call);
    };
  }

  private static void greet(Call call) {
    Reply.text(call.exchange(), 200, Reply.TEXT, "Ollama is running");
  }

  private static void version(Call call) {
    Reply.json(call.exchange(), new VersionResponse(OLLAMA_VERSION));
  }

  private static void managedElsewhere(Call call) {
    throw new CallException(
        501, "models are managed in Amazon Bedrock, not through this API", null);
  }
}
