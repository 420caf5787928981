package io.aiportal.ollama.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.bedrock.BedrockException.Kind;
import io.aiportal.ollama.bedrock.BedrockRuntime;
import io.aiportal.ollama.bedrock.ContentBlock;
import io.aiportal.ollama.bedrock.ServiceOptions;
import io.aiportal.ollama.chat.CallContext;
import io.aiportal.ollama.chat.CallDefaults;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.CallObservation;
import io.aiportal.ollama.chat.ChatCall;
import io.aiportal.ollama.chat.ChatContent;
import io.aiportal.ollama.chat.ModelRights;
import io.aiportal.ollama.chat.Turn;
import io.aiportal.ollama.model.Model;
import io.aiportal.ollama.model.ModelCatalogue;
import io.aiportal.ollama.model.ModelOverride;
import io.aiportal.ollama.model.Residency;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Several places behind one name. */
class PooledRoutingTest {

  private static final String NOVA = "nova-lite";
  private static final List<String> HAIKU = List.of("claude-haiku-4.5");

  private final ManualScheduler time = new ManualScheduler();
  private final Random random = new Random(7);
  private final Attempts attempts =
      new Attempts(RetryPolicy.DEFAULT, TimeLimits.DEFAULT, time, time.clock(), random::nextDouble);

  private final ScriptedRuntime first = new ScriptedRuntime("eu-central-1");
  private final ScriptedRuntime second = new ScriptedRuntime("eu-west-1");
  private PooledRouting pool = pool(Map.of(), place(first), place(second));

  private static Place place(BedrockRuntime runtime) {
    ModelCatalogue catalogue = ModelCatalogue.builtIn(runtime.region());
    return new Place(runtime.region(), runtime, () -> catalogue);
  }

  private PooledRouting pool(Map<String, List<String>> fallbacks, Place... places) {
    return new PooledRouting(List.of(places), fallbacks, time.clock());
  }

  private static Model model(String name) {
    return ModelCatalogue.builtIn("eu-central-1").resolve(name).orThrow();
  }

  private static ChatCall saying(String text) {
    return ChatCall.of(NOVA, List.of(Turn.user(text)));
  }

  private Targets targets(String text) {
    return pool.targets(saying(text), model(NOVA), CallContext.NONE);
  }

  private static FailedAttempt failed(Target target, Kind kind) {
    return new FailedAttempt(
        target, target.plan(saying("Hi")), new BedrockException(kind, "no", null));
  }

  private static FailedAttempt throttled(Target target, Duration retryAfter) {
    return new FailedAttempt(
        target, target.plan(saying("Hi")), ExchangeFixture.throttledFor(retryAfter));
  }

  private static Target next(Targets targets, FailedAttempt... failed) {
    Target next = targets.next(List.of(failed));
    assertThat(next).isNotNull();
    return next;
  }

  @Tag("slow")
  @ParameterizedTest
  @CsvSource({"0.5, 30", "1, 60", "2, 1"})
  void threefoldOverload_usesWhatThereIs_andTurnsNobodyAwayWhileThereIsRoom(
      double perSecond, double burst) {
    List<QuotaRuntime> places =
        List.of(
            new QuotaRuntime("eu-central-1", perSecond, burst, time.clock()),
            new QuotaRuntime("eu-west-1", 2 * perSecond, burst, time.clock()),
            new QuotaRuntime("eu-north-1", 3 * perSecond, burst, time.clock()));
    pool = pool(Map.of(), places.stream().map(PooledRoutingTest::place).toArray(Place[]::new));
    Duration all = Duration.ofMinutes(4);
    List<Integer> placesWithRoom = new ArrayList<>();
    int[] calls = {0};
    long pause = (long) (1e9 / (3 * 6 * perSecond));
    arrive(Duration.ofNanos(pause), () -> call("Question " + calls[0]++, places, placesWithRoom));
    time.pass(all);
    double room = all.toSeconds() * 6 * perSecond + 3 * burst;
    int used = places.stream().mapToInt(place -> place.answered.size()).sum();
    assertThat(used / room).isBetween(0.95, 1.0);
    assertThat(placesWithRoom).isNotEmpty().containsOnly(0);
    for (QuotaRuntime place : places) {
      assertThat(place.asked).isLessThan(9 * calls[0]);
    }
  }

