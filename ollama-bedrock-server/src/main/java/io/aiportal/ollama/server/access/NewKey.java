package io.aiportal.ollama.server.access;

import io.aiportal.ollama.internal.Sha256;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/**
 * A key that nobody had before.
 *
 * @param secret what its client shows
 * @param sha256 what the server knows of it, in lower-case hexadecimal digits
 */
public record NewKey(String secret, String sha256) {

  private static final int BYTES = 32;

  /** What clients of OpenAI's API expect a key to begin with, and scanners for secrets look for. */
  private static final String PREFIX = "sk-";

  /** Makes one. */
  public static NewKey make() {
    byte[] random = new byte[BYTES];
    new SecureRandom().nextBytes(random);
    String secret = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    return new NewKey(secret, HexFormat.of().formatHex(Sha256.of(secret)));
  }

  /** Only what may be known. */
  @Override
  public String toString() {
    return "NewKey[sha256=" + sha256 + ']';
  }
}
