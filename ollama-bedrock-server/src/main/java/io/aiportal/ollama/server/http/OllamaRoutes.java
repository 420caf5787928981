package io.aiportal.ollama.server.http;

import io.aiportal.ollama.OllamaBedrock;
import io.aiportal.ollama.api.ollama.VersionResponse;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.server.settings.Key;
import io.aiportal.ollama.server.settings.Settings;
import io.undertow.util.Methods;
import java.time.Clock;
import java.util.function.BooleanSupplier;

/** What is served: the table of routes. */
final class OllamaRoutes {

  /** The Ollama release whose API this is; clients compare it to know what they may use. */
  static final String OLLAMA_VERSION = "0.40.12";

  private final HttpCalls calls;
  private final BooleanSupplier ready;
  private final ChatHandlers chats;
  private final ModelHandlers models;
  private final OpenAiRoutes openAi;
  private final AnthropicRoutes anthropic;
  private final CloudHandlers cloud;

  OllamaRoutes(
      Settings settings,
      Capacity capacity,
      OllamaBedrock ollama,
      BooleanSupplier ready,
      HttpCalls calls) {
    this.calls = calls;
    this.ready = ready;
    RequestBodies bodies = new RequestBodies(settings, capacity.requestBytes());
    LoadedModels loaded = new LoadedModels(settings.get(Key.KEEP_ALIVE), Clock.systemUTC());
    ModelAnswers answers = new ModelAnswers(ollama, new OpenAnswers(capacity.answers()), loaded);
    this.chats = new ChatHandlers(answers, bodies);
    this.models = new ModelHandlers(ollama, bodies, loaded);
    this.openAi = new OpenAiRoutes(calls, new OpenAiHandlers(answers, bodies));
    this.anthropic =
        new AnthropicRoutes(calls, new AnthropicHandlers(answers, new TokenCounts(ollama), bodies));
    this.cloud = new CloudHandlers(bodies);
  }

  Routes routes() {
    Probes probes = new Probes(calls, ready);
    Routes routes =
        new Routes()
            .onRead("/health", probes::alive)
            .onRead("/ready", probes::ready)
            .onRead("/", whileOpen(OllamaRoutes::greet))
            .onRead("/api/version", whileOpen(OllamaRoutes::version))
            .onRead("/api/tags", whileOpen(models::tags))
            .on(Methods.GET, "/api/ps", whileOpen(models::running))
            .on(Methods.POST, "/api/show", whileOpen(models::show))
            .on(Methods.POST, "/v1/systemone", whileOpen(models::decide))
            .on(Methods.POST, "/api/chat", whileOpen(chats::chat))
            .on(Methods.POST, "/api/generate", whileOpen(chats::generate));
    openAi.addTo(routes);
    anthropic.addTo(routes);
    return withCloud(withManagement(routes));
  }

  private Routes withCloud(Routes routes) {
    return routes
        .on(Methods.GET, "/api/status", cloud::status)
        .on(Methods.POST, "/api/me", cloud::account)
        .on(Methods.GET, "/api/usage", cloud::account)
        .on(Methods.GET, "/api/balance", cloud::account)
        .on(Methods.POST, "/api/signout", cloud::signOut)
        .onEach(Methods.DELETE, "/api/user/keys", cloud::signOut)
        .on(Methods.POST, "/api/experimental/web_search", cloud::webSearch)
        .on(Methods.POST, "/api/experimental/web_fetch", cloud::webFetch)
        .on(Methods.GET, "/api/experimental/model-recommendations", cloud::recommendations);
  }

  /** Models live in Bedrock: what would change them says so. */
  private static Routes withManagement(Routes routes) {
    return routes
        .on(Methods.POST, "/api/pull", OllamaRoutes::managedElsewhere)
        .on(Methods.POST, "/api/push", OllamaRoutes::managedElsewhere)
        .on(Methods.POST, "/api/create", OllamaRoutes::managedElsewhere)
        .on(Methods.POST, "/api/copy", OllamaRoutes::managedElsewhere)
        .on(Methods.DELETE, "/api/delete", OllamaRoutes::managedElsewhere)
        .onEach(Methods.POST, "/api/blobs", OllamaRoutes::managedElsewhere)
        .onEach(Methods.HEAD, "/api/blobs", OllamaRoutes::managedElsewhere);
  }

  private Handler whileOpen(Handler handler) {
    return call -> {
      calls.requireOpen();
      handler.handle(call);
    };
  }

  private static void greet(HttpCall call) {
    Reply.text(call.exchange(), 200, Reply.TEXT, "Ollama is running");
  }

  private static void version(HttpCall call) {
    Reply.json(call.exchange(), new VersionResponse(OLLAMA_VERSION));
  }

  private static void managedElsewhere(HttpCall call) {
    throw new CallException(
        501, "models are managed in Amazon Bedrock, not through this API", null);
  }
}
