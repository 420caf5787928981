package io.aiportal.ollama.api.ollama;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiportal.ollama.answer.AnswerShape;
import io.aiportal.ollama.answer.AnswerStream;
import io.aiportal.ollama.api.AnswerWriter;
import io.aiportal.ollama.bedrock.ConverseStreamEvent;
import io.aiportal.ollama.chat.CallException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Each folder of {@code golden/answer} is a rule: {@code events.jsonl} in, {@code chat.ndjson} and
 * {@code generate.ndjson} out, {@code shape.json} where the answer is not plain. Run with {@code
 * -Dgolden.update} to rewrite what comes out, and read the difference.
 */
class AnswerGoldenTest {

  private static final Path GOLDEN = Path.of("src/test/resources/golden/answer");
  private static final boolean UPDATE = System.getProperty("golden.update") != null;

  @TestFactory
  Stream<DynamicTest> events_becomeLines() throws IOException {
    List<Path> rules;
    try (Stream<Path> folders = Files.list(GOLDEN)) {
      rules = folders.filter(Files::isDirectory).sorted().toList();
    }
    assertThat(rules).hasSizeGreaterThan(10);
    return rules.stream()
        .map(rule -> DynamicTest.dynamicTest(rule.getFileName().toString(), () -> check(rule)));
  }

  private static void check(Path rule) throws IOException {
    List<ConverseStreamEvent> events =
        EventJson.read(Files.readAllLines(rule.resolve("events.jsonl")));
    AnswerShape shape = shape(rule.resolve("shape.json"));
    compare(rule.resolve("chat.ndjson"), lines(events, shape, Kind.CHAT));
    compare(rule.resolve("generate.ndjson"), lines(events, shape, Kind.GENERATE));
  }

  private enum Kind {
    CHAT,
    GENERATE
  }

  private static String lines(List<ConverseStreamEvent> events, AnswerShape shape, Kind kind) {
    TickingClock clock = new TickingClock();
    AnswerWriter writer =
        kind == Kind.CHAT
            ? new ChatLinesWriter("claude", clock)
            : new GenerateLinesWriter("claude", clock, answer -> List.of(answer.length()));
    AnswerStream machine = new AnswerStream(shape, writer);
    writer.start();
    String failure = "";
    try {
      events.forEach(machine::onEvent);
      machine.onEnd();
    } catch (CallException failed) {
      failure = "! " + failed.status() + " " + failed.getMessage() + "\n";
    }
    return StandardCharsets.UTF_8.decode(writer.ready()) + failure;
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
    return new AnswerShape(
        toolNames,
        json.path("answerTool").asText(null),
        AnswerShape.JsonText.valueOf(json.path("json").asText("NONE")),
        json.path("showReasoning").asBoolean(true));
  }

  private static void compare(Path expected, String lines) throws IOException {
    if (UPDATE) {
      Files.writeString(expected, lines);
    }
    assertThat(lines).isEqualTo(Files.readString(expected));
  }
}
