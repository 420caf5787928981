package io.aiportal.ollama.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiportal.ollama.bedrock.ContentBlock;
import io.aiportal.ollama.bedrock.ConversationRole;
import io.aiportal.ollama.bedrock.ConverseJson;
import io.aiportal.ollama.bedrock.ConverseMessage;
import io.aiportal.ollama.bedrock.ConverseRequest;
import io.aiportal.ollama.bedrock.ToolConfiguration;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.ChatCall;
import io.aiportal.ollama.chat.ChatContent.CachePoint;
import io.aiportal.ollama.chat.ChatContent.Document;
import io.aiportal.ollama.chat.ChatContent.Image;
import io.aiportal.ollama.chat.ChatContent.ReasoningText;
import io.aiportal.ollama.chat.ChatContent.RedactedReasoning;
import io.aiportal.ollama.chat.ChatContent.Text;
import io.aiportal.ollama.chat.ChatContent.ToolResult;
import io.aiportal.ollama.chat.ChatContent.ToolUse;
import io.aiportal.ollama.chat.OutputFormat;
import io.aiportal.ollama.chat.Reasoning;
import io.aiportal.ollama.chat.ToolDefinition;
import io.aiportal.ollama.chat.ToolUsage;
import io.aiportal.ollama.chat.Turn;
import io.aiportal.ollama.model.Capability;
import io.aiportal.ollama.model.Model;
import io.aiportal.ollama.model.ModelCatalogue;
import io.aiportal.ollama.model.ModelTraits;
import io.aiportal.ollama.model.ToolTraits.Schemas;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever blocks and tools a call holds, in whatever order: Bedrock takes what becomes of it, for
 * every model of the catalogue, and nothing is lost.
 */
@Tag("slow")
class AnyCallTest {

  private static final int CALLS = 100;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String BLANK = "\u00a0";
  private static final List<String> NAMES = List.of("x", "y z", "x-y", "日本", "x".repeat(90));
  private static final List<String> PIECES =
      List.of("é", "日本", "😀", "<&>", "\u200d", "{\"a\":", "[TOOL_CALLS]", "\u0000", "/");

  /** Every model of the catalogue that answers and may still be called, by its id. */
  static Stream<String> models() throws IOException {
    ModelCatalogue models = ModelCatalogue.builtIn("us-east-1");
    List<String> ids = new ArrayList<>();
    try (InputStream catalogue = ModelCatalogue.class.getResourceAsStream("catalogue.json")) {
      for (JsonNode id : JSON.readTree(catalogue).path("models").findValues("id")) {
        ids.add(id.textValue());
      }
    }
    assertThat(ids).hasSizeGreaterThan(80);
    return ids.stream()
        .filter(
            id -> {
              try {
                return models.resolve(id).orThrow().traits().can(Capability.COMPLETION);
              } catch (CallException noLongerServed) {
                return false;
              }
            });
  }

  @Test
  void models_areThoseOfAllFamilies() throws IOException {
    assertThat(models()).hasSizeGreaterThan(60);
  }

  @ParameterizedTest
  @MethodSource("models")
  void call_ofAnyKind_isWellFormed(String id) throws IOException {
    Model model = Plans.model(id);
    Random random = new Random(id.hashCode());
    for (int i = 0; i < CALLS; i++) {
      ChatCall call = call(random, model.traits());
      ConverseRequest request = Planner.plan(call, model).request();
      check(call, request, model.traits());
      byte[] body = ConverseJson.write(request);
      assertThat(body).isEqualTo(ConverseJson.write(Planner.plan(call, model).request()));
      JsonNode json = JSON.readTree(body);
      nothingIsLost(call, json);
      for (JsonNode tool : json.at("/toolConfig/tools")) {
        if (tool.has("toolSpec")) {
          boolean plain = model.traits().tools().schemas() == Schemas.PLAIN;
          SchemaRules.check(tool.at("/toolSpec/inputSchema/json"), plain);
        }
      }
    }
  }

  /** Every text that anybody said is somewhere in the messages, or in what the system says. */
  private static void nothingIsLost(ChatCall call, JsonNode body) {
    StringBuilder said = new StringBuilder();
    texts(body.path("messages"), said);
    texts(body.path("system"), said);
    for (Turn turn : call.turns()) {
      for (io.aiportal.ollama.chat.ChatContent block : turn.content()) {
        if (block instanceof Text text) {
          assertThat(said).contains(shown(text));
        } else if (block instanceof ToolResult result) {
          result.content().stream()
              .filter(Text.class::isInstance)
              .forEach(text -> assertThat(said).contains(shown((Text) text)));
        }
      }
    }
  }

