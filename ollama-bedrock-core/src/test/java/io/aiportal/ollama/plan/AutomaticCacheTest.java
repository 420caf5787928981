package io.aiportal.ollama.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.bedrock.ContentBlock;
import io.aiportal.ollama.bedrock.ContentBlock.CachePoint;
import io.aiportal.ollama.bedrock.ConversationRole;
import io.aiportal.ollama.bedrock.ConverseJson;
import io.aiportal.ollama.bedrock.ConverseMessage;
import io.aiportal.ollama.bedrock.ConverseRequest;
import io.aiportal.ollama.bedrock.ImageFormat;
import io.aiportal.ollama.chat.ChatCall;
import io.aiportal.ollama.chat.ChatContent;
import io.aiportal.ollama.chat.ToolDefinition;
import io.aiportal.ollama.chat.Turn;
import io.aiportal.ollama.model.CacheTraits;
import io.aiportal.ollama.model.Model;
import io.aiportal.ollama.model.ModelCatalogue;
import io.aiportal.ollama.model.ModelOverride;
import io.aiportal.ollama.model.ModelTraits;
import io.aiportal.ollama.plan.CachePlan.Prompt;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Prompts are cached where they are sure to be sent again, in a model that keeps 1,000 tokens. */
class AutomaticCacheTest {

  private static final String LONG = "a".repeat(4_000);
  private static final String SHORT = "a".repeat(3_999);
  private static final CacheTraits TAKES_ALL = new CacheTraits(4, 1_000, true, true, true);
  private static final ToolDefinition TOOL = new ToolDefinition("add", LONG, null, null, null);

  private static Model model(CacheTraits cache) {
    Model model = ModelCatalogue.builtIn("eu-west-2").resolve("claude-sonnet-4.5").orThrow();
    ModelTraits traits = model.traits().toBuilder().cache(cache).build();
    return new Model(
        model.name(), "id", "base", model.displayName(), model.provider(), model.family(), traits);
  }

  private static ConverseRequest plan(CacheTraits cache, ChatCall.Builder call) {
    return Planner.plan(call.build(), model(cache)).request();
  }

  private static ChatCall.Builder turns(Turn... turns) {
    return ChatCall.builder("m").turns(List.of(turns));
  }

  /** Where points stand: in the tools, the system, or a message by its number. */
  private static List<String> points(ConverseRequest request) {
    List<String> points = new ArrayList<>();
    if (request.toolConfig() != null) {
      request.toolConfig().tools().stream()
          .filter(tool -> tool.cachePoint() != null)
          .forEach(tool -> points.add("tool"));
    }
    if (endsWithPoint(request.system())) {
      points.add("system");
    }
    for (int i = 0; i < request.messages().size(); i++) {
      ConverseMessage message = request.messages().get(i);
      if (endsWithPoint(message.content())) {
        points.add(String.valueOf(i));
      }
    }
    return points;
  }

  private static boolean endsWithPoint(List<ContentBlock> content) {
    return !content.isEmpty() && content.get(content.size() - 1) instanceof CachePoint;
  }

  @Test
  void instructions_areKept_ifTheyAreLongEnough() {
    assertThat(points(plan(TAKES_ALL, turns(Turn.system(LONG), Turn.user("Hi")))))
        .containsExactly("system");
    assertThat(points(plan(TAKES_ALL, turns(Turn.system(SHORT), Turn.user("Hi"))))).isEmpty();
  }

  @Test
  void tools_areKept_withTheInstructionsBehindThem() {
    assertThat(
            points(plan(TAKES_ALL, turns(Turn.system("x"), Turn.user("Hi")).tools(List.of(TOOL)))))
        .containsExactly("system", "0");
    assertThat(points(plan(TAKES_ALL, turns(Turn.user("Hi")).tools(List.of(TOOL)))))
        .containsExactly("tool", "0");
    CacheTraits notBeside = new CacheTraits(4, 1_000, false, true, true);
    assertThat(points(plan(notBeside, turns(Turn.user("Hi")).tools(List.of(TOOL)))))
        .containsExactly("0");
  }

