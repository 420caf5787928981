package io.aiportal.ollama.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aiportal.ollama.bedrock.ContentBlock;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.ChatContent.Text;
import io.aiportal.ollama.chat.ChatContent.ToolUse;
import io.aiportal.ollama.chat.OutputFormat;
import io.aiportal.ollama.chat.ToolDefinition;
import io.aiportal.ollama.chat.Turn;
import io.aiportal.ollama.internal.json.JsonObjects;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DocumentCheckTest {

  @Test
  void document_upToTheLimit_passes() {
    assertThatCode(() -> DocumentCheck.check(objects(JsonObjects.MAX_DOCUMENT_DEPTH), "documents"))
        .doesNotThrowAnyException();
    assertThatCode(() -> DocumentCheck.check(lists(JsonObjects.MAX_DOCUMENT_DEPTH), "documents"))
        .doesNotThrowAnyException();
    assertThatCode(() -> DocumentCheck.check(null, "documents")).doesNotThrowAnyException();
    assertThatCode(() -> DocumentCheck.check("text", "documents")).doesNotThrowAnyException();
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
  void value_thatIsNoJson_isRefused_andItsTypeNamed() {
    assertNoJson(new String[] {"a"}, "java.lang.String[]");
    assertNoJson(new int[0], "int[]");
    assertNoJson(Double.NaN, "java.lang.Double");
    assertNoJson(new StringBuilder("a"), "java.lang.StringBuilder");
    assertNoJson(new LinkedHashSet<>(), "java.util.LinkedHashSet");
    assertNoJson(JsonNodeFactory.instance.objectNode(), ObjectNode.class.getName());
    assertNoJson(new HashMap<>(Map.of(1, "a")), "java.lang.Integer");
    HashMap<String, Object> nameless = new HashMap<>();
    nameless.put(null, "a");
    assertNoJson(nameless, "null");
  }

  @Test
  void values_thatAreNoJson_areFoundInAllDocumentsOfACall() {
    Map<String, @Nullable Object> array = Map.of("required", new String[] {"a"});

    Plans.assertRefused(
        Plans.SONNET,
        Plans.call(Turn.of(Turn.Role.ASSISTANT, new ToolUse("a", "t", array))),
        "the arguments of a tool call hold a value of the Java type java.lang.String[]");
    Plans.assertRefused(
        Plans.SONNET,
        Plans.call().tools(List.of(new ToolDefinition("t", null, array, null, null))),
        "the parameters of a tool hold a value of the Java type java.lang.String[]");
    Plans.assertRefused(
        Plans.SONNET,
        Plans.call().outputFormat(new OutputFormat.JsonSchema(null, array, null)),
        "the parts of the answer's schema hold a value of the Java type java.lang.String[]");
    Plans.assertRefused(
        Plans.SONNET,
        Plans.call().additionalFields(array),
        "the additional fields hold a value of the Java type java.lang.String[]");
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

  private static void assertNoJson(Object value, String type) {
    for (Object document : List.of(value, List.of(1, value), Map.of("a", List.of(value)))) {
      assertThatThrownBy(() -> DocumentCheck.check(document, "documents"))
          .isInstanceOf(CallException.class)
          .hasMessage(
              "documents hold a value of the Java type "
                  + type
                  + " where only maps with strings as keys, lists, strings, finite numbers, booleans"
                  + " and null are allowed")
          .extracting(failure -> ((CallException) failure).status())
          .isEqualTo(400);
    }
  }

  private static void assertTooDeep(Object document) {
    assertThatThrownBy(() -> DocumentCheck.check(document, "documents"))
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
