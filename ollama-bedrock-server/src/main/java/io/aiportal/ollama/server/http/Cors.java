package io.aiportal.ollama.server.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which web pages may call, told to browsers in the headers that Ollama uses. */
final class Cors {

  private static final HttpString ALLOW_ORIGIN = new HttpString("Access-Control-Allow-Origin");
  private static final HttpString ALLOW_METHODS = new HttpString("Access-Control-Allow-Methods");
  private static final HttpString ALLOW_HEADERS = new HttpString("Access-Control-Allow-Headers");
  private static final HttpString MAX_AGE = new HttpString("Access-Control-Max-Age");

  private static final String METHODS = "GET,POST,PUT,PATCH,DELETE,HEAD,OPTIONS";
  private static final String HEADERS =
      "Authorization,Content-Type,User-Agent,Accept,X-Requested-With,Openai-Beta,"
          + "X-Stainless-Arch,X-Stainless-Async,X-Stainless-Custom-Poll-Interval,"
          + "X-Stainless-Helper-Method,X-Stainless-Lang,X-Stainless-Os,"
          + "X-Stainless-Package-Version,X-Stainless-Poll-Helper,X-Stainless-Retry-Count,"
          + "X-Stainless-Runtime,X-Stainless-Runtime-Version,X-Stainless-Timeout";
  private static final String TWELVE_HOURS = "43200";

  /** Pages of this machine, and applications that are web pages inside. */
  private static final List<String> DEFAULT_ORIGINS =
      Stream.concat(
              Stream.of("localhost", "127.0.0.1", "0.0.0.0")
                  .flatMap(host -> Stream.of("http://" + host, "https://" + host))
                  .flatMap(origin -> Stream.of(origin, origin + ":*")),
              Stream.of("app", "file", "tauri", "vscode-webview", "vscode-file")
                  .map(scheme -> scheme + "://*"))
          .toList();

  private final List<String> origins;
  private final boolean all;

  /**
   * The pages of this machine and more origins.
   *
   * @param more origins in lower case, each with at most one {@code *}; {@code *} alone for all
   */
  Cors(List<String> more) {
    this.origins = Stream.concat(more.stream(), DEFAULT_ORIGINS.stream()).toList();
    this.all = more.contains("*");
  }

  /**
   * Sets the headers that a browser needs, and ends requests that are for it alone.
   *
   * @return whether the exchange was ended: refused, or a preflight
   */
  boolean ends(HttpServerExchange exchange) {
    HeaderMap request = exchange.getRequestHeaders();
    String origin = request.getFirst(Headers.ORIGIN);
    if (origin == null || origin.isEmpty() || isOwn(origin, request.getFirst(Headers.HOST))) {
      return false;
    }
    if (!allows(origin)) {
      Reply.empty(exchange, 403);
      return true;
    }
    HeaderMap response = exchange.getResponseHeaders();
    response.put(ALLOW_ORIGIN, all ? "*" : origin);
    if (!all) {
      response.add(Headers.VARY, "Origin");
    }
    if (!exchange.getRequestMethod().equals(Methods.OPTIONS)) {
      return false;
    }
    preflight(response);
    Reply.empty(exchange, 204);
    return true;
  }

  private void preflight(HeaderMap response) {
    if (!all) {
      response.add(Headers.VARY, "Access-Control-Request-Method");
      response.add(Headers.VARY, "Access-Control-Request-Headers");
    }
    response.put(ALLOW_METHODS, METHODS);
    response.put(ALLOW_HEADERS, HEADERS);
    response.put(MAX_AGE, TWELVE_HOURS);
  }

  private static boolean isOwn(String origin, @Nullable String host) {
    return origin.equals("http://" + host) || origin.equals("https://" + host);
  }

  private boolean allows(String origin) {
    return all || origins.stream().anyMatch(pattern -> matches(pattern, origin));
  }

  private static boolean matches(String pattern, String origin) {
    int star = pattern.indexOf('*');
    if (star < 0) {
      return pattern.equals(origin);
    }
    String head = pattern.substring(0, star);
    String tail = pattern.substring(star + 1);
    return origin.startsWith(head) && origin.endsWith(tail);
  }
}
