package io.aiportal.ollama.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Anthropic's API through the whole gateway: what a client sends back is what Bedrock gave. */
class AnthropicClientsIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String MODEL = "claude-3-7-sonnet";

  private Portal portal;

  @BeforeEach
  void start() {
    portal = Portal.withoutRetries();
  }

  @AfterEach
  void stop() {
    portal.close();
  }

  private static ObjectNode request(boolean stream) throws Exception {
    return (ObjectNode)
        JSON.readTree(
            """
            {"model": "%s", "max_tokens": 4000, "stream": %s,
             "thinking": {"type": "enabled", "budget_tokens": 2000},
             "tools": [{"name": "get_weather", "description": "Tells the weather of a city.",
               "input_schema": {"type": "object", "properties": {"city": {"type": "string"}},
                                "required": ["city"]}}],
             "messages": [{"role": "user", "content": "What is the weather in Paris?"}]}
            """
                .formatted(MODEL, stream));
  }

  @Test
  void signedThinking_goesRound_withACallBetween() throws Exception {
    ObjectNode request = request(true);
    ArrayNode answer = blocks(portal.post("/v1/messages", request.toString()).body());
    assertThat(types(answer)).containsExactly("thinking", "tool_use");
    assertThat(answer.get(0).path("thinking").asText()).isNotEmpty();
    assertThat(answer.get(0).path("signature").asText()).isNotEmpty();
    JsonNode call = answer.get(1);
    assertThat(call.path("input").path("city").asText()).isEqualTo("Paris");

    ArrayNode messages = (ArrayNode) request.path("messages");
    messages.addObject().put("role", "assistant").set("content", answer);
    messages
        .addObject()
        .put("role", "user")
        .putArray("content")
        .addObject()
        .put("type", "tool_result")
        .put("tool_use_id", call.path("id").asText())
        .put("content", "Sunny, 21 degrees");
    request.put("stream", false);
    var second = portal.post("/v1/messages", request.toString());
    assertThat(second.statusCode()).as(second.body()).isEqualTo(200);
    JsonNode message = JSON.readTree(second.body());
    assertThat(types(message.path("content"))).containsExactly("thinking", "text");
    assertThat(message.path("content").path(1).path("text").asText()).contains("Sunny");
    assertThat(message.path("stop_reason").asText()).isEqualTo("end_turn");
    assertThat(message.path("usage").path("input_tokens").asInt()).isPositive();
  }

  @Test
  void thinkingThatWasChanged_isFoundOutAndLeftOut() throws Exception {
    ObjectNode request = request(true);
    ArrayNode answer = blocks(portal.post("/v1/messages", request.toString()).body());
    ((ObjectNode) answer.get(0)).put("thinking", "Something else.");
    ArrayNode messages = (ArrayNode) request.path("messages");
    messages.addObject().put("role", "assistant").set("content", answer);
    messages
        .addObject()
        .put("role", "user")
        .putArray("content")
        .addObject()
        .put("type", "tool_result")
        .put("tool_use_id", answer.get(1).path("id").asText());
    var second = portal.post("/v1/messages", request.toString());
    assertThat(second.statusCode()).as(second.body()).isEqualTo(200);
    List<String> asked =
        portal.bedrock().report().requests("ConverseStream").stream()
            .map(seen -> String.valueOf(seen.body()))
            .toList();
    assertThat(asked).hasSize(3);
    assertThat(asked.get(1)).contains("Something else.");
    assertThat(asked.get(2)).doesNotContain("reasoningContent", "Something else.");
  }

  @Test
  void tokens_areCountedByBedrock() throws Exception {
    ObjectNode request = request(false);
    request.remove("max_tokens");
    var counted = portal.post("/v1/messages/count_tokens", request.toString());
    assertThat(counted.body()).matches("\\{\"input_tokens\":[1-9]\\d*}\n");
    assertThat(portal.bedrock().report().requests("CountTokens")).hasSize(1);
  }

  /** The content that a client makes of a stream of events. */
  private static ArrayNode blocks(String events) throws Exception {
    ArrayNode blocks = JSON.createArrayNode();
    StringBuilder input = new StringBuilder();
    for (String line : events.lines().filter(l -> l.startsWith("data: ")).toList()) {
      JsonNode event = JSON.readTree(line.substring("data: ".length()));
      switch (event.path("type").asText()) {
        case "content_block_start" -> {
          blocks.add(event.path("content_block"));
          input.setLength(0);
        }
        case "content_block_delta" ->
            delta((ObjectNode) blocks.get(event.path("index").asInt()), event.path("delta"), input);
        case "error" -> throw new AssertionError(line);
        default -> {}
      }
    }
    assertThat(events).endsWith("data: {\"type\":\"message_stop\"}\n\n");
    return blocks;
  }

  private static void delta(ObjectNode block, JsonNode delta, StringBuilder input)
      throws Exception {
    switch (delta.path("type").asText()) {
      case "thinking_delta" -> append(block, "thinking", delta);
      case "text_delta" -> append(block, "text", delta);
      case "signature_delta" -> block.set("signature", delta.path("signature"));
      case "input_json_delta" -> {
        input.append(delta.path("partial_json").asText());
        if (input.toString().endsWith("}")) {
          block.set("input", JSON.readTree(input.toString()));
        }
      }
      case "citations_delta" -> block.withArrayProperty("citations").add(delta.path("citation"));
      default -> throw new AssertionError(delta.toString());
    }
  }

  private static void append(ObjectNode block, String field, JsonNode delta) {
    block.put(field, block.path(field).asText() + delta.path(field).asText());
  }

  private static List<String> types(JsonNode blocks) {
    return blocks.findValuesAsText("type");
  }

  private static ObjectNode citing(String model, boolean stream) throws Exception {
    return (ObjectNode)
        JSON.readTree(
            """
            {"model": "%s", "max_tokens": 400, "stream": %s, "messages": [{"role": "user", "content": [
              {"type": "document", "title": "plan.txt", "context": "Of 1900.", "citations": {"enabled": true},
               "source": {"type": "text", "media_type": "text/plain", "data": "The sky is blue. So it is."}},
              {"type": "document", "citations": {"enabled": true},
               "source": {"type": "content", "content": [{"type": "text", "text": "Grass"}]}},
              {"type": "text", "text": "What do they say?"}]}]}
            """
                .formatted(model, stream));
  }

  private static final String CITED =
      """
      [{"type":"text","text":"plan-txt says: "},{"type":"text","text":"The sky is blue.","citations":[\
      {"type":"char_location","cited_text":"The sky is blue.","document_index":0,\
      "document_title":"plan.txt","start_char_index":0,"end_char_index":16,"file_id":null}]},\
      {"type":"text","text":"\\ndocument says: "},{"type":"text","text":"Grass","citations":[\
      {"type":"content_block_location","cited_text":"Grass","document_index":1,\
      "document_title":null,"start_block_index":0,"end_block_index":1,"file_id":null}]}]""";

  @Test
  void documents_areCited_andTheAnswerGoesBack() throws Exception {
    ObjectNode request = citing("claude-sonnet-4.5", false);
    var whole = portal.post("/v1/messages", request.toString());
    assertThat(whole.statusCode()).as(whole.body()).isEqualTo(200);
    assertThat(whole.headers().map()).doesNotContainKey("x-gateway-warning");
    JsonNode content = JSON.readTree(whole.body()).path("content");
    assertThat(content).isEqualTo(JSON.readTree(CITED));
    assertThat(
            blocks(
                portal.post("/v1/messages", citing("claude-sonnet-4.5", true).toString()).body()))
        .isEqualTo(content);

    ArrayNode messages = (ArrayNode) request.path("messages");
    messages.addObject().put("role", "assistant").set("content", content);
    messages.addObject().put("role", "user").put("content", "Thanks!");
    assertThat(portal.post("/v1/messages", request.toString()).body()).contains("You are welcome");
  }

  private static ObjectNode searching(boolean stream) throws Exception {
    return (ObjectNode)
        JSON.readTree(
            """
            {"model": "claude-sonnet-4.5", "max_tokens": 400, "stream": %s, "messages": [{"role": "user", "content": [
              {"type": "search_result", "source": "https://example.com/sky", "title": "Sky",
               "citations": {"enabled": true}, "content": [{"type": "text", "text": "It is blue."}]},
              {"type": "text", "text": "What colour is the sky?"}]}]}
            """
                .formatted(stream));
  }

  private static final String FOUND =
      """
      [{"type":"text","text":"Sky says: "},{"type":"text","text":"It is blue.","citations":[\
      {"type":"search_result_location","cited_text":"It is blue.","source":"https://example.com/sky",\
      "title":"Sky","search_result_index":0,"start_block_index":0,"end_block_index":1}]}]""";

  @Test
  void searchResults_areCited_andTheAnswerGoesBack() throws Exception {
    ObjectNode request = searching(false);
    var whole = portal.post("/v1/messages", request.toString());
    assertThat(whole.statusCode()).as(whole.body()).isEqualTo(200);
    assertThat(whole.headers().map()).doesNotContainKey("x-gateway-warning");
    JsonNode content = JSON.readTree(whole.body()).path("content");
    assertThat(content).isEqualTo(JSON.readTree(FOUND));
    assertThat(blocks(portal.post("/v1/messages", searching(true).toString()).body()))
        .isEqualTo(content);

    ArrayNode messages = (ArrayNode) request.path("messages");
    messages.addObject().put("role", "assistant").set("content", content);
    messages.addObject().put("role", "user").put("content", "Thanks!");
    assertThat(portal.post("/v1/messages", request.toString()).body()).contains("You are welcome");
  }

  @Test
  void documents_areReadWhereTheModelCannotCite_andTheCallerIsTold() throws Exception {
    var answer = portal.post("/v1/messages", citing("nova-pro", false).toString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("x-gateway-warning"))
        .hasValue("citations have no effect: the model gives none");
    assertThat(answer.body()).contains("The sky is blue").doesNotContain("cited_text");
  }
}
