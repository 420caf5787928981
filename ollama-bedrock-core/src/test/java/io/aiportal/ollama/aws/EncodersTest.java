package io.aiportal.ollama.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.bedrock.CallOptions;
import io.aiportal.ollama.bedrock.Citation;
import io.aiportal.ollama.bedrock.ContentBlock;
import io.aiportal.ollama.bedrock.ConversationRole;
import io.aiportal.ollama.bedrock.ConverseJson;
import io.aiportal.ollama.bedrock.ConverseMessage;
import io.aiportal.ollama.bedrock.ConverseRequest;
import io.aiportal.ollama.bedrock.ConverseRequests;
import io.aiportal.ollama.bedrock.DocumentCitations;
import io.aiportal.ollama.bedrock.ImageFormat;
import io.aiportal.ollama.bedrock.InferenceConfiguration;
import io.aiportal.ollama.bedrock.ServiceOptions;
import io.aiportal.ollama.bedrock.ToolChoice;
import io.aiportal.ollama.bedrock.ToolConfiguration;
import io.aiportal.ollama.bedrock.ToolSpecification;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Our own writer of requests and the AWS SDK's must send the same, whatever is asked. */
class EncodersTest {

  private static final Path GOLDEN = Path.of("src/test/resources/golden/request");

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  /** Numbers by what they are worth, everything else as it stands. */
  private static final Comparator<JsonNode> BY_VALUE =
      (one, other) ->
          one.isNumber() && other.isNumber()
              ? one.decimalValue().compareTo(other.decimalValue())
              : one.equals(other) ? 0 : 1;

  /** One of every kind of block to send; the test below fails for a kind that is not here. */
  private static final Map<Class<?>, ContentBlock> BLOCKS =
      Stream.of(
              new ContentBlock.Text("Grüße, \"you\"\n\u2028😀"),
              new ContentBlock.CitedText("In a day.", citations()),
              new ContentBlock.Image(ImageFormat.WEBP, new byte[] {1, 2, 3, -1}),
              new ContentBlock.Document("docx", "Plan [1] (a-b)", new byte[] {5, 6}),
              new ContentBlock.SearchResult(
                  "https://example.com", "Rome", List.of("Built", "in a day")),
              new ContentBlock.ToolUse("t.1:a-b_c", "f", input()),
              new ContentBlock.ToolResult(
                  "t1",
                  List.of(
                      new ContentBlock.Text("ok"),
                      new ContentBlock.Image(ImageFormat.PNG, new byte[] {7}),
                      new ContentBlock.Document("md", "Notes", new byte[] {8}),
                      new ContentBlock.SearchResult("a", "b", List.of("c"))),
                  true),
              new ContentBlock.ReasoningText("Hm.", "c2ln"),
              new ContentBlock.RedactedContent(new byte[] {9, 10}),
              new ContentBlock.CachePoint("1h"))
          .collect(Collectors.toMap(Object::getClass, block -> block));

  /** One of each unit, and one that says no more than it must. */
  private static List<Citation> citations() {
    List<Citation> citations = new ArrayList<>();
    for (Citation.Unit unit : Citation.Unit.values()) {
      citations.add(new Citation(unit, 1, 2, 3, "It was built.", "Rome", "https://example.com"));
    }
    citations.add(new Citation(Citation.Unit.PAGES, 0, 0, 0, "", null));
    return citations;
  }

  private static final Map<Class<?>, ToolChoice> CHOICES =
      Stream.of(new ToolChoice.Auto(), new ToolChoice.Any(), new ToolChoice.Tool("f"))
          .collect(Collectors.toMap(Object::getClass, choice -> choice));

  private final FakeHttp http = new FakeHttp().answer(400, "{}");
  private final SdkBedrockRuntime runtime =
      SdkBedrockRuntime.of(
          SdkClients.runtime(http, client -> client.retryStrategy(retry -> retry.maxAttempts(1))));

  @TestFactory
  Stream<DynamicTest> goldenRequest_isTheSame() throws IOException {
    List<Path> rules;
    try (Stream<Path> folders = Files.list(GOLDEN)) {
      rules =
          folders
              .map(folder -> folder.resolve("converse.json"))
              .filter(Files::exists)
              .sorted()
              .toList();
    }
    assertThat(rules).hasSizeGreaterThan(50);
    return rules.stream()
        .map(
            rule ->
                DynamicTest.dynamicTest(
                    rule.getParent().getFileName().toString(), () -> golden(rule)));
  }

