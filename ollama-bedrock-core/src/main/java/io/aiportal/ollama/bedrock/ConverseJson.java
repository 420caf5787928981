package io.aiportal.ollama.bedrock;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import io.aiportal.ollama.internal.json.JsonObjects;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes the body of a Converse call.
 *
 * <p>The same request always gives the same bytes: members stand in one fixed order, documents keep
 * theirs, and what is absent is left out. The model's id is no part of the body.
 */
public final class ConverseJson {

  /** How deep Bedrock's own members go around a document. */
  private static final int OWN_DEPTH = 16;

  private static final JsonFactory JSON =
      new JsonFactoryBuilder()
          .streamWriteConstraints(
              StreamWriteConstraints.builder()
                  .maxNestingDepth(JsonObjects.MAX_DEPTH + OWN_DEPTH)
                  .build())
          .build();

  private final JsonGenerator out;

  private ConverseJson(JsonGenerator out) {
    this.out = out;
  }

  /** The body as UTF-8. */
  public static byte[] write(ConverseRequest request) {
    try (ByteArrayBuilder bytes = new ByteArrayBuilder();
        JsonGenerator out = JSON.createGenerator(bytes)) {
      new ConverseJson(out).request(request);
      out.flush();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot be written as JSON", e);
    }
  }

  private void request(ConverseRequest request) throws IOException {
    out.writeStartObject();
    out.writeArrayFieldStart("messages");
    for (ConverseMessage message : request.messages()) {
      message(message);
    }
    out.writeEndArray();
    system(request.system());
    inferenceConfig(request.inferenceConfig());
    toolConfig(request.toolConfig());
    if (!request.additionalModelRequestFields().isEmpty()) {
      out.writeFieldName("additionalModelRequestFields");
      document(request.additionalModelRequestFields());
    }
    outputConfig(request.outputSchema());
    out.writeEndObject();
  }

  private void message(ConverseMessage message) throws IOException {
    out.writeStartObject();
    out.writeStringField("role", message.role().value());
    out.writeFieldName("content");
    blocks(message.content());
    out.writeEndObject();
  }

