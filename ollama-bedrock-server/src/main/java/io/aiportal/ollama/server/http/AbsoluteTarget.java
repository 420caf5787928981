package io.aiportal.ollama.server.http;

import org.jspecify.annotations.Nullable;

/**
 * Takes apart what a request is for where that is a whole URL, as proxies are asked for one.
 *
 * <p>Its host counts more than the {@code Host} header, as with Go; Undertow refuses a request
 * whose two differ, so that it gets to see the path alone.
 */
final class AbsoluteTarget {

  /** Where the reader stands in it. */
  private enum Part {
    START,
    SCHEME,
    /** Behind the colon, and behind one slash. */
    COLON,
    SLASH,
    HOST,
    /** A path, or something that is no URL. */
    DONE
  }

  /** What becomes of a byte. */
  enum Fate {
    KEPT,
    LEFT_OUT,
    /** Kept, behind the slash of which the path consists. */
    BEHIND_A_SLASH,
    /** There is no such URL. */
    REFUSED
  }

  private Part part = Part.START;
  private final StringBuilder host = new StringBuilder();

  /** The host, with its port if it has one; null where the target names none. */
  @Nullable String host() {
    return host.isEmpty() ? null : host.toString();
  }

  /** Takes the next byte of a target, up to the space behind it. */
  Fate take(byte c) {
    return switch (part) {
      case START -> isLetter(c) ? leftOut(Part.SCHEME) : kept();
      case SCHEME -> c == ':' ? leftOut(Part.COLON) : ofScheme(c);
      case COLON -> c == '/' ? leftOut(Part.SLASH) : Fate.REFUSED;
      case SLASH -> c == '/' ? leftOut(Part.HOST) : behindASlash();
      case HOST -> ofHost(c);
      case DONE -> Fate.KEPT;
    };
  }

  private static boolean isLetter(byte c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static Fate ofScheme(byte c) {
    boolean belongs = isLetter(c) || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
    return belongs ? Fate.LEFT_OUT : Fate.REFUSED;
  }

  private Fate ofHost(byte c) {
    if (c == '/') {
      return kept();
    }
    if (c == ' ' || c == '?') {
      return behindASlash();
    }
    if (c == '@') { // who asks is nobody's business
      host.setLength(0);
    } else {
      host.append((char) (c & 0xff));
    }
    return Fate.LEFT_OUT;
  }

  private Fate leftOut(Part next) {
    part = next;
    return Fate.LEFT_OUT;
  }

  private Fate kept() {
    part = Part.DONE;
    return Fate.KEPT;
  }

  private Fate behindASlash() {
    part = Part.DONE;
    return Fate.BEHIND_A_SLASH;
  }
}
