package io.aiportal.ollama.internal;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The SHA-256 of texts. */
public final class Sha256 {

  private Sha256() {}

  /** The 32 bytes for a text in UTF-8. */
  public static byte[] of(String text) {
    return empty().digest(text.getBytes(StandardCharsets.UTF_8));
  }

  /** A digest into which nothing was put yet. */
  public static MessageDigest empty() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
