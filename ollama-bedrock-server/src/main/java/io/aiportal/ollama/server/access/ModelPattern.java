package io.aiportal.ollama.server.access;

import java.util.Locale;

/** Names of models with any number of {@code *}, each of which stands for any characters. */
public final class ModelPattern {

  private static final String LATEST = ":latest";

  private ModelPattern() {}

  /** Whether a name is meant, whatever the case of its letters, with or without its default tag. */
  public static boolean matches(String pattern, String name) {
    return matches(plain(pattern), 0, plain(name), 0);
  }

  private static String plain(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(LATEST) ? lower.substring(0, lower.length() - LATEST.length()) : lower;
  }

  private static boolean matches(String pattern, int from, String name, int at) {
    int star = pattern.indexOf('*', from);
    if (star < 0) {
      return name.substring(at).equals(pattern.substring(from));
    }
    String head = pattern.substring(from, star);
    if (!name.startsWith(head, at)) {
      return false;
    }
    for (int next = at + head.length(); next <= name.length(); next++) {
      if (matches(pattern, star + 1, name, next)) {
        return true;
      }
    }
    return false;
  }
}
