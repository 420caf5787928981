package io.aiportal.ollama.server;

import io.aiportal.ollama.server.settings.Transport;
import java.net.URI;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;

/** The gateway is a server of Anthropic's API. */
@OverEachTransport
class AnthropicContractIT implements GatewayContracts.Anthropic {

  private static Portal portal;

  @Parameter private Transport transport;

  @BeforeParameterizedClassInvocation
  static void start(Transport transport) {
    portal = Portal.withRetries(transport);
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    portal.close();
  }

  @Override
  public URI server() {
    return URI.create("http://127.0.0.1:" + portal.port());
  }
}
