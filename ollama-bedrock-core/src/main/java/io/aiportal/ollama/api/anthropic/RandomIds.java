package io.aiportal.ollama.api.anthropic;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/** Makes ids that no two answers have in common; they are no secrets. */
final class RandomIds {

  private static final int BYTES = 12;

  private RandomIds() {}

  /** A new id: a prefix and 24 hexadecimal digits. */
  static String next(String prefix) {
    byte[] random = new byte[BYTES];
    ThreadLocalRandom.current().nextBytes(random);
    return prefix + HexFormat.of().formatHex(random);
  }
}
