package io.aiportal.ollama.api;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiportal.ollama.bedrock.ConverseStreamEvent;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.ContentBlockStop;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.MessageStart;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.MessageStop;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.Metadata;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.ReasoningDelta;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.RedactedDelta;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.SignatureDelta;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.TextDelta;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.ToolUseDelta;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.ToolUseStart;
import io.aiportal.ollama.bedrock.StopReason;
import io.aiportal.ollama.bedrock.TokenUsage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Events of a test, written as Bedrock writes them: one {@code {"name": payload}} a line. */
public final class EventJson {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private EventJson() {}

  public static List<ConverseStreamEvent> read(List<String> lines) throws IOException {
    List<ConverseStreamEvent> events = new ArrayList<>();
    for (String line : lines) {
      var named = MAPPER.readTree(line).properties().iterator().next();
      events.add(event(named.getKey(), named.getValue()));
    }
    return events;
  }

  private static ConverseStreamEvent event(String name, JsonNode payload) {
    int index = payload.path("contentBlockIndex").asInt();
    return switch (name) {
      case "messageStart" -> new MessageStart();
      case "contentBlockStart" -> {
        JsonNode use = payload.at("/start/toolUse");
        yield new ToolUseStart(index, use.path("toolUseId").asText(), use.path("name").asText());
      }
      case "contentBlockDelta" -> delta(index, payload.path("delta"));
      case "contentBlockStop" -> new ContentBlockStop(index);
      case "messageStop" ->
          new MessageStop(
              StopReason.of(payload.path("stopReason").asText()),
              MAPPER.convertValue(
                  payload.withObject("/additionalModelResponseFields"), new TypeReference<>() {}));
      case "metadata" -> {
        JsonNode usage = payload.path("usage");
        yield new Metadata(
            new TokenUsage(
                usage.path("inputTokens").asInt(),
                usage.path("outputTokens").asInt(),
                usage.has("cacheReadInputTokens")
                    ? usage.get("cacheReadInputTokens").asInt()
                    : null,
                usage.path("cacheWriteInputTokens").asInt()),
            payload.at("/metrics/latencyMs").asLong());
      }
      default -> throw new IllegalArgumentException("no such event: " + name);
    };
  }

  private static ConverseStreamEvent delta(int index, JsonNode delta) {
    if (delta.has("text")) {
      return new TextDelta(index, delta.get("text").asText());
    }
    if (delta.has("toolUse")) {
      return new ToolUseDelta(index, delta.at("/toolUse/input").asText());
    }
    return reasoning(index, delta.path("reasoningContent"));
  }

  private static ConverseStreamEvent reasoning(int index, JsonNode reasoning) {
    if (reasoning.has("signature")) {
      return new SignatureDelta(index, reasoning.get("signature").asText());
    }
    if (reasoning.has("redactedContent")) {
      return new RedactedDelta(
          index, Base64.getDecoder().decode(reasoning.get("redactedContent").asText()));
    }
    return new ReasoningDelta(index, reasoning.path("text").asText());
  }
}
