package io.aiportal.ollama.api.ollama;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiportal.ollama.answer.AnswerShape;
import io.aiportal.ollama.answer.AnswerShape.JsonText;
import io.aiportal.ollama.answer.AnswerStream;
import io.aiportal.ollama.answer.ToolShape;
import io.aiportal.ollama.api.AnswerWriter;
import io.aiportal.ollama.bedrock.ContentBlock;
import io.aiportal.ollama.bedrock.ConverseResponse;
import io.aiportal.ollama.bedrock.ConverseStreamEvent;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.ContentBlockStop;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.MessageStart;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.MessageStop;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.Metadata;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.ReasoningDelta;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.TextDelta;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.ToolUseDelta;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.ToolUseStart;
import io.aiportal.ollama.bedrock.StopReason;
import io.aiportal.ollama.bedrock.TokenUsage;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.internal.json.JsonObjects;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** However an answer is cut into events, inside of characters too: the caller reads the same. */
@Tag("slow")
class AnyAnswerTest {

  private static final int ANSWERS = 500;
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-23T10:00:00Z"), ZoneOffset.UTC);
  private static final ChatRequest CHAT = ChatRequest.of("claude", Message.user("Hi"));
  private static final GenerateRequest GENERATE = GenerateRequest.of("claude", "Hi");
  private static final TokenUsage USAGE = new TokenUsage(11, 3, 0, 0);
  private static final List<StopReason> REASONS =
      List.of(StopReason.END_TURN, StopReason.MAX_TOKENS, StopReason.TOOL_USE);
  private static final List<String> WORDS =
      List.of(
          "See [1]",
          " ",
          "😀",
          "{\"a\":",
          "\"b😀\"",
          "1",
          "}",
          "[",
          "]",
          ",",
          "```json\n",
          "```",
          "\n",
          "{\"answer\": [42, \"}\"]}",
          "<&>",
          "\\",
          "\"",
          "\u2028",
          "é中",
          "{}",
          "[2, 3]");

  @Test
  void answer_cutAnywhere_isTheSame() {
    Random random = new Random(11);
    for (int i = 0; i < ANSWERS; i++) {
      AnswerShape shape = shape(random);
      ConverseResponse answer = answer(random);
      String whole = read(shape, machine -> machine.onResponse(answer));
      assertThat(read(shape, machine -> stream(machine, answer, List::of))).isEqualTo(whole);
      assertThat(read(shape, machine -> stream(machine, answer, text -> cut(random, text))))
          .isEqualTo(whole);
    }
  }

  private interface Way {
    void run(AnswerStream machine);
  }

  private interface Cut {
    List<String> of(String text);
  }

  /** What a caller has read in the end, in each form of the answer. */
  private static String read(AnswerShape shape, Way way) {
    ChatAccumulator joined = new ChatAccumulator();
    AnswerWriter lines = OllamaApi.chatLines(CHAT, CLOCK);
    String failure = run(shape, way, lines, (writer, machine) -> "");
    StandardCharsets.UTF_8
        .decode(lines.ready())
        .toString()
        .lines()
        .map(AnyAnswerTest::parse)
        .forEach(joined);
    AnswerWriter chat = OllamaApi.chatWhole(CHAT, CLOCK);
    AnswerWriter generate = OllamaApi.generateWhole(GENERATE, CLOCK);
    BiFunction<AnswerWriter, AnswerStream, String> bytes =
        (writer, machine) -> StandardCharsets.UTF_8.decode(writer.ready()).toString();
    String read = failure;
    if (failure.isEmpty()) {
      String body = run(shape, way, chat, bytes);
      assertThat(new String(ResponseJson.bytes(joined.response()), StandardCharsets.UTF_8))
          .isEqualTo(body);
      read = body + run(shape, way, generate, bytes);
    }
    return read;
  }

