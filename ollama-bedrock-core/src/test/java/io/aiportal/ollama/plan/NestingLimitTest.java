package io.aiportal.ollama.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiportal.ollama.bedrock.ContentBlock;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.ChatContent.Text;
import io.aiportal.ollama.chat.ChatContent.ToolUse;
import io.aiportal.ollama.chat.OutputFormat;
import io.aiportal.ollama.chat.ToolDefinition;
import io.aiportal.ollama.chat.Turn;
import io.aiportal.ollama.internal.json.JsonObjects;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NestingLimitTest {

  @Test
  void document_upToTheLimit_passes() {
    assertThatCode(() -> NestingLimit.check(objects(JsonObjects.MAX_DOCUMENT_DEPTH), "documents"))
        .doesNotThrowAnyException();
    assertThatCode(() -> NestingLimit.check(lists(JsonObjects.MAX_DOCUMENT_DEPTH), "documents"))
        .doesNotThrowAnyException();
    assertThatCode(() -> NestingLimit.check(null, "documents")).doesNotThrowAnyException();
    assertThatCode(() -> NestingLimit.check("text", "documents")).doesNotThrowAnyException();
  }

  @Test
  void document_beyondTheLimit_isRefused() {
    assertTooDeep(objects(JsonObjects.MAX_DOCUMENT_DEPTH + 1));
    assertTooDeep(lists(JsonObjects.MAX_DOCUMENT_DEPTH + 1));
    assertTooDeep(
        List.of(1, List.of(), Map.of("a", 1, "b", lists(JsonObjects.MAX_DOCUMENT_DEPTH - 1))));
    assertTooDeep(objects(100_000));
  }

  @Test
  void document_thatHoldsItself_isRefused() {
    Map<String, Object> map = new HashMap<>();
    map.put("self", map);

    assertTooDeep(map);
  }

  @Test
  void documents_ofACall_areAllLookedAt() {
    Map<String, @Nullable Object> deep = objects(JsonObjects.MAX_DOCUMENT_DEPTH + 1);
    Turn calls = Turn.of(Turn.Role.ASSISTANT, new ToolUse("a", "t", deep));

    Plans.assertRefused(
        Plans.SONNET, Plans.call(calls), "the arguments of a tool call are nested more than 200");
    Plans.assertRefused(
        Plans.SONNET,
        Plans.call().tools(List.of(new ToolDefinition("t", null, deep, null, null))),
        "the parameters of a tool are nested");
    Plans.assertRefused(
        Plans.SONNET,
        Plans.call().outputFormat(new OutputFormat.JsonSchema(null, deep, null)),
        "the parts of the answer's schema are nested");
    Plans.assertRefused(
        Plans.SONNET, Plans.call().additionalFields(deep), "the additional fields are nested");
  }

  @Test
  void arguments_asDeepAsAnAnswersMayBe_areTakenWhenTheyComeBack() {
    Map<String, @Nullable Object> deep = objects(JsonObjects.MAX_DOCUMENT_DEPTH);

    Plan plan =
        Plans.plan(
            Plans.SONNET,
            Plans.call(
                    Turn.of(Turn.Role.USER, new Text("Look.")),
                    Turn.of(Turn.Role.ASSISTANT, new ToolUse("a", "t", deep)),
                    Turn.of(Turn.Role.USER, Plans.result("a", "seen")))
                .tools(List.of(Plans.tool("t"))));

    assertThat(Plans.content(plan, 1)).contains(new ContentBlock.ToolUse("a", "t", deep));
  }

  private static void assertTooDeep(Object document) {
    assertThatThrownBy(() -> NestingLimit.check(document, "documents"))
        .isInstanceOf(CallException.class)
        .hasMessage(
            "documents are nested more than 200 levels deep, which is the limit; send a flatter"
                + " document");
  }

  private static Map<String, @Nullable Object> objects(int depth) {
    Map<String, @Nullable Object> document = new HashMap<>();
    for (int i = 1; i < depth; i++) {
      Map<String, @Nullable Object> outer = new HashMap<>();
      outer.put("a", document);
      document = outer;
    }
    return document;
  }

  private static List<Object> lists(int depth) {
    List<Object> document = List.of();
    for (int i = 1; i < depth; i++) {
      document = List.of(document);
    }
    return document;
  }
}
