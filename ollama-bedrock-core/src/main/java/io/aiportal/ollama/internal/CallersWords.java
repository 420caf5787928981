package io.aiportal.ollama.internal;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keeps apart, in sentences of refusals, what callers wrote from what we say: a caller is shown his
 * own words, and a log is not, as anything may stand in the wrong field.
 */
public final class CallersWords {

  private static final String LEFT_OUT = "…";

  /** What could be a name of a model, a setting or a type, and is no text. */
  private static final Pattern NAME = Pattern.compile("[\\w.:/@#$%~+*\\[\\]-]{0,256}");

  /** Not the one in "isn't". */
  private static final Pattern OPENING = Pattern.compile("(?<!\\w)'");

  private static final Pattern CLOSING = Pattern.compile("'(?!\\w)");

  private CallersWords() {}

  /** A word of a caller's as a sentence shows it: as it is if it could be a name, else quoted. */
  public static String shown(String word) {
    return NAME.matcher(word).matches()
        ? word
        : '"' + word.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /** A word of a caller's as a log shows it: as it is if it could be a name. */
  public static String logged(String word) {
    return NAME.matcher(word).matches() ? word : LEFT_OUT;
  }

  /** A sentence without what it quotes of its caller, but for names. */
  public static String leftOut(String sentence) {
    return withoutSingleQuoted(withoutDoubleQuoted(sentence));
  }

  /** What is quoted may have quotation marks itself, so it ends with the last one, or nowhere. */
  private static String withoutDoubleQuoted(String sentence) {
    int from = -1;
    int to = -1;
    for (int i = 0; i < sentence.length(); i++) {
      char c = sentence.charAt(i);
      if (c == '\\') {
        i++; // and what is escaped
      } else if (c == '"') {
        to = from < 0 || to >= 0 ? -1 : i;
        from = from < 0 ? i : from;
      }
    }
    return from < 0 ? sentence : without(sentence, from, to);
  }

  private static String withoutSingleQuoted(String sentence) {
    Matcher opening = OPENING.matcher(sentence);
    Matcher closing = CLOSING.matcher(sentence);
    int from = 0;
    while (opening.find(from)) {
      boolean closed = closing.find(opening.end());
      if (!closed || !NAME.matcher(sentence.substring(opening.end(), closing.start())).matches()) {
        return without(sentence, opening.start(), sentence.lastIndexOf('\''));
      }
      from = closing.end();
    }
    return sentence;
  }

  private static String without(String sentence, int from, int to) {
    String mark = sentence.substring(from, from + 1);
    String rest = to > from ? sentence.substring(to + 1) : "";
    return sentence.substring(0, from) + mark + LEFT_OUT + mark + rest;
  }
}
