package io.aiportal.ollama.server.http;

import io.aiportal.ollama.api.ollama.OllamaApi;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.internal.RetryAfter;
import io.undertow.io.IoCallback;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** Whole answers with their headers. Every method ends the exchange; call them on its io thread. */
final class Reply {

  /** When to come back where nobody knows better. */
  static final Duration BUSY = Duration.ofSeconds(5);

  private static final Duration USED_UP = Duration.ofHours(1);

  /** What handlers answer with themselves. */
  static final String JSON = "application/json; charset=utf-8";

  /** What Ollama's workers answer with: errors of a stream that has not begun. */
  static final String BARE_JSON = "application/json";

  /** Lines of a streamed answer. */
  static final String NDJSON = "application/x-ndjson";

  static final String TEXT = "text/plain; charset=utf-8";

  /** What the router says. */
  static final String BARE_TEXT = "text/plain";

  /** Go's server sends what is longer before it knows the length. */
  private static final int MOST_BYTES_HELD_BACK = 2048;

  private Reply() {}

  static void json(HttpServerExchange exchange, Object body) {
    send(exchange, 200, JSON, OllamaApi.write(body));
  }

  /** Answers with an error, and with when to come back where that is known. */
  static void error(HttpCall call, String contentType, CallException error) {
    error(call, contentType, error, UnreadBody.end(call.exchange()));
  }

  /** The same, with what is to be done when it is sent. */
  static void error(HttpCall call, String contentType, CallException error, IoCallback then) {
    retryAfter(call.exchange(), error);
    GatewayHeaders.put(call, error);
    byte[] body = call.protocol().errorBody().apply(error);
    send(call.exchange(), error.status(), contentType, body, then);
  }

  /**
   * Says when to come back. Where nobody knows, quotas of a minute are half full again after a
   * while, and those of a day are not.
   */
  static void retryAfter(HttpServerExchange exchange, CallException error) {
    if (error.status() == 429 || error.status() == 503) {
      Duration wait = error.retryAfter();
      if (wait == null) {
        wait = error.kind() == CallException.Kind.QUOTA_EXCEEDED ? USED_UP : BUSY;
      }
      exchange.getResponseHeaders().put(Headers.RETRY_AFTER, RetryAfter.seconds(wait));
    }
  }

  /** Lines that are all there already, as chunks like those of any other stream. */
  static void lines(HttpServerExchange exchange, List<byte[]> lines) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (byte[] line : lines) {
      body.writeBytes(line);
      body.write('\n');
    }
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, NDJSON);
    inChunks(exchange);
    exchange
        .getResponseSender()
        .send(ByteBuffer.wrap(body.toByteArray()), UnreadBody.end(exchange));
  }

  /** Has the body sent in chunks, without its length, where the client's version knows of that. */
  static void inChunks(HttpServerExchange exchange) {
    if (exchange.isHttp11()) {
      exchange.getResponseHeaders().put(Headers.TRANSFER_ENCODING, Headers.CHUNKED.toString());
    }
  }

  /** Says what Ollama says of a stream of events, whether it comes or an error does. */
  static void announceEvents(HttpServerExchange exchange) {
    exchange.getResponseHeaders().put(Headers.CACHE_CONTROL, "no-cache");
    if (exchange.isHttp11() && exchange.isPersistent()) {
      exchange.getResponseHeaders().put(Headers.CONNECTION, Headers.KEEP_ALIVE.toString());
    }
  }

  static void text(HttpServerExchange exchange, int status, String contentType, String body) {
    send(exchange, status, contentType, body.getBytes(StandardCharsets.UTF_8));
  }

  static void empty(HttpServerExchange exchange, int status) {
    exchange.setStatusCode(status);
    keepAliveOfOldClients(exchange);
    UnreadBody.end(exchange).onComplete(exchange, exchange.getResponseSender());
  }

  static void send(HttpServerExchange exchange, int status, String contentType, byte[] body) {
    send(exchange, status, contentType, body, UnreadBody.end(exchange));
  }

  static void send(
      HttpServerExchange exchange, int status, String contentType, byte[] body, IoCallback then) {
    exchange.setStatusCode(status);
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, contentType);
    if (body.length > MOST_BYTES_HELD_BACK && !exchange.getRequestMethod().equals(Methods.HEAD)) {
      inChunks(exchange);
    }
    if (!exchange.getResponseHeaders().contains(Headers.TRANSFER_ENCODING)) {
      exchange.setResponseContentLength(body.length);
    }
    keepAliveOfOldClients(exchange);
    exchange.getResponseSender().send(ByteBuffer.wrap(body), then);
  }

  /** A client of HTTP/1.0 that asks to keep its connection must be told that it may. */
  private static void keepAliveOfOldClients(HttpServerExchange exchange) {
    if (exchange.isHttp10() && exchange.isPersistent()) {
      exchange.getResponseHeaders().put(Headers.CONNECTION, Headers.KEEP_ALIVE.toString());
    }
  }
}
