package io.aiportal.ollama.api.ollama;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.aiportal.ollama.internal.go.GoEncoder;
import io.aiportal.ollama.internal.go.GoFloats;
import java.time.Instant;

/** Ollama's answers as JSON: its key order, its times, and Go's escaping of HTML. */
final class ResponseJson {

  private static final ObjectMapper MAPPER =
      GoEncoder.mapper()
          .addModule(GoFloats.module())
          .addModule(new SimpleModule().addSerializer(Instant.class, new Rfc3339.Writer()))
          .build();

  private ResponseJson() {}

  /** A record of this package, or a plain map, as compact JSON without a line end. */
  static byte[] bytes(Object response) {
    try {
      return MAPPER.writeValueAsBytes(response);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("cannot be written as JSON: " + response.getClass(), e);
    }
  }
}
