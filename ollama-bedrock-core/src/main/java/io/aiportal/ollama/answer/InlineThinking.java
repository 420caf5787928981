package io.aiportal.ollama.answer;

/**
 * Takes thinking out of the text of models that write it there, between tags at the beginning of a
 * block.
 *
 * <p>Tags further on are text: somebody may have asked for them. What may become a tag is held
 * back.
 */
final class InlineThinking implements TextFilter {

  /** White space before a first tag that is waited through; more is text. */
  private static final int MOST_BLANKS = 64;

  private enum State {
    /** At the beginning of a block, or behind thinking: blanks, then a tag or text. */
    BEGINNING,
    /** Between the tags. */
    THINKING,
    /** In the text. */
    TEXT
  }

  private final String opening;
  private final String closing;
  private final AnswerOutput output;
  private final TextFilter next;

  private String held = "";
  private State state = State.BEGINNING;

  /** Whether the blanks that are held stand between thinking and text, and belong to neither. */
  private boolean behindThinking;

  InlineThinking(String tag, AnswerOutput output, TextFilter next) {
    this.opening = '<' + tag + '>';
    this.closing = "</" + tag + '>';
    this.output = output;
    this.next = next;
  }

  @Override
  public void accept(String text) {
    if (state == State.TEXT) {
      next.accept(text);
      return;
    }
    held = held.isEmpty() ? text : held + text;
    while (!held.isEmpty() && advances()) {
      // each turn takes a tag, or all that is left
    }
  }

  /** Takes what is certain of what is held; false if that needs more text. */
  private boolean advances() {
    return switch (state) {
      case BEGINNING -> begins();
      case THINKING -> thinks();
      case TEXT -> passes();
    };
  }

  private boolean begins() {
    int blanks = 0;
    while (blanks < held.length() && Character.isWhitespace(held.charAt(blanks))) {
      blanks++;
    }
    String rest = held.substring(blanks);
    if (rest.startsWith(opening)) {
      held = rest.substring(opening.length());
      state = State.THINKING;
      return true;
    }
    if (opening.startsWith(rest) && blanks <= MOST_BLANKS) {
      return false;
    }
    held = behindThinking ? rest : held;
    state = State.TEXT;
    return true;
  }

  private boolean thinks() {
    int end = held.indexOf(closing);
    if (end < 0) {
      int certain = held.length() - beginningAtEnd();
      output.reasoning(held.substring(0, certain));
      held = held.substring(certain);
      return false;
    }
    output.reasoning(held.substring(0, end));
    output.blockEnd();
    held = held.substring(end + closing.length());
    state = State.BEGINNING;
    behindThinking = true;
    return true;
  }

  /** How much of the end of what is held may be the beginning of the closing tag. */
  private int beginningAtEnd() {
    int length = Math.min(held.length(), closing.length() - 1);
    while (length > 0 && !held.endsWith(closing.substring(0, length))) {
      length--;
    }
    return length;
  }

  private boolean passes() {
    String text = held;
    held = "";
    next.accept(text);
    return true;
  }

  @Override
  public void blockEnd() {
    settle();
    next.blockEnd();
  }

  @Override
  public void callFollows() {
    settle();
    next.callFollows();
  }

  @Override
  public void end(boolean partial) {
    settle();
    next.end(partial);
  }

  /** What is held is no tag; the next text begins a block. */
  private void settle() {
    if (state == State.THINKING) {
      output.reasoning(held);
    } else if (!held.isEmpty()) {
      next.accept(behindThinking ? held.stripLeading() : held);
    }
    held = "";
    state = State.BEGINNING;
    behindThinking = false;
  }
}
