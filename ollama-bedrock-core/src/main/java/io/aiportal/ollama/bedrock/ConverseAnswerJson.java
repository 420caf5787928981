package io.aiportal.ollama.bedrock;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.aiportal.ollama.bedrock.BedrockException.Kind;
import io.aiportal.ollama.internal.json.JsonObjects;
import io.aiportal.ollama.internal.json.JsonValues;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the answers of Converse and the events of ConverseStream, for a {@link BedrockRuntime} that
 * speaks HTTP itself.
 *
 * <p>What this version does not know is skipped, and a member of another type than Bedrock's counts
 * as missing.
 */
public final class ConverseAnswerJson {

  /** Bedrock's own limit of an answer is far below. */
  private static final int MOST_CHARACTERS = 100_000_000;

  private static final JsonFactory JSON =
      new JsonFactoryBuilder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(JsonObjects.MAX_DEPTH)
                  .maxStringLength(MOST_CHARACTERS)
                  .build())
          .build();

  /** What Bedrock calls a tool that it runs itself: no call for the client to answer. */
  private static final String SERVER_TOOL = "server_tool_use";

  private static final List<String> INPUT = List.of("input");
  private static final List<String> MESSAGE = List.of("message", "Message");
  private static final List<String> TYPE = List.of("__type");

  private final JsonParser in;

  private ConverseAnswerJson(JsonParser in) {
    this.in = in;
  }

  /**
   * Reads a whole answer.
   *
   * @param json the body
   * @param requestId Bedrock's id of the request; null where it gave none
   * @throws BedrockException of kind {@code CORRUPT} if it is no answer
   */
  public static ConverseResponse readResponse(byte[] json, @Nullable String requestId) {
    return read(json, 0, json.length, reader -> reader.response(requestId));
  }

  /**
   * Reads the count of a CountTokens call.
   *
   * @throws BedrockException of kind {@code CORRUPT} if it is none
   */
  public static int readCountTokens(byte[] json) {
    return read(json, 0, json.length, ConverseAnswerJson::inputTokens);
  }

  /**
   * Reads an event of a stream.
   *
   * @param type Bedrock's name of the event, such as {@code contentBlockDelta}
   * @param bytes an array that holds its payload
   * @param offset where the payload begins
   * @param length its bytes
   * @return null for an event that this version does not know
   * @throws BedrockException of kind {@code CORRUPT} if it is no event
   */
  public static @Nullable ConverseStreamEvent readEvent(
      String type, byte[] bytes, int offset, int length) {
    return switch (type) {
      case "contentBlockDelta" -> read(bytes, offset, length, ConverseAnswerJson::delta);
      case "contentBlockStart" -> read(bytes, offset, length, ConverseAnswerJson::start);
      case "contentBlockStop" -> read(bytes, offset, length, ConverseAnswerJson::stop);
      case "messageStart" -> new ConverseStreamEvent.MessageStart();
      case "messageStop" -> read(bytes, offset, length, ConverseAnswerJson::messageStop);
      case "metadata" -> read(bytes, offset, length, ConverseAnswerJson::metadata);
      default -> null;
    };
  }

  /**
   * Reads the sentence of an error.
   *
   * @return null where the body holds none
   */
  public static @Nullable String readErrorMessage(byte[] json) {
    return readText(json, MESSAGE);
  }

  /**
   * Reads the name of an error that only its body names.
   *
   * @return null where the body holds none
   */
  public static @Nullable String readErrorType(byte[] json) {
    return readText(json, TYPE);
  }

  private static @Nullable String readText(byte[] json, List<String> names) {
    try {
      return read(json, 0, json.length, reader -> reader.textOf(names));
    } catch (BedrockException noJson) {
      return null;
    }
  }

  private static <T extends @Nullable Object> T read(
      byte[] bytes, int offset, int length, Reading<T> reading) {
    try (JsonParser in = JSON.createParser(bytes, offset, length)) {
      if (in.nextToken() != JsonToken.START_OBJECT) {
        throw noJson(null);
      }
      return reading.of(new ConverseAnswerJson(in));
    } catch (IOException e) {
      throw noJson(e);
    }
  }

  private static BedrockException noJson(@Nullable Throwable cause) {
    return new BedrockException(Kind.CORRUPT, "the answer is no JSON", cause);
  }

  // Whole answers

  private ConverseResponse response(@Nullable String requestId) throws IOException {
    List<ContentBlock> content = null;
    String stopReason = null;
    TokenUsage usage = TokenUsage.NONE;
    long latencyMs = 0;
    Map<String, @Nullable Object> additional = Map.of();
    for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
      switch (name) {
        case "output" -> content = output();
        case "stopReason" -> stopReason = text();
        case "usage" -> usage = usage();
        case "metrics" -> latencyMs = latency();
        case "additionalModelResponseFields" -> additional = fields();
        default -> skip();
      }
    }
    if (content == null) {
      throw new BedrockException(Kind.CORRUPT, "the answer has no output", null);
    }
    if (stopReason == null) {
      throw new BedrockException(Kind.CORRUPT, "the answer does not say why it ends", null);
    }
    return new ConverseResponse(
        content, StopReason.of(stopReason), usage, latencyMs, additional, requestId);
  }

  private @Nullable List<ContentBlock> output() throws IOException {
    List<ContentBlock> content = null;
    if (entersObject()) {
      for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
        if (!name.equals("message")) {
          skip();
        } else if (entersObject()) {
          content = message(new ArrayList<>());
        }
      }
    }
    return content;
  }

  private List<ContentBlock> message(List<ContentBlock> content) throws IOException {
    for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
      if (!name.equals("content")) {
        skip();
      } else if (in.nextToken() == JsonToken.START_ARRAY) {
        while (in.nextToken() != JsonToken.END_ARRAY) {
          ContentBlock block = in.currentToken() == JsonToken.START_OBJECT ? block() : null;
          if (block != null) {
            content.add(block);
          }
          in.skipChildren();
        }
      } else {
        in.skipChildren();
      }
    }
    return content;
  }

  private @Nullable ContentBlock block() throws IOException {
    ContentBlock block = null;
    for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
      switch (name) {
        case "text" -> {
          String text = text();
          block = text == null ? block : new ContentBlock.Text(text);
        }
        case "toolUse" -> block = either(toolUse(), block);
        case "reasoningContent" -> block = either(reasoning(), block);
        case "citationsContent" -> {
          if (entersObject()) {
            block = CitationsJson.block(members(JsonObjects.MAX_WIRE_DEPTH));
          }
        }
        default -> skip();
      }
    }
    return block;
  }

  /** A member that is null counts as one that is missing. */
  private static @Nullable ContentBlock either(
      @Nullable ContentBlock read, @Nullable ContentBlock known) {
    return read == null ? known : read;
  }

  private ContentBlock.@Nullable ToolUse toolUse() throws IOException {
    if (!entersObject()) {
      return null;
    }
    String id = null;
    String tool = null;
    String type = null;
    Object input = Map.of();
    for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
      switch (name) {
        case "toolUseId" -> id = text();
        case "name" -> tool = text();
        case "type" -> type = text();
        case "input" -> {
          in.nextToken();
          input = value(JsonObjects.MAX_WIRE_DEPTH);
        }
        default -> skip();
      }
    }
    return SERVER_TOOL.equals(type) ? null : ContentBlock.ToolUse.answered(id, tool, input);
  }

  private @Nullable ContentBlock reasoning() throws IOException {
    ContentBlock block = null;
    if (entersObject()) {
      for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
        switch (name) {
          case "reasoningText" -> block = either(reasoningText(), block);
          case "redactedContent" -> {
            byte[] data = bytes();
            block = data == null ? block : new ContentBlock.RedactedContent(data);
          }
          default -> skip();
        }
      }
    }
    return block;
  }

  private @Nullable ContentBlock reasoningText() throws IOException {
    if (!entersObject()) {
      return null;
    }
    String text = "";
    String signature = null;
    for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
      switch (name) {
        case "text" -> text = orEmpty(text());
        case "signature" -> signature = text();
        default -> skip();
      }
    }
    return new ContentBlock.ReasoningText(text, signature);
  }

  private int inputTokens() throws IOException {
    int count = -1;
    for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
      if (name.equals("inputTokens")) {
        Integer told = number();
        count = told == null ? count : told;
      } else {
        skip();
      }
    }
    if (count < 0) {
      throw new BedrockException(Kind.CORRUPT, "the answer has no count", null);
    }
    return count;
  }

  /** The text of one of these members of the object that the parser is in; null for none. */
  private @Nullable String textOf(List<String> wanted) throws IOException {
    String text = null;
    for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
      if (wanted.contains(name)) {
        text = text();
      } else {
        skip();
      }
    }
    return text;
  }

  // Events

  private @Nullable ConverseStreamEvent delta() throws IOException {
    int index = 0;
    Delta delta = new Delta();
    for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
      switch (name) {
        case "contentBlockIndex" -> index = count(number());
        case "delta" -> delta(delta);
        default -> skip();
      }
    }
    return delta.at(index);
  }

  private void delta(Delta delta) throws IOException {
    if (entersObject()) {
      for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
        switch (name) {
          case "text" -> delta.text = text();
          case "toolUse" -> delta.input = entersObject() ? textOf(INPUT) : null;
          case "reasoningContent" -> reasoningDelta(delta);
          case "citation" -> delta.citation = CitationsJson.citation(fields());
          default -> skip();
        }
      }
    }
  }

  private void reasoningDelta(Delta delta) throws IOException {
    if (entersObject()) {
      for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
        switch (name) {
          case "text" -> delta.reasoning = text();
          case "signature" -> delta.signature = text();
          case "redactedContent" -> delta.redacted = bytes();
          default -> skip();
        }
      }
    }
  }

  private @Nullable ConverseStreamEvent start() throws IOException {
    int index = 0;
    ContentBlock.ToolUse tool = null;
    for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
      switch (name) {
        case "contentBlockIndex" -> index = count(number());
        case "start" -> tool = startedTool();
        default -> skip();
      }
    }
    return tool == null
        ? null
        : new ConverseStreamEvent.ToolUseStart(index, tool.toolUseId(), tool.name());
  }

  private ContentBlock.@Nullable ToolUse startedTool() throws IOException {
    ContentBlock.ToolUse tool = null;
    if (entersObject()) {
      for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
        if (name.equals("toolUse")) {
          tool = toolUse();
        } else {
          skip();
        }
      }
    }
    return tool;
  }

  private ConverseStreamEvent stop() throws IOException {
    int index = 0;
    for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
      if (name.equals("contentBlockIndex")) {
        index = count(number());
      } else {
        skip();
      }
    }
    return new ConverseStreamEvent.ContentBlockStop(index);
  }

  private ConverseStreamEvent messageStop() throws IOException {
    String reason = "";
    Map<String, @Nullable Object> additional = Map.of();
    for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
      switch (name) {
        case "stopReason" -> reason = orEmpty(text());
        case "additionalModelResponseFields" -> additional = fields();
        default -> skip();
      }
    }
    return new ConverseStreamEvent.MessageStop(StopReason.of(reason), additional);
  }

  private ConverseStreamEvent metadata() throws IOException {
    TokenUsage usage = TokenUsage.NONE;
    long latencyMs = 0;
    for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
      switch (name) {
        case "usage" -> usage = usage();
        case "metrics" -> latencyMs = latency();
        default -> skip();
      }
    }
    return new ConverseStreamEvent.Metadata(usage, latencyMs);
  }

  // What both have

  private TokenUsage usage() throws IOException {
    int input = 0;
    int output = 0;
    Integer cacheRead = null;
    int cacheWrite = 0;
    if (entersObject()) {
      for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
        switch (name) {
          case "inputTokens" -> input = count(number());
          case "outputTokens" -> output = count(number());
          case "cacheReadInputTokens" -> cacheRead = number();
          case "cacheWriteInputTokens" -> cacheWrite = count(number());
          default -> skip();
        }
      }
    }
    return new TokenUsage(input, output, cacheRead, cacheWrite);
  }

  private long latency() throws IOException {
    long latencyMs = 0;
    if (entersObject()) {
      for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
        if (!name.equals("latencyMs")) {
          skip();
        } else if (in.nextToken() == JsonToken.VALUE_NUMBER_INT) {
          latencyMs = in.getLongValue();
        } else {
          in.skipChildren();
        }
      }
    }
    return latencyMs;
  }

  private Map<String, @Nullable Object> fields() throws IOException {
    return entersObject() ? members(JsonObjects.MAX_WIRE_DEPTH) : Map.of();
  }

  /** The JSON value that the parser stands at. */
  private @Nullable Object value(int levels) throws IOException {
    return switch (in.currentToken()) {
      case START_OBJECT -> members(levels);
      case START_ARRAY -> elements(levels);
      case VALUE_STRING -> in.getText();
      case VALUE_NUMBER_INT -> in.getNumberValue();
      case VALUE_NUMBER_FLOAT -> in.getDecimalValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> null;
    };
  }

  private Map<String, @Nullable Object> members(int levels) throws IOException {
    below(levels);
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
      in.nextToken();
      members.put(name, value(levels - 1));
    }
    return members;
  }

  private List<@Nullable Object> elements(int levels) throws IOException {
    below(levels);
    List<@Nullable Object> elements = new ArrayList<>();
    while (in.nextToken() != JsonToken.END_ARRAY) {
      elements.add(value(levels - 1));
    }
    return elements;
  }

  private static void below(int levels) {
    if (levels == 0) {
      throw new BedrockException(Kind.CORRUPT, JsonValues.TOO_DEEP, null);
    }
  }

  /** Goes into the object that comes next; past what comes, if it is none. */
  private boolean entersObject() throws IOException {
    if (in.nextToken() == JsonToken.START_OBJECT) {
      return true;
    }
    in.skipChildren();
    return false;
  }

  private @Nullable String text() throws IOException {
    if (in.nextToken() == JsonToken.VALUE_STRING) {
      return in.getText();
    }
    in.skipChildren();
    return null;
  }

  private byte @Nullable [] bytes() throws IOException {
    String text = text();
    try {
      return text == null ? null : Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw noJson(e);
    }
  }

  private @Nullable Integer number() throws IOException {
    if (in.nextToken() == JsonToken.VALUE_NUMBER_INT) {
      return in.getIntValue();
    }
    in.skipChildren();
    return null;
  }

  private void skip() throws IOException {
    in.nextToken();
    in.skipChildren();
  }

  private static int count(@Nullable Integer value) {
    return value == null ? 0 : value;
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  @FunctionalInterface
  private interface Reading<T extends @Nullable Object> {
    T of(ConverseAnswerJson reader) throws IOException;
  }

  /** What a delta holds; Bedrock sends one of it. */
  private static final class Delta {
    private @Nullable String text;
    private @Nullable String input;
    private @Nullable Citation citation;
    private @Nullable String reasoning;
    private @Nullable String signature;
    private byte @Nullable [] redacted;

    @Nullable ConverseStreamEvent at(int index) {
      if (text != null) {
        return new ConverseStreamEvent.TextDelta(index, text);
      }
      if (input != null) {
        return new ConverseStreamEvent.ToolUseDelta(index, input);
      }
      if (citation != null) {
        return new ConverseStreamEvent.CitationDelta(index, citation);
      }
      if (reasoning != null) {
        return new ConverseStreamEvent.ReasoningDelta(index, reasoning);
      }
      if (signature != null) {
        return new ConverseStreamEvent.SignatureDelta(index, signature);
      }
      return redacted == null ? null : new ConverseStreamEvent.RedactedDelta(index, redacted);
    }
  }
}