  /** The name, the description, and a schema of 28 characters. */
  @Test
  void toolsOfJustTheLength_areKept() {
    for (int length : new int[] {3_968, 3_969}) {
      ToolDefinition tool = new ToolDefinition("add", "a".repeat(length), null, null, null);
      ConverseRequest request = plan(TAKES_ALL, turns(Turn.user("")).tools(List.of(tool)));
      assertThat(points(request).contains("tool")).isEqualTo(length == 3_969);
    }
  }

  @Test
  void pointsForTools_instructions_andQuestions_areThree() {
    ChatCall.Builder call = turns(Turn.system(LONG), Turn.user("Hi"));
    assertThat(points(plan(new CacheTraits(3, 1_000, true, true, true), call)))
        .containsExactly("system");
    assertThat(points(plan(new CacheTraits(2, 1_000, true, true, true), call))).isEmpty();
  }

  static List<Arguments> blocks() {
    return List.of(
        Arguments.of(new ContentBlock.Text(LONG), true),
        Arguments.of(new ContentBlock.Text(SHORT), false),
        // A brace, a key and a sign before it, and a brace behind.
        Arguments.of(new ContentBlock.ToolUse("t", "f", Map.of("a", "a".repeat(3_996))), true),
        Arguments.of(new ContentBlock.ToolUse("t", "f", Map.of("a", "a".repeat(3_995))), false),
        Arguments.of(
            new ContentBlock.ToolResult("t", List.of(new ContentBlock.Text(LONG)), null), true),
        Arguments.of(
            new ContentBlock.ToolResult("t", List.of(new ContentBlock.Text(SHORT)), null), false),
        Arguments.of(new ContentBlock.ReasoningText(LONG, "s"), true),
        Arguments.of(new ContentBlock.ReasoningText(SHORT, "s"), false),
        Arguments.of(new ContentBlock.Image(ImageFormat.PNG, new byte[10_000]), true),
        Arguments.of(new ContentBlock.Image(ImageFormat.PNG, new byte[3_999]), false),
        Arguments.of(new ContentBlock.Document("txt", "n", new byte[10_000]), true),
        Arguments.of(new ContentBlock.Document("txt", "n", new byte[3_999]), false),
        Arguments.of(new ContentBlock.CitedText(SHORT + "a", List.of()), true),
        Arguments.of(new ContentBlock.CitedText(SHORT, List.of()), false),
        Arguments.of(new ContentBlock.SearchResult("s", "t", List.of(SHORT, SHORT)), true),
        Arguments.of(new ContentBlock.SearchResult("s", "t", List.of(SHORT)), false),
        Arguments.of(new ContentBlock.CachePoint(null), false));
  }

  @ParameterizedTest
  @MethodSource("blocks")
  void whateverIsSaid_isKeptIfItIsLongEnough(ContentBlock block, boolean kept) {
    Prompt prompt =
        new Prompt(
            null,
            List.of(),
            List.of(
                new ConverseMessage(ConversationRole.USER, List.of(block)),
                new ConverseMessage(ConversationRole.ASSISTANT, List.of()),
                new ConverseMessage(ConversationRole.USER, List.of())));
    List<ConverseMessage> placed = AutomaticCache.place(prompt, TAKES_ALL).messages();
    assertThat(placed.get(0).content()).hasSize(kept ? 2 : 1);
    assertThat(placed.get(2).content()).hasSize(kept ? 1 : 0);
  }

  /** A file of any size counts as four thousand characters. */
  @Test
  void largeFile_isNoLongText() {
    List<ContentBlock> files =
        List.of(
            new ContentBlock.Image(ImageFormat.PNG, new byte[10_000]),
            new ContentBlock.Document("txt", "n", new byte[10_000]));
    CacheTraits traits = new CacheTraits(4, 2_001, true, true, true);
    Prompt prompt =
        new Prompt(
            null,
            List.of(),
            List.of(
                new ConverseMessage(ConversationRole.USER, files),
                new ConverseMessage(ConversationRole.USER, List.of())));
    assertThat(AutomaticCache.place(prompt, traits).messages()).isEqualTo(prompt.messages());
  }