  private void arrive(Duration pause, Runnable call) {
    time.schedule(
        () -> {
          call.run();
          arrive(pause, call);
        },
        pause);
  }

  private void call(String text, List<QuotaRuntime> places, List<Integer> placesWithRoom) {
    RecordingReader reader = new RecordingReader();
    reader.trouble =
        what -> {
          if (what.equals("error")) {
            assertThat(reader.error.kind()).isEqualTo(CallException.Kind.THROTTLED);
            placesWithRoom.add((int) places.stream().filter(QuotaRuntime::hasRoom).count());
          }
        };
    ChatCall call = saying(text);
    attempts.start(
        Asked.of(call, pool.targets(call, model(NOVA), CallContext.NONE), PlanRepair.NOOP),
        Attempts.Mode.WHOLE,
        CallContext.NONE,
        CallObservation.NOOP,
        reader,
        reader);
  }

  @Test
  void restingPlaces_areToldWithTheirEnd_untilItHasCome() {
    Targets targets = targets("Hi");
    Target one = next(targets);
    Target other = next(targets, throttled(one, Duration.ofSeconds(30)));
    next(targets, throttled(one, Duration.ofSeconds(30)), throttled(other, Duration.ofSeconds(20)));
    RestingPlace longer =
        new RestingPlace(
            "eu-central-1",
            "amazon.nova-lite-v1:0",
            time.clock().instant().plus(Duration.ofSeconds(30)));
    assertThat(pool.resting())
        .containsExactly(
            longer,
            new RestingPlace(
                "eu-west-1",
                "amazon.nova-lite-v1:0",
                time.clock().instant().plus(Duration.ofSeconds(20))));
    time.pass(Duration.ofSeconds(20));
    assertThat(pool.resting()).containsExactly(longer);
    time.pass(Duration.ofSeconds(10));
    assertThat(pool.resting()).isEmpty();
  }

  @Test
  void primary_isFirst_andOthersFollowWhereItHasNoRoom() {
    Targets targets = targets("Hi");
    Target primary = next(targets);
    assertThat(primary.name()).isEqualTo("eu-central-1");
    Target other = next(targets, failed(primary, Kind.THROTTLING));
    assertThat(other.name()).isEqualTo("eu-west-1");
    assertThat(other.plan(saying("Hi")).request().modelId()).isEqualTo("eu.amazon.nova-lite-v1:0");
  }

  @Test
  void refusalOfTheRequest_goesNowhereElse() {
    Targets targets = targets("Hi");
    Target primary = next(targets);
    assertThat(next(targets, failed(primary, Kind.VALIDATION))).isEqualTo(primary);
  }

