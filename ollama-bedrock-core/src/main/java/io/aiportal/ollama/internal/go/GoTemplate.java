package io.aiportal.ollama.internal.go;

import org.jspecify.annotations.Nullable;

/**
 * Finds what Go's template parser trips over first in the templates that people get wrong: an
 * action that does not end. Nothing else of a template is looked at, as none has an effect here.
 */
public final class GoTemplate {

  private static final String LEFT = "{{";
  private static final String RIGHT = "}}";

  private GoTemplate() {}

  /** What is wrong with a template, in Go's words; null for nothing that is looked for. */
  public static @Nullable String fault(String template) {
    for (int left = template.indexOf(LEFT); left >= 0; ) {
      int right = end(template, left + LEFT.length());
      if (right < 0) {
        long line = 1 + template.chars().limit(left).filter(c -> c == '\n').count();
        return "template: :" + line + ": unclosed action";
      }
      left = template.indexOf(LEFT, right);
    }
    return null;
  }

  /** Behind the end of an action; texts in it may hold what looks like one. Negative for none. */
  private static int end(String template, int begin) {
    for (int at = begin; at < template.length(); at++) {
      char c = template.charAt(at);
      if (c == '"' || c == '`') {
        at = quoteEnd(template, at, c);
        if (at < 0) {
          return -1;
        }
      } else if (template.startsWith(RIGHT, at)) {
        return at + RIGHT.length();
      }
    }
    return -1;
  }

  private static int quoteEnd(String template, int begin, char quote) {
    for (int at = begin + 1; at < template.length(); at++) {
      if (template.charAt(at) == quote) {
        return at;
      }
      if (quote == '"' && template.charAt(at) == '\\') {
        at++;
      }
    }
    return -1;
  }
}
