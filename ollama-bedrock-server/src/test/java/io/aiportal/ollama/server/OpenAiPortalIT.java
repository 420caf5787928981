package io.aiportal.ollama.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiportal.testkit.bedrock.fault.Fault;
import io.aiportal.testkit.bedrock.reply.Block;
import io.aiportal.testkit.bedrock.reply.ModelReply;
import io.aiportal.testkit.bedrock.reply.ReasoningSignature;
import io.aiportal.testkit.bedrock.report.ReportedRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * OpenAI's API over the whole gateway, in front of a simulated Bedrock that checks what it gets.
 */
class OpenAiPortalIT {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private static final String THINKING = "I need the weather.";

  private static final String TOOLS =
      """
      "tools":[{"type":"function","function":{"name":"get_weather","strict":true,
        "parameters":{"type":"object","properties":{"city":{"type":"string"}},
          "required":["city"],"additionalProperties":false}}}]""";

  private static Portal portal;

  @BeforeAll
  static void start() {
    portal = Portal.withoutRetries();
  }

  @AfterAll
  static void stop() {
    portal.close();
  }

  private static JsonNode post(String path, String body) throws IOException, InterruptedException {
    return MAPPER.readTree(portal.post(path, body).body());
  }

  /** The data of the events of a streamed answer. */
  private static List<String> events(String path, String body)
      throws IOException, InterruptedException {
    List<String> data = new ArrayList<>();
    for (String event : portal.post(path, body).body().split("\n\n")) {
      data.add(event.substring(event.indexOf("data: ") + "data: ".length()));
    }
    return data;
  }

  @Test
  void toolCall_isStreamedInPieces_andItsResultTakenBack() throws Exception {
    portal
        .bedrock()
        .script(
            ModelReply.text("I look.")
                .plus(
                    new Block.ToolUse(
                        "tooluse_1", "get_weather", MAPPER.readTree("{\"city\":\"Paris\"}")))
                .withStopReason("tool_use"));
    StringBuilder arguments = new StringBuilder();
    String id = "";
    String reason = "";
    String question = "{\"role\":\"user\",\"content\":\"Weather in Paris?\"}";
    List<String> events =
        events(
            "/v1/chat/completions",
            """
            {"model":"claude-sonnet-4.5","stream":true,"stream_options":{"include_usage":true},
             "tool_choice":"required","messages":[%s],%s}"""
                .formatted(question, TOOLS));
    for (String event : events.subList(0, events.size() - 1)) {
      JsonNode choice = MAPPER.readTree(event).path("choices").path(0);
      JsonNode call = choice.at("/delta/tool_calls/0");
      arguments.append(call.at("/function/arguments").asText());
      id = call.path("id").asText(id);
      reason = choice.path("finish_reason").asText(reason);
    }
    assertThat(arguments).hasToString("{\"city\":\"Paris\"}");
    assertThat(id).isEqualTo("tooluse_1");
    assertThat(reason).isEqualTo("tool_calls");
    assertThat(MAPPER.readTree(events.get(events.size() - 2)).at("/usage/total_tokens").asInt())
        .isPositive();
    assertThat(events).last().isEqualTo("[DONE]");

    portal.bedrock().script(ModelReply.text("Sunny."));
    JsonNode answer =
        post(
            "/v1/chat/completions",
            """
            {"model":"claude-sonnet-4.5","messages":[%s,
              {"role":"assistant","content":null,"tool_calls":[{"id":"tooluse_1",
                "type":"function","function":{"name":"get_weather",
                "arguments":"{\\"city\\":\\"Paris\\"}"}}]},
              {"role":"tool","tool_call_id":"tooluse_1","content":"sunny"}],%s}"""
                .formatted(question, TOOLS));
    assertThat(answer.at("/choices/0/message/content").asText()).isEqualTo("Sunny.");
  }

  @Test
  void thinking_isReasoning() throws Exception {
    portal.bedrock().script(ModelReply.reasoning("Hmm", "c2ln", "Yes"));
    JsonNode answer =
        post(
            "/v1/chat/completions",
            """
            {"model":"claude-sonnet-4.5","reasoning_effort":"low",
             "messages":[{"role":"user","content":"Well?"}]}""");
    assertThat(answer.at("/choices/0/message/reasoning").asText()).isEqualTo("Hmm");
    assertThat(answer.at("/choices/0/message/content").asText()).isEqualTo("Yes");
  }

  @Test
  void streamThatBreaks_endsWithAnError_andWithoutDone() throws Exception {
    portal.bedrock().enqueue(Fault.EXCEPTION_MID_STREAM);
    List<String> events = events("/v1/chat/completions", Portal.chat("claude-sonnet-4.5", true));
    assertThat(events).last().asString().startsWith("{\"error\":{\"message\":");
  }

  @Test
  void signedThinking_goesBackWithTheResultOfItsCall() throws Exception {
    portal
        .bedrock()
        .script(
            ModelReply.of(
                List.of(
                    new Block.Reasoning(THINKING, ReasoningSignature.of(THINKING)),
                    new Block.ToolUse(
                        "tooluse_1", "get_weather", MAPPER.readTree("{\"city\":\"Paris\"}")))));
    String question = "{\"role\":\"user\",\"content\":\"Weather in Paris?\"}";
    String request =
        """
        {"model":"claude-sonnet-4.5","reasoning":{"effort":"low"},"stream":%s,"input":[%s],
         "tools":[{"type":"function","name":"get_weather","parameters":{"type":"object",
           "properties":{"city":{"type":"string"}},"required":["city"]}}]}""";
    List<String> events = events("/v1/responses", request.formatted("true", question));
    JsonNode output = MAPPER.readTree(events.get(events.size() - 1)).at("/response/output");
    assertThat(output)
        .extracting(item -> item.path("type").asText())
        .containsExactly("reasoning", "function_call");

    portal.bedrock().script(ModelReply.text("Sunny."));
    String conversation =
        "%s,%s,%s,%s"
            .formatted(
                question,
                output.get(0),
                output.get(1),
                "{\"type\":\"function_call_output\",\"call_id\":\"tooluse_1\",\"output\":\"sunny\"}");
    JsonNode answer = post("/v1/responses", request.formatted("false", conversation));
    assertThat(answer.at("/output/0/content/0/text").asText()).isEqualTo("Sunny.");
    List<ReportedRequest> calls = portal.bedrock().report().requests("Converse");
    JsonNode asked = calls.get(calls.size() - 1).body();
    assertThat(asked.at("/messages/1/content/0/reasoningContent/reasoningText/signature").asText())
        .isEqualTo(ReasoningSignature.of(THINKING));
    assertThat(asked.at("/additionalModelRequestFields/thinking/type").asText())
        .isEqualTo("enabled");
  }
}
