package io.aiportal.testkit.bedrock.http;

import io.aiportal.testkit.bedrock.auth.ReceivedRequest;
import io.aiportal.testkit.bedrock.fault.BedrockError;
import io.aiportal.testkit.bedrock.report.Report;
import io.aiportal.testkit.bedrock.response.JsonResponses;
import io.aiportal.testkit.bedrock.response.SimulatedResponse;
import io.aiportal.testkit.bedrock.service.BedrockService;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.SameThreadExecutor;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Receives a request whole and sends the service's response, all on the io thread. */
final class SimulatorHandler implements HttpHandler {

  private final BedrockService service;
  private final Report report;

  SimulatorHandler(BedrockService service, Report report) {
    this.service = service;
    this.report = report;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) {
    exchange.getRequestReceiver().receiveFullBytes(this::received);
  }

  /** Sends only after the handler has returned, so that the exchange does not end with it. */
  private void received(HttpServerExchange exchange, byte[] body) {
    exchange.dispatch(
        SameThreadExecutor.INSTANCE,
        () -> new ResponseSender(exchange, answer(request(exchange, body)), report).start());
  }

  private SimulatedResponse answer(ReceivedRequest request) {
    try {
      return service.answer(request);
    } catch (RuntimeException e) {
      return JsonResponses.of(
          BedrockError.of(500, "InternalServerException", "The simulator failed: " + e));
    }
  }

  private static ReceivedRequest request(HttpServerExchange exchange, byte[] body) {
    Map<String, List<String>> headers = new HashMap<>();
    for (HeaderValues values : exchange.getRequestHeaders()) {
      headers.put(values.getHeaderName().toString().toLowerCase(Locale.ROOT), List.copyOf(values));
    }
    return new ReceivedRequest(
        exchange.getRequestMethod().toString(),
        exchange.getRequestURI(),
        exchange.getQueryString(),
        headers,
        body);
  }
}
