package io.aiportal.testkit.bedrock.invoke;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aiportal.testkit.bedrock.reply.ModelReply;
import io.aiportal.testkit.bedrock.reply.ReplyEvent;
import io.aiportal.testkit.bedrock.reply.Usage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The body of gpt-oss, Jamba and the newer open-weight models: OpenAI's chat completions. */
final class ChatCompletions implements TextBody {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String ID = "chatcmpl-simulated";
  private static final long CREATED = 1_764_000_000;

  /** The choices by which some tool must be called: Mistral's and OpenAI's. */
  private static final Set<String> FORCING = Set.of("any", "required");

  /** An image as it stands in a URL. */
  private static final Pattern IMAGE = Pattern.compile("data:image/(\\w+);base64,(.*)");

  private final String model;

  /** How many calls of tools have begun. */
  private int calls;

  /** One answer of a model. */
  ChatCompletions(String modelId) {
    this.model = modelId;
  }

  @Override
  public JsonNode schema() {
    return TextSchemas.of("chat");
  }

  @Override
  public ObjectNode converseRequest(JsonNode body) {
    ObjectNode request = JSON.objectNode();
    ArrayNode messages = request.putArray("messages");
    ArrayNode system = JSON.arrayNode();
    for (JsonNode message : body.path("messages")) {
      switch (message.path("role").asText()) {
        case "system", "developer" -> system.addAll(texts(message.path("content")));
        case "tool" -> {
          ObjectNode result = TextBody.said(messages, "user").addObject().putObject("toolResult");
          result.put("toolUseId", message.path("tool_call_id").asText());
          result.set("content", texts(message.path("content")));
        }
        case "assistant" -> {
          ArrayNode content =
              TextBody.said(messages, "assistant").addAll(texts(message.path("content")));
          message
              .path("tool_calls")
              .forEach(call -> content.addObject().set("toolUse", toolUse(call)));
        }
        default -> TextBody.said(messages, "user").addAll(texts(message.path("content")));
      }
    }
    if (!system.isEmpty()) {
      request.set("system", system);
    }
    ObjectNode config = request.putObject("inferenceConfig");
    TextBody.copy(body, "max_tokens", config, "maxTokens");
    TextBody.copy(body, "max_completion_tokens", config, "maxTokens");
    TextBody.copy(body, "temperature", config, "temperature");
    TextBody.copy(body, "top_p", config, "topP");
    JsonNode stop = body.path("stop");
    if (stop.isTextual()) {
      config.putArray("stopSequences").add(stop);
    } else if (stop.isArray()) {
      config.set("stopSequences", stop);
    }
    JsonNode choice = body.path("tool_choice");
    if (body.path("tools").size() > 0 && !choice.asText().equals("none")) {
      ObjectNode toolConfig = request.putObject("toolConfig");
      if (choice.has("function")) {
        String name = choice.at("/function/name").asText();
        toolConfig.putObject("toolChoice").putObject("tool").put("name", name);
      } else if (FORCING.contains(choice.asText())) {
        toolConfig.putObject("toolChoice").putObject("any");
      }
      ArrayNode tools = toolConfig.putArray("tools");
      for (JsonNode tool : body.get("tools")) {
        JsonNode function = tool.path("function");
        ObjectNode spec = tools.addObject().putObject("toolSpec");
        TextBody.copy(function, "name", spec, "name");
        TextBody.copy(function, "description", spec, "description");
        spec.putObject("inputSchema").set("json", function.path("parameters"));
      }
    }
    return request;
  }

  private static ArrayNode texts(JsonNode content) {
    ArrayNode blocks = JSON.arrayNode();
    if (content.isTextual()) {
      blocks.addObject().put("text", content.textValue());
    }
    for (JsonNode part : content) {
      Matcher image = IMAGE.matcher(part.at("/image_url/url").asText());
      if (part.has("text")) {
        blocks.addObject().put("text", part.get("text").asText());
      } else if (image.matches()) {
        ObjectNode block = blocks.addObject().putObject("image").put("format", image.group(1));
        block.putObject("source").put("bytes", image.group(2));
      }
    }
    return blocks;
  }

