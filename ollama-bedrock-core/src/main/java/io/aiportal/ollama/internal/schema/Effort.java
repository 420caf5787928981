package io.aiportal.ollama.internal.schema;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a check may cost, in steps: callers write schemas, and some would take longer than the
 * universe has.
 */
final class Effort {

  private static final int MOST_STEPS = 2_000_000;

  /** Schemas inside of each other, by references too; each takes some of the thread's stack. */
  private static final int MOST_DEPTH = 400;

  private final Map<String, Optional<Pattern>> patterns = new HashMap<>();
  private int left;
  private int depth;

  /** What a check may cost whose schema comes from anybody. */
  Effort() {
    this(MOST_STEPS);
  }

  /** So many steps. */
  Effort(int steps) {
    this.left = steps;
  }

  /** Takes a step. */
  void step() {
    steps(1);
  }

  /** Takes some steps. */
  void steps(int count) {
    left -= count;
    if (left < 0) {
      throw new TooMuchException();
    }
  }

  void enter() {
    step();
    if (++depth > MOST_DEPTH) {
      throw new TooMuchException();
    }
  }

  void leave() {
    depth--;
  }

  /** Whether a pattern is found in a text; not told of one that is none. */
  Fit finds(String pattern, String text) {
    return patterns
        .computeIfAbsent(pattern, EcmaPattern::compile)
        .map(known -> Fit.of(known.matcher(new Counted(text)).find()))
        .orElse(Fit.UNKNOWN);
  }

  /** A text each of whose characters costs a step when it is looked at. */
  private final class Counted implements CharSequence {

    private final CharSequence text;

    Counted(CharSequence text) {
      this.text = text;
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public char charAt(int index) {
      step();
      return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return new Counted(text.subSequence(start, end));
    }

    @Override
    public String toString() {
      return text.toString();
    }
  }

  /** The check costs too much. */
  static final class TooMuchException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooMuchException() {
      super(null, null, false, false);
    }
  }
}
