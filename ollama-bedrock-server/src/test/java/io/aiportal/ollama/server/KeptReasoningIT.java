package io.aiportal.ollama.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aiportal.testkit.bedrock.BedrockSimulator;
import io.aiportal.testkit.bedrock.reply.Block;
import io.aiportal.testkit.bedrock.reply.ModelReply;
import io.aiportal.testkit.bedrock.reply.ReasoningSignature;
import io.aiportal.testkit.bedrock.report.ReportedRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Loops of tools with a model that thinks, from clients that give back less or more than its calls,
 * in front of a Bedrock that verifies signatures.
 */
class KeptReasoningIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SONNET = "eu.anthropic.claude-sonnet-4-5-20250929-v1:0";

  private static final String TOOLS =
      """
      [{"type":"function","function":{"name":"next","description":"The next number.",
        "parameters":{"type":"object","properties":{"n":{"type":"number"}}}}}]""";

  private static Portal portal(Map<String, String> settings) {
    return new Portal(BedrockSimulator.builder().region("eu-central-1").start(), settings);
  }

  /** Lets the model think and call, once for each number, and then answer. */
  private static void script(BedrockSimulator bedrock, int... numbers) {
    for (int n : numbers) {
      ObjectNode input = JSON.createObjectNode().put("n", n);
      String thought = "I need what follows " + n + ".";
      bedrock.script(
          ModelReply.of(
                  List.of(
                      new Block.Reasoning(thought, ReasoningSignature.of(thought)),
                      new Block.Text("I ask for it."),
                      new Block.ToolUse("tooluse_" + n, "next", input)))
              .withStopReason("tool_use"));
    }
    bedrock.script(ModelReply.text("Done."));
  }

  private static ObjectNode request(String model, ArrayNode messages, boolean stream)
      throws Exception {
    ObjectNode request = JSON.createObjectNode().put("model", model).put("stream", stream);
    request.put("think", true);
    request.set("tools", JSON.readTree(TOOLS));
    request.set("messages", messages);
    return request;
  }

  private static ArrayNode question() {
    ArrayNode messages = JSON.createArrayNode();
    messages.addObject().put("role", "user").put("content", "Count to four.");
    return messages;
  }

  /** Asks as Ollama's clients do, and gives the message that they put together. */
  private static ObjectNode ask(Portal portal, String model, ArrayNode messages, boolean stream)
      throws Exception {
    HttpResponse<String> response =
        portal.post("/api/chat", request(model, messages, stream).toString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    StringBuilder content = new StringBuilder();
    StringBuilder thinking = new StringBuilder();
    ArrayNode calls = JSON.createArrayNode();
    for (String line : response.body().lines().toList()) {
      JsonNode message = JSON.readTree(line).path("message");
      content.append(message.path("content").asText());
      thinking.append(message.path("thinking").asText());
      message.path("tool_calls").forEach(calls::add);
    }
    ObjectNode whole = JSON.createObjectNode().put("role", "assistant");
    whole.put("content", content.toString()).put("thinking", thinking.toString());
    if (!calls.isEmpty()) {
      whole.set("tool_calls", calls);
    }
    return whole;
  }

  /** Runs the tools until the model has an answer, keeping neither ids nor signatures. */
  private static int rounds(Portal portal, String model, boolean stream, boolean thinking)
      throws Exception {
    ArrayNode messages = question();
    int rounds = 0;
    while (true) {
      ObjectNode answer = ask(portal, model, messages, stream);
      if (!answer.has("tool_calls")) {
        assertThat(answer.path("content").asText()).isEqualTo("Done.");
        return rounds;
      }
      rounds++;
      answer.path("tool_calls").forEach(call -> ((ObjectNode) call).remove("id"));
      if (!thinking) {
        answer.remove("thinking");
      }
      messages.add(answer);
      messages.addObject().put("role", "tool").put("content", "a number");
    }
  }

  private static List<JsonNode> bodies(Portal portal) {
    List<JsonNode> bodies = new ArrayList<>();
    for (ReportedRequest request : portal.bedrock().report().requests()) {
      if (request.operation().startsWith("Converse") && request.body() != null) {
        bodies.add(request.body());
      }
    }
    return bodies;
  }

  private static List<String> kinds(JsonNode message) {
    List<String> kinds = new ArrayList<>();
    message.path("content").forEach(block -> kinds.add(block.fieldNames().next()));
    return kinds;
  }

  @ParameterizedTest
  @CsvSource({
    SONNET + ", true, true",
    SONNET + ", true, false",
    SONNET + ", false, true",
    SONNET + ", false, false",
    "eu.anthropic.claude-opus-4-7, true, false",
    "eu.anthropic.claude-opus-4-7, false, true",
  })
  void threeRounds_workFromAClientThatKeepsNothing(String model, boolean stream, boolean thinking)
      throws Exception {
    try (Portal portal = portal(Map.of())) {
      script(portal.bedrock(), 1, 2, 3);
      assertThat(rounds(portal, model, stream, thinking)).isEqualTo(3);
      List<JsonNode> bodies = bodies(portal);
      assertThat(bodies).hasSize(4);
      for (JsonNode body : bodies) {
        assertThat(body.at("/additionalModelRequestFields/thinking/type").asText())
            .isEqualTo(model.equals(SONNET) ? "enabled" : "adaptive");
      }
      JsonNode last = bodies.get(3).path("messages");
      for (int turn = 1; turn < 6; turn += 2) {
        assertThat(kinds(last.get(turn))).containsExactly("reasoningContent", "text", "toolUse");
        String thought =
            last.get(turn).at("/content/0/reasoningContent/reasoningText/text").asText();
        assertThat(thought).isEqualTo("I need what follows " + (turn + 1) / 2 + ".");
      }
    }
  }

  @Test
  void whatIsSwitchedOff_isNotKept_andTheModelGoesOnWithoutThinking() throws Exception {
    try (Portal portal = portal(Map.of("GATEWAY_KEPT_REASONING", "0s"))) {
      script(portal.bedrock(), 1);
      assertThat(rounds(portal, SONNET, true, true)).isEqualTo(1);
      assertThat(bodies(portal).get(1).path("additionalModelRequestFields").has("thinking"))
          .isFalse();
    }
  }

  @Test
  void anotherModel_goesOnWithoutThatThinking() throws Exception {
    try (Portal portal = portal(Map.of())) {
      script(portal.bedrock(), 1);
      ArrayNode messages = question();
      messages.add(ask(portal, SONNET, messages, true));
      messages.addObject().put("role", "tool").put("content", "a number");
      String haiku = SONNET.replace("sonnet-4-5-20250929", "haiku-4-5-20251001");
      assertThat(ask(portal, haiku, messages, true).path("content").asText()).isEqualTo("Done.");
      assertThat(kinds(bodies(portal).get(1).path("messages").get(1)))
          .containsExactly("text", "toolUse");
    }
  }

  @Test
  void anotherGateway_goesOnThinking_whereTheIdHoldsTheThought(@TempDir Path folder)
      throws Exception {
    Map<String, String> settings =
        Map.of(
            "GATEWAY_REASONING_IN_IDS", "true",
            "GATEWAY_KEPT_REASONING", "0s",
            "GATEWAY_STATE_DIR", folder.toString());
    ArrayNode messages = question();
    try (Portal here = portal(settings)) {
      script(here.bedrock(), 1);
      ObjectNode answer = ask(here, SONNET, messages, true);
      messages.add(answer);
      String id = answer.at("/tool_calls/0/id").asText();
      assertThat(id).hasSizeGreaterThan(64);
      messages.addObject().put("role", "tool").put("content", "2").put("tool_call_id", id);
    }
    try (Portal there = portal(settings)) {
      script(there.bedrock());
      ask(there, SONNET, messages, true);
      JsonNode calling = bodies(there).get(0).path("messages").get(1);
      assertThat(kinds(calling)).containsExactly("reasoningContent", "text", "toolUse");
      assertThat(calling.at("/content/2/toolUse/toolUseId").asText()).isEqualTo("tooluse_1");
    }
    try (Portal stranger = portal(Map.of())) {
      script(stranger.bedrock());
      ask(stranger, SONNET, messages, true);
      JsonNode calling = bodies(stranger).get(0).path("messages").get(1);
      assertThat(kinds(calling)).containsExactly("text", "toolUse");
      assertThat(calling.at("/content/1/toolUse/toolUseId").asText()).hasSizeLessThan(65);
    }
  }

  /** Through Anthropic's API the client has the signature; a bad one fails no conversation. */
  @ParameterizedTest
  @CsvSource({"true", "false"})
  void anthropicsClients_keepTheirOwn_andABadSignatureIsLeftOut(boolean good) throws Exception {
    try (Portal portal = portal(Map.of())) {
      portal.bedrock().script(ModelReply.text("Done."));
      String thought = "I need what follows.";
      String request =
          JSON.readTree(
                  """
                  {"model":"%s","max_tokens":4000,
                   "thinking":{"type":"enabled","budget_tokens":1024},
                   "tools":[{"name":"next","input_schema":{"type":"object"}}],
                   "messages":[{"role":"user","content":"Count."},
                    {"role":"assistant","content":[
                     {"type":"thinking","thinking":"%s","signature":"%s"},
                     {"type":"tool_use","id":"t1","name":"next","input":{}}]},
                    {"role":"user","content":[
                     {"type":"tool_result","tool_use_id":"t1","content":"2"}]}]}"""
                      .formatted(
                          SONNET, thought, ReasoningSignature.of(good ? thought : "another")))
              .toString();
      HttpResponse<String> response = portal.post("/v1/messages", request);
      assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
      List<JsonNode> bodies = bodies(portal);
      assertThat(bodies).hasSize(good ? 1 : 2);
      List<String> kinds = kinds(bodies.get(bodies.size() - 1).path("messages").get(1));
      assertThat(kinds)
          .isEqualTo(good ? List.of("reasoningContent", "toolUse") : List.of("toolUse"));

      // Such clients bring it with every turn.
      portal.bedrock().script(ModelReply.text("Done."));
      portal.post("/v1/messages", request);
      assertThat(bodies(portal)).hasSize(good ? 2 : 3);
    }
  }
}