  /** As where its profiles cannot be listed. The others have the model, or will. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Invocation of model ID amazon.nova-lite-v1:0 with on-demand throughput isn’t supported.",
        "The provided model identifier is invalid.",
        "Operation not allowed",
      })
  void refusalOfTheModelItself_goesOn_andIsRemembered(String words) {
    Targets targets = targets("Hi");
    FailedAttempt at1 = throttled(next(targets), Duration.ofSeconds(5));
    FailedAttempt at2 =
        new FailedAttempt(next(targets, at1), new BedrockException(Kind.VALIDATION, words, null));
    Target again = next(targets, at1, at2);
    assertThat(again).isEqualTo(at1.target());
    assertThat(FailedAttempt.mostPassing(List.of(at1, at2))).isEqualTo(at1.failure());
    assertThat(pool.resting()).extracting(RestingPlace::place).contains("eu-west-1");
    assertThat(targets.next(List.of(at1, at2, failed(again, Kind.ACCESS_DENIED)))).isNull();
  }

  @Test
  void placeThatThrottled_isLeftAlone_asLongAsItAsksFor() {
    Targets one = targets("One");
    next(one, throttled(next(one), Duration.ofSeconds(30)));
    time.pass(Duration.ofSeconds(29));
    assertThat(next(targets("Two")).name()).isEqualTo("eu-west-1");
    time.pass(Duration.ofSeconds(1));
    assertThat(next(targets("Three")).name()).isEqualTo("eu-central-1");
  }

  @Test
  void placeThatThrottlesAgainAndAgain_isLeftAloneForLonger() {
    for (int seconds : List.of(1, 2, 4)) {
      Targets one = targets("One");
      next(one, failed(next(targets("Primary " + seconds)), Kind.THROTTLING));
      time.pass(Duration.ofMillis(seconds * 1000 - 1));
      assertThat(next(targets("Before " + seconds)).name()).isEqualTo("eu-west-1");
      time.pass(Duration.ofMillis(1));
    }
    time.pass(Duration.ofMinutes(2));
    Targets late = targets("Late");
    next(late, failed(next(late), Kind.THROTTLING));
    time.pass(Duration.ofSeconds(1));
    assertThat(next(targets("Later")).name()).isEqualTo("eu-central-1");
  }

  @Test
  void modelsHaveQuotasOfTheirOwn() {
    Targets one = targets("One");
    next(one, throttled(next(one), Duration.ofSeconds(30)));
    Targets other = pool.targets(saying("Hi"), model("nova-pro"), CallContext.NONE);
    assertThat(next(other).name()).isEqualTo("eu-central-1");
  }

  @Test
  void whereNoneHasRoom_theOneIsTriedThatRestsForTheShortestTime_andThenTheOther() {
    Targets targets = targets("Hi");
    FailedAttempt at1 = throttled(next(targets), Duration.ofSeconds(10));
    FailedAttempt at2 = throttled(next(targets, at1), Duration.ofSeconds(5));
    Target again = next(targets, at1, at2);
    assertThat(again.name()).isEqualTo("eu-west-1");
    List<FailedAttempt> failed = new ArrayList<>(List.of(at1, at2));
    assertThat(targets.delayBefore(again, failed, attempts))
        .isBetween(Duration.ofSeconds(5), Duration.ofSeconds(6));
    failed.add(throttled(again, Duration.ofSeconds(5)));
    Target last = targets.next(failed);
    assertThat(last.name()).isEqualTo("eu-central-1");
    assertThat(targets.delayBefore(last, failed, attempts)).isZero();
  }

  @Test
  void newRound_beginsAfterAPause_thoughWithAnotherPlace() {
    Targets targets = targets("Hi");
    FailedAttempt at1 = throttled(next(targets), Duration.ofSeconds(5));
    FailedAttempt at2 = throttled(next(targets, at1), Duration.ofSeconds(10));
    Target again = next(targets, at1, at2);
    assertThat(again.name()).isEqualTo("eu-central-1");
    assertThat(targets.delayBefore(again, List.of(at1, at2), attempts))
        .isBetween(Duration.ofSeconds(5), Duration.ofSeconds(6));
  }

  @Test
  void placeWithoutAccess_isNotAskedAgain() {
    Targets targets = targets("Hi");
    FailedAttempt denied = failed(next(targets), Kind.ACCESS_DENIED);
    FailedAttempt throttled = failed(next(targets, denied), Kind.THROTTLING);
    assertThat(next(targets, denied, throttled).name()).isEqualTo("eu-west-1");
    FailedAttempt alsoDenied = failed(throttled.target(), Kind.ACCESS_DENIED);
    assertThat(targets.next(List.of(denied, throttled, alsoDenied))).isNull();
  }

  @Test
  void conversation_staysWhereItWasAnsweredLast_asLongAsItsPromptIsCached() {
    Targets one = targets("Mine");
    next(one, failed(next(one), Kind.SERVICE_UNAVAILABLE));
    time.pass(Duration.ofMinutes(4));
    assertThat(next(targets("Other")).name()).isEqualTo("eu-central-1");
    ChatCall later =
        ChatCall.of(NOVA, List.of(Turn.user("Mine"), Turn.assistant("Yes"), Turn.user("Go on")));
    assertThat(next(pool.targets(later, model(NOVA), CallContext.NONE)).name())
        .isEqualTo("eu-west-1");
    time.pass(Duration.ofMinutes(5));
    assertThat(next(targets("Mine")).name()).isEqualTo("eu-central-1");
  }

  @Test
  void conversationThatBeginsWithAnotherPicture_isAnother() {
    Targets one = pool.targets(showing(1), model(NOVA), CallContext.NONE);
    next(one, failed(next(one), Kind.SERVICE_UNAVAILABLE));
    time.pass(Duration.ofMinutes(2));
    assertThat(next(pool.targets(showing(2), model(NOVA), CallContext.NONE)).name())
        .isEqualTo("eu-central-1");
    assertThat(next(pool.targets(showing(1), model(NOVA), CallContext.NONE)).name())
        .isEqualTo("eu-west-1");
  }

  private static ChatCall showing(int bytes) {
    ChatContent picture = new ChatContent.Image(new byte[bytes]);
    return ChatCall.of(NOVA, List.of(Turn.of(Turn.Role.USER, picture)));
  }

  @Test
  void conversations_areForgottenWhenThereAreTooMany_theOldestFirst() {
    Conversations conversations = new Conversations(time.clock());
    for (int i = 0; i < 50_000; i++) {
      conversations.answeredAt(i, "here");
    }
    assertThat(conversations.place(0)).isEqualTo("here");
    conversations.answeredAt(50_000, "here");
    assertThat(conversations.place(0)).isEqualTo("here");
    assertThat(conversations.place(1)).isNull();
    assertThat(conversations.place(2)).isEqualTo("here");
  }

  @Test
  void anotherCallersConversation_isAnother() {
    Targets one = targets("Mine");
    next(one, failed(next(one), Kind.SERVICE_UNAVAILABLE));
    time.pass(Duration.ofMinutes(2));
    assertThat(next(pool.targets(saying("Mine"), model(NOVA), CallContext.of("bob"))).name())
        .isEqualTo("eu-central-1");
  }

  @Test
  void countThatIsDenied_saysNothingOfAnswers_andAsksNoOtherModel() {
    pool = pool(Map.of(model(NOVA).name(), List.of("nova-pro")), place(first));
    CompletableFuture<Integer> count =
        attempts.countTokens(
            saying("Hi"),
            pool.targets(saying("Hi"), model(NOVA), CallContext.NONE),
            CallContext.NONE);
    first.counts.get(0).completeExceptionally(new BedrockException(Kind.ACCESS_DENIED, "", null));
    assertThat(count).isCompletedExceptionally();
    assertThat(first.counted).hasSize(1);
    pool = pool(Map.of(), place(first), place(second));
    attempts.countTokens(saying("Hi"), targets("Hi"), CallContext.NONE);
    first.counts.get(1).completeExceptionally(new BedrockException(Kind.ACCESS_DENIED, "", null));
    time.pass(Duration.ZERO);
    assertThat(second.counted).hasSize(1);
    assertThat(next(targets("Hi")).name()).isEqualTo("eu-central-1");
  }

  @Test
  void residency_isNeverLeft() {
    ModelCatalogue region = ModelCatalogue.builtIn("eu-west-1").withResidency(Residency.REGION);
    pool = pool(Map.of(), place(first), new Place("narrow", second, () -> region));
    Targets targets = targets("Hi");
    Target primary = next(targets);
    FailedAttempt failure = failed(primary, Kind.THROTTLING);
    assertThat(next(targets, failure)).isEqualTo(primary);
  }

  /** Clients save models at the first place; their traits go along. */
  @Test
  void savedModel_isFoundByItsFoundationModelElsewhere() {
    Model saved = withoutSystem(model(NOVA)).as("my-own:latest", CallDefaults.NONE);
    Targets targets = pool.targets(saying("Hi"), saved, CallContext.NONE);
    Target primary = next(targets);
    Target other = next(targets, failed(primary, Kind.THROTTLING));
    assertThat(other.name()).isEqualTo("eu-west-1");
    assertThat(other.plan(withSystem()).request().system()).isEmpty();
  }

