package io.aiportal.ollama.server.telemetry;

import java.util.List;

/**
 * How a request came, as far as traces tell of it.
 *
 * @param nanoTime when, by {@link System#nanoTime}
 * @param method the HTTP method
 * @param scheme http or https
 * @param parents the headers {@code traceparent}; only a single one counts
 * @param states the headers {@code tracestate}, which may be several
 */
public record RequestOrigin(
    long nanoTime, String method, String scheme, List<String> parents, List<String> states) {

  public RequestOrigin {
    parents = List.copyOf(parents);
    states = List.copyOf(states);
  }
}
