package io.aiportal.ollama.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.IntConsumer;

/** Compares how long work takes for one size and for 32 times that size. */
final class Growth {

  private static final int TIMES = 32;

  /**
   * Linear work takes 32 times as long, and some more where it outgrows the processor's caches or
   * others are busy too; quadratic work takes 1,024 times as long.
   */
  private static final int MOST = 320;

  private static final int ROUNDS = 10;

  private Growth() {}

  /** Asserts that the work grows with its size, and not with its square. */
  static void assertLinear(int size, IntConsumer work) {
    long small = Long.MAX_VALUE;
    long large = Long.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      small = Math.min(small, time(size, work));
      large = Math.min(large, time(TIMES * size, work));
      if (round > 1 && large < MOST * small) {
        return;
      }
    }
    assertThat((double) large / small).as("%d times the work", TIMES).isLessThan(MOST);
  }

  private static long time(int size, IntConsumer work) {
    long start = System.nanoTime();
    work.accept(size);
    return System.nanoTime() - start;
  }
}
