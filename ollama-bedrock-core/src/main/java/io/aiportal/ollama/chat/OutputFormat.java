package io.aiportal.ollama.chat;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an answer's text must look like. */
public sealed interface OutputFormat {

  /** Anything. */
  OutputFormat TEXT = new Text();

  /** Anything. */
  record Text() implements OutputFormat {}

  /** Some JSON value. */
  record Json() implements OutputFormat {}

  /**
   * JSON that follows a schema.
   *
   * @param name what the schema is called; null where the caller does not say
   * @param schema a JSON Schema, key order kept
   * @param strict whether nothing else will do; null where the caller does not say
   */
  record JsonSchema(
      @Nullable String name, Map<String, @Nullable Object> schema, @Nullable Boolean strict)
      implements OutputFormat {

    public JsonSchema {
      schema = Collections.unmodifiableMap(new LinkedHashMap<String, @Nullable Object>(schema));
    }
  }
}
