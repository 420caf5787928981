package io.aiportal.ollama.answer;

import io.aiportal.ollama.internal.json.JsonObjects;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Takes the answer out of the object around it, as it comes.
 *
 * <p>An object that begins with another property is read at its end; what is no such object at all
 * is taken to be the answer itself.
 */
final class WrappedValue implements TextFilter {

  private static final Pattern BEGINNING =
      Pattern.compile("\\s*+\\{\\s*+\"" + AnswerFormat.VALUE + "\"\\s*+:\\s*+(?=\\S)");

  private enum State {
    /** Before the value. */
    BEGINNING,
    /** Something else than was expected; kept to the end. */
    UNEXPECTED,
    /** In the value. */
    VALUE,
    /** Behind the value. */
    DONE
  }

  private final TextFilter next;
  private final StringBuilder held = new StringBuilder();
  private State state = State.BEGINNING;
  private int depth;
  private boolean inString;
  private boolean escaped;

  WrappedValue(TextFilter next) {
    this.next = next;
  }

  @Override
  public void accept(String text) {
    switch (state) {
      case BEGINNING -> begin(text);
      case UNEXPECTED -> hold(text);
      case VALUE -> value(text);
      case DONE -> {}
    }
  }

  @SuppressWarnings("JdkObsolete") // more text may still make it match
  private void begin(String text) {
    hold(text);
    Matcher beginning = BEGINNING.matcher(held);
    if (beginning.lookingAt()) {
      state = State.VALUE;
      value(held.substring(beginning.end()));
    } else if (!beginning.hitEnd()) {
      state = State.UNEXPECTED;
    }
  }

  private void hold(String text) {
    held.append(text);
    JsonFinder.checkHeld(held.length());
  }

  private void value(String text) {
    StringBuilder passed = new StringBuilder(text.length());
    for (int i = 0; i < text.length() && state == State.VALUE; i++) {
      char c = text.charAt(i);
      if (!inString && depth == 0 && (c == ',' || c == '}')) {
        state = State.DONE;
      } else if (inString || depth > 0 || !Character.isWhitespace(c)) {
        follow(c);
        passed.append(c);
      }
    }
    next.accept(passed.toString());
  }

  private void follow(char c) {
    if (inString) {
      inString = escaped || c != '"';
      escaped = !escaped && c == '\\';
    } else {
      inString = c == '"';
      depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
    }
  }

  @Override
  public void blockEnd() {
    next.blockEnd();
  }

  @Override
  public void callFollows() {
    release();
    next.callFollows();
  }

  private void release() {
    if (state == State.UNEXPECTED || state == State.BEGINNING) {
      String text = unwrapped(held.toString());
      held.setLength(0);
      state = State.BEGINNING;
      next.accept(text);
    }
  }

  @Override
  public void end(boolean partial) {
    release();
    state = State.DONE;
    next.end(partial);
  }

  private static String unwrapped(String text) {
    Map<String, @Nullable Object> object = JsonObjects.parse(text);
    return object != null && object.containsKey(AnswerFormat.VALUE)
        ? JsonObjects.write(object.get(AnswerFormat.VALUE))
        : text;
  }
}
