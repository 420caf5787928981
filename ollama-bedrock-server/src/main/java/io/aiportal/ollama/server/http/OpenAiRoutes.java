package io.aiportal.ollama.server.http;

import io.undertow.util.Methods;

/** The paths of OpenAI's API. */
final class OpenAiRoutes {

  private final Gate gate;
  private final OpenAiHandlers handlers;
  private final EmbedHandlers embeds;

  OpenAiRoutes(Gate gate, OpenAiHandlers handlers, EmbedHandlers embeds) {
    this.gate = gate;
    this.handlers = handlers;
    this.embeds = embeds;
  }

  /** Adds them to the table. */
  void addTo(Routes routes) {
    routes
        .on(Methods.POST, "/v1/chat/completions", gate.openAi(handlers::chatCompletions))
        .on(Methods.POST, "/v1/completions", gate.openAi(handlers::completions))
        .on(Methods.POST, "/v1/responses", gate.openAi(handlers::responses))
        .on(Methods.POST, "/v1/embeddings", gate.openAi(embeds::openAi))
        .on(Methods.GET, "/v1/models", gate.openAi(handlers::models))
        .onEach(Methods.GET, "/v1/models", gate.openAi(handlers::model))
        .onArn(Methods.GET, "/v1/models", gate.openAi(handlers::model));
  }
}
