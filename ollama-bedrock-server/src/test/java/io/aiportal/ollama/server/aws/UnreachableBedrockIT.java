package io.aiportal.ollama.server.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.bedrock.BedrockException.Kind;
import io.aiportal.ollama.bedrock.CallOptions;
import io.aiportal.ollama.bedrock.ContentBlock;
import io.aiportal.ollama.bedrock.ConversationRole;
import io.aiportal.ollama.bedrock.ConverseMessage;
import io.aiportal.ollama.bedrock.ConverseRequest;
import io.aiportal.ollama.server.settings.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is said of a Bedrock that cannot be reached, call after call. */
@Timeout(60)
class UnreachableBedrockIT {

  private static final ConverseRequest REQUEST =
      ConverseRequest.of(
          "amazon.nova-lite-v1:0",
          List.of(
              new ConverseMessage(ConversationRole.USER, List.of(new ContentBlock.Text("hi")))));

  /** With an API key no credentials are looked for. */
  private static Settings settings(String endpoint) {
    return Settings.read(
        Map.of(
            "AWS_REGION", "eu-west-2",
            "AWS_ENDPOINT_URL", endpoint,
            "AWS_BEARER_TOKEN_BEDROCK", "key",
            "GATEWAY_CONNECT_TIMEOUT", "1m"),
        null);
  }

  @Test
  void hostThatCannotBeFound_isNamedByEveryCall() {
    try (BedrockClients clients = BedrockClients.open(settings("https://bedrock.invalid"))) {
      for (int call = 0; call < 5; call++) {
        assertFails(
            clients.runtime().converse(REQUEST, CallOptions.DEFAULT),
            "the host bedrock.invalid could not be found");
        assertFails(
            clients.controlPlane().listFoundationModels(),
            "the host bedrock.invalid could not be found");
      }
    }
  }

  @Test
  void portThatNobodyListensTo_isNamedByEveryCall() throws IOException {
    int port;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = closed.getLocalPort();
    }
    try (BedrockClients clients = BedrockClients.open(settings("https://127.0.0.1:" + port))) {
      for (int call = 0; call < 5; call++) {
        assertFails(
            clients.runtime().converse(REQUEST, CallOptions.DEFAULT),
            "could not connect to 127.0.0.1:" + port + ": Connection refused");
      }
    }
  }

  @Test
  void probe_ofAPortThatListens_isQuiet() throws IOException {
    try (ServerSocket open = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      new TcpProbe("127.0.0.1", open.getLocalPort(), Duration.ofSeconds(10)).connect();
      assertThat(open.accept().isConnected()).isTrue();
    }
  }

  private static void assertFails(CompletableFuture<?> call, String sentence) {
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> call.get(30, TimeUnit.SECONDS))
        .havingCause()
        .isInstanceOfSatisfying(
            BedrockException.class,
            error -> {
              assertThat(error.kind()).isEqualTo(Kind.CONNECT);
              assertThat(error).hasMessage(sentence);
            });
  }
}
