package io.aiportal.ollama.api.openai;

import io.aiportal.ollama.api.GoldenRequests;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What requests of OpenAI's API become for Bedrock. */
class OpenAiRequestsGoldenTest {

  @TestFactory
  Stream<DynamicTest> request_becomesConverse() throws IOException {
    return GoldenRequests.in("chat-completion.json", "completion.json", "response.json");
  }
}
