package io.aiportal.ollama.server.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A map of the YAML file whose keys are known.
 *
 * @param what what the map is, as a sentence begins with it, such as {@code The key 'a' in x.yaml}
 * @param node the map; a missing node for one that is not there
 */
record MapNode(String what, JsonNode node) {

  /**
   * A map with these keys and no others.
   *
   * @throws SettingsException if it is no map, or has a key that is not known
   */
  static MapNode of(String what, JsonNode node, List<String> known) {
    if (!node.isMissingNode() && !node.isNull() && !node.isObject()) {
      throw new SettingsException(what + " must be a map of " + String.join(", ", known) + ".");
    }
    for (String key : (Iterable<String>) node::fieldNames) {
      if (!known.contains(key)) {
        throw new SettingsException(
            what
                + " has the unknown key '"
                + key
                + "'; known are "
                + String.join(", ", known)
                + ".");
      }
    }
    return new MapNode(what, node);
  }

  /** The map below a key; without entries where there is none. */
  MapNode map(String key, List<String> known) {
    return of("'" + key + "' of " + lowered(), below(key), known);
  }

  /**
   * The value of a key; empty where it has none.
   *
   * @param allowed what it may be, as a sentence says it
   */
  <T> Optional<T> value(String key, Function<String, T> reader, String allowed) {
    JsonNode value = below(key);
    return value.isMissingNode() || value.isNull()
        ? Optional.empty()
        : Optional.of(read(key, value, reader, allowed));
  }

  /** The values of a key, which may be written as one; empty where it has none. */
  <T> List<T> values(String key, Function<String, T> reader, String allowed) {
    List<T> values = new ArrayList<>();
    JsonNode list = below(key);
    if (list.isMissingNode()) {
      return values;
    }
    if (list.isArray() ? list.isEmpty() : list.isValueNode() && list.asText("").isBlank()) {
      throw new SettingsException(
          "'" + key + "' of " + lowered() + " is empty; leave it out, or write " + allowed + ".");
    }
    for (JsonNode value : list.isArray() ? list : List.of(list)) {
      values.add(read(key, value, reader, allowed));
    }
    return values;
  }

  private JsonNode below(String key) {
    return node.isObject() ? node.path(key) : MissingNode.getInstance();
  }

  private <T> T read(String key, JsonNode value, Function<String, T> reader, String allowed) {
    try {
      if (value.isValueNode()) {
        return reader.apply(value.asText().strip());
      }
    } catch (IllegalArgumentException e) {
      // Told below: never the value itself, which may be a secret at the wrong place.
    }
    throw new SettingsException("'" + key + "' of " + lowered() + " must be " + allowed + ".");
  }

  private String lowered() {
    return what.startsWith("The ") ? "the " + what.substring(4) : what;
  }
}
