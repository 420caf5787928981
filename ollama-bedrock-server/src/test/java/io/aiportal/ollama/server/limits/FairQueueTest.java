package io.aiportal.ollama.server.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FairQueueTest {

  private static final Party A = new Party("a", "");
  private static final Party B = new Party("b", "");
  private static final Party ANN = new Party("a", "ann");
  private static final Party BOB = new Party("a", "bob");

  private final FairQueue<String> queue = new FairQueue<>();

  private void add(Party party, String... waiters) {
    for (String waiter : waiters) {
      queue.add(party, waiter);
    }
  }

  private @Nullable String serve(long amount, Party... parties) {
    String first = queue.first(waiter -> true);
    for (Party party : parties) {
      if (first != null && queue.serve(party, first, amount)) {
        return first;
      }
    }
    return null;
  }

  private List<String> all(Party... parties) {
    List<String> order = new ArrayList<>();
    for (String next = serve(1, parties); next != null; next = serve(1, parties)) {
      order.add(next);
    }
    return order;
  }

  @Test
  void keys_takeTurns_andEachIsFirstInFirstOut() {
    add(A, "a1", "a2", "a3", "a4");
    add(B, "b1", "b2");
    assertThat(queue.size()).isEqualTo(6);
    assertThat(all(A, B)).containsExactly("a1", "b1", "a2", "b2", "a3", "a4");
    assertThat(queue.size()).isZero();
  }

  @Test
  void personsOfAKey_shareItsShare() {
    add(ANN, "a1", "a2", "a3", "a4");
    add(BOB, "b1", "b2");
    add(B, "x1", "x2", "x3", "x4");
    assertThat(all(ANN, BOB, B))
        .containsExactly("a1", "x1", "b1", "x2", "a2", "x3", "b2", "x4", "a3", "a4");
  }

  @Test
  void largeCalls_countForMore() {
    add(A, "a1", "a2");
    add(B, "b1", "b2", "b3", "b4");
    assertThat(serve(3, A, B)).isEqualTo("a1");
    assertThat(serve(1, A, B)).isEqualTo("b1");
    assertThat(serve(1, A, B)).isEqualTo("b2");
    assertThat(serve(1, A, B)).isEqualTo("b3");
    assertThat(serve(1, A, B)).isEqualTo("a2");
  }

  @Test
  void whatIsGivenBack_bringsTheNextTurnSooner() {
    add(A, "a1", "a2");
    add(B, "b1", "b2");
    assertThat(serve(10, A, B)).isEqualTo("a1");
    queue.giveBack(A, 9);
    queue.giveBack(new Party("nobody", ""), 9);
    queue.giveBack(new Party("a", "nobody"), 0);
    assertThat(serve(5, A, B)).isEqualTo("b1");
    assertThat(serve(1, A, B)).isEqualTo("a2");
  }

  @Test
  void whoeverComesLate_hasSavedNothingUp() {
    add(A, "a1", "a2", "a3", "a4");
    serve(1, A);
    serve(1, A);
    add(B, "b1", "b2", "b3");
    assertThat(all(A, B)).containsExactly("b1", "a3", "b2", "a4", "b3");
  }

  /** Whose only call is served does not begin anew with the next one. */
  @Test
  void whoeverComesOneByOne_hasNoMoreThanItsShare() {
    add(B, "b1", "b2", "b3", "b4");
    List<String> order = new ArrayList<>();
    for (int i = 1; i <= 4; i++) {
      add(A, "a" + i);
      order.add(serve(1, A, B));
      order.add(serve(1, A, B));
    }
    assertThat(order).containsExactlyInAnyOrder("a1", "a2", "a3", "a4", "b1", "b2", "b3", "b4");
    assertThat(order.subList(0, 4)).filteredOn(one -> one.startsWith("a")).hasSize(2);
  }

  @Test
  void whoeverCannotBeServed_isPassedOver() {
    add(A, "a1", "a2");
    add(B, "b1");
    assertThat(queue.first(waiter -> !waiter.equals("a1"))).isEqualTo("a2");
    assertThat(queue.first(waiter -> waiter.startsWith("b"))).isEqualTo("b1");
    assertThat(queue.first(waiter -> false)).isNull();
  }

  @Test
  void whoeverLeaves_isGoneOnce() {
    add(A, "a1", "a2");
    assertThat(queue.remove(A, "a1")).isTrue();
    assertThat(queue.remove(A, "a1")).isFalse();
    assertThat(queue.remove(B, "b1")).isFalse();
    assertThat(queue.serve(A, "a1", 1)).isFalse();
    assertThat(queue.size()).isOne();
    assertThat(all(A)).containsExactly("a2");
  }
}
