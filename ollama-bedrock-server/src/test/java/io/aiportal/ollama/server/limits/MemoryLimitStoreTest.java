package io.aiportal.ollama.server.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.server.limits.Limit.Unit;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryLimitStoreTest {

  private static final Subject TEAM = Subject.key("team-a");
  private static final Limit REQUESTS = new Limit(TEAM, Unit.REQUESTS, 60);
  private static final Limit TOKENS = new Limit(TEAM, Unit.TOKENS, 6_000);
  private static final Limit OPEN = new Limit(TEAM, Unit.OPEN_ANSWERS, 2);

  private final TestTime time = new TestTime("2026-11-26T12:00:00Z");
  private final MemoryLimitStore store = new MemoryLimitStore(time::nanoTime);

  private Standing take(Limit limit, long amount) {
    return store.take(List.of(new Claim(limit, amount))).join().get(0);
  }

  @Test
  void minute_isThereAtOnce_andComesBackBitByBit() {
    assertThat(take(REQUESTS, 60))
        .isEqualTo(new Standing(REQUESTS, 0, Duration.ZERO, Duration.ofMinutes(1)));
    assertThat(take(REQUESTS, 1).delay()).isEqualTo(Duration.ofSeconds(1));
    time.pass(Duration.ofSeconds(2));
    assertThat(take(REQUESTS, 1))
        .isEqualTo(new Standing(REQUESTS, 1, Duration.ZERO, Duration.ofSeconds(59)));
    time.pass(Duration.ofHours(1));
    assertThat(take(REQUESTS, 1).left()).isEqualTo(59);
  }

  @Test
  void giveBack_makesRoom_andNeverMoreThanThereWas() {
    take(TOKENS, 6_000);
    store.giveBack(List.of(new Claim(TOKENS, 4_000)));
    assertThat(take(TOKENS, 1_000).left()).isEqualTo(3_000);
    store.giveBack(List.of(new Claim(TOKENS, 9_000)));
    assertThat(take(TOKENS, 1).left()).isEqualTo(5_999);
  }

  @Test
  void whatWasTakenBeyondIt_isPaidBackByTime() {
    take(TOKENS, 6_000);
    store.giveBack(List.of(new Claim(TOKENS, -600)));
    Standing standing = take(TOKENS, 100);
    assertThat(standing.left()).isZero();
    assertThat(standing.delay()).isEqualTo(Duration.ofSeconds(7));
    time.pass(Duration.ofSeconds(7));
    assertThat(take(TOKENS, 100).isShort()).isFalse();
  }

  @Test
  void callLargerThanItsLimit_takesAllOfIt() {
    assertThat(take(TOKENS, 50_000).left()).isZero();
    assertThat(take(TOKENS, 50_000).delay()).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void openAnswers_comeBackWhenTheyEnd() {
    assertThat(take(OPEN, 1).left()).isOne();
    assertThat(take(OPEN, 1).left()).isZero();
    assertThat(take(OPEN, 1).delay()).isNull();
    store.giveBack(List.of(new Claim(OPEN, 1)));
    assertThat(take(OPEN, 1).isShort()).isFalse();
  }

  @Test
  void severalLimits_areTakenTogetherOrNotAtAll() {
    take(OPEN, 2);
    List<Standing> standings =
        store.take(List.of(new Claim(REQUESTS, 1), new Claim(OPEN, 1))).join();
    assertThat(standings).extracting(Standing::isShort).containsExactly(false, true);
    assertThat(standings).extracting(Standing::left).containsExactly(60L, 0L);
    assertThat(take(REQUESTS, 60).isShort()).isFalse();
  }

  @Test
  void limitThatChanges_keepsItsShare() {
    take(REQUESTS, 30);
    assertThat(take(new Limit(TEAM, Unit.REQUESTS, 120), 60).left()).isZero();
    assertThat(take(new Limit(TEAM, Unit.OPEN_ANSWERS, 1), 1).isShort()).isFalse();
    assertThat(take(OPEN, 1).isShort()).isFalse();
  }

  @Test
  void othersHaveTheirOwn() {
    take(REQUESTS, 60);
    Limit others = new Limit(Subject.person("team-a", "team-a"), Unit.REQUESTS, 60);
    assertThat(take(others, 60).isShort()).isFalse();
  }

  @Test
  void whoeverWentLongAgo_isForgotten() {
    for (int i = 0; i < 30_000; i++) {
      take(new Limit(Subject.person("team-a", "p" + i), Unit.OPEN_ANSWERS, 1), 1);
      store.giveBack(
          List.of(
              new Claim(new Limit(Subject.person("team-a", "p" + i), Unit.OPEN_ANSWERS, 1), 1)));
    }
    assertThat(store.size()).isLessThanOrEqualTo(10_001);
  }
}
