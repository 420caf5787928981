package io.aiportal.ollama.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.bedrock.BedrockException.Kind;
import io.aiportal.ollama.chat.ChatCall;
import io.aiportal.ollama.plan.Plan;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Requests that Bedrock refuses are planned anew. */
class ExchangeRepairsTest extends ExchangeFixture {

  /** What was learned of a model needs one class, and nothing here. */
  @Test
  void learnedRepair_isOneClassAndWaitsForNothing() {
    class Learned implements PlanRepair {
      @Override
      public Plan repair(ChatCall call, FailedAttempt failed) {
        return String.valueOf(failed.failure().getMessage()).contains("topP")
            ? plan("repaired", true)
            : null;
      }
    }
    BedrockException refusal = new BedrockException(Kind.VALIDATION, "topP is not taken", null);
    run(
        List.of(target(bedrock.thenFail(refusal).then(ExchangeFixture::answerWhole), "m", true)),
        new Learned(),
        Attempts.Mode.STREAMED);
    assertThat(bedrock.call(1).request.modelId()).isEqualTo("repaired");
    assertThat(reader.heard).contains("complete");
  }

  @Test
  void repairs_areThreeAtMost() {
    BedrockException refusal = failure(Kind.VALIDATION);
    for (int i = 0; i < 10; i++) {
      bedrock.thenFail(refusal);
    }
    int[] made = {0};
    run(
        List.of(target(bedrock, "m", true)),
        (call, failed) -> plan("repair" + ++made[0], true),
        Attempts.Mode.STREAMED);
    assertThat(bedrock.calls).hasSize(4);
    assertThat(reader.error).isNotNull();
  }

  @Test
  void repairThatWasRefusedBefore_isNotMadeAgain() {
    bedrock.thenFail(failure(Kind.VALIDATION)).thenFail(failure(Kind.VALIDATION));
    run(
        List.of(target(bedrock, "m", true)),
        (call, failed) -> plan("same", true),
        Attempts.Mode.STREAMED);
    assertThat(bedrock.calls).hasSize(2);
    assertThat(reader.error).isNotNull();
  }

  @Test
  void repairedPlan_isWhatIsTriedAgain() {
    run(
        List.of(
            target(
                bedrock
                    .thenFail(failure(Kind.VALIDATION))
                    .thenFail(THROTTLED)
                    .then(ExchangeFixture::answerWhole),
                "m",
                true)),
        (call, failed) -> plan("repaired", true),
        Attempts.Mode.STREAMED);
    time.pass(SECOND.multipliedBy(2));
    assertThat(bedrock.calls)
        .extracting(call -> call.request.modelId())
        .containsExactly("m", "repaired", "repaired");
    assertThat(reader.heard).contains("complete");
  }

  @Test
  void repair_hearsWhichPlanWasAnswered() {
    List<String> accepted = new ArrayList<>();
    class Learning implements PlanRepair {
      @Override
      public Plan repair(ChatCall call, FailedAttempt failed) {
        return plan("repaired", true);
      }

      @Override
      public void onAccepted(Target target, Plan plan) {
        accepted.add(target.name() + " " + plan.request().modelId());
        throw new IllegalStateException("a repair has no say in an answer");
      }
    }
    BedrockException refusal = failure(Kind.VALIDATION);
    Target target = target(bedrock.thenFail(refusal).then(ExchangeFixture::answerWhole), "m", true);
    run(List.of(target), new Learning(), Attempts.Mode.STREAMED);
    assertThat(accepted).containsExactly(target.name() + " repaired");
    assertThat(reader.heard).contains("complete");
    run(List.of(target), new Learning(), Attempts.Mode.WHOLE);
    bedrock.wholeCalls.get(0).completeExceptionally(refusal);
    assertThat(accepted).hasSize(1);
    bedrock.wholeCalls.get(1).complete(whole());
    assertThat(accepted).hasSize(2);
  }

  @Test
  void throttling_isNoRefusalToRepair() {
    run(
        List.of(target(bedrock.thenFail(THROTTLED), "m", true)),
        (call, failed) -> plan("repaired", true),
        Attempts.Mode.STREAMED);
    assertThat(bedrock.calls).hasSize(1);
    time.pass(SECOND);
    assertThat(bedrock.call(1).request.modelId()).isEqualTo("m");
  }
}
