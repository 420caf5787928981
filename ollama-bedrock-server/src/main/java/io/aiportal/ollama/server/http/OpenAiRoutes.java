package io.aiportal.ollama.server.http;

import io.undertow.util.Methods;

/** The paths of OpenAI's API. */
final class OpenAiRoutes {

  private final HttpCalls calls;
  private final OpenAiHandlers handlers;
  private final EmbedHandlers embeds;

  OpenAiRoutes(HttpCalls calls, OpenAiHandlers handlers, EmbedHandlers embeds) {
    this.calls = calls;
    this.handlers = handlers;
    this.embeds = embeds;
  }

  /** Adds them to the table. */
  void addTo(Routes routes) {
    routes
        .on(Methods.POST, "/v1/chat/completions", whileOpen(handlers::chatCompletions))
        .on(Methods.POST, "/v1/completions", whileOpen(handlers::completions))
        .on(Methods.POST, "/v1/responses", whileOpen(handlers::responses))
        .on(Methods.POST, "/v1/embeddings", whileOpen(embeds::openAi))
        .on(Methods.GET, "/v1/models", whileOpen(handlers::models))
        .onEach(Methods.GET, "/v1/models", whileOpen(handlers::model))
        .onArn(Methods.GET, "/v1/models", whileOpen(handlers::model));
  }

  private Handler whileOpen(Handler handler) {
    return calls.whileOpen(ResponseProtocol.OPENAI_REQUEST, handler);
  }
}