  @Test
  void firstQuestion_isNotKept_andALaterOneIsWithTheOneBefore() {
    assertThat(points(plan(TAKES_ALL, turns(Turn.user(LONG))))).isEmpty();
    Turn answer = Turn.assistant("Yes");
    assertThat(points(plan(TAKES_ALL, turns(Turn.user(LONG), answer, Turn.user("b")))))
        .containsExactly("0", "2");
    assertThat(
            points(
                plan(
                    TAKES_ALL,
                    turns(Turn.user(LONG), answer, Turn.user("b"), answer, Turn.user("c")))))
        .containsExactly("2", "4");
    assertThat(points(plan(TAKES_ALL, turns(Turn.user("a"), answer, Turn.user(LONG)))))
        .containsExactly("2");
  }

  @Test
  void resultsOfTools_areKept_onlyWhereAPointMayStandBesideThem() {
    ChatCall.Builder loop =
        turns(
                Turn.user(LONG),
                Turn.of(Turn.Role.ASSISTANT, new ChatContent.ToolUse("t", "add", Map.of("a", 1))),
                Turn.of(
                    Turn.Role.USER,
                    new ChatContent.ToolResult(
                        "t", null, List.of(new ChatContent.Text("2")), null)))
            .tools(List.of(new ToolDefinition("add", null, null, null, null)));
    assertThat(points(plan(TAKES_ALL, loop))).containsExactly("0", "2");
    assertThat(points(plan(new CacheTraits(4, 1_000, false, true, true), loop)))
        .containsExactly("0");
  }

  @Test
  void hintsOfTheCaller_areTheOnlyOnes() {
    ChatCall.Builder hinted =
        turns(
            Turn.system(LONG),
            Turn.of(Turn.Role.USER, new ChatContent.Text("a"), new ChatContent.CachePoint(null)),
            Turn.assistant("b"),
            Turn.user("c"));
    assertThat(points(plan(TAKES_ALL, hinted))).containsExactly("0");
  }

  @Test
  void modelWithoutACache_andAnOperatorWhoWantsNone_getNoPoints() {
    ChatCall.Builder call = turns(Turn.system(LONG), Turn.user("Hi"));
    assertThat(points(plan(new CacheTraits(0, 0, false, false, true), call))).isEmpty();
    assertThat(points(plan(new CacheTraits(4, 1_000, true, true, false), call))).isEmpty();
    Model off =
        ModelCatalogue.builtIn("eu-west-2")
            .withOverrides(List.of(new ModelOverride("*", null, Map.of("automatic", false))))
            .resolve("claude-sonnet-4.5")
            .orThrow();
    assertThat(off.traits().cache().automatic()).isFalse();
    assertThat(off.traits().cache().maxPoints()).isEqualTo(4);
  }

  /** Caches hold only if what was said before stays as it was, to the byte. */
  @Test
  void conversationThatGoesOn_beginsWithTheSameBytes() {
    List<Turn> turns = new ArrayList<>(List.of(Turn.system("Be brief."), Turn.user("a")));
    Model model = model(new CacheTraits(0, 0, false, false, true));
    String before = "";
    for (int round = 0; round < 5; round++) {
      ChatCall call =
          ChatCall.builder("m")
              .turns(turns)
              .tools(List.of(TOOL, new ToolDefinition("b c", null, Map.of("x", 1), null, null)))
              .build();
      String messages = messages(Planner.plan(call, model).request());
      assertThat(messages(Planner.plan(call, model).request())).isEqualTo(messages);
      assertThat(messages).startsWith(before);
      before = messages.substring(0, messages.length() - 1);
      turns.add(
          Turn.of(
              Turn.Role.ASSISTANT,
              new ChatContent.ToolUse(null, round % 2 == 0 ? "add" : "b c", Map.of("n", round))));
      turns.add(
          Turn.of(
              Turn.Role.USER,
              new ChatContent.ToolResult(null, null, List.of(new ChatContent.Text("2")), null)));
    }
  }

  private static String messages(ConverseRequest request) {
    String body = new String(ConverseJson.write(request), java.nio.charset.StandardCharsets.UTF_8);
    return body.substring(0, body.indexOf(",\"system\""));
  }
}
