package io.aiportal.ollama.plan;

import io.aiportal.ollama.chat.CallException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Refuses documents that are nested too deep.
 *
 * <p>No honest tool or schema comes near the limit; the JSON libraries on the way fail at a
 * multiple of it, and not always where a failure can still be told.
 */
final class NestingLimit {

  /** Objects and arrays inside each other at most. */
  static final int MAX_DEPTH = 200;

  private NestingLimit() {}

  /**
   * Checks a JSON value.
   *
   * @param what names the document in the sentence, such as {@code the arguments of a tool call}
   * @throws CallException 400, if it is nested too deep
   */
  static void check(@Nullable Object document, String what) {
    if (!fits(document, MAX_DEPTH)) {
      throw CallException.badRequest(
          what
              + " are nested more than "
              + MAX_DEPTH
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
