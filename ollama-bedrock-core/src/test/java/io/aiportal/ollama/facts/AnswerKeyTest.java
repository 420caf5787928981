package io.aiportal.ollama.facts;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.bedrock.Citation;
import io.aiportal.ollama.bedrock.DocumentCitations;
import io.aiportal.ollama.chat.CallContext;
import io.aiportal.ollama.chat.ChatCall;
import io.aiportal.ollama.chat.ChatContent;
import io.aiportal.ollama.chat.ContextPolicy;
import io.aiportal.ollama.chat.OutputFormat;
import io.aiportal.ollama.chat.Reasoning;
import io.aiportal.ollama.chat.Sampling;
import io.aiportal.ollama.chat.ToolDefinition;
import io.aiportal.ollama.chat.ToolUsage;
import io.aiportal.ollama.chat.Turn;
import io.aiportal.ollama.model.Model;
import io.aiportal.ollama.model.ModelCatalogue;
import io.aiportal.ollama.model.ModelOverride;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whatever could change an answer changes the key that it is kept under. */
class AnswerKeyTest {

  private static final Model NOVA = model("nova-lite");
  private static final ChatCall CALL = ChatCall.of("nova-lite", List.of(Turn.user("Hi")));

  private static Model model(String name) {
    return ModelCatalogue.builtIn("eu-west-2").resolve(name).orThrow();
  }

  /** The same model with another trait, as an alias may have it. */
  private static Model model(String name, String trait) {
    return ModelCatalogue.builtIn("eu-west-2")
        .withOverrides(List.of(new ModelOverride(name, null, Map.of(trait, 77))))
        .resolve(name)
        .orThrow();
  }

  private static String key(ChatCall call) {
    return AnswerKey.of("a", call, NOVA, CallContext.NONE);
  }

  private static ChatCall with(UnaryOperator<ChatCall.Builder> change) {
    return change.apply(CALL.toBuilder()).build();
  }

  private static ChatCall saying(ChatContent... blocks) {
    return with(call -> call.turns(List.of(Turn.of(Turn.Role.USER, blocks))));
  }

  private static ChatCall tool(
      String name,
      @Nullable String description,
      @Nullable Map<String, @Nullable Object> schema,
      @Nullable Boolean strict) {
    return with(
        call -> call.tools(List.of(new ToolDefinition(name, description, schema, strict, null))));
  }

  private static ChatCall format(OutputFormat format) {
    return with(call -> call.outputFormat(format));
  }

