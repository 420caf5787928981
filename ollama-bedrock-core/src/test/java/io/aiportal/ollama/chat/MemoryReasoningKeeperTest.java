package io.aiportal.ollama.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.attempt.ManualScheduler;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryReasoningKeeperTest {

  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final ManualScheduler time = new ManualScheduler();

  private MemoryReasoningKeeper keeper(int entries, long bytes) {
    return new MemoryReasoningKeeper(entries, bytes, HOUR, time.clock());
  }

  private static KeptReasoning thought(String text) {
    return new KeptReasoning(List.of(new ChatContent.ReasoningText(text, "signature")), List.of());
  }

  private static List<String> found(ReasoningKeeper keeper, String... keys) {
    return keeper.find(List.of(keys)).join().keySet().stream().sorted().toList();
  }

  @Test
  void whatIsKept_isFoundUnderEachOfItsKeys() {
    MemoryReasoningKeeper keeper = keeper(10, 10_000);
    keeper.keep(List.of("a", "b"), thought("hm"));
    assertThat(keeper.find(List.of("a", "b", "c")).join())
        .containsOnlyKeys("a", "b")
        .containsValue(thought("hm"));
    assertThat(keeper.bytes()).isEqualTo(thought("hm").bytes());
  }

  @Test
  void entriesBeyondTheirNumber_goInTheOrderOfTheirUse() {
    MemoryReasoningKeeper keeper = keeper(2, 10_000);
    keeper.keep(List.of("a"), thought("1"));
    keeper.keep(List.of("b"), thought("2"));
    assertThat(found(keeper, "a")).containsExactly("a");
    keeper.keep(List.of("c"), thought("3"));
    assertThat(found(keeper, "a", "b", "c")).containsExactly("a", "c");
    assertThat(keeper.size()).isEqualTo(2);
  }

  @Test
  void bytesBeyondTheirNumber_goToo_andOneThatIsTooLargeIsNotKept() {
    long one = thought("x".repeat(1000)).bytes();
    MemoryReasoningKeeper keeper = keeper(100, 2 * one);
    keeper.keep(List.of("a"), thought("x".repeat(1000)));
    keeper.keep(List.of("b"), thought("x".repeat(1000)));
    assertThat(found(keeper, "a", "b")).hasSize(2);
    keeper.keep(List.of("c"), thought("x"));
    assertThat(found(keeper, "a", "b", "c")).containsExactly("b", "c");
    keeper.keep(List.of("d"), thought("x".repeat(4000)));
    assertThat(keeper.size()).isZero();
    assertThat(keeper.bytes()).isZero();
  }

  @Test
  void whatIsPutInPlaceOfAnother_countsOnce() {
    MemoryReasoningKeeper keeper = keeper(10, 100_000);
    keeper.keep(List.of("a"), thought("x".repeat(500)));
    keeper.keep(List.of("a"), thought("y"));
    assertThat(keeper.bytes()).isEqualTo(thought("y").bytes());
    assertThat(keeper.find(List.of("a")).join()).containsValue(thought("y"));
  }

  @Test
  void keeperThatKeepsNothing_findsNothing() {
    ReasoningKeeper.NOOP.keep(List.of("a"), thought("hm"));
    assertThat(found(ReasoningKeeper.NOOP, "a")).isEmpty();
  }

  @Test
  void whatNobodyAsksFor_isForgottenInTime() {
    MemoryReasoningKeeper keeper = keeper(10, 10_000);
    keeper.keep(List.of("a"), thought("1"));
    keeper.keep(List.of("b"), thought("2"));
    time.pass(HOUR.minus(SECOND));
    assertThat(found(keeper, "a")).containsExactly("a");
    time.pass(SECOND);
    assertThat(found(keeper, "a", "b")).containsExactly("a");
    assertThat(keeper.size()).isEqualTo(1);
    time.pass(HOUR);
    keeper.keep(List.of("c"), thought("3"));
    assertThat(keeper.size()).isEqualTo(1);
    assertThat(keeper.bytes()).isEqualTo(thought("3").bytes());
  }
}
