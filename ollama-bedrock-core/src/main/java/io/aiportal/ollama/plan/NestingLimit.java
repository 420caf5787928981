package io.aiportal.ollama.plan;

import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.internal.json.JsonObjects;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Refuses documents of a call that are nested too deep. */
final class NestingLimit {

  private NestingLimit() {}

  /**
   * Checks a JSON value.
   *
   * @param what names the document in the sentence, such as {@code the arguments of a tool call}
   * @throws CallException 400, if it is nested too deep
   */
  static void check(@Nullable Object document, String what) {
    if (!fits(document, JsonObjects.MAX_DOCUMENT_DEPTH)) {
      throw CallException.badRequest(
          what
              + " are nested more than "
              + JsonObjects.MAX_DOCUMENT_DEPTH
              + " levels deep, which is the limit; send a flatter document");
    }
  }

  private static boolean fits(@Nullable Object value, int levels) {
    if (value instanceof Map<?, ?> map) {
      return levels > 0 && allFit(map.values(), levels - 1);
    }
    return !(value instanceof List<?> list) || (levels > 0 && allFit(list, levels - 1));
  }

  private static boolean allFit(Iterable<?> values, int levels) {
    for (Object value : values) {
      if (!fits(value, levels)) {
        return false;
      }
    }
    return true;
  }
}
