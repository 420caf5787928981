package io.aiportal.ollama.plan;

import io.aiportal.ollama.api.GoldenRequests;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What every request becomes for Bedrock. */
class RequestGoldenTest {

  @TestFactory
  Stream<DynamicTest> request_becomesConverse() throws IOException {
    return GoldenRequests.all();
  }
}