  /** What is known of a model may differ from place to place. */
  @Test
  void model_isPlannedByWhatEachPlaceKnowsOfIt() {
    Targets targets = pool.targets(saying("Hi"), withoutSystem(model(NOVA)), CallContext.NONE);
    Target primary = next(targets);
    assertThat(primary.plan(withSystem()).request().system()).isEmpty();
    Target other = next(targets, failed(primary, Kind.THROTTLING));
    assertThat(other.plan(withSystem()).request().system()).isNotEmpty();
  }

  private static Model withoutSystem(Model model) {
    ModelOverride plain =
        new ModelOverride(model.name(), null, Map.of("conversation", Map.of("system", false)));
    return ModelCatalogue.builtIn("eu-central-1")
        .withOverrides(List.of(plain))
        .resolve(model.name())
        .orThrow();
  }

  private static ChatCall withSystem() {
    Turn system = Turn.of(Turn.Role.SYSTEM, new ChatContent.Text("Be brief."));
    return ChatCall.of(NOVA, List.of(system, Turn.user("Hi")));
  }

  @Test
  void nameThatMeansAnotherModelElsewhere_isNotAskedForThere() {
    ModelCatalogue differing =
        ModelCatalogue.builtIn("eu-west-1")
            .withOverrides(List.of(ModelOverride.alias(NOVA, "nova-pro")));
    pool = pool(Map.of(), place(first), new Place("differing", second, () -> differing));
    Targets targets = targets("Hi");
    Target primary = next(targets);
    assertThat(next(targets, failed(primary, Kind.THROTTLING))).isEqualTo(primary);
  }

