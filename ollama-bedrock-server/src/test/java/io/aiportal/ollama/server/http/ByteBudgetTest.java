package io.aiportal.ollama.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ByteBudgetTest {

  private final ByteBudget budget = new ByteBudget(100);

  @Test
  void part_grows_untilNothingIsFree() {
    ByteBudget.Part one = budget.part();
    ByteBudget.Part other = budget.part();
    assertThat(one.grow(60)).isTrue();
    assertThat(other.grow(41)).isFalse();
    assertThat(budget.free()).isEqualTo(40);
    assertThat(other.grow(40)).isTrue();
    assertThat(budget.free()).isZero();
    assertThat(budget.total()).isEqualTo(100);
  }

  @Test
  void shrink_givesBack_noMoreThanIsHeld() {
    ByteBudget.Part part = budget.part();
    part.grow(50);
    part.shrink(20);
    assertThat(budget.free()).isEqualTo(70);
    part.shrink(1_000);
    assertThat(budget.free()).isEqualTo(100);
  }

  @Test
  void release_givesBackAll_once() {
    ByteBudget.Part part = budget.part();
    part.grow(50);
    part.release();
    part.release();
    assertThat(budget.free()).isEqualTo(100);
  }

  @Test
  void releasedPart_doesNotGrow() {
    ByteBudget.Part part = budget.part();
    part.release();
    assertThat(part.grow(1)).isFalse();
    assertThat(budget.free()).isEqualTo(100);
  }

  @Test
  void manyThreads_neverReserveMoreThanThereIs() throws Exception {
    Thread[] threads = new Thread[4];
    for (int i = 0; i < threads.length; i++) {
      threads[i] =
          new Thread(
              () -> {
                for (int round = 0; round < 20_000; round++) {
                  ByteBudget.Part part = budget.part();
                  if (part.grow(60) && budget.free() > 40) {
                    throw new AssertionError("more was free than can be");
                  }
                  part.release();
                }
              });
      threads[i].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(budget.free()).isEqualTo(100);
  }
}
