package io.aiportal.ollama.plan;

import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.internal.json.JsonObjects;
import io.aiportal.ollama.internal.json.JsonValues;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Refuses documents of a call that are nested too deep or hold what is no JSON value. */
final class DocumentCheck {

  /** What the document is called in sentences. */
  private final String what;

  private DocumentCheck(String what) {
    this.what = what;
  }

  /**
   * Checks a JSON value.
   *
   * @param what names the document in the sentence, such as {@code the arguments of a tool call}
   * @throws CallException 400, if it is nested too deep, or something in it is no JSON value
   */
  static void check(@Nullable Object document, String what) {
    new DocumentCheck(what).value(document, JsonObjects.MAX_DOCUMENT_DEPTH);
  }

  private void value(@Nullable Object value, int levels) {
    if (value instanceof Map<?, ?> map) {
      below(levels);
      map.forEach(
          (name, member) -> {
            name(name);
            value(member, levels - 1);
          });
    } else if (value instanceof List<?> list) {
      below(levels);
      list.forEach(element -> value(element, levels - 1));
    } else if (!JsonValues.isScalar(value)) {
      throw noJson(value);
    }
  }

  private void below(int levels) {
    if (levels == 0) {
      throw CallException.badRequest(
          what
              + " are nested more than "
              + JsonObjects.MAX_DOCUMENT_DEPTH
              + " levels deep, which is the limit; send a flatter document");
    }
  }

  private void name(@Nullable Object name) {
    if (!(name instanceof String)) {
      throw noJson(name);
    }
  }

  private CallException noJson(@Nullable Object value) {
    return CallException.badRequest(what + " hold " + JsonValues.refusal(value));
  }
}
