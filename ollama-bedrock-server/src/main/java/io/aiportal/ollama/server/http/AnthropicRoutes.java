package io.aiportal.ollama.server.http;

import io.undertow.util.Methods;

/** The paths of Anthropic's API. */
final class AnthropicRoutes {

  private final HttpCalls calls;
  private final AnthropicHandlers handlers;

  AnthropicRoutes(HttpCalls calls, AnthropicHandlers handlers) {
    this.calls = calls;
    this.handlers = handlers;
  }

  /** Adds them to the table. */
  void addTo(Routes routes) {
    routes
        .on(Methods.POST, "/v1/messages", whileOpen(handlers::messages))
        .on(Methods.POST, "/v1/messages/count_tokens", whileOpen(handlers::countTokens));
  }

  private Handler whileOpen(Handler handler) {
    return calls.whileOpen(ResponseProtocol.ANTHROPIC_REQUEST, handler);
  }
}