  private void golden(Path file) throws IOException {
    ObjectNode expected = (ObjectNode) JSON.readTree(file.toFile());
    expected.remove("#answer");
    ConverseRequest request = ConverseRequests.parse("amazon.nova-lite-v1:0", expected);
    assertSame(JSON.readTree(ConverseJson.write(request)), expected);
    assertSent(request);
  }

  @Test
  void everyKindOfBlock_isTheSame() throws IOException {
    assertThat(BLOCKS.keySet())
        .containsExactlyInAnyOrderElementsOf(List.of(ContentBlock.class.getPermittedSubclasses()));
    for (ContentBlock block : BLOCKS.values()) {
      assertSent(request(List.of(block), List.of(), null));
    }
  }

  @Test
  void project_isRefusedByTheSdksAlone() {
    ConverseRequest request =
        request(List.of(new ContentBlock.Text("Hi")), List.of(), null)
            .withService(ServiceOptions.NONE.withProject("p"));
    String refusal = "cannot say which project a conversation belongs to";
    assertThatExceptionOfType(BedrockException.class)
        .isThrownBy(() -> SdkRequests.converse(request))
        .withMessageContaining(refusal);
    assertThatExceptionOfType(BedrockException.class)
        .isThrownBy(() -> SdkRequests.converseStream(request))
        .withMessageContaining(refusal);
    assertThat(ConverseJson.write(request)).isNotEmpty();
  }

  @Test
  void documentThatIsCited_isTheSame() throws IOException {
    for (DocumentCitations citations :
        List.of(
            new DocumentCitations(null, List.of()),
            new DocumentCitations("Of 1900.", List.of("One.", "Two.")))) {
      for (String format : List.of("txt", "pdf")) {
        assertSent(
            request(
                List.of(new ContentBlock.Document(format, "a", new byte[] {65}, citations)),
                List.of(),
                null));
      }
    }
  }

  @Test
  void everyToolChoice_isTheSame() throws IOException {
    assertThat(CHOICES.keySet())
        .containsExactlyInAnyOrder(ToolChoice.class.getPermittedSubclasses());
    for (ToolChoice choice : CHOICES.values()) {
      assertSent(
          request(
              List.of(new ContentBlock.Text("Hi")),
              List.of(),
              new ToolConfiguration(
                  List.of(new ToolSpecification("f", null, Map.of("type", "object"))), choice)));
    }
  }

  @Test
  void block_whereBedrockTakesNone_isRefusedByBoth() {
    for (ContentBlock block : BLOCKS.values()) {
      boolean inSystem =
          block instanceof ContentBlock.Text || block instanceof ContentBlock.CachePoint;
      boolean inResult =
          block instanceof ContentBlock.Text
              || block instanceof ContentBlock.Image
              || block instanceof ContentBlock.Document
              || block instanceof ContentBlock.SearchResult;
      takenByBoth(request(List.of(), List.of(block), null), block, inSystem);
      takenByBoth(
          request(List.of(new ContentBlock.ToolResult("t", List.of(block), null)), List.of(), null),
          block,
          inResult);
    }
  }

  private static void takenByBoth(ConverseRequest request, ContentBlock block, boolean taken) {
    if (taken) {
      assertThat(ConverseJson.write(request)).isNotEmpty();
      assertThat(SdkRequests.converse(request)).isNotNull();
      return;
    }
    String refusal = "Bedrock takes no " + block.getClass().getSimpleName() + " at its place";
    assertThatExceptionOfType(BedrockException.class)
        .isThrownBy(() -> ConverseJson.write(request))
        .withMessage(refusal);
    assertThatExceptionOfType(BedrockException.class)
        .isThrownBy(() -> SdkRequests.converse(request))
        .withMessage(refusal);
  }

  @Tag("slow")
  @Test
  void anyRequest_isTheSame() throws IOException {
    for (int seed = 0; seed < 100; seed++) {
      assertSent(any(new Random(seed)));
    }
  }

  @Test
  void document_asDeepAsItMayBe_isTheSame_andDeeperIsRefusedByBoth() throws IOException {
    Map<String, Object> input = Map.of();
    for (int depth = 1; depth < 500; depth++) {
      input = Map.of("a", input);
    }
    assertSent(request(List.of(new ContentBlock.ToolUse("t", "f", input)), List.of(), null));
    ConverseRequest deeper =
        request(List.of(new ContentBlock.ToolUse("t", "f", Map.of("a", input))), List.of(), null);
    assertThatExceptionOfType(BedrockException.class)
        .isThrownBy(() -> ConverseJson.write(deeper))
        .withMessageContaining("nested more than 500 levels");
    assertThatExceptionOfType(BedrockException.class)
        .isThrownBy(() -> SdkRequests.converse(deeper))
        .withMessageContaining("nested more than 500 levels");
  }

