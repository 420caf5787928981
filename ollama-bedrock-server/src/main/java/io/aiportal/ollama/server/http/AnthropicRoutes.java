package io.aiportal.ollama.server.http;

import io.undertow.util.Methods;

/** The paths of Anthropic's API. */
final class AnthropicRoutes {

  private final Gate gate;
  private final AnthropicHandlers handlers;

  AnthropicRoutes(Gate gate, AnthropicHandlers handlers) {
    this.gate = gate;
    this.handlers = handlers;
  }

  /** Adds them to the table. */
  void addTo(Routes routes) {
    routes
        .on(Methods.POST, "/v1/messages", gate.anthropic(handlers::messages))
        .on(Methods.POST, "/v1/messages/count_tokens", gate.anthropic(handlers::countTokens));
  }
}
