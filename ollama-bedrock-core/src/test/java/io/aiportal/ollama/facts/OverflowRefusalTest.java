package io.aiportal.ollama.facts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.bedrock.BedrockException.Kind;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.ChatCall;
import io.aiportal.ollama.chat.ContextPolicy;
import io.aiportal.ollama.chat.Turn;
import io.aiportal.ollama.model.ModelCatalogue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bedrock's words for a prompt that is too long lead to a shorter one, once. */
class OverflowRefusalTest {

  private static final String COUNTED =
      "The model returned the following errors: prompt is too long: 213462 tokens > 200000 maximum";

  private final OverflowRefusal refusal =
      new OverflowRefusal(
          ModelCatalogue.builtIn("eu-west-2").resolve("claude-sonnet-4.5").orThrow());

  private static ChatCall.Builder turns(int number) {
    List<Turn> turns = new ArrayList<>();
    for (int i = number; i > 0; i--) {
      turns.add(i % 2 == 1 ? Turn.user("a".repeat(2_500)) : Turn.assistant("a".repeat(2_500)));
    }
    return ChatCall.builder("claude").turns(turns);
  }

  private @Nullable ChatCall repair(ChatCall.Builder call, String words) {
    return refusal.repair(call.build(), new BedrockException(Kind.VALIDATION, words, null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Input is too long for requested model.",
        "input length and `max_tokens` exceed context limit: 199000 + 8192 > 200000, decrease",
        "too many total text bytes: 9000001 > 9000000",
        "This model's maximum context length is 128000 tokens.",
        "The input exceeds the model's maximum context length",
        "Too many input tokens. Max input tokens: 300000",
        COUNTED,
      })
  void promptThatIsTooLong_losesItsOldestTurns(String words) {
    ChatCall shorter = repair(turns(11), words);
    assertThat(shorter).isNotNull();
    assertThat(shorter.turns()).hasSizeLessThan(11).endsWith(turns(1).build().turns().get(0));
    assertThat(shorter.contextPolicy().isShortened()).isTrue();
  }

  @Test
  void countsInTheRefusal_tellHowMuch() {
    assertThat(repair(turns(101), COUNTED)).satisfies(call -> hasTurns(call, 89));
  }

  private static void hasTurns(@Nullable ChatCall call, int number) {
    assertThat(call).isNotNull();
    assertThat(call.turns().size()).isEqualTo(number);
  }

  @Test
  void withoutCounts_someTwoFifthsAreLeftOut() {
    assertThat(repair(turns(101), "Input is too long")).satisfies(call -> hasTurns(call, 59));
  }

  /** Which leaves more than to cut as much as may be wrong. */
  @Test
  void withoutCounts_whatIsLongerThanItMayBeByTheGuess_isCutToWhatSurelyFits() {
    assertThat(repair(turns(301), "Input is too long")).satisfies(call -> hasTurns(call, 189));
  }

  /** Of instructions nothing is left out, and two fifths of the rest are. */
  @Test
  void withoutCounts_instructionsStay() {
    List<Turn> turns = new ArrayList<>(turns(101).build().turns());
    turns.add(0, Turn.system("a".repeat(150_000)));
    ChatCall.Builder call = turns(1).turns(turns);
    assertThat(repair(call, "Input is too long")).satisfies(shorter -> hasTurns(shorter, 60));
  }

  /** A quarter of the window is for the answer, however long that might become. */
  @Test
  void answerOfAnyLength_leavesThreeQuartersOfTheWindow() {
    String words = "prompt is too long: 400000 tokens > 200000 maximum";
    assertThat(repair(turns(100).maxTokens(190_000), words)).satisfies(call -> hasTurns(call, 37));
  }

  @ParameterizedTest
  @CsvSource({
    // Less room for an answer is none.
    "198976 + 8192 > 200000, 1024",
    "198977 + 8192 > 200000, 0",
    // One that would fit is not what is wrong.
    "190000 + 10001 > 200000, 10000",
    "190000 + 10000 > 200000, 0",
  })
  void answer_isShortenedToWhatIsLeft(String counts, int left) {
    ChatCall call =
        repair(
            turns(11).maxTokens(64_000),
            "input length and `max_tokens` exceed context limit: " + counts);
    assertThat(call).isNotNull();
    assertThat(call.maxTokens()).isEqualTo(left == 0 ? 64_000 : left);
    assertThat(call.contextPolicy().isShortened()).isEqualTo(left == 0);
  }

  @Test
  void countBeyondAllMeasure_isALargeOne() {
    assertThatThrownBy(
            () -> repair(turns(1), "prompt is too long: 99999999999 tokens > 200000 maximum"))
        .hasMessage("prompt is too long: 2147483647 tokens > 200000 maximum");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Too many tokens, please wait before trying again.",
        "Too many requests",
        "max_tokens: 300000 > 64000, which is the maximum allowed number of output tokens",
        "The text field in the ContentBlock object is blank",
      })
  void otherWords_areNoneOfIts(String words) {
    assertThat(repair(turns(11), words)).isNull();
  }