  /** Whole, streamed and counted: what the SDK sends, and what we would. */
  private void assertSent(ConverseRequest request) throws IOException {
    http.sent().clear();
    runtime.converse(request, CallOptions.DEFAULT);
    runtime.converseStream(request, CallOptions.DEFAULT, new Heard());
    runtime.countTokens(request, CallOptions.DEFAULT);
    JsonNode ours = JSON.readTree(ConverseJson.write(request));
    assertSame(JSON.readTree(http.sent().get(0).body()), ours);
    assertSame(JSON.readTree(http.sent().get(1).body()), ours);
    assertSame(
        JSON.readTree(http.sent().get(2).body()),
        JSON.readTree(ConverseJson.writeCountTokens(request)));
  }

  private static void assertSame(JsonNode actual, JsonNode expected) {
    assertThat(actual.equals(BY_VALUE, expected))
        .withFailMessage(() -> "expected\n" + expected + "\nbut was\n" + actual)
        .isTrue();
  }

  private static ConverseRequest any(Random random) {
    List<ConverseMessage> messages = new ArrayList<>();
    for (int i = 0; i <= random.nextInt(4); i++) {
      messages.add(
          new ConverseMessage(
              random.nextBoolean() ? ConversationRole.USER : ConversationRole.ASSISTANT,
              some(random, BLOCKS.values().stream().toList())));
    }
    return new ConverseRequest(
        "amazon.nova-lite-v1:0",
        messages,
        some(random, List.of(new ContentBlock.Text("S"), new ContentBlock.CachePoint(null))),
        new InferenceConfiguration(
            random.nextBoolean() ? random.nextInt(100_000) : null,
            random.nextBoolean() ? random.nextDouble() : null,
            random.nextBoolean() ? random.nextDouble() : null,
            some(random, List.of("END", "\n\nHuman:"))),
        random.nextBoolean() ? tools(random) : null,
        random.nextBoolean() ? input() : Map.of(),
        some(random, List.of("/stop_sequence", "/a/b~1c")),
        random.nextBoolean() ? Map.of("tenant", "t-1", "app", "chat ü") : Map.of(),
        random.nextBoolean() ? "{\"type\":\"object\"}" : null);
  }

  private static ToolConfiguration tools(Random random) {
    List<ToolSpecification> tools =
        IntStream.rangeClosed(0, random.nextInt(3))
            .mapToObj(
                i ->
                    new ToolSpecification(
                        "f" + i,
                        random.nextBoolean() ? "Does f." : null,
                        random.nextBoolean() ? input() : Map.of(),
                        random.nextBoolean() ? random.nextBoolean() : null,
                        random.nextBoolean()
                            ? new ContentBlock.CachePoint(random.nextBoolean() ? "5m" : null)
                            : null))
            .toList();
    List<ToolChoice> choices = CHOICES.values().stream().toList();
    return new ToolConfiguration(
        tools, random.nextBoolean() ? choices.get(random.nextInt(choices.size())) : null);
  }

  private static <T> List<T> some(Random random, List<T> all) {
    return all.stream().filter(element -> random.nextBoolean()).toList();
  }

  private static Map<String, Object> input() {
    Map<String, Object> input = new LinkedHashMap<>();
    input.put("z", Arrays.asList(1, null, true, "é\n\"", new BigDecimal("1.50"), -0.25, List.of()));
    input.put("a", Map.of("big", new BigInteger("123456789012345678901234567890")));
    input.put("long", Long.MIN_VALUE);
    input.put("tiny", new BigDecimal("1E-30"));
    input.put("", Map.of());
    return input;
  }

  private static ConverseRequest request(
      List<ContentBlock> content, List<ContentBlock> system, ToolConfiguration tools) {
    return new ConverseRequest(
        "amazon.nova-lite-v1:0",
        List.of(new ConverseMessage(ConversationRole.USER, content)),
        system,
        InferenceConfiguration.NONE,
        tools,
        Map.of(),
        List.of(),
        Map.of(),
        null);
  }
}
