package io.aiportal.ollama.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.IntConsumer;

/** Compares how long work takes in 32 parts, and in one piece that is 32 times as large. */
final class Growth {

  private static final int TIMES = 32;

  /**
   * Linear work takes about as long in one piece, and some more where it outgrows the processor's
   * caches; quadratic work takes 32 times as long. Who else is busy meanwhile slows down both.
   */
  private static final int MOST = 10;

  private static final int ROUNDS = 10;

  private Growth() {}

  /** Asserts that the work grows with its size, and not with its square. */
  static void assertLinear(int size, IntConsumer work) {
    long parts = Long.MAX_VALUE;
    long piece = Long.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      parts = Math.min(parts, time(TIMES, size, work));
      piece = Math.min(piece, time(1, TIMES * size, work));
      if (round > 0 && piece < MOST * parts) {
        return;
      }
    }
    assertThat((double) piece / parts).as("one piece instead of parts").isLessThan(MOST);
  }

  private static long time(int times, int size, IntConsumer work) {
    long start = System.nanoTime();
    for (int i = 0; i < times; i++) {
      work.accept(size);
    }
    return System.nanoTime() - start;
  }
}
