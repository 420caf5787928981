package io.aiportal.ollama.repair;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.attempt.FailedAttempt;
import io.aiportal.ollama.attempt.Target;
import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.bedrock.BedrockException.Kind;
import io.aiportal.ollama.bedrock.BedrockRuntime;
import io.aiportal.ollama.bedrock.ConverseRequest;
import io.aiportal.ollama.bedrock.ServiceOptions;
import io.aiportal.ollama.chat.ChatCall;
import io.aiportal.ollama.chat.OutputFormat;
import io.aiportal.ollama.chat.Sampling;
import io.aiportal.ollama.chat.Turn;
import io.aiportal.ollama.model.Lesson;
import io.aiportal.ollama.model.Lessons;
import io.aiportal.ollama.model.Model;
import io.aiportal.ollama.model.ModelCatalogue;
import io.aiportal.ollama.plan.Plan;
import io.aiportal.ollama.plan.Planner;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LearnedRepairTest {

  private static final String BOTH = "This model doesn't support specifying both.";
  private static final Model MODEL =
      new Lesson(
              "everything",
              Map.of(
                  "conversation",
                  Map.of("structuredOutput", "tool"),
                  "sampling",
                  Map.of("settings", "both", "topK", "top_k", "maxStopSequences", 4)),
              Set.of())
          .applyTo(ModelCatalogue.builtIn("us-east-1").resolve("newco.seer-v1:0").orThrow());
  private static final Target PLACE =
      new Target("account", MODEL.baseModelId(), runtime(), call -> Planner.plan(call, MODEL));
  private static final ChatCall CALL =
      ChatCall.builder("m")
          .turns(List.of(Turn.user("Hi")))
          .sampling(new Sampling(0.5, 0.25, 5))
          .build();

  /** What was learned, and of what. */
  private final List<String> learned = new ArrayList<>();

  private final LearnedRepair repair =
      new LearnedRepair(
          new Lessons() {
            @Override
            public List<Lesson> of(Subject subject) {
              return List.of();
            }

            @Override
            public void learn(Subject subject, Lesson lesson) {
              learned.add(
                  String.join(" ", subject.place(), subject.region(), subject.modelId())
                      + ": "
                      + lesson.says());
            }
          });

  private static BedrockRuntime runtime() {
    return (BedrockRuntime)
        Proxy.newProxyInstance(
            BedrockRuntime.class.getClassLoader(),
            new Class<?>[] {BedrockRuntime.class},
            (proxy, method, arguments) -> method.getName().equals("region") ? "us-east-1" : null);
  }

  private @Nullable Plan repaired(ChatCall call, Plan plan, @Nullable String words) {
    BedrockException refusal = new BedrockException(Kind.VALIDATION, words, null);
    return repair.repair(call, new FailedAttempt(PLACE, plan, refusal));
  }

  @Test
  void refusal_isObeyed_andLearnedOnceThePlanIsTaken() {
    Plan plan = repaired(CALL, PLACE.plan(CALL), BOTH);
    assertThat(plan).isNotNull();
    assertThat(plan.request().inferenceConfig().temperature()).isEqualTo(0.5);
    assertThat(plan.request().inferenceConfig().topP()).isNull();
    assertThat(learned).isEmpty();
    repair.onAccepted(PLACE, plan);
    repair.onAccepted(PLACE, plan);
    assertThat(learned)
        .containsExactly(
            "account us-east-1 newco.seer-v1:0: it takes temperature or top-p, not both");
  }

  @Test
  void refusalsInTurn_areAllLearned() {
    Plan first = Objects.requireNonNull(repaired(CALL, PLACE.plan(CALL), BOTH));
    Plan second =
        Objects.requireNonNull(repaired(CALL, first, "top_k: Extra inputs are not permitted"));
    repair.onAccepted(PLACE, second);
    assertThat(learned)
        .extracting(lesson -> lesson.substring(lesson.indexOf("it ")))
        .containsExactly("it takes temperature or top-p, not both", "it takes no top-k");
  }

  /** The same words again mean more than was thought. */
  @Test
  void planThatWasRefused_isNotTriedAgain() {
    ChatCall call = CALL.toBuilder().sampling(new Sampling(0.5, 0.25, null)).build();
    Plan first = Objects.requireNonNull(repaired(call, PLACE.plan(call), BOTH));
    Plan second = Objects.requireNonNull(repaired(call, first, BOTH));
    assertThat(second.request().inferenceConfig().temperature()).isNull();
    assertThat(repaired(call, second, BOTH)).isNull();
  }

  @Test
  void whatTellsOfTheCallAlone_isObeyedAndNotLearned() {
    ChatCall formatted =
        CALL.toBuilder()
            .outputFormat(
                new OutputFormat.JsonSchema(
                    null,
                    Map.of("type", "object", "properties", Map.of("a", Map.of("type", "string"))),
                    null))
            .build();
    Plan refused = PLACE.plan(formatted);
    assertThat(refused.request().toolConfig()).isNotNull();
    Plan plan = repaired(formatted, refused, "This model doesn't support tool use.");
    assertThat(plan).isNotNull();
    assertThat(plan.request().toolConfig()).isNull();
    repair.onAccepted(PLACE, plan);
    assertThat(learned).isEmpty();
  }

  @Test
  void labelsAndGuardrailOfTheCall_stay() {
    Plan plan = PLACE.plan(CALL).withRequestMetadata(Map.of("team", "blue")).withGuardrail("gr1:4");
    ConverseRequest repaired = Objects.requireNonNull(repaired(CALL, plan, BOTH)).request();
    assertThat(repaired.requestMetadata()).isEqualTo(Map.of("team", "blue"));
    assertThat(repaired.service().guardrail()).isEqualTo(new ServiceOptions.Guardrail("gr1", "4"));
  }

  @Test
  void whatIsNotUnderstood_orChangesNothing_isNotRepaired() {
    Plan plan = PLACE.plan(CALL);
    assertThat(repaired(CALL, plan, "The moon is in the wrong phase.")).isNull();
    assertThat(repaired(CALL, plan, null)).isNull();
    assertThat(repaired(CALL, plan, "stop sequences are not supported")).isNull();
    Plan ofNobody =
        new Plan(plan.request(), plan.streaming(), plan.answer(), plan.warnings(), null);
    assertThat(repaired(CALL, ofNobody, BOTH)).isNull();
    repair.onAccepted(PLACE, plan);
    assertThat(learned).isEmpty();
  }
}
