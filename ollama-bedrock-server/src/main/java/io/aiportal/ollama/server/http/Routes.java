package io.aiportal.ollama.server.http;

import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The table of paths and methods. */
final class Routes {

  /** In what order {@code Allow} names methods. */
  private static final List<HttpString> ORDER =
      List.of(Methods.HEAD, Methods.GET, Methods.POST, Methods.DELETE);

  private final Map<String, Map<HttpString, Handler>> exact = new HashMap<>();
  private final Map<String, Map<HttpString, Handler>> below = new LinkedHashMap<>();
  private final Map<String, Map<HttpString, Handler>> arns = new HashMap<>();

  /** A path that is to be answered. */
  Routes on(HttpString method, String path, Handler handler) {
    exact.computeIfAbsent(path, absent -> new HashMap<>()).put(method, at(path, handler));
    return this;
  }

  /** The same path for {@code GET} and {@code HEAD}. */
  Routes onRead(String path, Handler handler) {
    return on(Methods.GET, path, handler).on(Methods.HEAD, path, handler);
  }

  /** Paths with one more segment, whatever it is. */
  Routes onEach(HttpString method, String parent, Handler handler) {
    below
        .computeIfAbsent(parent + '/', absent -> new HashMap<>())
        .put(method, at(parent + "/*", handler));
    return this;
  }

  /** Paths whose end is an ARN, which has slashes of its own. */
  Routes onArn(HttpString method, String parent, Handler handler) {
    arns.computeIfAbsent(parent + "/arn:", absent -> new HashMap<>())
        .put(method, at(parent + "/*", handler));
    return this;
  }

  private static Handler at(String pattern, Handler handler) {
    return call -> {
      call.route(pattern);
      handler.handle(call);
    };
  }

  /** What answers; null where the path is unknown or does not have the method. */
  @Nullable Handler handler(HttpString method, String path) {
    return methods(path).get(method);
  }

  /** The methods of a path as {@code Allow} has them; empty where the path is unknown. */
  String allowed(String path) {
    Map<HttpString, Handler> methods = methods(path);
    return ORDER.stream()
        .filter(methods::containsKey)
        .map(HttpString::toString)
        .collect(Collectors.joining(", "));
  }

  private Map<HttpString, Handler> methods(String path) {
    Map<HttpString, Handler> methods = exact.get(path);
    if (methods != null) {
      return methods;
    }
    int parent = path.lastIndexOf('/') + 1;
    Map<HttpString, Handler> found =
        parent < path.length() ? below.get(path.substring(0, parent)) : null;
    return found == null ? arnMethods(path) : found;
  }

  private Map<HttpString, Handler> arnMethods(String path) {
    return arns.entrySet().stream()
        .filter(entry -> path.startsWith(entry.getKey()) && !path.endsWith("/"))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(Map.of());
  }
}
