package io.aiportal.ollama.api.ollama;

import io.aiportal.ollama.api.GoldenRequests;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What requests of Ollama's API become for Bedrock. */
class OllamaRequestsGoldenTest {

  @TestFactory
  Stream<DynamicTest> request_becomesConverse() throws IOException {
    return GoldenRequests.in("chat.json", "generate.json");
  }
}
