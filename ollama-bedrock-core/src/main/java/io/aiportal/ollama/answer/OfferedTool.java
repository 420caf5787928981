package io.aiportal.ollama.answer;

import io.aiportal.ollama.internal.schema.SchemaCheck;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A tool that the model may call.
 *
 * @param schema the schema of its arguments, as the model was told
 */
public record OfferedTool(Map<String, @Nullable Object> schema) {

  /** The arguments that are text, whatever they look like. */
  Set<String> texts() {
    Set<String> texts = new HashSet<>();
    properties()
        .forEach(
            (key, property) -> {
              if (property instanceof Map<?, ?> map && "string".equals(map.get("type"))) {
                texts.add(String.valueOf(key));
              }
            });
    return texts;
  }

  /**
   * Whether these may be arguments of a call, and are not some other JSON that happens to name the
   * tool: what must be there is, something of it is known, and no known value is of another type.
   */
  boolean takes(Map<String, @Nullable Object> arguments) {
    Map<?, ?> properties = properties();
    Set<Object> required =
        schema.get("required") instanceof List<?> keys ? new HashSet<>(keys) : Set.of();
    return arguments.keySet().containsAll(required)
        && knows(properties, arguments)
        && arguments.entrySet().stream()
            .allMatch(
                argument ->
                    isOfType(
                        properties.get(argument.getKey()),
                        argument.getValue(),
                        required.contains(argument.getKey())));
  }

  private boolean knows(Map<?, ?> properties, Map<String, @Nullable Object> arguments) {
    Set<String> keys = arguments.keySet();
    Object more = schema.get("additionalProperties");
    boolean patterns = schema.containsKey("patternProperties");
    if (Boolean.FALSE.equals(more) && !patterns) {
      return properties.keySet().containsAll(keys);
    }
    if (isDefinition(arguments) && !properties.keySet().containsAll(Set.of("type", "properties"))) {
      return false;
    }
    boolean open = Boolean.TRUE.equals(more) || more instanceof Map || patterns;
    return open
        || properties.isEmpty()
        || keys.isEmpty()
        || keys.stream().anyMatch(properties::containsKey);
  }

  /** Whether these are a tool's parameters as they are described. */
  private static boolean isDefinition(Map<String, @Nullable Object> arguments) {
    return "object".equals(arguments.get("type")) && arguments.get("properties") instanceof Map;
  }

  /** Models write null for what they leave out. */
  private static boolean isOfType(
      @Nullable Object property, @Nullable Object value, boolean required) {
    if (!(property instanceof Map<?, ?> told)
        || told.get("type") == null
        || (value == null && !required)) {
      return true;
    }
    List<?> problems = SchemaCheck.problems(Map.of("type", told.get("type")), value);
    return problems == null || problems.isEmpty();
  }

  private Map<?, ?> properties() {
    return schema.get("properties") instanceof Map<?, ?> properties ? properties : Map.of();
  }
}
