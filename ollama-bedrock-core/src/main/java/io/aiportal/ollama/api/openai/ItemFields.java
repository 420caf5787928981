package io.aiportal.ollama.api.openai;

import io.aiportal.ollama.chat.CallException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An object inside the input of a response.
 *
 * @param fields its fields
 * @param place where it stands, as errors begin
 * @param struct what Ollama's code calls its type; empty where that has no name
 */
record ItemFields(Map<?, ?> fields, String place, String struct) {

  /**
   * An object of which is only known that it has a type; null is one without fields.
   *
   * @param type how Go prints the type that Ollama looks into it with
   * @throws CallException 400, if it is none
   */
  static ItemFields of(@Nullable Object value, String place, String type) {
    if (value == null) {
      return new ItemFields(Map.of(), place, "");
    }
    if (value instanceof Map<?, ?> map) {
      return new ItemFields(map, place, "");
    }
    throw CallException.badRequest(
        place + "json: cannot unmarshal " + GoTypes.kind(value) + " into Go value of type " + type);
  }

  /** The same object, of which is known what it is. */
  ItemFields as(String struct) {
    return new ItemFields(fields, place, struct);
  }

  /** The text of a field; empty where there is none. */
  String text(String name) {
    Object value = fields.get(name);
    if (value == null) {
      return "";
    }
    if (value instanceof String text) {
      return text;
    }
    throw mismatch(value, name, "string");
  }

  /** The list of a field; empty where there is none. */
  List<?> list(String name, String type) {
    Object value = fields.get(name);
    if (value == null) {
      return List.of();
    }
    if (value instanceof List<?> list) {
      return list;
    }
    throw mismatch(value, name, type);
  }

  private CallException mismatch(Object value, String name, String type) {
    return refusal(
        "json: cannot unmarshal "
            + GoTypes.kind(value)
            + " into Go struct field "
            + struct
            + "."
            + name
            + " of type "
            + type);
  }

  /** An error that tells where it is. */
  CallException refusal(String message) {
    return CallException.badRequest(place + message);
  }
}
