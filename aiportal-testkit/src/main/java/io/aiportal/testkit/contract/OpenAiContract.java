package io.aiportal.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.aiportal.testkit.contract.ContractClient.Answer;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What clients of the OpenAI API may rely on, as tests that run against any server that speaks it.
 *
 * <p>Errors have the texts that Ollama gives on these routes. Nothing is asserted of what a model
 * says.
 */
public interface OpenAiContract {

  /** Where the server is; {@code /v1/…} is added to it. */
  URI server();

  /** The name of a model that chats and calls tools. */
  String model();

  private ContractClient client() {
    return new ContractClient(server());
  }

  private String chat(String more) {
    return "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"Say hello.\"}]%s}"
        .formatted(model(), more);
  }

  private List<JsonNode> chunks(String body) {
    Answer answer = client().post("/v1/chat/completions", body);
    assertEquals(200, answer.status(), answer.body());
    assertEquals("text/event-stream", answer.contentType());
    List<String> events = new ArrayList<>(answer.events());
    assertEquals("[DONE]", events.remove(events.size() - 1));
    return events.stream().map(OpenAiContract::parsed).toList();
  }

  private static JsonNode parsed(String text) {
    try {
      return new JsonMapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError("no JSON: " + text, e);
    }
  }

  /** A completion is one object with a choice and what it took. */
  @Test
  default void chatCompletion_isOneObject() {
    Answer answer = client().post("/v1/chat/completions", chat(""));
    assertEquals(200, answer.status(), answer.body());
    assertTrue(answer.contentType().startsWith("application/json"));
    JsonNode completion = answer.json();
    assertEquals("chat.completion", completion.path("object").asText());
    assertTrue(completion.path("id").asText().startsWith("chatcmpl-"));
    JsonNode choice = completion.path("choices").path(0);
    assertEquals("assistant", choice.path("message").path("role").asText());
    assertFalse(choice.path("message").path("content").asText().isEmpty());
    assertEquals("stop", choice.path("finish_reason").asText());
    JsonNode usage = completion.path("usage");
    assertEquals(
        usage.path("prompt_tokens").asInt() + usage.path("completion_tokens").asInt(),
        usage.path("total_tokens").asInt());
    assertTrue(usage.path("completion_tokens").asInt() > 0);
  }

  /** A stream has one id, one role, one finish reason in a chunk of its own, and an end. */
  @Test
  default void chatCompletion_streamed_isChunksOfOneCompletion() {
    List<JsonNode> chunks = chunks(chat(",\"stream\":true"));
    List<String> reasons = new ArrayList<>();
    for (JsonNode chunk : chunks) {
      assertEquals("chat.completion.chunk", chunk.path("object").asText());
      assertEquals(chunks.get(0).path("id"), chunk.path("id"));
      assertEquals(chunks.get(0).path("created"), chunk.path("created"));
      assertFalse(chunk.hasNonNull("usage"));
      reasons.add(chunk.path("choices").path(0).path("finish_reason").asText("null"));
    }
    assertEquals("assistant", delta(chunks.get(0)).path("role").asText());
    assertEquals("stop", reasons.remove(reasons.size() - 1));
    assertTrue(reasons.stream().allMatch("null"::equals), reasons.toString());
    assertTrue(delta(chunks.get(chunks.size() - 1)).isEmpty());
  }

  /** Usage comes in a last chunk without choices, for those who ask. */
  @Test
  default void chatCompletion_streamed_tellsUsageToThoseWhoAsk() {
    List<JsonNode> chunks =
        chunks(chat(",\"stream\":true,\"stream_options\":{\"include_usage\":true}"));
    JsonNode last = chunks.get(chunks.size() - 1);
    assertTrue(last.path("choices").isArray() && last.path("choices").isEmpty());
    assertTrue(last.path("usage").path("total_tokens").asInt() > 0);
  }

  /** A call has its arguments as text, whole and in pieces alike. */
  @Test
  default void toolCall_hasItsArgumentsAsText() {
    String tools =
        """
        ,"tools":[{"type":"function","function":{"name":"get_weather","parameters":{"type":"object",
        "properties":{"city":{"type":"string"}},"required":["city"]}}}],
        "tool_choice":"required\"""";
    JsonNode whole = client().post("/v1/chat/completions", chat(tools)).json();
    JsonNode choice = whole.path("choices").path(0);
    assertEquals("tool_calls", choice.path("finish_reason").asText());
    JsonNode call = choice.path("message").path("tool_calls").path(0);
    assertEquals("function", call.path("type").asText());
    assertEquals("get_weather", call.path("function").path("name").asText());
    assertFalse(call.path("id").asText().isEmpty());
    JsonNode arguments = parsed(call.path("function").path("arguments").asText());
    assertTrue(arguments.path("city").isTextual());

    StringBuilder pieces = new StringBuilder();
    String reason = "";
    for (JsonNode chunk : chunks(chat(tools + ",\"stream\":true"))) {
      JsonNode piece = delta(chunk).path("tool_calls").path(0);
      assertEquals(0, piece.path("index").asInt());
      pieces.append(piece.path("function").path("arguments").asText());
      reason = chunk.path("choices").path(0).path("finish_reason").asText(reason);
    }
    assertTrue(parsed(pieces.toString()).path("city").isTextual(), pieces.toString());
    assertEquals("tool_calls", reason);
  }

  /** The models are a list, and each can be asked for. */
  @Test
  default void models_areAList() {
    JsonNode models = client().get("/v1/models").json();
    assertEquals("list", models.path("object").asText());
    JsonNode first = models.path("data").path(0);
    assertEquals("model", first.path("object").asText());
    assertTrue(first.path("created").isIntegralNumber());
    JsonNode one = client().get("/v1/models/" + model()).json();
    assertEquals(model(), one.path("id").asText());
  }

  /** What is wrong with a request is told in OpenAI's shape. */
  @TestFactory
  default Stream<DynamicTest> badRequests_areErrorObjects() {
    record Bad(String path, String body, int status, String type, String message) {}
    String invalid = "invalid_request_error";
    String chat = "/v1/chat/completions";
    return Stream.of(
            new Bad(chat, "{\"model\":", 400, invalid, "unexpected EOF"),
            new Bad(
                chat,
                "{\"model\":\"no-such\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}",
                404,
                "not_found_error",
                "model 'no-such' not found"),
            new Bad(
                chat,
                "{\"model\":\"" + model() + "\",\"messages\":[]}",
                400,
                invalid,
                "[] is too short - 'messages'"),
            new Bad(
                chat,
                "{\"model\":\""
                    + model()
                    + "\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\","
                    + "\"image_url\":{\"url\":\"http://127.0.0.1/x.png\"}}]}]}",
                400,
                invalid,
                "image URLs are not currently supported, please use base64 encoded data instead"),
            new Bad(
                "/v1/completions",
                "{\"model\":\"no-such\",\"prompt\":\"x\"}",
                404,
                "not_found_error",
                "model 'no-such' not found"))
        .map(
            bad ->
                DynamicTest.dynamicTest(
                    bad.path() + " " + bad.body(),
                    () -> {
                      Answer answer = client().post(bad.path(), bad.body());
                      JsonNode error = answer.json().path("error");
                      assertEquals(bad.message(), error.path("message").asText());
                      assertEquals(bad.type(), error.path("type").asText());
                      assertTrue(error.has("param") && error.has("code"));
                      assertEquals(bad.status(), answer.status());
                    }));
  }

  private static JsonNode delta(JsonNode chunk) {
    return chunk.path("choices").path(0).path("delta");
  }
}
