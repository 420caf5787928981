package io.aiportal.ollama.server.http;

import io.aiportal.ollama.OllamaBedrock;
import io.aiportal.ollama.api.ollama.VersionResponse;
import io.aiportal.ollama.server.settings.Key;
import io.aiportal.ollama.server.settings.Settings;
import io.aiportal.ollama.server.state.ModelStore;
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
  private final SavedModelHandlers saved;
  private final EmbedHandlers embeds;
  private final DecisionHandlers decisions;

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
    this.chats = new ChatHandlers(answers, bodies, settings);
    this.models = new ModelHandlers(ollama, bodies, loaded);
    this.embeds = new EmbedHandlers(answers, bodies);
    this.decisions = new DecisionHandlers(answers, bodies);
    OpenWebUiCalls openWebUi = new OpenWebUiCalls(settings.get(Key.OPEN_WEBUI));
    this.openAi =
        new OpenAiRoutes(calls, new OpenAiHandlers(ollama, answers, bodies, openWebUi), embeds);
    this.anthropic = new AnthropicRoutes(calls, new AnthropicHandlers(answers, bodies));
    this.cloud = new CloudHandlers(bodies);
    ModelStore store = ModelStore.open(settings, ollama);
    this.saved = new SavedModelHandlers(ollama, store, loaded, bodies);
  }

  Routes routes() {
    Probes probes = new Probes(calls, ready);
    Routes routes =
        new Routes()
            .onRead("/health", probes::alive)
            .onRead("/ready", probes::ready)
            .on(Methods.GET, "/", calls.whileOpen(OllamaRoutes::greet))
            .on(Methods.HEAD, "/", calls.whileOpen(OllamaRoutes::heartbeat))
            .onRead("/api/version", calls.whileOpen(OllamaRoutes::version))
            .onRead("/api/tags", calls.whileOpen(models::tags))
            .on(Methods.GET, "/api/ps", calls.whileOpen(models::running))
            .on(Methods.POST, "/api/show", calls.whileOpen(models::show))
            .on(Methods.POST, "/v1/systemone", calls.whileOpen(decisions::decide))
            .on(Methods.POST, "/api/chat", calls.whileOpen(chats::chat))
            .on(Methods.POST, "/api/generate", calls.whileOpen(chats::generate))
            .on(Methods.POST, "/api/embed", calls.whileOpen(embeds::embed))
            .on(Methods.POST, "/api/embeddings", calls.whileOpen(embeds::embeddings));
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

  private Routes withManagement(Routes routes) {
    return routes
        .on(Methods.POST, "/api/pull", calls.whileOpen(saved::pull))
        .on(Methods.POST, "/api/push", calls.whileOpen(saved::push))
        .on(Methods.POST, "/api/create", calls.whileOpen(saved::create))
        .on(Methods.POST, "/api/copy", calls.whileOpen(saved::copy))
        .on(Methods.DELETE, "/api/delete", calls.whileOpen(saved::delete))
        .onEach(Methods.POST, "/api/blobs", saved::putBlob)
        .onEach(Methods.HEAD, "/api/blobs", saved::findBlob);
  }

  private static void greet(HttpCall call) {
    Reply.text(call.exchange(), 200, Reply.TEXT, "Ollama is running");
  }

  /** What balancers ask, and Ollama's command line before each of its commands. */
  private static void heartbeat(HttpCall call) {
    call.probe();
    greet(call);
  }

  private static void version(HttpCall call) {
    Reply.json(call.exchange(), new VersionResponse(OLLAMA_VERSION));
  }
}
