package io.aiportal.ollama.server.settings;

/**
 * Where to listen.
 *
 * @param host a name or an address without brackets; empty for every address of the machine
 * @param port a TCP port; 0 for one that is free
 */
public record Listen(String host, int port) {

  private static final int OLLAMA_PORT = 11434;

  /**
   * Reads an address as Ollama reads {@code OLLAMA_HOST}: a scheme sets the default port, a path is
   * ignored.
   */
  static Listen parse(String text) {
    String rest = text;
    int port = OLLAMA_PORT;
    int scheme = text.indexOf("://");
    if (scheme >= 0) {
      port = portOf(text.substring(0, scheme));
      rest = text.substring(scheme + 3);
    }
    int path = rest.indexOf('/');
    if (path >= 0) {
      rest = rest.substring(0, path);
    }
    int colon = rest.lastIndexOf(':');
    boolean address = rest.indexOf(':') != colon && !rest.startsWith("[");
    if (colon < 0 || address || rest.endsWith("]")) {
      return new Listen(host(rest.isEmpty() ? "127.0.0.1" : rest), port);
    }
    return new Listen(
        host(rest.substring(0, colon)), Values.integer(rest.substring(colon + 1), 0, 65535));
  }

  private static int portOf(String scheme) {
    return switch (scheme) {
      case "http" -> 80;
      case "https" -> 443;
      default -> throw new IllegalArgumentException(scheme);
    };
  }

  private static String host(String text) {
    String host =
        text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
    if (!host.matches("[A-Za-z0-9._:%-]*")) {
      throw new IllegalArgumentException(text);
    }
    return host;
  }

  /** The address as host and port, an IPv6 host in brackets. */
  @Override
  public String toString() {
    return (host.indexOf(':') < 0 ? host : '[' + host + ']') + ':' + port;
  }
}
