package io.aiportal.ollama.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aiportal.ollama.answer.AnswerFormat;
import io.aiportal.ollama.answer.AnswerShape;
import io.aiportal.ollama.answer.AnswerShape.JsonText;
import io.aiportal.ollama.api.anthropic.AnthropicApi;
import io.aiportal.ollama.api.ollama.OllamaApi;
import io.aiportal.ollama.api.openai.OpenAiApi;
import io.aiportal.ollama.api.systemone.SystemOneApi;
import io.aiportal.ollama.bedrock.ConverseJson;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.model.Model;
import io.aiportal.ollama.model.ModelCatalogue;
import io.aiportal.ollama.model.ModelOverride;
import io.aiportal.ollama.plan.Plan;
import io.aiportal.ollama.plan.Planner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * Each folder of {@code golden/request} is a rule: a request of an API in, {@code converse.json}
 * out, with what a reader of the answer must know as its first member where that is not plain. The
 * request's model is one of the built-in catalogue. A request that is refused has {@code error.txt}
 * instead. Run with {@code -Dgolden.update} to rewrite what comes out, and read the difference.
 */
public final class GoldenRequests {

  private static final Path GOLDEN = Path.of("src/test/resources/golden/request");
  private static final boolean UPDATE = System.getProperty("golden.update") != null;
  private static final ModelCatalogue MODELS =
      ModelCatalogue.builtIn("us-east-1")
          .withOverrides(
              Stream.of("nova-lite", "claude-sonnet-4.5", "llama3:8b", "gpt-oss:20b")
                  .map(name -> new ModelOverride(name, null, Map.of("decision", true)))
                  .toList());

  /** What is asked, by the name of the file that holds the request. */
  private static final Map<String, Function<byte[], ModelRequest>> APIS =
      Map.of(
          "chat.json", body -> OllamaApi.modelRequest(OllamaApi.readChat(body)),
          "generate.json", body -> OllamaApi.modelRequest(OllamaApi.readGenerate(body)),
          "response.json", body -> OpenAiApi.modelRequest(OpenAiApi.readResponse(body)),
          "completion.json", body -> OpenAiApi.modelRequest(OpenAiApi.readCompletion(body)),
          "chat-completion.json",
              body -> OpenAiApi.modelRequest(OpenAiApi.readChatCompletion(body)),
          "messages.json", body -> AnthropicApi.modelRequest(AnthropicApi.readMessages(body)),
          "systemone.json", body -> SystemOneApi.modelRequest(SystemOneApi.read(body)));

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  private GoldenRequests() {}

  /** A test of each rule whose request is in one of these files. */
  public static Stream<DynamicTest> in(String... files) throws IOException {
    return rules()
        .filter(rule -> Stream.of(files).anyMatch(file -> Files.exists(rule.resolve(file))))
        .map(GoldenRequests::test);
  }

  /** A test of each rule. */
  public static Stream<DynamicTest> all() throws IOException {
    return rules().map(GoldenRequests::test);
  }

  private static Stream<Path> rules() throws IOException {
    try (Stream<Path> folders = Files.list(GOLDEN)) {
      List<Path> rules = folders.filter(Files::isDirectory).sorted().toList();
      assertThat(rules).hasSizeGreaterThan(50);
      return rules.stream();
    }
  }

  private static DynamicTest test(Path rule) {
    return DynamicTest.dynamicTest(rule.getFileName().toString(), () -> check(rule));
  }

  private static void check(Path rule) throws IOException {
    try {
      compare(rule.resolve("converse.json"), text(plan(rule)), rule.resolve("error.txt"));
    } catch (CallException refused) {
      compare(
          rule.resolve("error.txt"),
          refused.status() + " " + refused.getMessage() + "\n",
          rule.resolve("converse.json"));
    }
  }

  private static Plan plan(Path rule) throws IOException {
    for (Map.Entry<String, Function<byte[], ModelRequest>> api : APIS.entrySet()) {
      Path file = rule.resolve(api.getKey());
      if (Files.exists(file)) {
        ModelRequest asked = api.getValue().apply(Files.readAllBytes(file));
        Model model = asked.resolve().apply(MODELS);
        return Planner.plan(asked.call().get(), model);
      }
    }
    throw new AssertionError("no request in " + rule);
  }

  private static String text(Plan plan) throws IOException {
    ObjectNode shape = shape(plan.answer());
    JsonNode body = JSON.readTree(ConverseJson.write(plan.request()));
    ObjectNode all = JSON.createObjectNode();
    if (!shape.isEmpty()) {
      all.set("#answer", shape);
    }
    all.setAll((ObjectNode) body);
    return JSON.writeValueAsString(all) + "\n";
  }

  private static ObjectNode shape(AnswerShape shape) {
    ObjectNode node = JSON.createObjectNode();
    shape.tools().names().entrySet().stream()
        .filter(name -> !name.getKey().equals(name.getValue()))
        .sorted(Map.Entry.comparingByKey())
        .forEach(name -> node.withObject("/toolNames").put(name.getKey(), name.getValue()));
    shape.tools().argumentKeys().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            tool ->
                tool.getValue().entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .forEach(
                        key ->
                            node.withObject("/argumentKeys")
                                .withObject("/" + tool.getKey())
                                .put(key.getKey(), key.getValue())));
    if (shape.tools().firstCallOnly()) {
      node.put("firstCallOnly", true);
    }
    if (shape.answerTool() != null) {
      node.put("answerTool", shape.answerTool());
    }
    if (shape.json() != JsonText.NONE) {
      node.put("json", shape.json().name().toLowerCase(Locale.ROOT));
    }
    if (!shape.thinkingTag().isEmpty()) {
      node.put("thinkingTag", shape.thinkingTag());
    }
    AnswerFormat format = shape.format();
    if (format != null) {
      node.putObject("format")
          .put("checked", format.schema() != null)
          .put("wrapped", format.wrapped())
          .put("held", format.held());
    }
    if (!shape.stopSequences().isEmpty()) {
      shape.stopSequences().forEach(node.withArray("/stopSequences")::add);
    }
    if (!shape.showReasoning()) {
      node.put("showReasoning", false);
    }
    return node;
  }

  private static void compare(Path expected, String actual, Path unexpected) throws IOException {
    if (UPDATE) {
      Files.writeString(expected, actual);
    }
    assertThat(unexpected).doesNotExist();
    assertThat(actual).isEqualTo(Files.readString(expected));
  }
}
