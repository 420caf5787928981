package io.aiportal.ollama.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ParallelLimitTest {

  private final List<String> begun = new ArrayList<>();
  private final List<CompletableFuture<?>> open = new ArrayList<>();

  @Test
  void onlySoMany_areUnderWayAtOnce() {
    new ParallelLimit(2).run(new Requests("a", 5));
    assertThat(begun).containsExactly("a0", "a1");
    end(0);
    assertThat(begun).containsExactly("a0", "a1", "a2");
    end(1);
    end(2);
    end(3);
    end(4);
    assertThat(begun).containsExactly("a0", "a1", "a2", "a3", "a4");
  }

  @Test
  void calls_takeTurns() {
    ParallelLimit limit = new ParallelLimit(1);
    limit.run(new Requests("a", 3));
    limit.run(new Requests("b", 2));
    limit.run(new Requests("c", 1));
    for (int i = 0; i < 6; i++) {
      end(i);
    }
    assertThat(begun).containsExactly("a0", "a1", "b0", "c0", "a2", "b1");
  }

  @Test
  void failedRequest_makesRoomToo() {
    ParallelLimit limit = new ParallelLimit(1);
    limit.run(new Requests("a", 2));
    open.get(0).completeExceptionally(new IllegalStateException("broken"));
    assertThat(begun).containsExactly("a0", "a1");
  }

  @Test
  void forgottenWork_isNotAskedAgain() {
    ParallelLimit limit = new ParallelLimit(1);
    Requests forgotten = new Requests("a", 3);
    limit.run(forgotten);
    limit.run(new Requests("b", 1));
    limit.forget(forgotten);
    end(0);
    end(1);
    assertThat(begun).containsExactly("a0", "b0");
    assertThat(open).hasSize(2);
  }

  @Test
  void requestsThatEndAtOnce_takeNoStack() {
    int[] made = {0};
    new ParallelLimit(3)
        .run(() -> made[0]++ < 100_000 ? CompletableFuture.completedFuture("done") : null);
    assertThat(made[0]).isGreaterThan(100_000);
  }

  @Test
  void noRequestAtAll_isNoLimit() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ParallelLimit(0))
        .withMessage("at least one request must be allowed, not 0");
  }

  private void end(int index) {
    open.get(index).complete(null);
  }

  /** Some requests that are open until they are ended. */
  private final class Requests implements ParallelLimit.Work {
    private final String name;
    private final int number;
    private int made;

    Requests(String name, int number) {
      this.name = name;
      this.number = number;
    }

    @Override
    public @Nullable CompletableFuture<?> next() {
      if (made == number) {
        return null;
      }
      begun.add(name + made++);
      CompletableFuture<?> request = new CompletableFuture<>();
      open.add(request);
      return request;
    }
  }
}