  private static Map<String, @Nullable Object> ordered(Object... entries) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    for (int i = 0; i < entries.length; i += 2) {
      map.put((String) entries[i], entries[i + 1]);
    }
    return map;
  }

  private static Citation citation(int document, String text, @Nullable String title) {
    return new Citation(Citation.Unit.PAGES, document, 1, 2, text, title);
  }

  private static ChatCall result(
      @Nullable String id, @Nullable String name, @Nullable Boolean error, String text) {
    return saying(new ChatContent.ToolResult(id, name, List.of(new ChatContent.Text(text)), error));
  }

  private static ChatCall document(
      String format, @Nullable String name, int bytes, @Nullable DocumentCitations citations) {
    return saying(new ChatContent.Document(format, name, new byte[bytes], citations));
  }

  @Test
  void everyDifference_isAnotherKey() {
    List<ChatCall> calls =
        List.of(
            CALL,
            saying(new ChatContent.Text("Ho")),
            saying(new ChatContent.Text("H"), new ChatContent.Text("i")),
            saying(),
            with(call -> call.turns(List.of(Turn.assistant("Hi")))),
            with(call -> call.turns(List.of(Turn.system("Hi")))),
            with(call -> call.turns(List.of(Turn.user("Hi"), Turn.user("Hi")))),
            with(call -> call.turns(List.of())),
            saying(new ChatContent.Text("Hi", List.of(citation(0, "x", null)))),
            saying(new ChatContent.Text("Hi", List.of(citation(1, "x", null)))),
            saying(new ChatContent.Text("Hi", List.of(citation(0, "y", null)))),
            saying(new ChatContent.Text("Hi", List.of(citation(0, "x", "t")))),
            saying(
                new ChatContent.Text(
                    "Hi", List.of(citation(0, "x", null), citation(0, "x", null)))),
            saying(new ChatContent.Image(new byte[] {1})),
            saying(new ChatContent.Image(new byte[] {2})),
            document("pdf", null, 1, null),
            document("pdf", null, 2, null),
            document("txt", null, 1, null),
            document("pdf", "x", 1, null),
            document("pdf", null, 1, new DocumentCitations(null, List.of())),
            document("pdf", null, 1, new DocumentCitations("c", List.of())),
            document("pdf", null, 1, new DocumentCitations(null, List.of("p"))),
            saying(new ChatContent.SearchResult("s", "t", List.of("a"))),
            saying(new ChatContent.SearchResult("s2", "t", List.of("a"))),
            saying(new ChatContent.SearchResult("s", "t2", List.of("a"))),
            saying(new ChatContent.SearchResult("s", "t", List.of("a", "b"))),
            saying(new ChatContent.SearchResult("s", "t", List.of("a, b"))),
            saying(new ChatContent.ToolUse("1", "f", ordered("a", 1, "b", 2))),
            saying(new ChatContent.ToolUse("1", "f", ordered("b", 2, "a", 1))),
            saying(new ChatContent.ToolUse("1", "f", ordered("a", "1", "b", 2))),
            saying(new ChatContent.ToolUse("1", "f", ordered("a", 1L, "b", 2))),
            saying(new ChatContent.ToolUse("1", "f", ordered("a", List.of(1), "b", 2))),
            saying(new ChatContent.ToolUse("1", "f", ordered("a", null, "b", 2))),
            saying(new ChatContent.ToolUse("1", "f", ordered("a", ordered("c", 1), "b", 2))),
            saying(new ChatContent.ToolUse("2", "f", ordered("a", 1, "b", 2))),
            saying(new ChatContent.ToolUse(null, "f", ordered("a", 1, "b", 2))),
            saying(new ChatContent.ToolUse("1", "g", ordered("a", 1, "b", 2))),
            result("1", "f", null, "x"),
            result("2", "f", null, "x"),
            result("1", "g", null, "x"),
            result("1", null, null, "x"),
            result("1", "f", true, "x"),
            result("1", "f", null, "y"),
            saying(new ChatContent.ToolResult("1", "f", List.of(), null)),
            saying(new ChatContent.ReasoningText("hm", null)),
            saying(new ChatContent.ReasoningText("hm", "s")),
            saying(new ChatContent.ReasoningText("so", "s")),
            saying(new ChatContent.RedactedReasoning(new byte[] {1})),
            saying(new ChatContent.RedactedReasoning(new byte[] {2})),
            saying(new ChatContent.CachePoint(null)),
            saying(new ChatContent.CachePoint(Duration.ofHours(1))),
            tool("f", null, null, null),
            tool("g", null, null, null),
            tool("f", "d", null, null),
            tool("f", null, ordered("type", "object"), null),
            tool("f", null, null, true),
            with(
                call ->
                    call.tools(
                        List.of(new ToolDefinition("f", null, null, null, Duration.ofMinutes(5))))),
            with(call -> call.toolChoice(new ToolUsage.Any())),
            with(call -> call.toolChoice(new ToolUsage.Named("f"))),
            with(call -> call.parallelToolCalls(false)),
            with(call -> call.sampling(new Sampling(0.0, null, null))),
            with(call -> call.sampling(new Sampling(null, 0.5, null))),
            with(call -> call.sampling(new Sampling(null, null, 5))),
            with(call -> call.maxTokens(7)),
            with(call -> call.stopSequences(List.of("a"))),
            with(call -> call.stopSequences(List.of("a", "b"))),
            with(call -> call.stopSequences(List.of("ab"))),
            format(new OutputFormat.Json()),
            format(new OutputFormat.JsonSchema(null, Map.of(), null)),
            format(new OutputFormat.JsonSchema("n", Map.of(), null)),
            format(new OutputFormat.JsonSchema(null, ordered("type", "object"), null)),
            format(new OutputFormat.JsonSchema(null, Map.of(), true)),
            with(call -> call.reasoning(new Reasoning.On())),
            with(call -> call.reasoning(new Reasoning.Budget(2_000))),
            with(call -> call.contextPolicy(ContextPolicy.WHOLE)),
            with(call -> call.additionalFields(ordered("a", 1))),
            with(call -> call.additionalFields(ordered("a", 1.0))),
            with(call -> call.additionalFieldPaths(List.of("/a"))));
    List<String> keys = new ArrayList<>();
    calls.forEach(call -> keys.add(key(call)));
    assertThat(keys).doesNotHaveDuplicates();
    List<String> again = new ArrayList<>();
    calls.forEach(call -> again.add(key(call.toBuilder().build())));
    assertThat(again).isEqualTo(keys);
  }

  @Test
  void scopeModelAndGuardrail_areOfTheKey_andNothingElseIs() {
    CallContext guarded = CallContext.NONE.withGuardrail("g:1");
    assertThat(
            List.of(
                key(CALL),
                AnswerKey.of("b", CALL, NOVA, CallContext.NONE),
                AnswerKey.of("a", CALL, model("nova-micro"), CallContext.NONE),
                AnswerKey.of("a", CALL, NOVA.at("eu.amazon.nova-lite-v1:0"), CallContext.NONE),
                AnswerKey.of("a", CALL, NOVA, guarded),
                AnswerKey.of("a", CALL, model("nova-lite", "max_tokens"), CallContext.NONE)))
        .doesNotHaveDuplicates();
    CallContext other = CallContext.of("jane").withRequestMetadata(Map.of("a", "b"));
    assertThat(AnswerKey.of("a", CALL, NOVA, other)).isEqualTo(key(CALL));
    ChatCall otherName = ChatCall.of("nova-lite:latest", CALL.turns());
    assertThat(key(otherName)).isEqualTo(key(CALL));
  }
}
