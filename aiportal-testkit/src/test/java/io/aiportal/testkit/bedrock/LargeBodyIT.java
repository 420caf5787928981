package io.aiportal.testkit.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiportal.testkit.bedrock.RawClient.Response;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LargeBodyIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LARGEST = 25_000_000;
  private static final String CLAUDE = "/model/eu.anthropic.claude-sonnet-4-5-20250929-v1%3A0/";
  private static final String CONVERSE = "/model/amazon.nova-lite-v1%3A0/converse";

  private final BedrockSimulator simulator = BedrockSimulator.start();

  @AfterEach
  void stop() {
    simulator.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"converse", "converse-stream"})
  void imagesOfSeveralMegabytes_areTaken(String operation) throws Exception {
    String message =
        "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"Look\"},%s]}]}"
            .formatted(
                IntStream.range(0, 4)
                    .mapToObj(i -> image(3_932_160))
                    .collect(Collectors.joining(",")));
    Response response = send("POST", CLAUDE + operation, message);
    assertThat(response.status()).as(response.text()).isEqualTo(200);
    assertThat(
            simulator.report().requests("Converse").size()
                + simulator.report().requests("ConverseStream").size())
        .isEqualTo(1);
  }

  @Test
  void bodyOfTheLargestSize_isTaken_andOneByteMoreIsNot() throws Exception {
    assertThat(send("POST", CONVERSE, hello(LARGEST)).status()).isEqualTo(200);
    Response refused = send("POST", CONVERSE, hello(LARGEST + 1));
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.headers().get("x-amzn-errortype")).startsWith("ValidationException");
    assertThat(message(refused)).isEqualTo("Input is too long for requested model.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          POST | /model/amazon.nova-lite-v1%3A0/converse-stream             | 400 | Input is too long
          POST | /model/amazon.nova-lite-v1%3A0/count-tokens                | 400 | Input is too long
          POST | /model/amazon.nova-lite-v1%3A0/invoke                      | 400 | Value at 'body' failed to satisfy constraint: Member must have length less than or equal to 25000000
          POST | /model/amazon.nova-lite-v1%3A0/invoke-with-response-stream | 400 | Value at 'body' failed
          GET  | /foundation-models                                         | 413 | 25000000 bytes at most
          POST | /simulator/scripts                                         | 413 | 25000000 bytes at most
          POST | /                                                          | 413 | 25000000 bytes at most
          """)
  void bodyThatIsTooLarge_isRefusedInWords_andTheConnectionGoesOn(
      String method, String path, int status, String words) throws Exception {
    try (RawClient client = new RawClient(simulator.endpoint())) {
      client.send(method, path, hello(LARGEST + 100_000));
      Response refused = client.read();
      assertThat(refused.status()).isEqualTo(status);
      assertThat(message(refused)).contains(words);
      client.send("POST", CONVERSE, hello(100));
      assertThat(client.read().status()).isEqualTo(200);
    }
  }

  @Test
  void documentOfManyMegabytes_isRefusedForItsSize() throws Exception {
    String document =
        "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"x\"},{\"document\":{\"name\":\"a\",\"format\":\"txt\",\"source\":{\"bytes\":\"%s\"}}}]}]}"
            .formatted("A".repeat(24_000_000));
    assertThat(message(send("POST", CLAUDE + "converse", document))).contains("4718592 bytes");
  }

  @Test
  void scriptOfSeveralMegabytes_isTaken() throws Exception {
    String text = "x".repeat(3_000_000);
    assertThat(send("POST", "/simulator/scripts", "{\"text\":\"%s\"}".formatted(text)).status())
        .isEqualTo(200);
    JsonNode answer = JSON.readTree(send("POST", CONVERSE, hello(100)).body());
    assertThat(answer.at("/output/message/content/0/text").asText()).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP_1_1", "HTTP_2"})
  void bodyInPieces_isReadByBothVersionsOfHttp(HttpClient.Version version) throws Exception {
    HttpClient client = HttpClient.newBuilder().version(version).build();
    byte[] body = hello(LARGEST + 1).getBytes(StandardCharsets.UTF_8);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(simulator.endpoint() + CONVERSE))
            .header("Authorization", "Bearer any")
            .POST(
                HttpRequest.BodyPublishers.fromPublisher(
                    HttpRequest.BodyPublishers.ofByteArray(body)))
            .build();
    HttpResponse<String> refused = client.send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).contains("Input is too long");
  }

  private Response send(String method, String path, String body) throws IOException {
    try (RawClient client = new RawClient(simulator.endpoint())) {
      client.send(method, path, body);
      return client.read();
    }
  }

  private static String message(Response response) throws IOException {
    return JSON.readTree(response.body()).path("message").asText();
  }

  /** A request of that many bytes; white space says nothing. */
  private static String hello(int bytes) {
    String body = "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"Hello\"}]}]}";
    return body + " ".repeat(Math.max(0, bytes - body.length()));
  }

  private static String image(int bytes) {
    byte[] png = new byte[bytes];
    byte[] head = "\u0089PNG\r\n\u001a\n".getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(head, 0, png, 0, head.length);
    return "{\"image\":{\"format\":\"png\",\"source\":{\"bytes\":\"%s\"}}}"
        .formatted(Base64.getEncoder().encodeToString(png));
  }
}
