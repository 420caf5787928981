package io.aiportal.ollama.facts;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.attempt.Attempts;
import io.aiportal.ollama.attempt.ManualScheduler;
import io.aiportal.ollama.attempt.Target;
import io.aiportal.ollama.attempt.Targets;
import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.bedrock.BedrockException.Kind;
import io.aiportal.ollama.bedrock.ConverseRequest;
import io.aiportal.ollama.chat.CallContext;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.ChatCall;
import io.aiportal.ollama.chat.ChatContent;
import io.aiportal.ollama.chat.ContextPolicy;
import io.aiportal.ollama.chat.Turn;
import io.aiportal.ollama.internal.Futures;
import io.aiportal.ollama.model.Model;
import io.aiportal.ollama.model.ModelCatalogue;
import io.aiportal.ollama.model.ModelTraits;
import io.aiportal.ollama.model.TokenLimits;
import io.aiportal.ollama.plan.Planner;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Conversations fit into a window of 10,000 tokens, 1,000 of them for the answer. */
class ContextWindowTest {

  private static final int WINDOW = 10_000;

  /** 1,012 tokens as they are guessed. */
  private static final String THOUSAND = "a".repeat(2_500);

  private final ManualScheduler time = new ManualScheduler();
  private final CountingRuntime bedrock = new CountingRuntime();
  private final Attempts attempts = Attempts.DEFAULT.with(time).with(time.clock());
  private ContextWindow window = new ContextWindow(attempts, time.clock(), false);
  private final Model model = model();

  private static Model model() {
    Model model = ModelCatalogue.builtIn("eu-west-2").resolve("claude-sonnet-4.5").orThrow();
    ModelTraits traits =
        model.traits().toBuilder().limits(new TokenLimits(WINDOW, 5_000, 1_000)).build();
    return new Model(
        model.name(), "id", "base", model.displayName(), model.provider(), model.family(), traits);
  }

  /** So many turns of a thousand tokens each, the last one a user's. */
  private static ChatCall.Builder turns(int number) {
    List<Turn> turns = new ArrayList<>();
    for (int i = number; i > 0; i--) {
      turns.add(i % 2 == 1 ? Turn.user(THOUSAND) : Turn.assistant(THOUSAND));
    }
    return ChatCall.builder("claude").turns(turns);
  }

  private CompletableFuture<ChatCall> fit(ChatCall.Builder call) {
    return window.fit(call.build(), model, this::targets, CallContext.NONE);
  }

  private Targets targets() {
    return Targets.inOrder(
        List.of(new Target("here", "base", bedrock, call -> Planner.plan(call, model))));
  }

  /** Counts a thousand tokens for each message, and so many for each on top. */
  private void counts(int tokens) {
    bedrock.count =
        request -> CompletableFuture.completedFuture(tokens * request.messages().size());
  }

  private void refuses(Kind kind) {
    bedrock.count =
        request -> CompletableFuture.failedFuture(new BedrockException(kind, "no", null));
  }

  private static CallException failure(CompletableFuture<ChatCall> call) {
    return (CallException) Futures.unwrap(call.handle((value, thrown) -> thrown).join());
  }

  @Test
  void whatIsObviouslyShort_isNotCounted() {
    ChatCall call = turns(8).build();
    assertThat(window.fit(call, model, this::targets, CallContext.NONE).join()).isSameAs(call);
    assertThat(bedrock.counted).isEmpty();
  }

  @Test
  void glance_tellsShortTextsAlone() {
    assertThat(TokenEstimate.isWithin(ChatCall.of("m", List.of(Turn.user("a".repeat(100)))), 262))
        .isTrue();
    assertThat(TokenEstimate.isWithin(ChatCall.of("m", List.of(Turn.user("a".repeat(100)))), 261))
        .isFalse();
    Turn image = Turn.of(Turn.Role.USER, new ChatContent.Image(new byte[1]));
    assertThat(TokenEstimate.isWithin(ChatCall.of("m", List.of(image)), 10_000)).isFalse();
  }

  @Test
  void whatFitsExactlyAsItIsGuessed_isNotCounted() {
    counts(1_000);
    ChatContent image =
        new ChatContent.Image("\u0089PNG\r\n\u001a\n".getBytes(StandardCharsets.ISO_8859_1));
    for (int size : new int[] {16_880, 16_900}) {
      ChatContent document = new ChatContent.Document("txt", "n", new byte[size]);
      ChatCall call =
          ChatCall.of("claude", List.of(Turn.of(Turn.Role.USER, image, image, document)));
      assertThat(TokenEstimate.of(call)).isEqualTo(size == 16_880 ? 9_000 : 9_001);
      assertThat(fit(call.toBuilder()).join()).isEqualTo(call);
      assertThat(bedrock.counted).hasSize(size == 16_880 ? 0 : 1);
    }
  }

  @Test
  void whatFitsExactlyAsItIsCounted_staysWhole() {
    counts(1_000);
    assertThat(fit(turns(9)).join().turns()).hasSize(9);
    bedrock.count = request -> CompletableFuture.completedFuture(WINDOW);
    ChatCall whole = fit(turns(11).maxTokens(4_000).contextPolicy(ContextPolicy.WHOLE)).join();
    assertThat(whole.turns()).hasSize(11);
    assertThat(whole.maxTokens()).isEqualTo(4_000);
  }

