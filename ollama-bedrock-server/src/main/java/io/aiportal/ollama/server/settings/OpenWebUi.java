package io.aiportal.ollama.server.settings;

import java.util.Locale;
import java.util.function.Predicate;

/**
 * Which requests are answered as Open WebUI needs it: it shows no error that comes within an
 * answer, and offers tools to every model.
 */
public enum OpenWebUi {
  /** Those that carry its headers, which it sends where it forwards who its user is. */
  DETECT,
  /** All of them. */
  ALL,
  /** None. */
  NONE;

  private static final String HEADERS = "x-openwebui-";

  static OpenWebUi parse(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }

  /**
   * Whether a request is one of them.
   *
   * @param hasHeader tells whether one of its headers has a name that is asked for
   */
  public boolean isCalling(Predicate<Predicate<String>> hasHeader) {
    return switch (this) {
      case ALL -> true;
      case NONE -> false;
      case DETECT -> hasHeader.test(name -> name.toLowerCase(Locale.ROOT).startsWith(HEADERS));
    };
  }
}