  private static String shown(Text text) {
    return text.text().equals(BLANK) ? "" : text.text();
  }

  private static void texts(JsonNode node, StringBuilder said) {
    if (node.path("text").isTextual()) {
      said.append(node.path("text").textValue()).append('\n');
    }
    node.forEach(member -> texts(member, said));
  }

  private static void check(ChatCall call, ConverseRequest request, ModelTraits traits) {
    ConversationRole last = null;
    List<String> open = List.of();
    for (ConverseMessage message : request.messages()) {
      List<ContentBlock> content = message.content();
      assertThat(message.role()).isNotEqualTo(last);
      last = message.role();
      assertThat(content).isNotEmpty();
      assertThat(content.get(0)).isNotInstanceOf(ContentBlock.CachePoint.class);
      assertThat(results(content)).isEqualTo(open);
      open = uses(content);
      content(message, traits);
    }
    assertThat(open).isEmpty();
    if (last == ConversationRole.ASSISTANT) {
      assertThat(call.endsWithAssistant()).isTrue();
    }
    documentNames(request);
    cachePoints(request, traits);
    choice(request.toolConfig(), traits);
  }

  private static void content(ConverseMessage message, ModelTraits traits) {
    List<ContentBlock> content = message.content();
    boolean reasons = content.stream().anyMatch(AnyCallTest::isReasoning);
    boolean user = message.role() == ConversationRole.USER;
    assertThat(reasons && user).isFalse();
    assertThat(reasons && !traits.thinking().signed()).isFalse();
    if (reasons) {
      assertThat(content.get(0))
          .isInstanceOfAny(ContentBlock.ReasoningText.class, ContentBlock.RedactedContent.class);
    }
    for (ContentBlock block : content) {
      if (block instanceof ContentBlock.Text text && !reasons) {
        assertThat(BlankText.isBlank(text.text())).isFalse();
      }
    }
    boolean results = holds(content, ContentBlock.ToolResult.class);
    assertThat(holds(content, ContentBlock.Image.class) && !user).isFalse();
    boolean texts = holds(content, ContentBlock.Text.class);
    if (holds(content, ContentBlock.Document.class)) {
      assertThat(user && traits.media().documents() && texts && !results).isTrue();
    }
    if (results && traits.tools().resultAlone()) {
      assertThat(content).hasOnlyElementsOfType(ContentBlock.ToolResult.class);
    }
    if (holds(content, ContentBlock.ToolUse.class) && !traits.tools().textBesideCalls()) {
      assertThat(texts).isFalse();
    }
  }

  private static void documentNames(ConverseRequest request) {
    Set<String> names = new HashSet<>();
    request.messages().stream()
        .flatMap(message -> message.content().stream())
        .flatMap(
            block ->
                block instanceof ContentBlock.ToolResult result
                    ? result.content().stream()
                    : Stream.of(block))
        .forEach(
            block -> {
              if (block instanceof ContentBlock.Document document) {
                assertThat(names.add(document.name())).isTrue();
              }
            });
  }

  private static void cachePoints(ConverseRequest request, ModelTraits traits) {
    ToolConfiguration tools = request.toolConfig();
    long inTools =
        tools == null
            ? 0
            : tools.tools().stream().filter(tool -> tool.cachePoint() != null).count();
    long others =
        Stream.concat(
                request.system().stream(),
                request.messages().stream().flatMap(message -> message.content().stream()))
            .filter(ContentBlock.CachePoint.class::isInstance)
            .count();
    assertThat(inTools + others).isLessThanOrEqualTo(traits.cache().maxPoints());
    assertThat(inTools > 0 && !traits.cache().besideTools()).isFalse();
  }

  private static void choice(@Nullable ToolConfiguration tools, ModelTraits traits) {
    if (tools != null && tools.toolChoice() != null) {
      assertThat(traits.tools().choice())
          .isNotEqualTo(io.aiportal.ollama.model.ToolTraits.Choice.AUTO);
    }
  }