  private void blocks(List<ContentBlock> blocks) throws IOException {
    out.writeStartArray();
    for (ContentBlock block : blocks) {
      out.writeStartObject();
      block(block);
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private void block(ContentBlock block) throws IOException {
    if (block instanceof ContentBlock.Text text) {
      out.writeStringField("text", text.text());
    } else if (block instanceof ContentBlock.Image image) {
      image(image);
    } else if (block instanceof ContentBlock.ToolUse use) {
      toolUse(use);
    } else if (block instanceof ContentBlock.ToolResult result) {
      toolResult(result);
    } else if (block instanceof ContentBlock.ReasoningText reasoning) {
      reasoningText(reasoning);
    } else if (block instanceof ContentBlock.RedactedContent redacted) {
      out.writeObjectFieldStart("reasoningContent");
      out.writeBinaryField("redactedContent", redacted.data());
      out.writeEndObject();
    }
  }

  private void image(ContentBlock.Image image) throws IOException {
    out.writeObjectFieldStart("image");
    out.writeStringField("format", image.format().value());
    out.writeObjectFieldStart("source");
    out.writeBinaryField("bytes", image.bytes());
    out.writeEndObject();
    out.writeEndObject();
  }

  private void toolUse(ContentBlock.ToolUse use) throws IOException {
    out.writeObjectFieldStart("toolUse");
    out.writeStringField("toolUseId", use.toolUseId());
    out.writeStringField("name", use.name());
    out.writeFieldName("input");
    document(use.input());
    out.writeEndObject();
  }

  private void toolResult(ContentBlock.ToolResult result) throws IOException {
    out.writeObjectFieldStart("toolResult");
    out.writeStringField("toolUseId", result.toolUseId());
    out.writeFieldName("content");
    blocks(result.content());
    Boolean error = result.error();
    if (error != null) {
      out.writeStringField("status", error ? "error" : "success");
    }
    out.writeEndObject();
  }

  private void reasoningText(ContentBlock.ReasoningText reasoning) throws IOException {
    out.writeObjectFieldStart("reasoningContent");
    out.writeObjectFieldStart("reasoningText");
    out.writeStringField("text", reasoning.text());
    String signature = reasoning.signature();
    if (signature != null) {
      out.writeStringField("signature", signature);
    }
    out.writeEndObject();
    out.writeEndObject();
  }

  private void system(List<ContentBlock> system) throws IOException {
    if (!system.isEmpty()) {
      out.writeFieldName("system");
      blocks(system);
    }
  }

  private void inferenceConfig(InferenceConfiguration config) throws IOException {
    if (config.equals(InferenceConfiguration.NONE)) {
      return;
    }
    out.writeObjectFieldStart("inferenceConfig");
    Integer maxTokens = config.maxTokens();
    if (maxTokens != null) {
      out.writeNumberField("maxTokens", maxTokens);
    }
    number("temperature", config.temperature());
    number("topP", config.topP());
    if (!config.stopSequences().isEmpty()) {
      out.writeArrayFieldStart("stopSequences");
      for (String stop : config.stopSequences()) {
        out.writeString(stop);
      }
      out.writeEndArray();
    }
    out.writeEndObject();
  }

  private void number(String name, @Nullable Double value) throws IOException {
    if (value != null) {
      out.writeNumberField(name, value);
    }
  }

  private void toolConfig(@Nullable ToolConfiguration config) throws IOException {
    if (config == null) {
      return;
    }
    out.writeObjectFieldStart("toolConfig");
    out.writeArrayFieldStart("tools");
    for (ToolSpecification tool : config.tools()) {
      tool(tool);
    }
    out.writeEndArray();
    toolChoice(config.toolChoice());
    out.writeEndObject();
  }

  private void tool(ToolSpecification tool) throws IOException {
    out.writeStartObject();
    out.writeObjectFieldStart("toolSpec");
    out.writeStringField("name", tool.name());
    String description = tool.description();
    if (description != null) {
      out.writeStringField("description", description);
    }
    out.writeObjectFieldStart("inputSchema");
    out.writeFieldName("json");
    document(tool.inputSchema());
    out.writeEndObject();
    out.writeEndObject();
    out.writeEndObject();
  }

  private void toolChoice(@Nullable ToolChoice choice) throws IOException {
    if (choice == null) {
      return;
    }
    out.writeObjectFieldStart("toolChoice");
    if (choice instanceof ToolChoice.Tool tool) {
      out.writeObjectFieldStart("tool");
      out.writeStringField("name", tool.name());
      out.writeEndObject();
    } else if (choice instanceof ToolChoice.Any) {
      out.writeObjectFieldStart("any");
      out.writeEndObject();
    }
    out.writeEndObject();
  }

  private void outputConfig(@Nullable String schema) throws IOException {
    if (schema == null) {
      return;
    }
    out.writeObjectFieldStart("outputConfig");
    out.writeObjectFieldStart("textFormat");
    out.writeStringField("type", "json_schema");
    out.writeObjectFieldStart("structure");
    out.writeObjectFieldStart("jsonSchema");
    out.writeStringField("schema", schema);
    out.writeEndObject();
    out.writeEndObject();
    out.writeEndObject();
    out.writeEndObject();
  }

  private void document(@Nullable Object value) throws IOException {
    if (value instanceof Map<?, ?> map) {
      out.writeStartObject();
      for (Map.Entry<?, ?> member : map.entrySet()) {
        out.writeFieldName(String.valueOf(member.getKey()));
        document(member.getValue());
      }
      out.writeEndObject();
    } else if (value instanceof List<?> list) {
      out.writeStartArray();
      for (Object element : list) {
        document(element);
      }
      out.writeEndArray();
    } else {
      // Strings, numbers, booleans and null: no codec is needed for those.
      out.writePOJO(value);
    }
  }
}
