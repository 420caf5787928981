package io.aiportal.ollama.server.http;

import io.aiportal.ollama.server.access.RequestHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Takes the password that a browser asked a person for as the key: a browser can send no other.
 *
 * <p>Only where nothing can be changed, as browsers send it with whatever another page asks for.
 */
record BasicKey(RequestHeaders headers) implements RequestHeaders {

  private static final String AUTHORIZATION = "Authorization";
  private static final String BASIC = "Basic ";

  @Override
  public @Nullable String first(String name) {
    String value = headers.first(name);
    return value != null
            && name.equals(AUTHORIZATION)
            && value.regionMatches(true, 0, BASIC, 0, BASIC.length())
        ? "Bearer " + password(value.substring(BASIC.length()).strip())
        : value;
  }

  private static String password(String encoded) {
    try {
      String pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
      return pair.substring(pair.indexOf(':') + 1);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }
}
