package io.aiportal.testkit.bedrock.invoke;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** What bodies of text models must be like; the rows of {@code text-bodies.json}. */
final class TextSchemas {

  private static final JsonNode ALL = load();

  private TextSchemas() {}

  /** The JSON Schema of one form of body. */
  static JsonNode of(String form) {
    return Objects.requireNonNull(ALL.get(form), form);
  }

  private static JsonNode load() {
    try (InputStream in =
        Objects.requireNonNull(TextSchemas.class.getResourceAsStream("text-bodies.json"))) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException("text-bodies.json cannot be read", e);
    }
  }
}
