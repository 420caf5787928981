package io.aiportal.ollama.server.settings;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads a model's traits as they are written: in groups or without. */
final class TraitsNode {

  private TraitsNode() {}

  /** A trait's value, or the traits of a group. */
  static Object value(JsonNode node) {
    if (node.isObject()) {
      Map<String, Object> traits = new LinkedHashMap<>();
      node.properties().forEach(trait -> traits.put(trait.getKey(), value(trait.getValue())));
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
      return node.isIntegralNumber() && node.canConvertToLong()
          ? (Object) node.longValue()
          : node.decimalValue();
    }
    return node.isBoolean() ? (Object) node.booleanValue() : node.asText();
  }
}
