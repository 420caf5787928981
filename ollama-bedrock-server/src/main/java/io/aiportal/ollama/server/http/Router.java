package io.aiportal.ollama.server.http;

import io.aiportal.ollama.server.http.HostCheck.Verdict;
import io.aiportal.ollama.server.settings.Key;
import io.aiportal.ollama.server.telemetry.Html;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Sends each request to its handler, or away as Ollama's router does.
 *
 * <p>In this order: bodies whose end cannot be known, the server itself, paths that are not in
 * their plain form, the calling page, the host, the path, the method.
 */
final class Router implements HttpHandler {

  private static final String FOREIGN_HOST =
      "the Host header names neither this machine nor one of " + Key.ALLOWED_HOSTS.named();

  private final Routes routes;
  private final HttpCalls calls;
  private final Cors cors;
  private final HostCheck hosts;
  private final List<String> prefixes;

  /**
   * A router.
   *
   * @param prefixes what a proxy may leave before the paths of the routes, such as {@code /ollama}
   */
  Router(Routes routes, HttpCalls calls, Cors cors, HostCheck hosts, List<String> prefixes) {
    this.routes = routes;
    this.calls = calls;
    this.cors = cors;
    this.hosts = hosts;
    this.prefixes = prefixes;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) {
    HttpCall call = calls.begin(exchange);
    call.guard(() -> answer(call));
  }

  private void answer(HttpCall call) {
    HttpServerExchange exchange = call.exchange();
    RequestHead.arrived(exchange);
    if (calls.isDraining()) {
      exchange.getResponseHeaders().put(Headers.CONNECTION, Headers.CLOSE.toString());
    }
    if (!isTransferCodingKnown(exchange.getRequestHeaders())) {
      exchange.setPersistent(false);
      Reply.text(exchange, 501, Reply.TEXT, "Unsupported transfer encoding");
      return;
    }
    if (asksForTheServer(exchange)) {
      Reply.empty(exchange, 200);
      return;
    }
    String prefix = prefix(exchange.getRequestPath());
    String path = exchange.getRequestPath().substring(prefix.length());
    HttpString method = exchange.getRequestMethod();
    String plain = plain(path);
    if (!plain.equals(path) && !method.equals(Methods.CONNECT)) {
      redirect(exchange, 307, "Temporary Redirect", prefix + plain);
    } else if (isKnownWithoutSlash(method, path)) {
      boolean get = method.equals(Methods.GET);
      redirect(
          exchange,
          get ? 301 : 307,
          get ? "Moved Permanently" : "Temporary Redirect",
          prefix + path.substring(0, path.length() - 1));
    } else {
      route(call, method, path);
    }
  }

  /** Whether the options of the server itself are asked for, which Go's answers past any router. */
  private static boolean asksForTheServer(HttpServerExchange exchange) {
    return exchange.getRequestMethod().equals(Methods.OPTIONS)
        && exchange.getRequestPath().equals("*");
  }

  /** The prefix of a path that is known, with a path behind it; empty for none. */
  private String prefix(String path) {
    return prefixes.stream().filter(known -> path.startsWith(known + '/')).findFirst().orElse("");
  }

  /**
   * Whether the end of the body can be known. Undertow takes any transfer coding for chunks; a
   * proxy before us that does not would see other requests than we do.
   */
  private static boolean isTransferCodingKnown(HeaderMap headers) {
    HeaderValues codings = headers.get(Headers.TRANSFER_ENCODING);
    return codings == null
        || (codings.size() == 1 && codings.getFirst().trim().equalsIgnoreCase("chunked"));
  }

  /** The path without doubled slashes and dot segments; a last slash stays. */
  private static String plain(String path) {
    if (!path.contains("//") && !path.contains("/.") && path.startsWith("/")) {
      return path;
    }
    Deque<String> segments = new ArrayDeque<>();
    for (String segment : path.split("/")) {
      if (segment.equals("..")) {
        segments.pollLast();
      } else if (!segment.isEmpty() && !segment.equals(".")) {
        segments.addLast(segment);
      }
    }
    String plain = '/' + String.join("/", segments);
    return path.endsWith("/") && !segments.isEmpty() ? plain + '/' : plain;
  }

  private boolean isKnownWithoutSlash(HttpString method, String path) {
    return path.length() > 1
        && path.endsWith("/")
        && routes.handler(method, path.substring(0, path.length() - 1)) != null;
  }

  private static void redirect(
      HttpServerExchange exchange, int status, String reason, String path) {
    String query = exchange.getQueryString();
    String location = query.isEmpty() ? path : path + '?' + query;
    exchange.getResponseHeaders().put(Headers.LOCATION, location);
    HttpString method = exchange.getRequestMethod();
    if (method.equals(Methods.GET) || method.equals(Methods.HEAD)) {
      String link = "<a href=\"" + Html.escaped(location) + "\">" + reason + "</a>.\n\n";
      Reply.send(
          exchange, status, "text/html; charset=utf-8", link.getBytes(StandardCharsets.UTF_8));
    } else {
      Reply.empty(exchange, status);
    }
  }

  private void route(HttpCall call, HttpString method, String path) {
    HttpServerExchange exchange = call.exchange();
    Handler handler = routes.handler(method, path);
    String allowed = handler == null ? routes.allowed(path) : "";
    if (!allowed.isEmpty()) {
      exchange.getResponseHeaders().put(Headers.ALLOW, allowed);
    }
    if (cors.ends(exchange) || isRefused(call)) {
      return;
    }
    if (handler != null) {
      handler.handle(call);
    } else if (allowed.isEmpty()) {
      Reply.text(exchange, 404, Reply.BARE_TEXT, "404 page not found");
    } else {
      Reply.text(exchange, 405, Reply.BARE_TEXT, "405 method not allowed");
    }
  }

  /** Whether the host is not one that may be named here, or the request ends with knowing that. */
  private boolean isRefused(HttpCall call) {
    HttpServerExchange exchange = call.exchange();
    Verdict verdict = hosts.verdict(exchange.getRequestHeaders().getFirst(Headers.HOST));
    if (verdict == Verdict.FOREIGN) {
      call.failed(FOREIGN_HOST);
      Reply.empty(exchange, 403);
      return true;
    }
    if (verdict == Verdict.LOCAL_NAME && exchange.getRequestMethod().equals(Methods.OPTIONS)) {
      Reply.empty(exchange, 204);
      return true;
    }
    return false;
  }
}
