package io.aiportal.testkit.bedrock.invoke;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aiportal.testkit.bedrock.reply.Block;
import io.aiportal.testkit.bedrock.reply.ModelReply;
import io.aiportal.testkit.bedrock.reply.ReplyEvent;
import io.aiportal.testkit.bedrock.reply.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The body of Cohere's Command R: a message with what was said before, documents and tools. */
final class CommandChat implements TextBody {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final String ID = "00000000-0000-4000-8000-000000000000";

  /** The types of parameters, which are Python's. */
  private static final Map<String, String> TYPES =
      Map.of(
          "str", "string",
          "int", "integer",
          "float", "number",
          "bool", "boolean",
          "list", "array",
          "dict", "object");

  @Override
  public JsonNode schema() {
    return TextSchemas.of("commandChat");
  }

  @Override
  public ObjectNode converseRequest(JsonNode body) {
    ObjectNode request = JSON.objectNode();
    if (body.has("preamble")) {
      request.putArray("system").addObject().set("text", body.get("preamble"));
    }
    ArrayNode messages = request.putArray("messages");
    for (JsonNode said : body.path("chat_history")) {
      String role = said.path("role").asText().equals("CHATBOT") ? "assistant" : "user";
      TextBody.said(messages, role).addObject().set("text", said.path("message"));
    }
    putQuestion(body, messages);
    putResults(body.path("tool_results"), messages);
    if (body.path("tools").size() > 0) {
      ArrayNode tools = request.putObject("toolConfig").putArray("tools");
      body.get("tools").forEach(tool -> tools.addObject().set("toolSpec", toolSpec(tool)));
    }
    ObjectNode config = request.putObject("inferenceConfig");
    TextBody.copy(body, "temperature", config, "temperature");
    putSampling(body, config);
    return request;
  }

  /** What both kinds of Command call by the same names. */
  static void putSampling(JsonNode body, ObjectNode config) {
    TextBody.copy(body, "p", config, "topP");
    TextBody.copy(body, "max_tokens", config, "maxTokens");
    TextBody.copy(body, "stop_sequences", config, "stopSequences");
  }

  /** Why both kinds of Command stop. */
  static String finishReason(ModelReply reply) {
    return reply.stopReason().equals("max_tokens") ? "MAX_TOKENS" : "COMPLETE";
  }

  private static void putQuestion(JsonNode body, ArrayNode messages) {
    String message = body.path("message").asText();
    if (!message.isBlank()) {
      ArrayNode content = TextBody.said(messages, "user");
      for (JsonNode document : body.path("documents")) {
        content.addObject().put("text", String.join("\n", texts(document)));
      }
      content.addObject().put("text", message);
    }
  }

  private static List<String> texts(JsonNode document) {
    List<String> texts = new ArrayList<>();
    document.forEach(part -> texts.add(part.asText()));
    return texts;
  }

  private static void putResults(JsonNode results, ArrayNode messages) {
    for (int i = 0; i < results.size(); i++) {
      JsonNode call = results.get(i).path("call");
      ObjectNode use =
          TextBody.said(messages, i == 0 ? "assistant" : lastRole(messages))
              .addObject()
              .putObject("toolUse");
      use.put("toolUseId", "call_" + i).set("name", call.path("name"));
      use.set("input", call.path("parameters"));
    }
    for (int i = 0; i < results.size(); i++) {
      ObjectNode result = TextBody.said(messages, "user").addObject().putObject("toolResult");
      ArrayNode content = result.put("toolUseId", "call_" + i).putArray("content");
      results.get(i).path("outputs").forEach(output -> content.addObject().set("json", output));
    }
  }

  private static String lastRole(ArrayNode messages) {
    return messages.path(messages.size() - 1).path("role").asText();
  }

  private static ObjectNode toolSpec(JsonNode tool) {
    ObjectNode spec = JSON.objectNode();
    TextBody.copy(tool, "name", spec, "name");
    TextBody.copy(tool, "description", spec, "description");
    ObjectNode schema = spec.putObject("inputSchema").putObject("json").put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    ArrayNode required = schema.putArray("required");
    for (Map.Entry<String, JsonNode> parameter : tool.path("parameter_definitions").properties()) {
      String type = TYPES.getOrDefault(parameter.getValue().path("type").asText(), "string");
      ObjectNode property = properties.putObject(parameter.getKey()).put("type", type);
      TextBody.copy(parameter.getValue(), "description", property, "description");
      if (parameter.getValue().path("required").asBoolean()) {
        required.add(parameter.getKey());
      }
    }
    return spec;
  }

  @Override
  public ObjectNode whole(ModelReply reply) {
    Usage usage = Objects.requireNonNull(reply.usage());
    ObjectNode answer = JSON.objectNode().put("response_id", ID).put("generation_id", ID);
    answer.put("text", PromptBody.text(reply)).put("finish_reason", finishReason(reply));
    ArrayNode calls = calls(reply);
    if (!calls.isEmpty()) {
      answer.set("tool_calls", calls);
    }
    ObjectNode meta = answer.putObject("meta");
    meta.putObject("api_version").put("version", "1");
    meta.putObject("billed_units")
        .put("input_tokens", usage.inputTokens())
        .put("output_tokens", usage.outputTokens());
    return answer;
  }

  private static ArrayNode calls(ModelReply reply) {
    ArrayNode calls = JSON.arrayNode();
    for (Block block : reply.blocks()) {
      if (block instanceof Block.ToolUse call) {
        calls.addObject().put("name", call.name()).set("parameters", call.input());
      }
    }
    return calls;
  }

  @Override
  public List<ObjectNode> chunks(ReplyEvent event, ModelReply reply) {
    JsonNode text = event.payload().at("/delta/text");
    if (text.isTextual()) {
      return List.of(event("text-generation", false).put("text", text.textValue()));
    }
    return switch (event.type()) {
      case "messageStart" -> List.of(event("stream-start", false).put("generation_id", ID));
      case "messageStop" -> {
        ArrayNode calls = calls(reply);
        yield calls.isEmpty()
            ? List.of()
            : List.of(event("tool-calls-generation", false).set("tool_calls", calls));
      }
      case "metadata" -> {
        ObjectNode end = event("stream-end", true).put("finish_reason", finishReason(reply));
        end.set("response", whole(reply));
        TextBody.putMetrics(end, Objects.requireNonNull(reply.usage()));
        yield List.of(end);
      }
      default -> List.of();
    };
  }

  private static ObjectNode event(String type, boolean finished) {
    return JSON.objectNode().put("event_type", type).put("is_finished", finished);
  }
}
