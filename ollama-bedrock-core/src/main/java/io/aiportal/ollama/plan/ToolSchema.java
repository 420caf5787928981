package io.aiportal.ollama.plan;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The schema of a tool's arguments as a model takes it.
 *
 * @param schema the schema, always of an object
 * @param keys the keys of its properties, there and back
 * @param rule what had to leave the schema, in words for the tool's description; null for nothing
 */
record ToolSchema(Map<String, @Nullable Object> schema, PropertyKeys keys, @Nullable String rule) {

  /** A tool's description with the rule behind it; null where both are missing. */
  @Nullable String describe(@Nullable String description) {
    String known = description == null || BlankText.isBlank(description) ? null : description;
    if (rule == null) {
      return known;
    }
    return known == null ? rule : known + "\n" + rule;
  }
}
