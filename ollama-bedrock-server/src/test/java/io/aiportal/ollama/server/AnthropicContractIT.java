package io.aiportal.ollama.server;

import io.aiportal.testkit.contract.AnthropicContract;
import java.net.URI;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The gateway is a server of Anthropic's API. */
class AnthropicContractIT implements AnthropicContract {

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
    return "claude-haiku-4.5";
  }
}