  @Test
  void whatOneAccountHas_isAskedForOnlyThere() {
    Model own = model("arn:aws:bedrock:eu-central-1:123456789012:provisioned-model/abcdefghijkl");
    Targets targets = pool.targets(saying("Hi"), own, CallContext.NONE);
    Target primary = next(targets);
    assertThat(next(targets, failed(primary, Kind.THROTTLING))).isEqualTo(primary);
  }

  @Test
  void fallback_answersWhereEveryPlaceIsUsedUp_withoutTheOthersThoughts() {
    Model sonnet = model("claude-sonnet-4.5");
    pool = pool(Map.of(sonnet.name(), List.of("claude-haiku-4.5")), place(first), place(second));
    ChatCall call =
        ChatCall.of(
            "claude-sonnet-4.5",
            List.of(
                Turn.user("Hi"),
                Turn.of(
                    Turn.Role.ASSISTANT,
                    new ChatContent.ReasoningText("hm", "signed"),
                    new ChatContent.Text("Yes?")),
                Turn.user("Go on")));
    Targets targets = pool.targets(call, sonnet, CallContext.NONE);
    List<FailedAttempt> failed = new ArrayList<>();
    List<String> tried = new ArrayList<>();
    Target target = targets.next(failed);
    while (tried.size() < 4) {
      tried.add(target.name() + " " + target.plan(call).request().modelId());
      failed.add(failed(target, Kind.THROTTLING));
      target = targets.next(failed);
    }
    assertThat(tried)
        .containsExactly(
            "eu-central-1 eu.anthropic.claude-sonnet-4-5-20250929-v1:0",
            "eu-west-1 eu.anthropic.claude-sonnet-4-5-20250929-v1:0",
            "eu-central-1 eu.anthropic.claude-haiku-4-5-20251001-v1:0",
            "eu-west-1 eu.anthropic.claude-haiku-4-5-20251001-v1:0");
    FailedAttempt onOther = failed.get(2);
    assertThat(onOther.target().plan(call).request().messages().get(1).content())
        .containsExactly(new ContentBlock.Text("Yes?"));
    assertThat(onOther.target().plan(call).warnings())
        .contains("another model answers: there is no room for the one that was asked");
    assertThat(failed.get(0).target().plan(call).request().messages().get(1).content()).hasSize(2);
  }

