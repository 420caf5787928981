package io.aiportal.ollama.plan;

import static io.aiportal.ollama.bedrock.Citation.Unit.PAGES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;

import io.aiportal.ollama.bedrock.Citation;
import io.aiportal.ollama.bedrock.ContentBlock;
import io.aiportal.ollama.bedrock.ConverseMessage;
import io.aiportal.ollama.bedrock.DocumentCitations;
import io.aiportal.ollama.bedrock.ToolSpecification;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.ChatContent;
import io.aiportal.ollama.chat.ChatContent.CachePoint;
import io.aiportal.ollama.chat.ChatContent.Document;
import io.aiportal.ollama.chat.ChatContent.Image;
import io.aiportal.ollama.chat.ChatContent.ReasoningText;
import io.aiportal.ollama.chat.ChatContent.RedactedReasoning;
import io.aiportal.ollama.chat.ChatContent.SearchResult;
import io.aiportal.ollama.chat.ChatContent.Text;
import io.aiportal.ollama.chat.ChatContent.ToolResult;
import io.aiportal.ollama.chat.ChatContent.ToolUse;
import io.aiportal.ollama.chat.Turn;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No kind of block is forgotten, and none vanishes without a word. */
class BlockKindsTest {

  /** One of each kind; a new kind must be thought of here, and so in the planner. */
  private static final Map<Class<?>, ChatContent> SAMPLES =
      Map.of(
          Text.class, new Text("words"),
          Image.class, new Image(Plans.PNG),
          Document.class, new Document("txt", "name", new byte[] {1}),
          SearchResult.class, new SearchResult("https://example.com", "title", List.of("found")),
          ToolUse.class, new ToolUse("id", "name", Map.of("a", 1)),
          ToolResult.class, new ToolResult("id", "name", List.of(new Text("words")), null),
          ReasoningText.class, new ReasoningText("thoughts", "signature"),
          RedactedReasoning.class, new RedactedReasoning(new byte[] {2}),
          CachePoint.class, new CachePoint(null));

  static Stream<Class<?>> kinds() {
    return Stream.of(ChatContent.class.getPermittedSubclasses());
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void block_ofAnyKindAnywhere_isPlannedOrToldOrRefused(Class<?> kind) {
    ChatContent block = SAMPLES.get(kind);
    assertThat(block).as("a sample of %s", kind).isNotNull();
    for (String model : List.of(Plans.SONNET, "nova-pro", "llama3.2:11b", "gemma3:12b")) {
      for (Turn.Role role : Turn.Role.values()) {
        assertPlannedOrTold(model, Turn.of(role, new Text("before"), block));
        assertPlannedOrTold(model, Turn.of(role, new ToolResult(null, "t", List.of(block), null)));
      }
    }
  }

  private static void assertPlannedOrTold(String model, Turn turn) {
    Plan without;
    Plan with;
    try {
      without = Plans.plan(model, Turn.user("Hi"), withoutLast(turn), Turn.user("Bye"));
      with = Plans.plan(model, Turn.user("Hi"), turn, Turn.user("Bye"));
    } catch (CallException refused) {
      return;
    }
    boolean planned = !with.request().equals(without.request());
    assertThat(planned || with.warnings().size() > without.warnings().size())
        .as("%s for %s", turn, model)
        .isTrue();
  }

  private static Turn withoutLast(Turn turn) {
    return new Turn(turn.role(), turn.content().subList(0, turn.content().size() - 1));
  }

  @Test
  void everyKind_thatBedrockHas_isPlanned() {
    Plan plan =
        assertDoesNotThrow(
            () ->
                Plans.plan(
                    Plans.SONNET,
                    Turn.of(
                        Turn.Role.USER,
                        SAMPLES.get(Text.class),
                        SAMPLES.get(Image.class),
                        new Document(
                            "txt", "name", new byte[] {1}, new DocumentCitations(null, List.of())),
                        SAMPLES.get(SearchResult.class),
                        SAMPLES.get(CachePoint.class)),
                    Turn.of(
                        Turn.Role.ASSISTANT,
                        SAMPLES.get(ReasoningText.class),
                        SAMPLES.get(RedactedReasoning.class),
                        new Text("cited", List.of(new Citation(PAGES, 0, 1, 2, "", "name"))),
                        SAMPLES.get(ToolUse.class)),
                    Turn.of(Turn.Role.USER, SAMPLES.get(ToolResult.class))));

    Set<Class<?>> planned = new HashSet<>();
    for (ConverseMessage message : plan.request().messages()) {
      message.content().forEach(block -> planned.add(block.getClass()));
    }
    assertThat(planned).containsExactlyInAnyOrder(ContentBlock.class.getPermittedSubclasses());
    assertThat(plan.warnings()).isEmpty();
    assertThat(plan.request().toolConfig().tools())
        .extracting(ToolSpecification::name)
        .containsExactly("name");
  }
}
