package io.aiportal.ollama.api.anthropic;

import io.aiportal.ollama.api.GoldenRequests;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What requests of Anthropic's API become for Bedrock. */
class AnthropicRequestsGoldenTest {

  @TestFactory
  Stream<DynamicTest> request_becomesConverse() throws IOException {
    return GoldenRequests.in("messages.json");
  }
}
