package io.aiportal.ollama.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.bedrock.BedrockException.Kind;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** OpenAI's API on the wire: heads, bodies, events and errors. */
class OpenAiIT {

  private static final String CHAT = "/v1/chat/completions";

  private TestServer server;
  private RawClient client;

  @BeforeEach
  void start() throws Exception {
    server = new TestServer();
    client = server.connect();
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    server.close();
  }

  private static String error(String message, String type) {
    return "{\"error\":{\"message\":\"%s\",\"type\":\"%s\",\"param\":null,\"code\":null}}"
        .formatted(message, type);
  }

  @Test
  void chat_isWhole_unlessAskedOtherwise() throws Exception {
    client.post(
        CHAT, "{\"model\":\"nova-lite\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");
    server.bedrock.nextCall().complete(FakeBedrock.answer("Hi & bye"));
    RawClient.Response response = client.read();
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.header("content-type")).isEqualTo("application/json");
    assertThat(response.body())
        .matches(
            "(?s)\\{\"id\":\"chatcmpl-\\d+\",\"object\":\"chat.completion\",\"created\":\\d+,"
                + "\"model\":\"nova-lite\",\"system_fingerprint\":\"fp_ollama\",\"choices\":.*")
        .contains("\"message\":{\"role\":\"assistant\",\"content\":\"Hi \\u0026 bye\"}")
        .endsWith("}\n");
    assertThat(server.logAfterClose())
        .singleElement()
        .asString()
        .contains(
            "\"path\":\"/v1/chat/completions\"",
            "\"model\":\"nova-lite\"",
            "\"status\":200",
            "\"stream\":false,\"prompt_tokens\":11,\"completion_tokens\":3")
        .doesNotContain("Hi");
  }

  @Test
  void chunks_goOutOneByOne() throws Exception {
    client.post(CHAT, TestServer.chat(true));
    FakeBedrock.Stream stream = server.bedrock.nextStream().text("one");
    RawClient.Response head = client.readStart();
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.header("content-type")).isEqualTo("text/event-stream");
    assertThat(head.header("transfer-encoding")).isEqualTo("chunked");
    assertThat(head.header("cache-control")).isEqualTo("(none)");
    assertThat(client.chunk())
        .startsWith("data: {\"id\":\"chatcmpl-")
        .endsWith(
            "\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"one\"},"
                + "\"finish_reason\":null}]}\n\n");
    stream.text("two");
    assertThat(client.chunk()).contains("\"delta\":{\"content\":\"two\"}");
    stream.finish();
    assertThat(client.chunk())
        .contains("\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n")
        .doesNotContain("usage")
        .endsWith("\n\ndata: [DONE]\n\n");
    assertThat(client.chunk()).isEmpty();
  }

  @Test
  void whatTheRequestShows_isRefusedBeforeItsModelIsLookedFor() throws Exception {
    client.post(CHAT, "{\"model\":5,\"stream\":true}");
    RawClient.Response response = client.read();
    assertThat(response.status()).isEqualTo(400);
    assertThat(response.header("content-type")).isEqualTo("application/json; charset=utf-8");
    assertThat(response.body())
        .isEqualTo(
            error(
                "json: cannot unmarshal number into Go struct field ChatCompletionRequest.model of"
                    + " type string",
                "invalid_request_error"));
    client.post(CHAT, "{\"model\":\"nope\",\"stream\":true}");
    response = client.read();
    assertThat(response.header("content-type")).isEqualTo("application/json; charset=utf-8");
    assertThat(response.body())
        .isEqualTo(error("[] is too short - 'messages'", "invalid_request_error"));
    client.post(CHAT, "");
    assertThat(client.read().body()).isEqualTo(error("EOF", "invalid_request_error"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void modelThatIsNotThere_isToldByTheConverter(boolean stream) throws Exception {
    client.post(CHAT, TestServer.chat(stream).replace("nova-lite", "nope"));
    RawClient.Response response = client.read();
    assertThat(response.status()).isEqualTo(404);
    assertThat(response.header("content-type")).isEqualTo("application/json");
    assertThat(response.body())
        .isEqualTo(error("model 'nope' not found", "not_found_error") + "\n");
  }

  @Test
  void wholeAnswer_failed_hasBedrocksStatus() throws Exception {
    client.post(CHAT, TestServer.chat(false));
    server
        .bedrock
        .nextCall()
        .completeExceptionally(new BedrockException(Kind.THROTTLING, "Slow down", null));
    RawClient.Response response = client.read();
    assertThat(response.status()).isEqualTo(429);
    assertThat(response.header("content-type")).isEqualTo("application/json");
    assertThat(response.body())
        .startsWith("{\"error\":{\"message\":\"")
        .contains("Slow down", "\"type\":\"api_error\"")
        .endsWith("}}\n");
  }

  @Test
  void errorBeforeTheFirstChunk_isAnHttpError() throws Exception {
    client.post(CHAT, TestServer.chat(true));
    server.bedrock.nextStream().fail(Kind.ACCESS_DENIED, "No");
    RawClient.Response response = client.read();
    assertThat(response.status()).isEqualTo(403);
    assertThat(response.header("content-type")).isEqualTo("application/json");
    assertThat(response.body()).startsWith("{\"error\":{\"message\":\"").endsWith("}}\n");
  }

  @Test
  void errorAfterTheFirstChunk_isTheLastEvent() throws Exception {
    client.post(CHAT, TestServer.chat(true));
    server.bedrock.nextStream().text("one").fail(Kind.MODEL_STREAM_ERROR, "It broke");
    RawClient.Response response = client.read();
    assertThat(response.status()).isEqualTo(200);
    List<String> events = List.of(response.body().split("\n\n"));
    assertThat(events).hasSize(2);
    assertThat(events.get(1))
        .startsWith("data: {\"error\":{\"message\":\"")
        .contains("It broke")
        .endsWith("\"param\":null,\"code\":null}}");
  }

  @Test
  void readerThatLeaves_endsTheCall() throws Exception {
    client.post(CHAT, TestServer.chat(true));
    FakeBedrock.Stream stream = server.bedrock.nextStream().text("one");
    client.readStart();
    client.close();
    stream.awaitCancelled();
  }

  @Test
  void whileTheServerDrains_newRequestsAreRefusedInThisApisShape() throws Exception {
    client.post(CHAT, TestServer.chat(true));
    server.bedrock.nextStream().text("one");
    try (RawClient second = server.connect()) {
      second.request("GET", "/health", "Host: localhost");
      second.read();
      Thread drain = new Thread(() -> server.http.drain(java.time.Duration.ofSeconds(20)));
      drain.start();
      RawClient.Response response;
      do {
        second.post(CHAT, "{}");
        response = second.read();
      } while (response.status() == 400);
      assertThat(response.status()).isEqualTo(503);
      assertThat(response.body()).isEqualTo(error("the server is shutting down", "api_error"));
      client.close();
      drain.join(20_000);
    }
  }

  @Test
  void otherMethods_areNotAllowed() throws Exception {
    client.request("GET", CHAT, "Host: localhost");
    RawClient.Response response = client.read();
    assertThat(response.status()).isEqualTo(405);
    assertThat(response.header("allow")).isEqualTo("POST");
    assertThat(response.body()).isEqualTo("405 method not allowed");
  }

  @Test
  void completion_isWhole_orInChunks() throws Exception {
    client.post("/v1/completions", "{\"model\":\"nova-lite\",\"prompt\":\"Once\"}");
    server.bedrock.nextCall().complete(FakeBedrock.answer(" upon"));
    RawClient.Response response = client.read();
    assertThat(response.header("content-type")).isEqualTo("application/json");
    assertThat(response.body())
        .contains("\"choices\":[{\"text\":\" upon\",\"index\":0,\"finish_reason\":\"stop\"}]")
        .endsWith("}\n");
    client.post("/v1/completions", "{\"model\":\"nova-lite\",\"prompt\":\"Once\",\"stream\":true}");
    server.bedrock.nextStream().text(" upon").finish();
    response = client.read();
    assertThat(response.header("content-type")).isEqualTo("text/event-stream");
    assertThat(response.body())
        .startsWith("data: {\"id\":\"cmpl-")
        .endsWith("\n\ndata: [DONE]\n\n");
  }

  @Test
  void completionOfNothing_loadsTheModel() throws Exception {
    client.post("/v1/completions", "{\"model\":\"nova-lite\"}");
    assertThat(client.read().body()).contains("\"finish_reason\":\"load\"");
    client.post("/v1/completions", "{\"model\":\"nova-lite\",\"stream\":true}");
    RawClient.Response response = client.read();
    assertThat(response.header("content-type")).isEqualTo("text/event-stream");
    assertThat(response.body()).contains("\"finish_reason\":\"load\"").endsWith("data: [DONE]\n\n");
    client.post("/v1/completions", "{}");
    response = client.read();
    assertThat(response.status()).isEqualTo(404);
    assertThat(response.body()).isEqualTo(error("model '' not found", "not_found_error") + "\n");
  }

  @Test
  void models_areListed_andToldOneByOne() throws Exception {
    client.request("GET", "/v1/models", "Host: localhost");
    RawClient.Response response = client.read();
    assertThat(response.header("content-type")).isEqualTo("application/json");
    assertThat(response.body())
        .startsWith("{\"object\":\"list\",\"data\":[{\"id\":\"")
        .contains("\"nova-lite:latest\"")
        .endsWith("]}\n");
    client.request("GET", "/v1/models/nova-lite", "Host: localhost");
    assertThat(client.read().body())
        .startsWith("{\"id\":\"nova-lite\",\"object\":\"model\",\"created\":")
        .endsWith("\"owned_by\":\"library\"}\n");
    client.request("GET", "/v1/models/nope", "Host: localhost");
    response = client.read();
    assertThat(response.status()).isEqualTo(404);
    assertThat(response.header("content-type")).isEqualTo("application/json");
    assertThat(response.body())
        .isEqualTo(error("model 'nope:latest' not found", "not_found_error") + "\n");
    client.request("DELETE", "/v1/models/nova-lite", "Host: localhost");
    assertThat(client.read().status()).isEqualTo(405);
  }

  @Test
  void response_isWhole_orInEvents() throws Exception {
    client.post("/v1/responses", "{\"model\":\"nova-lite\",\"input\":\"Hi\"}");
    server.bedrock.nextCall().complete(FakeBedrock.answer("Hi & bye"));
    RawClient.Response response = client.read();
    assertThat(response.header("content-type")).isEqualTo("application/json");
    assertThat(response.header("cache-control")).isEqualTo("(none)");
    assertThat(response.body())
        .startsWith("{\"id\":\"resp_")
        .contains("\"status\":\"completed\"", "\"text\":\"Hi \\u0026 bye\"")
        .endsWith("}\n");
    client.post("/v1/responses", "{\"model\":\"nova-lite\",\"input\":\"Hi\",\"stream\":true}");
    FakeBedrock.Stream stream = server.bedrock.nextStream().text("one");
    RawClient.Response head = client.readStart();
    assertThat(head.header("content-type")).isEqualTo("text/event-stream");
    assertThat(head.header("cache-control")).isEqualTo("no-cache");
    assertThat(head.header("connection")).isEqualTo("keep-alive");
    assertThat(client.chunk())
        .startsWith("event: response.created\ndata: {\"response\":{")
        .contains("event: response.output_text.delta\n", "\"delta\":\"one\"");
    stream.finish();
    assertThat(client.chunk())
        .contains("\"sequence_number\":8,\"type\":\"response.completed\"}\n\n")
        .doesNotContain("[DONE]");
    assertThat(client.chunk()).isEmpty();
    client.request("GET", "/health", "Host: localhost");
    assertThat(client.read().status()).isEqualTo(200);
  }

  @Test
  void response_onAClosingConnection_saysThatItCloses() throws Exception {
    client.post(
        "/v1/responses",
        "{\"model\":\"nova-lite\",\"input\":\"Hi\",\"stream\":true}",
        "Connection: close");
    server.bedrock.nextStream().text("one").finish();
    assertThat(client.read().header("connection")).isEqualTo("close");
    assertThat(client.isAtEnd()).isTrue();
  }

  @Test
  void response_thatFails_saysSoAtItsEnd() throws Exception {
    String body = "{\"model\":\"nova-lite\",\"input\":\"Hi\",\"stream\":true}";
    client.post("/v1/responses", body);
    server.bedrock.nextStream().text("one").fail(Kind.MODEL_STREAM_ERROR, "It broke");
    RawClient.Response response = client.read();
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.body())
        .contains("event: response.failed\n", "It broke")
        .endsWith("\"type\":\"response.failed\"}\n\n");
    client.post("/v1/responses", body);
    server.bedrock.nextStream().fail(Kind.THROTTLING, "Slow down");
    response = client.read();
    assertThat(response.status()).isEqualTo(429);
    assertThat(response.header("content-type")).isEqualTo("application/json");
    assertThat(response.header("cache-control")).isEqualTo("no-cache");
    assertThat(response.body()).startsWith("{\"error\":{").endsWith("}}\n");
  }

  @Test
  void response_toNothing_isEmpty() throws Exception {
    client.post("/v1/responses", "{\"model\":\"nova-lite\"}");
    assertThat(client.read().body()).contains("\"status\":\"completed\"", "\"text\":\"\"");
  }

  @Test
  void conversationsThatAreStored_areRefused() throws Exception {
    client.post("/v1/responses", "{\"model\":\"m\",\"previous_response_id\":\"resp_1\"}");
    RawClient.Response response = client.read();
    assertThat(response.status()).isEqualTo(400);
    assertThat(response.header("content-type")).isEqualTo("application/json; charset=utf-8");
    assertThat(response.body())
        .startsWith("{\"error\":{\"message\":\"previous_response_id is not supported");
  }
}
