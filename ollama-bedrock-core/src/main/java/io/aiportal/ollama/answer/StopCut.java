package io.aiportal.ollama.answer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a text before the first of some stop sequences, for models that do not do so themselves.
 *
 * <p>The earliest place wins, and the longest sequence there. A sequence may come in pieces, so the
 * end of the text that may become one is held back: never more than the longest of them less one
 * character.
 */
final class StopCut implements TextFilter {

  private final TextFilter next;

  /** The sequences by their first character, the longest first. */
  private final Map<Character, List<String>> sequences = new HashMap<>();

  private String held = "";
  private @Nullable String found;

  StopCut(List<String> sequences, TextFilter next) {
    this.next = next;
    for (String sequence : sequences) {
      this.sequences.computeIfAbsent(sequence.charAt(0), first -> new ArrayList<>()).add(sequence);
    }
    this.sequences
        .values()
        .forEach(same -> same.sort(Comparator.comparingInt(String::length).reversed()));
  }

  /** The sequence that has ended the text; null for none yet. */
  @Nullable String found() {
    return found;
  }

  @Override
  public void accept(String text) {
    if (found == null) {
      scan(held.isEmpty() ? text : held + text, false);
    }
  }

  @Override
  public void blockEnd() {
    settle();
    next.blockEnd();
  }

  @Override
  public void end(boolean partial) {
    settle();
    next.end(partial);
  }

  /** Nothing follows that could make what is held back a longer sequence. */
  private void settle() {
    if (found == null && !held.isEmpty()) {
      scan(held, true);
    }
  }

  private void scan(String text, boolean whole) {
    for (int i = 0; i < text.length(); i++) {
      List<String> same = sequences.get(text.charAt(i));
      if (same != null && !isInsideOfPair(text, i) && stopsAt(text, i, same, whole)) {
        next.accept(text.substring(0, i));
        return;
      }
    }
    held = "";
    next.accept(text);
  }

  /** Whether the text goes no further than here: a sequence is found, or may come. */
  private boolean stopsAt(String text, int at, List<String> same, boolean whole) {
    for (String sequence : same) {
      int there = Math.min(sequence.length(), text.length() - at);
      boolean complete = there == sequence.length();
      if ((complete || !whole)
          && text.regionMatches(at, sequence, 0, there)
          && !(complete && isInsideOfPair(text, at + there))) {
        found = complete ? sequence : null;
        held = complete ? "" : text.substring(at);
        return true;
      }
    }
    return false;
  }

  /** Whether a place is between the two halves of one character. */
  private static boolean isInsideOfPair(String text, int at) {
    return at > 0
        && at < text.length()
        && Character.isSurrogatePair(text.charAt(at - 1), text.charAt(at));
  }
}