  private static ChatCall call(Random random, ModelTraits traits) {
    List<Turn> turns = new ArrayList<>();
    int size = random.nextInt(8);
    for (int i = 0; i < size; i++) {
      turns.add(turn(random, traits));
    }
    ChatCall.Builder call = ChatCall.builder("m").turns(turns);
    if (traits.can(Capability.TOOLS) && random.nextBoolean()) {
      call.tools(
              List.of(
                  new ToolDefinition("x", "d", schema(random), random.nextBoolean(), Duration.ZERO),
                  new ToolDefinition("x-y", " ", schema(random), random.nextBoolean(), null),
                  new ToolDefinition("y z", null, schema(random), null, null)))
          .parallelToolCalls(random.nextBoolean())
          .toolChoice(
              List.of(
                      ToolUsage.AUTO,
                      new ToolUsage.None(),
                      new ToolUsage.Any(),
                      new ToolUsage.Named("y z"))
                  .get(random.nextInt(4)));
    }
    return call.reasoning(random.nextBoolean() ? null : new Reasoning.Budget(random.nextInt(9_000)))
        .outputFormat(random.nextInt(3) > 0 ? OutputFormat.TEXT : new OutputFormat.Json())
        .build();
  }

  private static @Nullable Map<String, @Nullable Object> schema(Random random) {
    return random.nextInt(4) == 0 ? null : AnySchemaTest.schema(random, 1);
  }

  private static Turn turn(Random random, ModelTraits traits) {
    Turn.Role role = Turn.Role.values()[random.nextInt(3)];
    List<io.aiportal.ollama.chat.ChatContent> content = new ArrayList<>();
    int size = random.nextInt(5);
    for (int i = 0; i < size; i++) {
      content.add(block(random, role, traits));
    }
    return new Turn(role, content);
  }

  private static io.aiportal.ollama.chat.ChatContent block(
      Random random, Turn.Role role, ModelTraits traits) {
    return switch (random.nextInt(8)) {
      case 0 -> new ReasoningText("r", random.nextBoolean() ? "s" : null);
      case 1 -> new RedactedReasoning(new byte[] {1});
      case 2 -> new CachePoint(random.nextBoolean() ? null : Duration.ofHours(1));
      case 3, 4 -> tool(random, role, traits);
      case 5 -> media(random, traits);
      default -> text(random);
    };
  }

  private static io.aiportal.ollama.chat.ChatContent tool(
      Random random, Turn.Role role, ModelTraits traits) {
    String id = random.nextBoolean() ? "id" + random.nextInt(3) : null;
    return switch (role) {
      case SYSTEM -> text(random);
      case ASSISTANT ->
          new ToolUse(
              id, NAMES.get(random.nextInt(NAMES.size())), Map.of("a b", Map.of("city", 1)));
      case USER ->
          new ToolResult(
              id,
              random.nextBoolean() ? NAMES.get(random.nextInt(NAMES.size())) : null,
              List.of(text(random), media(random, traits)),
              random.nextBoolean());
    };
  }

  private static io.aiportal.ollama.chat.ChatContent media(Random random, ModelTraits traits) {
    if (random.nextBoolean() && traits.can(Capability.VISION)) {
      return new Image(Plans.PNG);
    }
    return traits.media().documents()
        ? new Document(random.nextBoolean() ? "pdf" : "txt", "a.b", new byte[] {1})
        : text(random);
  }

  private static Text text(Random random) {
    String piece = PIECES.get(random.nextInt(PIECES.size()));
    return new Text(random.nextInt(3) == 0 ? BLANK : "t" + random.nextInt(1_000_000) + piece);
  }

  private static boolean isReasoning(ContentBlock block) {
    return block instanceof ContentBlock.ReasoningText
        || block instanceof ContentBlock.RedactedContent;
  }

  private static boolean holds(List<ContentBlock> content, Class<? extends ContentBlock> kind) {
    return content.stream().anyMatch(kind::isInstance);
  }

  private static List<String> uses(List<ContentBlock> content) {
    return content.stream()
        .filter(ContentBlock.ToolUse.class::isInstance)
        .map(block -> ((ContentBlock.ToolUse) block).toolUseId())
        .toList();
  }

  private static List<String> results(List<ContentBlock> content) {
    return content.stream()
        .filter(ContentBlock.ToolResult.class::isInstance)
        .map(block -> ((ContentBlock.ToolResult) block).toolUseId())
        .toList();
  }
}
