package io.aiportal.ollama.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.IntConsumer;

/** Compares how long work takes for one size and for four times that size, never with a clock. */
final class Growth {

  private static final int TRIES = 7;

  /** Linear work takes four times as long, quadratic work sixteen times. */
  private static final int MOST = 10;

  private Growth() {}

  /** Asserts that the work grows with its size, and not with its square. */
  static void assertLinear(int size, IntConsumer work) {
    fastest(size, work);
    long small = fastest(size, work);
    long large = fastest(4 * size, work);
    assertThat((double) large / small).as("four times the work").isLessThan(MOST);
  }

  private static long fastest(int size, IntConsumer work) {
    long fastest = Long.MAX_VALUE;
    for (int i = 0; i < TRIES; i++) {
      long start = System.nanoTime();
      work.accept(size);
      fastest = Math.min(fastest, System.nanoTime() - start);
    }
    return fastest;
  }
}
