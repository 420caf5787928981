package io.aiportal.ollama.server.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.CallEstimate;
import io.aiportal.ollama.bedrock.TokenUsage;
import io.aiportal.ollama.model.Model;
import io.aiportal.ollama.model.ModelCatalogue;
import io.aiportal.ollama.server.limits.Limit.Unit;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/** Two keys that ask for four times of what there is get equal parts of it, and all of it. */
class FairSharesTest {

  private static final Model MODEL =
      ModelCatalogue.builtIn("us-east-1").resolve("nova-lite").orThrow();

  private static final int MINUTES = 10;

  private final TestTime time = new TestTime("2026-11-26T12:00:00Z");
  private final AdmissionQueue queue =
      new AdmissionQueue(
          new Reserve(
              new MemoryLimitStore(time::nanoTime), new MemoryLedger(time), model -> null, time),
          time,
          time::nanoTime,
          1_000,
          Duration.ofSeconds(10));
  private final Map<String, Long> used = new HashMap<>();
  private final Random random = new Random(7);

  /** One call; its answer takes a while, and fewer tokens than it might. */
  private void ask(String key, Limit limit, int prompt, int answer) {
    CallEstimate estimate = new CallEstimate(MODEL, prompt, answer);
    long amount = limit.unit() == Unit.TOKENS ? estimate.reservedTokens() : 1;
    Demand demand =
        new Demand(
            new Party(key, ""),
            estimate,
            List.of(new Claim(limit, amount)),
            List.of(),
            List.of(),
            null);
    queue
        .enter(demand)
        .thenAccept(
            admission -> {
              if (admission.refusal() == null) {
                TokenUsage took =
                    new TokenUsage(prompt / 2, answer / 4 + random.nextInt(answer / 4), 0, 0);
                time.schedule(
                    () -> {
                      used.merge(key, estimate.takenTokens(took), Long::sum);
                      admission.settle(took, false, null);
                    },
                    Duration.ofMillis(500 + random.nextInt(1_000)));
              }
            });
  }

  /** Each key asks for twice of what there is for both. */
  private void overload(Limit limit, int callsOfASecond) {
    for (int tick = 0; tick < MINUTES * 600; tick++) {
      if (tick % 10 < callsOfASecond) {
        ask("a", limit, 200, 400);
        ask("b", limit, 200, 400);
      }
      time.pass(Duration.ofMillis(100));
    }
  }

  private void assertFair() {
    double a = used.getOrDefault("a", 0L);
    double b = used.getOrDefault("b", 0L);
    assertThat(a).isCloseTo(b, Percentage.withPercentage(5));
  }

  @Test
  void tokensOfAModel_areShared() {
    // Some 250 tokens are taken by a call, and each key asks for five calls a second.
    Limit limit = new Limit(Subject.model("nova-lite", "nova-lite"), Unit.TOKENS, 250 * 150);
    overload(limit, 5);
    assertFair();
    double all = used.values().stream().mapToLong(Long::longValue).sum();
    assertThat(all).isGreaterThan(0.95 * limit.most() * MINUTES);
  }

  @Test
  void requestsOfAModel_areShared() {
    overload(new Limit(Subject.model("nova-lite", "nova-lite"), Unit.REQUESTS, 150), 5);
    assertFair();
  }

  @Test
  void openAnswersOfAModel_areShared() {
    overload(new Limit(Subject.model("nova-lite", "nova-lite"), Unit.OPEN_ANSWERS, 2), 4);
    assertFair();
  }

  /** Who asks for larger answers has fewer of them. */
  @Test
  void keysThatAskForDifferentAnswers_haveEqualParts() {
    Limit limit = new Limit(Subject.model("nova-lite", "nova-lite"), Unit.TOKENS, 250 * 150);
    for (int tick = 0; tick < MINUTES * 600; tick++) {
      if (tick % 2 == 0) {
        ask("a", limit, 200, 400);
      }
      if (tick % 10 == 0) {
        ask("b", limit, 1_000, 2_000);
      }
      time.pass(Duration.ofMillis(100));
    }
    assertFair();
  }
}
