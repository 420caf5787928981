package io.aiportal.ollama.server.settings;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads a model's traits as settings are written: in snake case, in groups or without. */
final class TraitsNode {

  /** The one trait that has a short name. */
  private static final String MAX_TOKENS = "max_tokens";

  private TraitsNode() {}

  /** The name that the catalogue gives a trait, or a group of them. */
  static String name(String key) {
    return key.equals(MAX_TOKENS) ? "defaultMaxTokens" : camelCase(key);
  }

  /** A trait's value, or the traits of a group. */
  static Object value(JsonNode node) {
    if (node.isObject()) {
      Map<String, Object> traits = new LinkedHashMap<>();
      node.properties()
          .forEach(trait -> traits.put(camelCase(trait.getKey()), value(trait.getValue())));
      return traits;
    }
    if (node.isArray()) {
      List<Object> values = new ArrayList<>();
      node.forEach(element -> values.add(value(element)));
      return values;
    }
    return single(node);
  }

  private static Object single(JsonNode node) {
    if (node.isNumber()) {
      return node.isIntegralNumber() ? (Object) node.longValue() : node.decimalValue();
    }
    return node.isBoolean() ? (Object) node.booleanValue() : node.asText();
  }

  private static String camelCase(String key) {
    StringBuilder name = new StringBuilder();
    for (String word : key.split("_")) {
      name.append(
          name.isEmpty() || word.isEmpty()
              ? word
              : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
    }
    return name.toString();
  }
}
