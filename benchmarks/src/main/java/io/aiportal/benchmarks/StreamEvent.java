package io.aiportal.benchmarks;

import io.aiportal.ollama.answer.AnswerShape;
import io.aiportal.ollama.answer.AnswerStream;
import io.aiportal.ollama.api.AnswerWriter;
import io.aiportal.ollama.api.ollama.ChatRequest;
import io.aiportal.ollama.api.ollama.Message;
import io.aiportal.ollama.api.ollama.OllamaApi;
import io.aiportal.ollama.bedrock.ConverseStreamEvent;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.TextDelta;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One text event through the machine, to the bytes of its line. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class StreamEvent {

  private final AnswerWriter lines =
      OllamaApi.chatLines(
          ChatRequest.of("claude-sonnet-4.5", Message.user("hi")), Clock.systemUTC());
  private final AnswerStream machine = new AnswerStream(AnswerShape.PLAIN, lines);
  private final ConverseStreamEvent event = new TextDelta(0, " a few words \"quoted\" é");

  /** Checks the line that an event becomes. */
  @Setup
  public void check() {
    event();
    String line = StandardCharsets.UTF_8.decode(lines.ready()).toString();
    RequestTranslation.require(
        line.startsWith("{\"model\":\"claude-sonnet-4.5\",\"created_at\":\"20")
            && line.endsWith(
                "Z\",\"message\":{\"role\":\"assistant\","
                    + "\"content\":\" a few words \\\"quoted\\\" é\"},\"done\":false}\n"),
        "the line is Ollama's: " + line);
  }

  /** One event. */
  @Benchmark
  public int event() {
    lines.clear();
    machine.onEvent(event);
    return lines.ready().remaining();
  }
}
