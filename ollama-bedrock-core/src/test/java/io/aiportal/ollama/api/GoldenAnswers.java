package io.aiportal.ollama.api;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiportal.ollama.answer.AnswerShape;
import io.aiportal.ollama.answer.AnswerStream;
import io.aiportal.ollama.answer.AnswerSurroundings;
import io.aiportal.ollama.answer.OfferedTool;
import io.aiportal.ollama.answer.ToolShape;
import io.aiportal.ollama.bedrock.ConverseStreamEvent;
import io.aiportal.ollama.bedrock.TokenUsage;
import io.aiportal.ollama.chat.AnswerSink;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.CallMarkup;
import io.aiportal.ollama.internal.json.JsonObjects;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Each folder of {@code golden/answer} is a rule: {@code events.jsonl} in, a file for each way to
 * write the answer out, {@code shape.json} where the answer is not plain. Run with {@code
 * -Dgolden.update} to rewrite what comes out, and read the difference.
 */
public final class GoldenAnswers {

  private static final Path GOLDEN = Path.of("src/test/resources/golden/answer");
  private static final boolean UPDATE = System.getProperty("golden.update") != null;

  private GoldenAnswers() {}

  /** The folders of the rules. */
  public static List<Path> rules() throws IOException {
    try (Stream<Path> folders = Files.list(GOLDEN)) {
      List<Path> rules = folders.filter(Files::isDirectory).sorted().toList();
      assertThat(rules).hasSizeGreaterThan(10);
      return rules;
    }
  }

  /** Has a writer tell a rule's answer, and compares it with the file of this name. */
  public static void check(Path rule, String file, AnswerWriter writer) throws IOException {
    check(rule, file, writer, () -> StandardCharsets.UTF_8.decode(writer.ready()).toString());
  }

  /** The same with any sink, and what it made of what it was told. */
  public static void check(Path rule, String file, AnswerSink sink, Supplier<String> made)
      throws IOException {
    String failure = "";
    AnswerStream machine =
        new AnswerStream(
            shape(rule.resolve("shape.json")),
            sink,
            new AnswerSurroundings(() -> 0, TokenUsage.NONE, false, numbered()));
    sink.start();
    try {
      events(rule).forEach(machine::onEvent);
      machine.onEnd();
    } catch (CallException failed) {
      failure = "! " + failed.status() + " " + failed.getMessage() + "\n";
    }
    compare(rule.resolve(file), made.get() + failure);
  }

  /** Ids of calls that are the same each time. */
  private static Supplier<String> numbered() {
    AtomicInteger calls = new AtomicInteger();
    return () -> String.format("call_%08d", calls.getAndIncrement());
  }

  private static List<ConverseStreamEvent> events(Path rule) throws IOException {
    return EventJson.read(Files.readAllLines(rule.resolve("events.jsonl")));
  }

  private static AnswerShape shape(Path file) throws IOException {
    if (!Files.exists(file)) {
      return AnswerShape.PLAIN;
    }
    JsonNode json = new ObjectMapper().readTree(Files.readString(file));
    Map<String, String> toolNames = new HashMap<>();
    json.path("toolNames")
        .properties()
        .forEach(e -> toolNames.put(e.getKey(), e.getValue().asText()));
    Map<String, Map<String, String>> argumentKeys = new HashMap<>();
    json.path("argumentKeys")
        .properties()
        .forEach(
            tool ->
                tool.getValue()
                    .properties()
                    .forEach(
                        key ->
                            argumentKeys
                                .computeIfAbsent(tool.getKey(), unseen -> new HashMap<>())
                                .put(key.getKey(), key.getValue().asText())));
    Map<String, OfferedTool> offered = new HashMap<>();
    json.path("offered")
        .properties()
        .forEach(
            tool ->
                offered.put(
                    tool.getKey(),
                    new OfferedTool(
                        requireNonNull(JsonObjects.parse(tool.getValue().toString())))));
    Set<CallMarkup> markups = new HashSet<>();
    json.path("markups").forEach(markup -> markups.add(CallMarkup.valueOf(markup.asText())));
    List<String> stops = new ArrayList<>();
    json.path("stopSequences").forEach(stop -> stops.add(stop.asText()));
    return AnswerShape.PLAIN
        .withTools(
            new ToolShape(
                toolNames,
                argumentKeys,
                offered,
                markups,
                json.path("firstCallOnly").asBoolean(false)))
        .withAnswerTool(json.path("answerTool").asText(null))
        .withJson(AnswerShape.JsonText.valueOf(json.path("json").asText("NONE")))
        .withShowReasoning(json.path("showReasoning").asBoolean(true))
        .withStopSequences(stops)
        .withThinkingTag(json.path("thinkingTag").asText());
  }

  private static void compare(Path expected, String actual) throws IOException {
    if (UPDATE) {
      Files.writeString(expected, actual);
    }
    assertThat(actual).isEqualTo(Files.readString(expected));
  }
}
