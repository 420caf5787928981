package io.aiportal.ollama.server.access;

import org.jspecify.annotations.Nullable;

/** The headers of a request. */
@FunctionalInterface
public interface RequestHeaders {

  /** The first value of a header, whatever the case of its name; null if it is not there. */
  @Nullable String first(String name);
}
