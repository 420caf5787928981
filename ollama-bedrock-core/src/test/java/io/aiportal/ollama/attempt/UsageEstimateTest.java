package io.aiportal.ollama.attempt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.bedrock.ContentBlock;
import io.aiportal.ollama.bedrock.ConversationRole;
import io.aiportal.ollama.bedrock.ConverseMessage;
import io.aiportal.ollama.bedrock.ConverseRequest;
import io.aiportal.ollama.bedrock.ImageFormat;
import io.aiportal.ollama.bedrock.InferenceConfiguration;
import io.aiportal.ollama.bedrock.ToolConfiguration;
import io.aiportal.ollama.bedrock.ToolSpecification;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a prompt is guessed to take where Bedrock did not say: four bytes a token. */
class UsageEstimateTest {

  private static final ContentBlock FOUR_TOKENS = new ContentBlock.Text("sixteen letters.");

  private static int tokens(List<ContentBlock> system, ContentBlock... content) {
    return tokens(system, null, null, content);
  }

  private static int tokens(
      List<ContentBlock> system,
      @Nullable ToolConfiguration tools,
      @Nullable String schema,
      ContentBlock... content) {
    return UsageEstimate.tokens(
        new ConverseRequest(
            "m",
            List.of(
                new ConverseMessage(ConversationRole.USER, List.of(FOUR_TOKENS)),
                new ConverseMessage(ConversationRole.USER, List.of(content))),
            system,
            InferenceConfiguration.NONE,
            tools,
            Map.of(),
            List.of(),
            Map.of(),
            schema));
  }

  private static List<Arguments> blocks() {
    return List.of(
        Arguments.of(new ContentBlock.Text("eight by"), 2),
        Arguments.of(new ContentBlock.Text("ääää"), 2),
        Arguments.of(new ContentBlock.ReasoningText("twelve bytes", "signature"), 3),
        Arguments.of(new ContentBlock.ToolUse("id", "look", Map.of("city", "Roma!")), 5),
        Arguments.of(new ContentBlock.ToolResult("id", List.of(FOUR_TOKENS, FOUR_TOKENS), null), 8),
        Arguments.of(new ContentBlock.Image(ImageFormat.PNG, new byte[1]), 1_500),
        Arguments.of(new ContentBlock.Document("txt", "name", "eight by".getBytes(UTF_8)), 2),
        Arguments.of(new ContentBlock.CitedText("Four more tokens", List.of()), 4),
        Arguments.of(new ContentBlock.SearchResult("s", "t", List.of("four", "more")), 2),
        Arguments.of(new ContentBlock.RedactedContent(new byte[400]), 0),
        Arguments.of(new ContentBlock.CachePoint(null), 0));
  }

  @ParameterizedTest
  @MethodSource("blocks")
  void everyBlock_countsForWhatTheModelReadsOfIt(ContentBlock block, int more) {
    assertThat(tokens(List.of(), block)).isEqualTo(4 + more);
    assertThat(tokens(List.of(block))).isEqualTo(4 + more);
  }

  @Test
  void allBlocks_areAddedUp() {
    assertThat(tokens(List.of(FOUR_TOKENS, FOUR_TOKENS), FOUR_TOKENS, FOUR_TOKENS)).isEqualTo(20);
  }

  @Test
  void tools_countWithTheirDescriptionsAndSchemas() {
    ToolSpecification bare = new ToolSpecification("four", null, Map.of("a", "bcdefghi"));
    ToolSpecification told = new ToolSpecification("four", "eight by", Map.of("a", "bcdefghi"));
    assertThat(tokens(List.of(), new ToolConfiguration(List.of(bare), null), null)).isEqualTo(9);
    assertThat(tokens(List.of(), new ToolConfiguration(List.of(told, told), null), null))
        .isEqualTo(18);
  }

  @Test
  void schemaOfTheAnswer_countsAsWell() {
    assertThat(tokens(List.of(), null, "{\"type\":\"object\"} ")).isEqualTo(8);
  }

  @Test
  void emptyPrompt_isOneToken() {
    ConverseRequest empty = ConverseRequest.of("m", List.of());
    assertThat(UsageEstimate.tokens(empty)).isOne();
  }
}
