package io.aiportal.ollama.facts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.aiportal.ollama.chat.ChatCall;
import io.aiportal.ollama.chat.ChatContent;
import io.aiportal.ollama.chat.OutputFormat;
import io.aiportal.ollama.chat.ToolDefinition;
import io.aiportal.ollama.chat.Turn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Guesses are from above, of everything that a prompt holds. */
class TokenEstimateTest {

  private static final double AROUND_PROMPT = 120;
  private static final double AROUND_BLOCK = 12;

  private static double tokens(ChatContent... content) {
    return TokenEstimate.of(ChatCall.of("m", List.of(Turn.of(Turn.Role.USER, content))));
  }

  private static void assertTokens(double actual, double expected) {
    assertThat(actual).isCloseTo(expected, within(1e-6));
  }

  @ParameterizedTest
  @CsvSource({
    "azAZ, 1.6",
    "a b, 1.2",
    "`{@[, 2.8",
    "0-, 1.4",
    "\u007f, 0.7",
    "\u0080, 0.8",
    "\u024f, 0.8",
    "\u0250, 1.3",
    "\u4f60\u597d, 2.6",
    "'', 0"
  })
  void characters_costWhatTheirKindDoes(String text, double expected) {
    assertTokens(TokenEstimate.ofText(text), expected);
  }

  static List<Arguments> blocks() {
    return List.of(
        Arguments.of(new ChatContent.Text("ab"), 0.8),
        Arguments.of(new ChatContent.Image(new byte[5]), 2_500),
        Arguments.of(new ChatContent.Document("txt", "n", new byte[100]), 3_005),
        Arguments.of(
            new ChatContent.ToolUse("id", "ab", Map.of("a", List.of(1, "b"))),
            // The name; braces, a key with its quotes and its colon; brackets, commas, elements.
            0.8 + (1.4 + 2.1 + 0.4) + (1.4 + 0.7 + (1.4 + 0.7) + 0.7 + (1.4 + 0.4))),
        Arguments.of(
            new ChatContent.ToolResult("id", null, List.of(new ChatContent.Text("ab")), null),
            12.8),
        // Four letters, three ends of a line, and what is around each of two parts.
        Arguments.of(
            new ChatContent.SearchResult("a", "b", List.of("c", "d")), 4 * 0.4 + 4 * 0.7 + 24),
        Arguments.of(new ChatContent.ReasoningText("ab", "sig"), 2),
        Arguments.of(new ChatContent.ReasoningText("ab", null), 0),
        Arguments.of(new ChatContent.RedactedReasoning(new byte[10]), 4),
        Arguments.of(new ChatContent.CachePoint(null), 0));
  }

  @ParameterizedTest
  @MethodSource("blocks")
  void block_costsWhatItHolds(ChatContent block, double expected) {
    assertTokens(tokens(block), AROUND_PROMPT + AROUND_BLOCK + expected);
    assertTokens(tokens(block, block), AROUND_PROMPT + 2 * (AROUND_BLOCK + expected));
  }

  @Test
  void toolsAndFormats_costWhatFamiliesPutAroundThem() {
    ChatCall plain = ChatCall.of("m", List.of());
    assertTokens(TokenEstimate.of(plain), AROUND_PROMPT);
    ToolDefinition bare = new ToolDefinition("ab", null, Map.of(), null, null);
    ToolDefinition told = new ToolDefinition("ab", "abc", Map.of("a", true), null, null);
    double ofBare = AROUND_BLOCK + 0.8 + 1.4;
    double ofTold = AROUND_BLOCK + 0.8 + 1.2 + (1.4 + 2.1 + 0.4) + (1.4 + 1.6);
    assertTokens(
        TokenEstimate.of(plain.toBuilder().tools(List.of(bare)).build()),
        AROUND_PROMPT + 1_300 + ofBare);
    assertTokens(
        TokenEstimate.of(plain.toBuilder().tools(List.of(bare, told)).build()),
        AROUND_PROMPT + 1_300 + ofBare + ofTold);
    // It may stand in the request twice.
    OutputFormat format = new OutputFormat.JsonSchema(null, Map.of("a", true), null);
    assertTokens(
        TokenEstimate.of(plain.toBuilder().outputFormat(format).build()),
        AROUND_PROMPT + 300 + 2 * ((1.4 + 2.1 + 0.4) + (1.4 + 1.6)));
  }

  @Test
  void instructions_costWhatTheyHold() {
    assertTokens(
        TokenEstimate.of(ChatCall.of("m", List.of(Turn.system("ab"), Turn.user("ab")))),
        AROUND_PROMPT + 2 * (AROUND_BLOCK + 0.8));
  }

  @Test
  void valuesBeyondAllDepth_costNothing() {
    double list = tokens(call(lists(250, "a"))) - tokens(call(lists(249, "a")));
    assertTokens(list, 2.1);
    assertTokens(tokens(call(lists(251, "a"))) - tokens(call(lists(250, "a"))), 0.7 - 0.4);
    assertTokens(tokens(call(lists(300, "a"))), tokens(call(lists(252, "a"))));
    assertTokens(tokens(call(objects(300, "a"))), tokens(call(objects(252, "a"))));
    assertThat(tokens(call(objects(250, "a")))).isGreaterThan(tokens(call(objects(249, "a"))));
  }

  /** Arguments: an object, in whose only member the value stands. */
  private static ChatContent call(@Nullable Object value) {
    return new ChatContent.ToolUse("id", "f", Map.of("k", value == null ? "" : value));
  }

  private static Object lists(int depth, Object innermost) {
    Object value = innermost;
    for (int i = 0; i < depth - 1; i++) {
      value = new ArrayList<>(Arrays.asList(value));
    }
    return value;
  }

  private static Object objects(int depth, Object innermost) {
    Object value = innermost;
    for (int i = 0; i < depth - 1; i++) {
      value = Map.of("k", value);
    }
    return value;
  }
}