  private static ObjectNode toolUse(JsonNode call) {
    ObjectNode use = JSON.objectNode().put("toolUseId", call.path("id").asText());
    use.put("name", call.at("/function/name").asText());
    return use.set("input", arguments(call.at("/function/arguments").asText()));
  }

  private static JsonNode arguments(String json) {
    try {
      JsonNode arguments = MAPPER.readTree(json);
      return arguments.isObject() ? arguments : JSON.objectNode();
    } catch (IOException e) {
      return JSON.objectNode();
    }
  }

  @Override
  public ObjectNode whole(ModelReply reply) {
    ObjectNode answer = answer("chat.completion");
    ObjectNode choice = answer.putArray("choices").addObject().put("index", 0);
    ObjectNode message = choice.putObject("message").put("role", "assistant");
    StringBuilder text = new StringBuilder();
    for (JsonNode block : reply.toConverseResponse().at("/output/message/content")) {
      text.append(block.path("text").asText());
      if (block.has("toolUse")) {
        JsonNode use = block.get("toolUse");
        ObjectNode call = call(message.withArray("/tool_calls").addObject(), use);
        call.put("arguments", use.path("input").toString());
      }
    }
    message.put("content", text.toString());
    choice.put("finish_reason", reason(reply));
    answer.set("usage", usage(reply));
    return answer;
  }

  @Override
  public List<ObjectNode> chunks(ReplyEvent event, ModelReply reply) {
    JsonNode payload = event.payload();
    List<ObjectNode> chunks = new ArrayList<>();
    switch (event.type()) {
      case "messageStart" -> delta(chunks).put("role", "assistant").put("content", "");
      case "contentBlockStart" -> {
        ObjectNode began = delta(chunks).putArray("tool_calls").addObject().put("index", calls++);
        call(began, payload.at("/start/toolUse")).put("arguments", "");
      }
      case "contentBlockDelta" -> addDelta(payload.path("delta"), chunks);
      case "messageStop" -> {
        delta(chunks);
        ((ObjectNode) chunks.get(0).at("/choices/0")).put("finish_reason", reason(reply));
      }
      case "metadata" -> {
        ObjectNode last = answer("chat.completion.chunk");
        last.putArray("choices");
        last.set("usage", usage(reply));
        TextBody.putMetrics(last, Objects.requireNonNull(reply.usage()));
        chunks.add(last);
      }
      default -> {}
    }
    return chunks;
  }

  private void addDelta(JsonNode delta, List<ObjectNode> chunks) {
    if (delta.has("text")) {
      delta(chunks).set("content", delta.get("text"));
    } else if (delta.has("toolUse")) {
      ObjectNode more = delta(chunks).putArray("tool_calls").addObject().put("index", calls - 1);
      more.putObject("function").set("arguments", delta.at("/toolUse/input"));
    }
  }

  private ObjectNode delta(List<ObjectNode> chunks) {
    ObjectNode chunk = answer("chat.completion.chunk");
    ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
    ObjectNode delta = choice.putObject("delta");
    choice.putNull("finish_reason");
    chunks.add(chunk);
    return delta;
  }

  private ObjectNode answer(String object) {
    return JSON.objectNode()
        .put("id", ID)
        .put("object", object)
        .put("created", CREATED)
        .put("model", model);
  }

  private static ObjectNode call(ObjectNode call, JsonNode use) {
    call.put("id", use.path("toolUseId").asText()).put("type", "function");
    return call.putObject("function").put("name", use.path("name").asText());
  }

  /** Why a model stopped, in OpenAI's words. */
  static String reason(ModelReply reply) {
    return reply.stopReason().equals("tool_use") ? "tool_calls" : PromptBody.stopReason(reply);
  }

  private static ObjectNode usage(ModelReply reply) {
    Usage usage = Objects.requireNonNull(reply.usage());
    return JSON.objectNode()
        .put("prompt_tokens", usage.inputTokens())
        .put("completion_tokens", usage.outputTokens())
        .put("total_tokens", usage.inputTokens() + usage.outputTokens());
  }
}
