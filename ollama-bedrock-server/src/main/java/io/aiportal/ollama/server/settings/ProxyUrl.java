package io.aiportal.ollama.server.settings;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * Where a proxy is, and who may use it.
 *
 * @param scheme how the proxy itself is spoken to: {@code http} or {@code https}
 * @param host its host
 * @param port its port
 * @param username who uses it; empty for nobody in particular
 * @param password the user's password; empty for none
 */
public record ProxyUrl(
    String scheme, String host, int port, Optional<String> username, Optional<Secret> password) {

  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;

  /** Reads a proxy as curl does: without a scheme it is spoken to by HTTP. */
  static ProxyUrl parse(String text) {
    URI uri = URI.create(text.contains("://") ? text : "http://" + text);
    String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
    boolean secure = scheme.equals("https");
    if (!(secure || scheme.equals("http")) || uri.getHost() == null) {
      throw new IllegalArgumentException("no URL of a proxy");
    }
    int usual = secure ? HTTPS_PORT : HTTP_PORT;
    return new ProxyUrl(
        scheme,
        uri.getHost(),
        uri.getPort() < 0 ? usual : uri.getPort(),
        userInfo(uri, 0),
        userInfo(uri, 1).map(Secret::new));
  }

  private static Optional<String> userInfo(URI uri, int part) {
    if (uri.getRawUserInfo() == null) {
      return Optional.empty();
    }
    String[] parts = uri.getRawUserInfo().split(":", 2);
    return part < parts.length
        ? Optional.of(
            // Blanks are written as %20 here; a plus is one.
            URLDecoder.decode(parts[part].replace("+", "%2B"), StandardCharsets.UTF_8))
        : Optional.empty();
  }
}