  /** Whose window nobody knows: Bedrock is asked, and not first how long the prompt is. */
  @Test
  void windowOfAModelThatNobodyDescribed_holdsNobodyBack() {
    Model unknown = ModelCatalogue.builtIn("eu-west-2").resolve("newco.seer-v1:0").orThrow();
    ChatCall call = turns(301).maxTokens(200_000).build();
    assertThat(window.fit(call, unknown, this::targets, CallContext.NONE).join()).isSameAs(call);
    assertThat(bedrock.counted).isEmpty();

    window = new ContextWindow(attempts, time.clock(), true);
    ChatCall wished = call.toBuilder().contextPolicy(new ContextPolicy(null, null, WINDOW)).build();
    refuses(Kind.VALIDATION);
    assertThat(window.fit(wished, unknown, this::targets, CallContext.NONE).join().turns())
        .hasSizeLessThan(9);
  }

  @Test
  void whatLooksTooLongAndIsNot_staysWhole() {
    counts(900);
    assertThat(fit(turns(9)).join().turns()).hasSize(9);
    assertThat(bedrock.counted).extracting(ConverseRequest::modelId).containsExactly("base");
  }

  @Test
  void whatIsTooLong_losesItsOldestTurns_asFewAsTheCountTells() {
    counts(990);
    ChatCall shorter = fit(turns(11)).join();
    assertThat(shorter.turns()).hasSize(9);
    assertThat(shorter.contextPolicy().isShortened()).isTrue();
    assertThat(bedrock.counted).hasSize(2);
  }

  @Test
  void countThatDisappoints_isMadeAgain_aFewTimes() {
    int[] counted = {0};
    bedrock.count =
        request -> {
          counted[0]++;
          return CompletableFuture.completedFuture(9_100);
        };
    assertThat(fit(turns(11)).join().turns()).hasSize(5);
    assertThat(counted[0]).isEqualTo(3);
  }

  @Test
  void lastTurn_isNeverLost_andTooLongForItselfIsRefused() {
    counts(11_000);
    assertThat(failure(fit(turns(11))))
        .hasMessage("prompt is too long: 11000 tokens > 10000 maximum")
        .satisfies(refusal -> assertThat(refusal.status()).isEqualTo(400));
  }

  @Test
  void lastTurnThatLeavesLittleRoom_isTried() {
    counts(9_500);
    ChatCall last = fit(turns(11).maxTokens(4_000)).join();
    assertThat(last.turns()).hasSize(1);
    assertThat(last.maxTokens()).isEqualTo(500);
  }

  @Test
  void whoeverWantsNothingLeftOut_isToldTheLimit() {
    counts(1_000);
    assertThat(failure(fit(turns(11).contextPolicy(ContextPolicy.WHOLE))))
        .hasMessage("prompt is too long: 11000 tokens > 10000 maximum");
    assertThat(fit(turns(9).maxTokens(4_000).contextPolicy(ContextPolicy.WHOLE)).join().maxTokens())
        .isEqualTo(1_000);
  }

  @Test
  void whereNothingIsCounted_onlyWhatIsTooLongByAnyGuessIsShortened() {
    refuses(Kind.VALIDATION);
    assertThat(fit(turns(21)).join().turns()).hasSize(21);
    assertThat(fit(turns(31)).join().turns()).hasSize(21);
    assertThat(fit(turns(31).contextPolicy(ContextPolicy.WHOLE)).join().turns()).hasSize(31);
  }

  @Test
  void whereNothingIsCounted_countingIsNotTriedAgainForAnHour() {
    refuses(Kind.VALIDATION);
    fit(turns(11));
    fit(turns(11));
    assertThat(bedrock.counted).hasSize(1);
    time.pass(Duration.ofHours(1));
    fit(turns(11));
    assertThat(bedrock.counted).hasSize(2);
  }

  @Test
  void countThatFailsForNow_isTriedForTheNextCall() {
    refuses(Kind.THROTTLING);
    assertThat(fit(turns(31)).join().turns()).hasSize(21);
    assertThat(fit(turns(31)).join().turns()).hasSize(21);
    assertThat(bedrock.counted).hasSize(2);
  }

  @Test
  void countThatTakesTooLong_isGivenUp() {
    CompletableFuture<Integer> count = new CompletableFuture<>();
    bedrock.count = request -> count;
    CompletableFuture<ChatCall> call = fit(turns(31));
    time.pass(Duration.ofSeconds(10));
    assertThat(call.join().turns()).hasSize(21);
    assertThat(count).isCancelled();
  }

  @Test
  void callerThatLeaves_endsTheCount() {
    CompletableFuture<Integer> count = new CompletableFuture<>();
    bedrock.count = request -> count;
    fit(turns(11)).cancel(true);
    assertThat(count).isCancelled();
  }

  @Test
  void callersWindow_countsOnlyBySetting_andNeverWidensTheModels() {
    ContextPolicy small = new ContextPolicy(null, null, 4_000);
    ContextPolicy large = new ContextPolicy(null, null, 100_000);
    refuses(Kind.VALIDATION);
    assertThat(fit(turns(7).contextPolicy(small)).join().turns()).hasSize(7);
    window = new ContextWindow(attempts, time.clock(), true);
    assertThat(fit(turns(7).contextPolicy(small)).join().turns()).hasSize(1);
    assertThat(fit(turns(31).contextPolicy(large)).join().turns()).hasSize(21);
    assertThat(fit(turns(7).contextPolicy(new ContextPolicy(null, null, 0))).join().turns())
        .hasSize(7);
  }

  @Test
  void whoeverWantsAHugeAnswer_doesNotLoseTheQuestionToIt() {
    refuses(Kind.VALIDATION);
    assertThat(fit(turns(7).maxTokens(9_999)).join().turns()).hasSize(7);
  }
}
