package io.aiportal.ollama.answer;

import io.aiportal.ollama.internal.schema.SchemaCheck;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an answer in JSON must be, to be one.
 *
 * @param schema the JSON Schema that it must follow; null where any JSON will do
 * @param wrapped whether the model was asked for an object that has the answer as {@link #VALUE}
 * @param held whether nothing of it may go out before it is known to be valid
 */
public record AnswerFormat(
    @Nullable Map<String, @Nullable Object> schema, boolean wrapped, boolean held) {

  /** The property of the object around an answer that is none itself. */
  public static final String VALUE = "value";

  public AnswerFormat {
    schema =
        schema == null
            ? null
            : Collections.unmodifiableMap(new LinkedHashMap<String, @Nullable Object>(schema));
  }

  /**
   * A reference of a schema that leads nowhere within it, so that no answer can be checked.
   *
   * @return null where there is none
   */
  public static @Nullable String lostReference(Map<String, @Nullable Object> schema) {
    return SchemaCheck.lostReference(schema);
  }
}
