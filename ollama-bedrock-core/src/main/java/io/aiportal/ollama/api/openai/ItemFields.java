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
 */
record ItemFields(Map<?, ?> fields, String place) {

  /**
   * An object.
   *
   * @throws CallException 400, if it is none
   */
  static ItemFields of(@Nullable Object value, String place) {
    if (value instanceof Map<?, ?> map) {
      return new ItemFields(map, place);
    }
    throw CallException.badRequest(
        place + "json: cannot unmarshal " + GoTypes.kind(value) + " into Go value of type struct");
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
    throw refusal(
        "json: cannot unmarshal "
            + GoTypes.kind(value)
            + " into Go struct field ."
            + name
            + " of type string");
  }

  /** The list of a field; empty where it is none. */
  List<?> list(String name) {
    return fields.get(name) instanceof List<?> list ? list : List.of();
  }

  /** An error that tells where it is. */
  CallException refusal(String message) {
    return CallException.badRequest(place + message);
  }
}
