package io.aiportal.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiportal.ollama.answer.AnswerShape;
import io.aiportal.ollama.answer.AnswerStream;
import io.aiportal.ollama.api.AnswerWriter;
import io.aiportal.ollama.api.ollama.ChatRequest;
import io.aiportal.ollama.api.ollama.Message;
import io.aiportal.ollama.api.ollama.OllamaApi;
import io.aiportal.ollama.bedrock.ConverseAnswerJson;
import io.aiportal.ollama.bedrock.ConverseStreamEvent;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.TextDelta;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One text event on its way: read from Bedrock's JSON, through the machine, to the bytes of its
 * line. Beside each step, as the measure, what plain Jackson or a plain copy takes for the same
 * bytes.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@Fork(1)
@Warmup(iterations = 1, time = 1)
@Measurement(iterations = 8, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class StreamEvent {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TEXT = " a few words \"quoted\" é";
  private static final byte[] PAYLOAD =
      """
      {"contentBlockIndex":0,"delta":{"text":" a few words \\"quoted\\" é"},"p":"abcdefghijklm"}\
      """
          .getBytes(StandardCharsets.UTF_8);

  private final AnswerWriter lines =
      OllamaApi.chatLines(
          ChatRequest.of("claude-sonnet-4.5", Message.user("hi")), Clock.systemUTC());
  private final AnswerStream machine = new AnswerStream(AnswerShape.PLAIN, lines);
  private final ConverseStreamEvent event = new TextDelta(0, TEXT);
  private final ByteBuffer copied = ByteBuffer.allocate(1024);
  private byte[] line = {};
  private JsonNode tree = JSON.missingNode();

  /** Checks the event that is read, and the line that it becomes. */
  @Setup
  public void check() throws IOException {
    RequestTranslation.require(event.equals(read()), "the event is read: " + read());
    event();
    line = new byte[lines.ready().remaining()];
    lines.ready().get(line);
    String text = new String(line, StandardCharsets.UTF_8);
    RequestTranslation.require(
        text.startsWith("{\"model\":\"claude-sonnet-4.5\",\"created_at\":\"20")
            && text.endsWith(
                "Z\",\"message\":{\"role\":\"assistant\","
                    + "\"content\":\" a few words \\\"quoted\\\" é\"},\"done\":false}\n"),
        "the line is Ollama's: " + text);
    tree = JSON.readTree(line);
  }

  /** An event, from Bedrock's JSON. */
  @Benchmark
  public @Nullable Object read() {
    return ConverseAnswerJson.readEvent("contentBlockDelta", PAYLOAD, 0, PAYLOAD.length);
  }

  /** The same JSON into a tree. */
  @Benchmark
  public JsonNode jacksonRead() throws IOException {
    return JSON.readTree(PAYLOAD);
  }

  /** A line for a text. */
  @Benchmark
  public int line() {
    lines.clear();
    lines.text(TEXT);
    return lines.ready().remaining();
  }

  /** The same line from a tree. */
  @Benchmark
  public byte[] jacksonWrite() throws IOException {
    return JSON.writeValueAsBytes(tree);
  }

  /** An event through the machine, to its line. */
  @Benchmark
  public int event() {
    lines.clear();
    machine.onEvent(event);
    return lines.ready().remaining();
  }

  /** The bytes of the line, copied: what no gateway can do without. */
  @Benchmark
  public ByteBuffer copy() {
    return copied.clear().put(line);
  }
}
