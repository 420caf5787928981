package io.aiportal.ollama.bedrock;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the body of a Converse call; what it does not know fails. */
public final class ConverseRequests {

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  private ConverseRequests() {}

  public static ConverseRequest parse(String modelId, JsonNode body) {
    only(
        body,
        "messages",
        "system",
        "inferenceConfig",
        "toolConfig",
        "additionalModelRequestFields",
        "additionalModelResponseFieldPaths",
        "requestMetadata",
        "outputConfig");
    List<ConverseMessage> messages = new ArrayList<>();
    body.path("messages").forEach(message -> messages.add(message(message)));
    Map<String, String> metadata = new LinkedHashMap<>();
    body.path("requestMetadata")
        .properties()
        .forEach(member -> metadata.put(member.getKey(), member.getValue().textValue()));
    JsonNode schema = body.at("/outputConfig/textFormat/structure/jsonSchema/schema");
    return new ConverseRequest(
        modelId,
        messages,
        blocks(body.path("system")),
        inference(body.path("inferenceConfig")),
        tools(body.path("toolConfig")),
        map(body.path("additionalModelRequestFields")),
        strings(body.path("additionalModelResponseFieldPaths")),
        metadata,
        schema.textValue());
  }

  private static ConverseMessage message(JsonNode message) {
    only(message, "role", "content");
    return new ConverseMessage(
        message.get("role").textValue().equals("user")
            ? ConversationRole.USER
            : ConversationRole.ASSISTANT,
        blocks(message.get("content")));
  }

  private static List<ContentBlock> blocks(JsonNode content) {
    List<ContentBlock> blocks = new ArrayList<>();
    content.forEach(block -> blocks.add(block(block)));
    return blocks;
  }

  private static ContentBlock block(JsonNode block) {
    String kind = block.fieldNames().next();
    JsonNode inner = block.get(kind);
    return switch (kind) {
      case "text" -> new ContentBlock.Text(inner.textValue());
      case "image" ->
          new ContentBlock.Image(
              Arrays.stream(ImageFormat.values())
                  .filter(format -> format.value().equals(inner.get("format").textValue()))
                  .findFirst()
                  .orElseThrow(),
              bytes(inner.at("/source/bytes")));
      case "document" -> document(inner);
      case "citationsContent" -> CitationsJson.block(map(inner));
      case "searchResult" ->
          new ContentBlock.SearchResult(
              inner.get("source").textValue(), inner.get("title").textValue(), parts(inner));
      case "toolUse" ->
          new ContentBlock.ToolUse(
              inner.get("toolUseId").textValue(),
              inner.get("name").textValue(),
              map(inner.get("input")));
      case "toolResult" ->
          new ContentBlock.ToolResult(
              inner.get("toolUseId").textValue(),
              blocks(inner.get("content")),
              inner.has("status") ? inner.get("status").textValue().equals("error") : null);
      case "reasoningContent" ->
          inner.has("redactedContent")
              ? new ContentBlock.RedactedContent(bytes(inner.get("redactedContent")))
              : new ContentBlock.ReasoningText(
                  inner.at("/reasoningText/text").textValue(),
                  inner.at("/reasoningText/signature").textValue());
      case "cachePoint" -> new ContentBlock.CachePoint(inner.path("ttl").textValue());
      default -> throw new IllegalArgumentException(kind);
    };
  }

  private static ContentBlock document(JsonNode document) {
    return new ContentBlock.Document(
        document.get("format").textValue(),
        document.get("name").textValue(),
        document.at("/source").has("bytes")
            ? bytes(document.at("/source/bytes"))
            : document.at("/source/text").asText().getBytes(StandardCharsets.UTF_8),
        document.has("citations")
            ? new DocumentCitations(
                document.path("context").textValue(), parts(document.path("source")))
            : null);
  }

  private static List<String> parts(JsonNode whole) {
    List<String> parts = new ArrayList<>();
    whole.path("content").forEach(part -> parts.add(part.get("text").textValue()));
    return parts;
  }

  private static InferenceConfiguration inference(JsonNode config) {
    only(config, "maxTokens", "temperature", "topP", "stopSequences");
    return new InferenceConfiguration(
        config.has("maxTokens") ? config.get("maxTokens").intValue() : null,
        config.has("temperature") ? config.get("temperature").doubleValue() : null,
        config.has("topP") ? config.get("topP").doubleValue() : null,
        strings(config.path("stopSequences")));
  }

  private static ToolConfiguration tools(JsonNode config) {
    if (config.isMissingNode()) {
      return null;
    }
    List<ToolSpecification> tools = new ArrayList<>();
    for (JsonNode tool : config.get("tools")) {
      if (tool.has("cachePoint")) {
        ToolSpecification last = tools.remove(tools.size() - 1);
        tools.add(
            new ToolSpecification(
                last.name(),
                last.description(),
                last.inputSchema(),
                last.strict(),
                (ContentBlock.CachePoint) block(tool)));
      } else {
        tools.add(tool(tool.get("toolSpec")));
      }
    }
    return new ToolConfiguration(tools, choice(config.path("toolChoice")));
  }

  private static ToolSpecification tool(JsonNode spec) {
    only(spec, "name", "description", "inputSchema", "strict");
    return new ToolSpecification(
        spec.get("name").textValue(),
        spec.path("description").textValue(),
        map(spec.at("/inputSchema/json")),
        spec.has("strict") ? spec.get("strict").booleanValue() : null,
        null);
  }

  private static ToolChoice choice(JsonNode choice) {
    if (choice.isMissingNode()) {
      return null;
    }
    if (choice.has("tool")) {
      return new ToolChoice.Tool(choice.at("/tool/name").textValue());
    }
    return choice.has("any") ? new ToolChoice.Any() : new ToolChoice.Auto();
  }

  private static Map<String, Object> map(JsonNode node) {
    return node.isMissingNode()
        ? Map.of()
        : JSON.convertValue(node, new TypeReference<LinkedHashMap<String, Object>>() {});
  }

  private static List<String> strings(JsonNode node) {
    List<String> strings = new ArrayList<>();
    node.forEach(element -> strings.add(element.textValue()));
    return strings;
  }

  private static byte[] bytes(JsonNode node) {
    try {
      return node.binaryValue();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void only(JsonNode node, String... members) {
    Set<String> known = Set.of(members);
    node.fieldNames()
        .forEachRemaining(
            name -> {
              if (!known.contains(name)) {
                throw new IllegalArgumentException(name);
              }
            });
  }
}
