package io.aiportal.ollama.server.aws;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.aiportal.ollama.server.settings.Settings;
import io.aiportal.ollama.server.settings.SettingsException;
import io.netty.buffer.PoolArenaMetric;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocatorMetric;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BedrockClientsTest {

  @ParameterizedTest
  @CsvSource({
    "AWS_ENDPOINT_URL_BEDROCK_RUNTIME, http://bedrock.example",
    "AWS_ENDPOINT_URL_BEDROCK, HTTP://10.0.0.1:8080",
  })
  void apiKey_isNotSentInTheClear(String variable, String url) {
    assertThatThrownBy(() -> open(variable, url))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining(url)
        .hasMessageContaining("over https:// only");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://bedrock.example",
        "http://127.0.0.1:9",
        "http://localhost:9",
        "http://[::1]:9"
      })
  void apiKey_isSentWhereNobodyListens(String url) {
    assertThatCode(() -> open("AWS_ENDPOINT_URL", url)).doesNotThrowAnyException();
  }

  @Test
  void proxyOnTheWay_needsTheSdksTransport() {
    assertThat(callsDirectly(Map.of())).isTrue();
    assertThat(callsDirectly(Map.of("GATEWAY_TRANSPORT", "sdk"))).isFalse();
    assertThat(callsDirectly(Map.of("HTTPS_PROXY", "http://proxy.example:1"))).isFalse();
    assertThat(callsDirectly(Map.of("HTTP_PROXY", "http://proxy.example:1"))).isTrue();
    assertThat(
            callsDirectly(
                Map.of("HTTPS_PROXY", "http://proxy.example:1", "NO_PROXY", ".amazonaws.com")))
        .isTrue();
  }

  @Test
  void proxyOfJava_needsTheSdksTransport() {
    System.setProperty("http.proxyHost", "proxy.example");
    System.setProperty("http.proxyPort", "1");
    try {
      assertThat(callsDirectly(Map.of())).isFalse();
    } finally {
      System.clearProperty("http.proxyHost");
      System.clearProperty("http.proxyPort");
    }
  }

  @Test
  void lists_takeNoMemoryFromNettysPool() throws Exception {
    HttpServer bedrock = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    bedrock.createContext(
        "/inference-profiles",
        exchange -> {
          byte[] body = "{\"inferenceProfileSummaries\":[]}".getBytes(UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    bedrock.start();
    Map<String, String> environment =
        Map.of(
            "AWS_REGION",
            "eu-west-2",
            "AWS_BEARER_TOKEN_BEDROCK",
            "key",
            "AWS_ENDPOINT_URL",
            "http://127.0.0.1:" + bedrock.getAddress().getPort());
    long before = pooledBuffers();
    try (BedrockClients clients = BedrockClients.open(Settings.read(environment, null))) {
      assertThat(clients.controlPlane().listInferenceProfiles().get(30, TimeUnit.SECONDS))
          .isEmpty();
    } finally {
      bedrock.stop(0);
    }
    assertThat(pooledBuffers()).isEqualTo(before);
  }

  private static long pooledBuffers() {
    PooledByteBufAllocatorMetric pool = PooledByteBufAllocator.DEFAULT.metric();
    return Stream.of(pool.heapArenas(), pool.directArenas())
        .flatMap(List::stream)
        .mapToLong(PoolArenaMetric::numAllocations)
        .sum();
  }

  private static boolean callsDirectly(Map<String, String> more) {
    Map<String, String> environment = new HashMap<>(more);
    environment.put("AWS_REGION", "eu-west-2");
    environment.put("AWS_BEARER_TOKEN_BEDROCK", "key");
    try (BedrockClients clients = BedrockClients.open(Settings.read(environment, null))) {
      return clients.callsDirectly();
    }
  }

  private static void open(String variable, String url) {
    Map<String, String> environment =
        Map.of("AWS_REGION", "eu-west-2", "AWS_BEARER_TOKEN_BEDROCK", "key", variable, url);
    BedrockClients.open(Settings.read(environment, null)).close();
  }
}
