package io.aiportal.ollama.server.cache;

/** What entries of caches weigh: bytes. */
final class Weights {

  /** What an entry takes besides its key and its value. */
  private static final int BYTES_AROUND = 150;

  private Weights() {}

  static int of(long keyBytes, long valueBytes) {
    return (int) Math.min(Integer.MAX_VALUE, BYTES_AROUND + keyBytes + valueBytes);
  }
}
