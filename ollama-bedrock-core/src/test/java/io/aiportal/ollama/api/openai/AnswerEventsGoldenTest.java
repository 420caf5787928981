package io.aiportal.ollama.api.openai;

import io.aiportal.ollama.api.GoldenAnswers;
import io.aiportal.ollama.api.TickingClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What Bedrock's events become in the events of OpenAI's API. */
class AnswerEventsGoldenTest {

  private static final long CREATED = 1_790_000_000;

  private static final ResponsesRequest RESPONSE =
      OpenAiApi.readResponse("{\"model\":\"claude\"}".getBytes(StandardCharsets.UTF_8));

  @TestFactory
  Stream<DynamicTest> events_becomeEvents() throws IOException {
    return GoldenAnswers.rules().stream()
        .map(rule -> DynamicTest.dynamicTest(rule.getFileName().toString(), () -> check(rule)));
  }

  private static void check(Path rule) throws IOException {
    GoldenAnswers.check(
        rule, "chat-completion.sse", new ChatChunksWriter("chatcmpl-1", CREATED, "claude", true));
    GoldenAnswers.check(
        rule,
        "completion.sse",
        new CompletionChunksWriter(
            "cmpl-1",
            new CompletionRequest(
                "claude",
                "Hi",
                "",
                new GenerationLimits(null, null, null, List.of()),
                new Delivery(true, false),
                LeftOut.NOTHING),
            Clock.fixed(Instant.ofEpochSecond(CREATED), ZoneOffset.UTC)));
    GoldenAnswers.check(
        rule, "response.sse", new ResponseEventsWriter(RESPONSE, 1, new TickingClock()));
  }
}
