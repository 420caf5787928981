package io.aiportal.testkit.contract;

import static io.aiportal.testkit.contract.ContractClient.keys;
import static io.aiportal.testkit.contract.ContractClient.needed;
import static io.aiportal.testkit.contract.ContractClient.parsed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiportal.testkit.contract.ContractClient.Answer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What clients of Anthropic's API may rely on, as tests that run against any server that speaks it.
 *
 * <p>Nothing is asserted of what a model says. What only some servers have or do is said by
 * overriding a method; a test that needs what is missing is skipped, and says so. A real Ollama
 * neither {@linkplain #signsThinking signs thinking} nor {@linkplain #countsTokens counts tokens}
 * nor {@linkplain #tellsStopSequences tells stop sequences} nor {@linkplain #honoursToolChoice
 * chooses tools}.
 */
public interface AnthropicContract extends ServerUnderTest {

  /** Whether thinking comes with a signature, which has to come back with it. */
  default boolean signsThinking() {
    return true;
  }

  /** Whether {@code /v1/messages/count_tokens} is there. */
  default boolean countsTokens() {
    return true;
  }

  /** Whether an answer that ended at a stop sequence names it. */
  default boolean tellsStopSequences() {
    return true;
  }

  /** Whether {@code tool_choice} makes a model call a tool. */
  default boolean honoursToolChoice() {
    return true;
  }

  private ContractClient client() {
    return new ContractClient(server());
  }

  private Answer messages(String more) {
    return ask(model(), "Say hello.", more);
  }

  private Answer ask(String model, String question, String more) {
    return send(model, "{\"role\":\"user\",\"content\":\"%s\"}".formatted(question), more);
  }

  private Answer send(String model, String messages, String more) {
    String body =
        "{\"model\":\"%s\",\"max_tokens\":2000,\"messages\":[%s]%s}"
            .formatted(model, messages, more);
    return client().ask("POST", "/v1/messages", body, "anthropic-version", "2023-06-01");
  }

  /** A message is one object with blocks and what it took. */
  @Test
  default void message_isOneObject() {
    Answer answer = messages("");
    assertEquals(200, answer.status(), answer.body());
    assertTrue(answer.contentType().startsWith("application/json"));
    JsonNode message = answer.json();
    assertEquals(
        List.of("id", "type", "role", "model", "content", "stop_reason"),
        keys(message).subList(0, 6));
    assertTrue(message.path("id").asText().startsWith("msg_"));
    assertEquals("message", message.path("type").asText());
    assertEquals("assistant", message.path("role").asText());
    assertEquals("text", message.path("content").path(0).path("type").asText());
    assertFalse(message.path("content").path(0).path("text").asText().isEmpty());
    assertEquals("end_turn", message.path("stop_reason").asText());
    assertTrue(message.path("usage").path("input_tokens").asInt() > 0);
    assertTrue(message.path("usage").path("output_tokens").asInt() > 0);
  }

  /** A stream starts and stops its message and each of its blocks, in this order and no other. */
  @Test
  default void message_streamed_startsAndStopsEveryBlock() {
    Answer answer = messages(",\"stream\":true");
    assertEquals("text/event-stream", answer.contentType());
    String types = String.join(" ", answer.eventTypes());
    assertTrue(
        types.matches(
            "message_start( content_block_start( content_block_delta)+ content_block_stop)+"
                + " message_delta message_stop"),
        types);
    List<JsonNode> events = answer.events().stream().map(ContractClient::parsed).toList();
    JsonNode start = events.get(0).path("message");
    assertEquals("message", start.path("type").asText());
    assertEquals("assistant", start.path("role").asText());
    assertEquals(model(), start.path("model").asText());
    assertTrue(start.path("content").isArray() && start.path("content").isEmpty());
    assertFalse(start.hasNonNull("stop_reason"));
    assertTrue(start.path("usage").path("input_tokens").asInt() > 0);
    JsonNode delta = events.get(events.size() - 2);
    assertEquals("end_turn", delta.path("delta").path("stop_reason").asText());
    assertTrue(delta.path("usage").path("output_tokens").asInt() > 0);
    int block = -1;
    for (JsonNode event : events) {
      block += event.path("type").asText().equals("content_block_start") ? 1 : 0;
      assertEquals(block, event.path("index").asInt(block), "blocks are numbered");
    }
  }

  /** The old and the new version of the API, and none, are answered alike; so is any key. */
  @TestFactory
  default Stream<DynamicTest> versions_areAnsweredAlike() {
    String body =
        "{\"model\":\"%s\",\"max_tokens\":50,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}"
            .formatted(model());
    return Stream.of(
            new String[] {"anthropic-version", "2023-06-01"},
            new String[] {"anthropic-version", "2026-10-21"},
            new String[] {},
            new String[] {"anthropic-version", "2023-06-01", "x-api-key", "any-key"})
        .map(
            headers ->
                DynamicTest.dynamicTest(
                    String.join(" ", headers) + ".",
                    () -> {
                      Answer answer = client().ask("POST", "/v1/messages", body, headers);
                      assertEquals(200, answer.status(), answer.body());
                      assertEquals("message", answer.json().path("type").asText());
                    }));
  }

  /** Instructions are a text or blocks, which may want to be kept. */
  @Test
  default void system_isATextOrBlocks() {
    for (String system :
        List.of(
            "\"Be brief.\"",
            "[{\"type\":\"text\",\"text\":\"Be brief.\",\"cache_control\":{\"type\":\"ephemeral\"}}]")) {
      Answer answer = messages(",\"system\":" + system);
      assertEquals(200, answer.status(), answer.body());
    }
  }

  /** An answer that its limit cut says so. */
  @Test
  default void message_cutByItsLimit_saysSo() {
    String body =
        """
        {"model":"%s","max_tokens":1,"messages":[
         {"role":"user","content":"Count from 1 to 1000."}]}"""
            .formatted(model());
    JsonNode message = client().post("/v1/messages", body).json();
    assertEquals("max_tokens", message.path("stop_reason").asText());
  }

  /** An answer ends before a stop sequence, and says which one that was. */
  @Test
  default void stopSequence_endsTheAnswer_andIsNamed() {
    assumeTrue(tellsStopSequences(), "the server under test does not tell stop sequences");
    String stops = ",\"stop_sequences\":[\"no such words\",\"Paris\"]";
    String question = "What is the capital of France?";
    JsonNode whole = ask(model(), question, stops).json();
    assertEquals("stop_sequence", whole.path("stop_reason").asText());
    assertEquals("Paris", whole.path("stop_sequence").asText());
    assertFalse(whole.path("content").toString().contains("Paris"));
    List<String> events = ask(model(), question, stops + ",\"stream\":true").events();
    JsonNode delta = parsed(events.get(events.size() - 2)).path("delta");
    assertEquals("stop_sequence", delta.path("stop_reason").asText());
    assertEquals("Paris", delta.path("stop_sequence").asText());
  }

  /** An image is a block in base64; a URL is not fetched. */
  @Test
  default void image_isABlock() {
    String viewer = needed(visionModel(), "that sees images");
    String block =
        """
        {"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":
        "image/png","data":"%s"}},{"type":"text","text":"What colour?"}]}"""
            .formatted(ContractClient.IMAGE);
    Answer answer = send(viewer, block, "");
    assertEquals(200, answer.status(), answer.body());
    assertEquals("text", answer.json().at("/content/0/type").asText());
    Answer refused =
        send(
            viewer,
            """
            {"role":"user","content":[{"type":"image","source":{"type":"url","url":
            "http://127.0.0.1/x.png"}}]}""",
            "");
    assertEquals(400, refused.status());
    assertEquals(
        "invalid image source type: url. Only base64 images are supported.",
        refused.json().at("/error/message").asText());
  }

  /** What a request would take is one number. */
  @Test
  default void tokens_areCounted() {
    assumeTrue(countsTokens(), "the server under test does not count tokens");
    String body =
        "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"Say hello.\"}]}"
            .formatted(model());
    Answer answer = client().post("/v1/messages/count_tokens", body);
    assertEquals(200, answer.status(), answer.body());
    assertEquals(List.of("input_tokens"), keys(answer.json()));
    assertTrue(answer.json().path("input_tokens").asInt() > 0);
  }

  /** What a model thinks is a block before its answer. */
  @Test
  default void thinking_isABlockBeforeTheAnswer() {
    String thinking = ",\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":1024}";
    String thinker = needed(thinkingModel(), "that thinks");
    JsonNode content = ask(thinker, "Say hello.", thinking).json().path("content");
    assertEquals("thinking", content.path(0).path("type").asText());
    assertFalse(content.path(0).path("thinking").asText().isEmpty());
    assertEquals("text", content.path(content.size() - 1).path("type").asText());
    String not = ",\"thinking\":{\"type\":\"disabled\"}";
    assertEquals("text", ask(thinker, "Say hello.", not).json().at("/content/0/type").asText());
  }

  /** Signed thinking goes back as it came, and may not come back changed unnoticed. */
  @Test
  default void signedThinking_goesThereAndBack() {
    String thinking = ",\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":1024}";
    String thinker = needed(thinkingModel(), "that thinks");
    assumeTrue(signsThinking(), "the server under test does not sign thinking");
    JsonNode content = ask(thinker, "Say hello.", thinking).json().path("content");
    assertFalse(content.path(0).path("signature").asText().isEmpty(), content.toString());
    String history =
        """
        {"role":"user","content":"Say hello."},{"role":"assistant","content":%s},
        {"role":"user","content":"Once more."}"""
            .formatted(content);
    Answer next = send(thinker, history, thinking);
    assertEquals(200, next.status(), next.body());
    assertEquals("thinking", next.json().at("/content/0/type").asText());

    StringBuilder deltas = new StringBuilder();
    for (String event : ask(thinker, "Say hello.", thinking + ",\"stream\":true").events()) {
      String delta = parsed(event).at("/delta/type").asText();
      deltas.append(delta.isEmpty() ? "" : delta.charAt(0));
    }
    assertTrue(deltas.toString().matches("t+st+"), "thinking, signature, text: " + deltas);
  }

  private String tools() {
    return """
    ,"tools":[{"name":"get_weather","description":"Tells the weather in a city.","input_schema":
    {"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}}]""";
  }

  /** A tool's input comes as an object, and in a stream as pieces of its JSON. */
  @Test
  default void toolUse_hasItsInput() {
    String question = "What is the weather in Paris?";
    JsonNode whole = ask(model(), question, tools()).json();
    assertEquals("tool_use", whole.path("stop_reason").asText());
    JsonNode use = toolUse(whole);
    assertEquals(List.of("type", "id", "name", "input"), keys(use));
    assertTrue(use.path("input").path("city").isTextual(), whole.toString());

    StringBuilder input = new StringBuilder();
    JsonNode start = null;
    for (String event : ask(model(), question, tools() + ",\"stream\":true").events()) {
      JsonNode block = parsed(event).path("content_block");
      start = block.path("type").asText().equals("tool_use") ? block : start;
      input.append(parsed(event).path("delta").path("partial_json").asText());
    }
    assertTrue(start != null && start.path("input").isEmpty(), "a call starts without its input");
    assertTrue(parsed(input.toString()).path("city").isTextual(), input.toString());
  }

  private static JsonNode toolUse(JsonNode message) {
    for (JsonNode block : message.path("content")) {
      if (block.path("type").asText().equals("tool_use")) {
        return block;
      }
    }
    throw new AssertionError("no tool is used: " + message);
  }

  /** What the tool says goes back, be it a result or an error, as a text or as blocks. */
  @Test
  default void toolResult_isAnswered_evenIfItIsAnError() {
    String question = "What is the weather in Paris?";
    JsonNode called = ask(model(), question, tools()).json();
    for (String result :
        List.of(
            "\"content\":\"Sunny, 21 °C\"",
            "\"content\":[{\"type\":\"text\",\"text\":\"Sunny, 21 °C\"}],\"is_error\":false",
            "\"content\":\"No such city\",\"is_error\":true")) {
      String history =
          """
          {"role":"user","content":"%s"},{"role":"assistant","content":%s},{"role":"user","content":
          [{"type":"tool_result","tool_use_id":%s,%s}]}"""
              .formatted(question, called.path("content"), toolUse(called).path("id"), result);
      Answer answer = send(model(), history, tools());
      assertEquals(200, answer.status(), answer.body());
      assertEquals("text", answer.json().at("/content/0/type").asText(), answer.body());
    }
  }

  /** A tool is called because its caller says so. */
  @Test
  default void toolChoice_isHonoured() {
    assumeTrue(
        honoursToolChoice(), "the server under test leaves the choice of tools to the model");
    for (String choice :
        List.of("{\"type\":\"any\"}", "{\"type\":\"tool\",\"name\":\"get_weather\"}")) {
      JsonNode forced = messages(tools() + ",\"tool_choice\":" + choice).json();
      assertEquals("get_weather", toolUse(forced).path("name").asText());
    }
  }

  /** An answer that breaks off tells the error at last, and is never stopped. */
  @Test
  default void failure_inTheMidstOfAnAnswer_isItsLastEvent() {
    Answer answer =
        ask(needed(breakingModel(), "whose answers break off"), "Say hello.", ",\"stream\":true");
    assertEquals(200, answer.status());
    List<String> types = answer.eventTypes();
    assertEquals("message_start", types.get(0));
    assertTrue(types.contains("content_block_delta"), types.toString());
    assertFalse(types.contains("message_stop"), types.toString());
    assertEquals("error", types.get(types.size() - 1));
    JsonNode error = parsed(answer.events().get(types.size() - 1)).path("error");
    assertFalse(error.path("message").asText().isEmpty());
  }

  /** What is wrong with a request is told in Anthropic's shape. */
  @TestFactory
  default Stream<DynamicTest> badRequests_areErrorObjects() {
    record Bad(String body, int status, String type, String message) {}
    String invalid = "invalid_request_error";
    String m = model();
    return Stream.of(
            new Bad("", 400, invalid, "EOF"),
            new Bad("{\"model\":", 400, invalid, "unexpected EOF"),
            new Bad(
                "[]",
                400,
                invalid,
                "json: cannot unmarshal array into Go value of type anthropic.MessagesRequest"),
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
                    "/v1/messages " + bad.body(),
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
}
