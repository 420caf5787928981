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
import org.jspecify.annotations.Nullable;

/** Receives a request whole and sends the service's response, all on the io thread. */
final class SimulatorHandler implements HttpHandler {

  private final BedrockService service;
  private final Report report;

  SimulatorHandler(BedrockService service, Report report) {
    this.service = service;
    this.report = report;
  }

  /** Reads only after the handler has returned, so that the exchange does not end with it. */
  @Override
  public void handleRequest(HttpServerExchange exchange) {
    exchange.dispatch(
        SameThreadExecutor.INSTANCE,
        () ->
            new BodyReader(
                    exchange,
                    BedrockService.LARGEST_BODY,
                    body -> new ResponseSender(exchange, answer(exchange, body), report).start())
                .start());
  }

  private SimulatedResponse answer(HttpServerExchange exchange, byte @Nullable [] body) {
    try {
      return body == null
          ? service.answerTooLarge(request(exchange, new byte[0]))
          : service.answer(request(exchange, body));
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
