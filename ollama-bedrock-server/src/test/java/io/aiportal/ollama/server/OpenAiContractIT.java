package io.aiportal.ollama.server;

import io.aiportal.testkit.contract.OpenAiContract;
import java.net.URI;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The gateway is a server of the OpenAI API. */
class OpenAiContractIT implements OpenAiContract {

  private static Portal portal;

  @BeforeAll
  static void start() {
    portal = Portal.withRetries();
  }

  @AfterAll
  static void stop() {
    portal.close();
  }

  @Override
  public URI server() {
    return URI.create("http://127.0.0.1:" + portal.port());
  }

  @Override
  public String model() {
    return "nova-lite";
  }
}
