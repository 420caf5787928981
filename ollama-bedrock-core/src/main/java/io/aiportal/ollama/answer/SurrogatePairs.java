package io.aiportal.ollama.answer;

import io.aiportal.ollama.internal.json.WellFormed;
import java.util.HashMap;
import java.util.Map;

/**
 * Joins characters that were cut in two: half a surrogate pair at the end of a fragment waits for
 * the next fragment of its block.
 */
final class SurrogatePairs {

  private final Map<Integer, Character> halves = new HashMap<>();

  /** What of a block's text is whole with this fragment; may be empty. */
  String join(int contentBlockIndex, String fragment) {
    Character half = halves.isEmpty() ? null : halves.remove(contentBlockIndex);
    String text = half == null ? fragment : half + fragment;
    int last = text.length() - 1;
    if (last >= 0 && Character.isHighSurrogate(text.charAt(last))) {
      halves.put(contentBlockIndex, text.charAt(last));
      text = text.substring(0, last);
    }
    return WellFormed.of(text);
  }

  /** What is left of a block that ends here: nothing, or U+FFFD for a half that stayed alone. */
  String end(int contentBlockIndex) {
    boolean alone = !halves.isEmpty() && halves.remove(contentBlockIndex) != null;
    return alone ? WellFormed.REPLACEMENT : "";
  }

  /** What is left of all blocks, in no order: U+FFFD for each half. */
  String endAll() {
    String left = WellFormed.REPLACEMENT.repeat(halves.size());
    halves.clear();
    return left;
  }
}