  @Test
  void modelThatWasAsked_isTriedBeforeAnother_thoughItsPlacesRest() {
    pool = pool(Map.of(model(NOVA).name(), List.of("nova-pro")), place(first), place(second));
    Targets one = targets("One");
    FailedAttempt at1 = throttled(next(one), Duration.ofSeconds(30));
    FailedAttempt at2 = throttled(next(one, at1), Duration.ofSeconds(20));
    assertThat(next(one, at1, at2).baseModelId()).isEqualTo("amazon.nova-pro-v1:0");
    Target other = next(targets("Two"));
    assertThat(other.baseModelId()).isEqualTo("amazon.nova-lite-v1:0");
    assertThat(other.name()).isEqualTo("eu-west-1");
  }

  private static CallContext mayUse(String... names) {
    return CallContext.NONE.withModels(all -> all.stream().anyMatch(List.of(names)::contains));
  }

  @Test
  void fallback_thatIsNotOpenToTheCaller_isNone() {
    Model sonnet = model("claude-sonnet-4.5");
    pool = pool(Map.of(sonnet.name(), List.of("claude-haiku-4.5")), place(first));
    ChatCall call = ChatCall.of("claude-sonnet-4.5", List.of(Turn.user("Hi")));
    for (CallContext context :
        List.of(mayUse("claude-sonnet-4.5"), mayUse("claude-sonnet-4.5", "claude-haiku-4.5"))) {
      Targets targets = pool.targets(call, sonnet, context);
      Target primary = next(targets);
      Target second =
          next(targets, new FailedAttempt(primary, primary.plan(call), ExchangeFixture.THROTTLED));
      assertThat(second.equals(primary)).isEqualTo(!context.models().mayUse(HAIKU));
    }
  }

  @Test
  void place_thatIsFurtherThanTheCallerMayGo_isNone() {
    ScriptedRuntime virginia = new ScriptedRuntime("us-east-1");
    pool = pool(Map.of(), place(first), place(virginia));
    assertThat(next(targets("Hi"), failed(next(targets("Hi")), Kind.THROTTLING)).name())
        .isEqualTo("us-east-1");
    for (String residency : List.of("eu", "geography", "region")) {
      Targets kept =
          pool.targets(
              saying("Ho " + residency),
              model(NOVA),
              CallContext.NONE.withModels(within(residency)));
      Target primary = next(kept);
      assertThat(primary.name()).isEqualTo("eu-central-1");
      assertThat(next(kept, failed(primary, Kind.THROTTLING))).isEqualTo(primary);
    }
    pool = pool(Map.of(), place(first), place(second));
    Targets inEurope =
        pool.targets(saying("He"), model(NOVA), CallContext.NONE.withModels(within("eu")));
    assertThat(next(inEurope, failed(next(inEurope), Kind.THROTTLING)).name())
        .isEqualTo("eu-west-1");
    Targets atHome =
        pool.targets(saying("Hu"), model(NOVA), CallContext.NONE.withModels(within("region")));
    assertThat(next(atHome, failed(next(atHome), Kind.THROTTLING)).name())
        .isEqualTo("eu-central-1");
  }

  private static ModelRights within(String residency) {
    return new ModelRights() {
      @Override
      public boolean mayUse(List<String> names) {
        return true;
      }

      @Override
      public String residency() {
        return residency;
      }
    };
  }

  @Test
  void guardrail_ofTheCall_isAskedForEverywhere() {
    CallContext guarded = CallContext.NONE.withGuardrail("gr1:4");
    Target target = next(pool.targets(saying("Hi"), model(NOVA), guarded));
    assertThat(target.plan(saying("Hi")).request().service().guardrail())
        .isEqualTo(new ServiceOptions.Guardrail("gr1", "4"));
  }

  @Test
  void fallbackThatCannotTakeTheCall_isNone() {
    pool = pool(Map.of(model(NOVA).name(), List.of("nova-micro", "no-such-model")), place(first));
    byte[] png = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    ChatCall call =
        ChatCall.of(
            NOVA,
            List.of(
                Turn.of(
                    Turn.Role.USER, new ChatContent.Image(png), new ChatContent.Text("What?"))));
    Targets targets = pool.targets(call, model(NOVA), CallContext.NONE);
    Target primary = next(targets);
    FailedAttempt failure =
        new FailedAttempt(primary, primary.plan(call), ExchangeFixture.THROTTLED);
    assertThat(next(targets, failure)).isEqualTo(primary);
  }
}
