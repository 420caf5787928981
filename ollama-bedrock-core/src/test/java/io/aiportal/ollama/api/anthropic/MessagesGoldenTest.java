package io.aiportal.ollama.api.anthropic;

import io.aiportal.ollama.api.GoldenAnswers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What Bedrock's events become in Anthropic's events, and in a whole message. */
class MessagesGoldenTest {

  private static final MessageHead HEAD = new MessageHead("msg_1", "claude");
  private static final int PROMPT_TOKENS = 7;

  @TestFactory
  Stream<DynamicTest> events_becomeMessages() throws IOException {
    return GoldenAnswers.rules().stream()
        .map(rule -> DynamicTest.dynamicTest(rule.getFileName().toString(), () -> check(rule)));
  }

  private static void check(Path rule) throws IOException {
    GoldenAnswers.check(rule, "messages.sse", new MessageEventsWriter(HEAD, PROMPT_TOKENS));
    GoldenAnswers.check(rule, "message.json", new MessageWriter(HEAD));
  }
}