  private static String run(
      AnswerShape shape,
      Way way,
      AnswerWriter writer,
      BiFunction<AnswerWriter, AnswerStream, String> result) {
    AnswerStream machine = new AnswerStream(shape, writer);
    writer.start();
    try {
      way.run(machine);
    } catch (CallException failed) {
      return failed.getMessage();
    }
    assertThat(machine.isDone()).isTrue();
    return result.apply(writer, machine);
  }

  private static ChatResponse parse(String line) {
    try {
      return new ObjectMapper()
          .readerFor(ChatResponse.class)
          .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .readValue(line);
    } catch (IOException e) {
      throw new AssertionError("no line: " + line, e);
    }
  }

  private static AnswerShape shape(Random random) {
    JsonText[] roots = JsonText.values();
    return AnswerShape.PLAIN
        .withTools(
            new ToolShape(Map.of("f_x", "f.x"), Map.of(), Map.of(), Set.of(), random.nextBoolean()))
        .withAnswerTool(random.nextInt(4) == 0 ? "answer" : null)
        .withJson(roots[random.nextInt(roots.length)])
        .withShowReasoning(random.nextBoolean());
  }

  private static ConverseResponse answer(Random random) {
    List<ContentBlock> blocks = new ArrayList<>();
    if (random.nextBoolean()) {
      blocks.add(new ContentBlock.ReasoningText(text(random), null));
    }
    int texts = random.nextInt(3);
    for (int i = 0; i < texts; i++) {
      blocks.add(new ContentBlock.Text(text(random)));
    }
    int calls = random.nextInt(5) - 2;
    for (int i = 0; i < calls; i++) {
      String name = List.of("answer", "f_x", "g").get(random.nextInt(3));
      Map<String, Object> input =
          random.nextInt(3) == 0 ? Map.of() : Map.of("😀", List.of(text(random), i));
      blocks.add(new ContentBlock.ToolUse("t" + i, name, input));
    }
    StopReason reason = REASONS.get(random.nextInt(REASONS.size()));
    return new ConverseResponse(blocks, reason, USAGE, 0);
  }

  private static void stream(AnswerStream machine, ConverseResponse answer, Cut cut) {
    List<ConverseStreamEvent> events = new ArrayList<>();
    events.add(new MessageStart());
    int index = 0;
    for (ContentBlock block : answer.content()) {
      events.addAll(events(index, block, cut));
      events.add(new ContentBlockStop(index++));
    }
    events.add(new MessageStop(answer.stopReason()));
    events.add(new Metadata(answer.usage(), answer.latencyMs()));
    events.forEach(machine::onEvent);
    machine.onEnd();
  }

  private static List<ConverseStreamEvent> events(int index, ContentBlock block, Cut cut) {
    List<ConverseStreamEvent> events = new ArrayList<>();
    if (block instanceof ContentBlock.ToolUse use) {
      events.add(new ToolUseStart(index, use.toolUseId(), use.name()));
      if (!use.input().isEmpty()) {
        cut.of(JsonObjects.write(use.input()))
            .forEach(piece -> events.add(new ToolUseDelta(index, piece)));
      }
    } else if (block instanceof ContentBlock.ReasoningText reasoning) {
      cut.of(reasoning.text()).forEach(piece -> events.add(new ReasoningDelta(index, piece)));
    } else if (block instanceof ContentBlock.Text text) {
      cut.of(text.text()).forEach(piece -> events.add(new TextDelta(index, piece)));
    }
    return events;
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    int words = random.nextInt(9);
    for (int i = 0; i < words; i++) {
      text.append(WORDS.get(random.nextInt(WORDS.size())));
    }
    return text.toString();
  }

  private static List<String> cut(Random random, String text) {
    List<String> pieces = new ArrayList<>();
    int from = 0;
    while (from < text.length()) {
      int to = Math.min(text.length(), from + random.nextInt(4));
      pieces.add(text.substring(from, to));
      from = to;
    }
    return pieces;
  }
}
