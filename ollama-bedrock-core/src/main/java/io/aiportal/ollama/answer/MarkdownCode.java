package io.aiportal.ollama.answer;

/**
 * Follows a text of Markdown and says where it is code: between fences, or between backticks of one
 * line.
 *
 * <p>Who quotes within a line ends it there, so that a backtick without its other half makes no
 * code of all that follows. A fence that nobody closes goes on to the end.
 */
final class MarkdownCode {

  private static final int FENCE = 3;

  /** What may stand before a fence: marks of lists and of quotes. */
  private static final String BEFORE_FENCE = "-*+>.)0123456789 \t\r";

  /** What the fence is made of that is open; 0 for none. */
  private char fence;

  private int fenceLength;

  /** Whether the fence was opened in this line. */
  private boolean opening;

  /** How many backticks opened the code within the line; 0 where there is none. */
  private int span;

  /** The marks of one kind just read, which another character ends. */
  private int run;

  private char mark;

  /** Whether the run stands at the beginning of its line, marks of lists aside. */
  private boolean atMargin = true;

  /** Takes the next character of the text. */
  void next(char c) {
    if ((c == '`' || c == '~') && (run == 0 || c == mark)) {
      mark = c;
      run++;
      return;
    }
    endRun(c);
    if (c == '`' || c == '~') {
      mark = c;
      run = 1;
    } else if (c == '\n') {
      span = 0;
      opening = false;
      atMargin = true;
    } else {
      atMargin &= BEFORE_FENCE.indexOf(c) >= 0;
    }
  }

  /** Whether a character that is none of a mark would stand in code. */
  boolean holds(char c) {
    endRun(c);
    return fence != 0 || span > 0;
  }

  private void endRun(char behind) {
    if (run == 0) {
      return;
    }
    boolean fencing = atMargin && run >= FENCE;
    if (fence == 0) {
      begin(fencing);
    } else if (fencing && mark == fence && run >= fenceLength && behind <= ' ') {
      fence = 0;
    } else if (opening && mark == '`' && fence == '`') {
      // Behind a fence of backticks are none: it was code within the line.
      fence = 0;
      span = fenceLength;
      begin(false);
    }
    run = 0;
    atMargin = false;
  }

  private void begin(boolean fencing) {
    if (fencing && span == 0) {
      fence = mark;
      fenceLength = run;
      opening = true;
    } else if (mark == '`') {
      span = span == 0 ? run : span == run ? 0 : span;
    }
  }
}
