package io.aiportal.ollama.api.systemone;

import io.aiportal.ollama.api.GoldenRequests;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What questions become for Bedrock. */
class DecisionRequestsGoldenTest {

  @TestFactory
  Stream<DynamicTest> request_becomesConverse() throws IOException {
    return GoldenRequests.in("systemone.json");
  }
}
