package io.aiportal.ollama.api.ollama;

import io.aiportal.ollama.api.GoldenAnswers;
import io.aiportal.ollama.api.TickingClock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What Bedrock's events become in Ollama's lines. */
class AnswerGoldenTest {

  @TestFactory
  Stream<DynamicTest> events_becomeLines() throws IOException {
    return GoldenAnswers.rules().stream()
        .map(rule -> DynamicTest.dynamicTest(rule.getFileName().toString(), () -> check(rule)));
  }

  private static void check(Path rule) throws IOException {
    GoldenAnswers.check(rule, "chat.ndjson", new ChatLinesWriter("claude", new TickingClock()));
    GoldenAnswers.check(
        rule,
        "generate.ndjson",
        new GenerateLinesWriter("claude", new TickingClock(), answer -> List.of(answer.length())));
  }
}
