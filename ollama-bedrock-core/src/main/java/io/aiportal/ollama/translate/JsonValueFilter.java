package io.aiportal.ollama.translate;

import java.util.function.Consumer;

/**
 * Lets the first JSON object or array of a text through and drops what stands around it.
 *
 * <p>Models that were asked for JSON in words like to wrap it in a sentence or a code fence. A text
 * without any JSON passes whole when it ends: a poor answer is better than none.
 */
final class JsonValueFilter {

  private enum State {
    BEFORE,
    INSIDE,
    AFTER
  }

  private final Consumer<String> out;
  private final StringBuilder skipped = new StringBuilder();
  private State state = State.BEFORE;
  private int depth;
  private boolean inString;
  private boolean escaped;

  JsonValueFilter(Consumer<String> out) {
    this.out = out;
  }

  void accept(String text) {
    int from = state == State.BEFORE ? start(text) : 0;
    if (state == State.INSIDE) {
      inside(text, from);
    }
  }

  void end() {
    if (state == State.BEFORE && !skipped.isEmpty()) {
      out.accept(skipped.toString());
    }
  }

  private int start(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '{' || text.charAt(i) == '[') {
        state = State.INSIDE;
        return i;
      }
    }
    skipped.append(text);
    return text.length();
  }

  private void inside(String text, int from) {
    int i = from;
    while (i < text.length() && state == State.INSIDE) {
      step(text.charAt(i++));
    }
    if (i > from) {
      out.accept(text.substring(from, i));
    }
  }

  private void step(char c) {
    if (inString) {
      inString = escaped || c != '"';
      escaped = !escaped && c == '\\';
      return;
    }
    switch (c) {
      case '"' -> inString = true;
      case '{', '[' -> depth++;
      case '}', ']' -> {
        if (--depth == 0) {
          state = State.AFTER;
        }
      }
      default -> {}
    }
  }
}
