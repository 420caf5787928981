package io.aiportal.ollama.answer;

import io.aiportal.ollama.api.GoldenAnswers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What Bedrock's events become in the events of an answer, before any API writes them. */
class AnswerEventsGoldenTest {

  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

  @TestFactory
  Stream<DynamicTest> events_becomeAnAnswer() throws IOException {
    return GoldenAnswers.rules().stream()
        .map(rule -> DynamicTest.dynamicTest(rule.getFileName().toString(), () -> check(rule)));
  }

  private static void check(Path rule) throws IOException {
    AnswerLog log = new AnswerLog();
    GoldenAnswers.check(rule, "answer.txt", log, () -> lines(log));
  }

  private static String lines(AnswerLog log) {
    StringBuilder lines = new StringBuilder();
    log.calls.forEach(call -> lines.append(visible(call)).append('\n'));
    return lines.toString();
  }

  private static String visible(String call) {
    return CONTROL
        .matcher(call.replace("\n", "\\n"))
        .replaceAll(c -> String.format("\\\\x%02x", (int) c.group().charAt(0)));
  }
}
