package io.aiportal.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.aiportal.testkit.contract.ContractClient.Answer;
import java.net.URI;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What clients of Anthropic's API may rely on, as tests that run against any server that speaks it.
 *
 * <p>Nothing is asserted of what a model says.
 */
public interface AnthropicContract {

  /** Where the server is; {@code /v1/messages} is added to it. */
  URI server();

  /** The name of a model that chats and calls tools. */
  String model();

  private ContractClient client() {
    return new ContractClient(server());
  }

  private Answer messages(String more) {
    String body =
        "{\"model\":\"%s\",\"max_tokens\":200,\"messages\":[{\"role\":\"user\",\"content\":\"Say hello.\"}]%s}"
            .formatted(model(), more);
    return client().ask("POST", "/v1/messages", body, "anthropic-version", "2023-06-01");
  }

  /** A message is one object with blocks and what it took. */
  @Test
  default void message_isOneObject() {
    Answer answer = messages("");
    assertEquals(200, answer.status(), answer.body());
    assertTrue(answer.contentType().startsWith("application/json"));
    JsonNode message = answer.json();
    assertTrue(message.path("id").asText().startsWith("msg_"));
    assertEquals("message", message.path("type").asText());
    assertEquals("assistant", message.path("role").asText());
    assertEquals("text", message.path("content").path(0).path("type").asText());
    assertFalse(message.path("content").path(0).path("text").asText().isEmpty());
    assertEquals("end_turn", message.path("stop_reason").asText());
    assertTrue(message.path("usage").path("input_tokens").asInt() > 0);
    assertTrue(message.path("usage").path("output_tokens").asInt() > 0);
  }

  /** A stream starts and stops its message and each of its blocks. */
  @Test
  default void message_streamed_startsAndStopsEveryBlock() {
    Answer answer = messages(",\"stream\":true");
    assertEquals("text/event-stream", answer.contentType());
    List<JsonNode> events = answer.events().stream().map(AnthropicContract::parsed).toList();
    List<String> types = events.stream().map(event -> event.path("type").asText()).toList();
    assertEquals("message_start", types.get(0));
    assertEquals("content_block_start", types.get(1));
    assertEquals("message_delta", types.get(types.size() - 2));
    assertEquals("message_stop", types.get(types.size() - 1));
    assertEquals(
        types.stream().filter("content_block_start"::equals).count(),
        types.stream().filter("content_block_stop"::equals).count());
    JsonNode delta = events.get(events.size() - 2);
    assertEquals("end_turn", delta.path("delta").path("stop_reason").asText());
    assertTrue(delta.path("usage").path("output_tokens").asInt() > 0);
    for (String frame : answer.body().split("\n\n")) {
      assertTrue(frame.startsWith("event: "), frame);
    }
  }

  /** A tool's input comes as an object, and in a stream as pieces of its JSON. */
  @Test
  default void toolUse_hasItsInput() {
    String tools =
        """
        ,"tools":[{"name":"get_weather","input_schema":{"type":"object","properties":
        {"city":{"type":"string"}},"required":["city"]}}],"tool_choice":{"type":"any"}""";
    JsonNode whole = messages(tools).json();
    assertEquals("tool_use", whole.path("stop_reason").asText());
    JsonNode use = null;
    for (JsonNode block : whole.path("content")) {
      use = block.path("type").asText().equals("tool_use") ? block : use;
    }
    assertTrue(use != null && use.path("input").path("city").isTextual());

    StringBuilder input = new StringBuilder();
    for (String event : messages(tools + ",\"stream\":true").events()) {
      input.append(parsed(event).path("delta").path("partial_json").asText());
    }
    assertTrue(parsed(input.toString()).path("city").isTextual(), input.toString());
  }

  /** What is wrong with a request is told in Anthropic's shape. */
  @TestFactory
  default Stream<DynamicTest> badRequests_areErrorObjects() {
    record Bad(String body, int status, String type, String message) {}
    String invalid = "invalid_request_error";
    String m = model();
    return Stream.of(
            new Bad("{\"model\":", 400, invalid, "unexpected EOF"),
            new Bad(
                "{\"max_tokens\":1,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}",
                400,
                invalid,
                "model is required"),
            new Bad(
                "{\"model\":\"" + m + "\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}",
                400,
                invalid,
                "max_tokens is required and must be positive"),
            new Bad(
                "{\"model\":\"" + m + "\",\"max_tokens\":1,\"messages\":[]}",
                400,
                invalid,
                "messages is required"),
            new Bad(
                "{\"model\":\"no-such\",\"max_tokens\":1,\"messages\":[{\"role\":\"user\","
                    + "\"content\":\"x\"}]}",
                404,
                "not_found_error",
                "model 'no-such' not found"))
        .map(
            bad ->
                DynamicTest.dynamicTest(
                    bad.body(),
                    () -> {
                      Answer answer = client().post("/v1/messages", bad.body());
                      JsonNode body = answer.json();
                      assertEquals("error", body.path("type").asText());
                      assertEquals(bad.message(), body.path("error").path("message").asText());
                      assertEquals(bad.type(), body.path("error").path("type").asText());
                      assertTrue(body.path("request_id").asText().startsWith("req_"));
                      assertEquals(bad.status(), answer.status());
                    }));
  }

  private static JsonNode parsed(String text) {
    try {
      return new JsonMapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError("no JSON: " + text, e);
    }
  }
}