  @Test
  void otherKinds_areNoneOfIts() {
    assertThat(
            refusal.repair(turns(11).build(), new BedrockException(Kind.THROTTLING, COUNTED, null)))
        .isNull();
  }

  @Test
  void answerThatIsTooLong_isShortenedAndNothingLost() {
    String words =
        "input length and `max_tokens` exceed context limit: 190000 + 64000 > 200000, decrease";
    ChatCall less = repair(turns(11).maxTokens(64_000).contextPolicy(ContextPolicy.WHOLE), words);
    assertThat(less).isNotNull();
    assertThat(less.maxTokens()).isEqualTo(10_000);
    assertThat(less.turns()).hasSize(11);
  }

  @Test
  void whoeverWantsNothingLeftOut_isToldTheLimit() {
    assertThatThrownBy(() -> repair(turns(11).contextPolicy(ContextPolicy.WHOLE), COUNTED))
        .isInstanceOf(CallException.class)
        .hasMessage("prompt is too long: 213462 tokens > 200000 maximum");
    assertThatThrownBy(
            () -> repair(turns(11).contextPolicy(ContextPolicy.WHOLE), "Input is too long"))
        .hasMessage("prompt is too long: the maximum is 200000 tokens");
  }

  /** What nobody described has a window that Bedrock alone knows. */
  @Test
  void answerBeyondTheAssumedWindow_givesWayFirst_andBedrocksWordsAreTheLast() {
    String words = "This model's maximum context length is exceeded.";
    OverflowRefusal unknown =
        new OverflowRefusal(
            ModelCatalogue.builtIn("eu-west-2").resolve("newco.seer-v1:0").orThrow());
    ChatCall call = turns(3).maxTokens(200_000).contextPolicy(ContextPolicy.WHOLE).build();
    BedrockException refused = new BedrockException(Kind.VALIDATION, words, null);

    ChatCall less = unknown.repair(call, refused);
    assertThat(less).isNotNull();
    assertThat(less.maxTokens()).isBetween(25_000, 32_768);
    assertThat(less.turns()).isEqualTo(call.turns());
    assertThat(unknown.repair(less, refused)).isNull();
    assertThatThrownBy(
            () -> unknown.repair(call, new BedrockException(Kind.VALIDATION, COUNTED, null)))
        .hasMessage("prompt is too long: 213462 tokens > 200000 maximum");
  }

  @Test
  void lastTurn_isNeverLost_andNothingIsTriedTwice() {
    assertThatThrownBy(() -> repair(turns(1), COUNTED)).isInstanceOf(CallException.class);
    assertThat(repair(turns(11), COUNTED)).isNotNull();
    assertThatThrownBy(() -> repair(turns(11), COUNTED)).isInstanceOf(CallException.class);
  }
}
