package io.aiportal.ollama.server.http;

import io.aiportal.ollama.OllamaBedrock;
import io.aiportal.ollama.api.ollama.VersionResponse;
import io.aiportal.ollama.server.limits.Limits;
import io.aiportal.ollama.server.settings.Key;
import io.aiportal.ollama.server.settings.Settings;
import io.aiportal.ollama.server.state.ModelStore;
import io.aiportal.ollama.server.telemetry.Gauge;
import io.aiportal.ollama.server.telemetry.Telemetry;
import io.undertow.util.Methods;
import java.time.Clock;
import java.util.function.BooleanSupplier;

/** What is served: the table of routes. */
final class OllamaRoutes {

  /** The Ollama release whose API this is; clients compare it to know what they may use. */
  static final String OLLAMA_VERSION = "0.40.12";

  private final HttpCalls calls;
  private final Gate gate;
  private final BooleanSupplier ready;
  private final ChatHandlers chats;
  private final ModelHandlers models;
  private final OpenAiRoutes openAi;
  private final AnthropicRoutes anthropic;
  private final CloudHandlers cloud;
  private final UsageHandlers usage;
  private final OperatorHandlers operator;
  private final SavedModelHandlers saved;
  private final EmbedHandlers embeds;
  private final DecisionHandlers decisions;

  OllamaRoutes(
      Settings settings,
      Capacity capacity,
      OllamaBedrock ollama,
      Limits limits,
      BooleanSupplier ready,
      HttpCalls calls,
      Gate gate,
      Telemetry telemetry) {
    this.calls = calls;
    this.gate = gate;
    this.ready = ready;
    RequestBodies bodies = new RequestBodies(settings, capacity.requestBytes());
    LoadedModels loaded = new LoadedModels(settings.get(Key.KEEP_ALIVE), Clock.systemUTC());
    OpenAnswers open = new OpenAnswers(capacity.answers());
    telemetry.gauge(new Gauge("gateway.open.answers", "Answers that are being made", open::open));
    telemetry.gauge(
        new Gauge("gateway.waiting.calls", "Calls that wait for their turn", limits::waiting));
    ModelAnswers answers = new ModelAnswers(ollama, open, loaded, limits);
    this.chats = new ChatHandlers(answers, bodies, settings);
    this.models = new ModelHandlers(ollama, bodies, loaded);
    this.embeds = new EmbedHandlers(answers, bodies);
    this.decisions = new DecisionHandlers(answers, bodies);
    OpenWebUiCalls openWebUi = new OpenWebUiCalls(settings.get(Key.OPEN_WEBUI));
    this.openAi =
        new OpenAiRoutes(gate, new OpenAiHandlers(ollama, answers, bodies, openWebUi), embeds);
    this.anthropic = new AnthropicRoutes(gate, new AnthropicHandlers(answers, bodies));
    this.cloud = new CloudHandlers(bodies);
    this.usage = new UsageHandlers(limits, cloud, Clock.systemUTC());
    this.operator = new OperatorHandlers(telemetry, bodies);
    ModelStore store = ModelStore.open(settings, ollama);
    this.saved = new SavedModelHandlers(ollama, store, loaded, bodies);
  }

  Routes routes() {
    Probes probes = new Probes(calls, ready);
    Routes routes =
        new Routes()
            .onRead("/health", probes::alive)
            .onRead("/ready", probes::ready)
            .onRead("/metrics", gate.operator(operator::metrics))
            .onRead("/status", gate.operator(operator::status))
            .on(Methods.GET, "/", gate.open(OllamaRoutes::greet))
            .on(Methods.HEAD, "/", gate.open(OllamaRoutes::heartbeat))
            .onRead("/api/version", gate.open(OllamaRoutes::version))
            .onRead("/api/tags", gate.ollama(models::tags))
            .on(Methods.GET, "/api/ps", gate.ollama(models::running))
            .on(Methods.POST, "/api/show", gate.ollama(models::show))
            .on(Methods.POST, "/v1/systemone", gate.ollama(decisions::decide))
            .on(Methods.POST, "/api/chat", gate.ollama(chats::chat))
            .on(Methods.POST, "/api/generate", gate.ollama(chats::generate))
            .on(Methods.POST, "/api/embed", gate.ollama(embeds::embed))
            .on(Methods.POST, "/api/embeddings", gate.ollama(embeds::embeddings));
    openAi.addTo(routes);
    anthropic.addTo(routes);
    return withCloud(withManagement(routes));
  }

  private Routes withCloud(Routes routes) {
    return routes
        .on(Methods.GET, "/api/status", gate.ollama(cloud::status))
        .on(Methods.POST, "/api/me", gate.ollama(cloud::account))
        .on(Methods.GET, "/api/usage", gate.ollama(usage::usage))
        .on(Methods.GET, "/api/balance", gate.ollama(usage::balance))
        .on(Methods.POST, "/api/signout", gate.ollama(cloud::signOut))
        .onEach(Methods.DELETE, "/api/user/keys", gate.ollama(cloud::signOut))
        .on(Methods.POST, "/api/experimental/web_search", gate.ollama(cloud::webSearch))
        .on(Methods.POST, "/api/experimental/web_fetch", gate.ollama(cloud::webFetch))
        .on(
            Methods.GET,
            "/api/experimental/model-recommendations",
            gate.ollama(cloud::recommendations));
  }

  private Routes withManagement(Routes routes) {
    return routes
        .on(Methods.POST, "/api/pull", gate.ollama(saved::pull))
        .on(Methods.POST, "/api/push", gate.ollama(saved::push))
        .on(Methods.POST, "/api/create", gate.managing(saved::create))
        .on(Methods.POST, "/api/copy", gate.managing(saved::copy))
        .on(Methods.DELETE, "/api/delete", gate.managing(saved::delete))
        .onEach(Methods.POST, "/api/blobs", gate.ollama(saved::putBlob))
        .onEach(Methods.HEAD, "/api/blobs", gate.ollama(saved::findBlob));
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
