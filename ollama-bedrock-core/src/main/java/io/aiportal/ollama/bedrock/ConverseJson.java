package io.aiportal.ollama.bedrock;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import io.aiportal.ollama.internal.json.JsonObjects;
import io.aiportal.ollama.internal.json.JsonValues;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes the body of a Converse call, for a {@link BedrockRuntime} that speaks HTTP itself.
 *
 * <p>The same request always gives the same bytes: members stand in one fixed order, documents keep
 * theirs, and what is absent is left out. The model's id is no part of the body.
 */
public final class ConverseJson {

  private static final JsonFactory JSON = new JsonFactory();

  private final JsonGenerator out;

  private ConverseJson(JsonGenerator out) {
    this.out = out;
  }

  /**
   * The body as UTF-8.
   *
   * @throws BedrockException if a document in it is nested too deep or holds what is no JSON value
   */
  public static byte[] write(ConverseRequest request) {
    return write(json -> json.request(request));
  }

  /**
   * The body of a CountTokens call that asks what the request would take.
   *
   * @throws BedrockException if a document in it is nested too deep or holds what is no JSON value
   */
  public static byte[] writeCountTokens(ConverseRequest request) {
    return write(json -> json.countTokens(request));
  }

  private static byte[] write(Body body) {
    try (ByteArrayBuilder bytes = new ByteArrayBuilder();
        JsonGenerator out = JSON.createGenerator(bytes)) {
      body.write(new ConverseJson(out));
      out.flush();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot be written as JSON", e);
    }
  }

  private void request(ConverseRequest request) throws IOException {
    out.writeStartObject();
    messages(request.messages());
    system(request.system());
    inferenceConfig(request.inferenceConfig());
    toolConfig(request.toolConfig());
    additionalFields(request);
    requestMetadata(request.requestMetadata());
    service(request.service());
    outputConfig(request.outputSchema());
    out.writeEndObject();
  }

  private void countTokens(ConverseRequest request) throws IOException {
    out.writeStartObject();
    out.writeObjectFieldStart("input");
    out.writeObjectFieldStart("converse");
    messages(request.messages());
    system(request.system());
    toolConfig(request.toolConfig());
    additionalRequestFields(request.additionalModelRequestFields());
    out.writeEndObject();
    out.writeEndObject();
    out.writeEndObject();
  }

  private void additionalFields(ConverseRequest request) throws IOException {
    additionalRequestFields(request.additionalModelRequestFields());
    if (!request.additionalModelResponseFieldPaths().isEmpty()) {
      strings("additionalModelResponseFieldPaths", request.additionalModelResponseFieldPaths());
    }
  }

  private void additionalRequestFields(Map<String, @Nullable Object> fields) throws IOException {
    if (!fields.isEmpty()) {
      out.writeFieldName("additionalModelRequestFields");
      document(fields);
    }
  }

  private void requestMetadata(Map<String, String> metadata) throws IOException {
    if (!metadata.isEmpty()) {
      out.writeFieldName("requestMetadata");
      document(metadata);
    }
  }

  private void service(ServiceOptions service) throws IOException {
    ServiceOptions.Guardrail guardrail = service.guardrail();
    if (guardrail != null) {
      out.writeObjectFieldStart("guardrailConfig");
      out.writeStringField("guardrailIdentifier", guardrail.identifier());
      out.writeStringField("guardrailVersion", guardrail.version());
      out.writeEndObject();
    }
    single("performanceConfig", "latency", service.latency());
    single("serviceTier", "type", service.serviceTier());
    String project = service.project();
    if (project != null) {
      out.writeStringField("projectIdentifier", project);
    }
  }

  /** An object of one member; nothing where that is absent. */
  private void single(String name, String member, @Nullable String value) throws IOException {
    if (value != null) {
      out.writeObjectFieldStart(name);
      out.writeStringField(member, value);
      out.writeEndObject();
    }
  }

  private void messages(List<ConverseMessage> messages) throws IOException {
    out.writeArrayFieldStart("messages");
    for (ConverseMessage message : messages) {
      message(message);
    }
    out.writeEndArray();
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
    } else if (block instanceof ContentBlock.CitedText text) {
      citedText(text);
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
    } else if (block instanceof ContentBlock.Document document) {
      document(document);
    } else if (block instanceof ContentBlock.SearchResult found) {
      searchResult(found);
    } else if (block instanceof ContentBlock.CachePoint cachePoint) {
      cachePoint(cachePoint);
    } else {
      throw unknown(block);
    }
  }

  private void citedText(ContentBlock.CitedText text) throws IOException {
    out.writeObjectFieldStart("citationsContent");
    out.writeFieldName("content");
    texts(List.of(text.text()));
    out.writeArrayFieldStart("citations");
    for (Citation citation : text.citations()) {
      citation(citation);
    }
    out.writeEndArray();
    out.writeEndObject();
  }

  private void citation(Citation citation) throws IOException {
    out.writeStartObject();
    optional("title", citation.title());
    optional("source", citation.source());
    if (!citation.text().isEmpty()) {
      out.writeFieldName("sourceContent");
      texts(List.of(citation.text()));
    }
    out.writeObjectFieldStart("location");
    out.writeObjectFieldStart(citation.unit().location());
    out.writeNumberField(citation.unit().index(), citation.document());
    out.writeNumberField("start", citation.start());
    out.writeNumberField("end", citation.end());
    out.writeEndObject();
    out.writeEndObject();
    out.writeEndObject();
  }

  private void optional(String name, @Nullable String value) throws IOException {
    if (value != null) {
      out.writeStringField(name, value);
    }
  }

  private static BedrockException unknown(Object misplaced) {
    return BedrockException.unsendable(
        "Bedrock takes no " + misplaced.getClass().getSimpleName() + " at its place");
  }

  private void document(ContentBlock.Document document) throws IOException {
    out.writeObjectFieldStart("document");
    out.writeStringField("format", document.format());
    out.writeStringField("name", document.name());
    DocumentCitations citations = document.citations();
    if (citations == null) {
      source(document.bytes());
    } else {
      cited(document, citations);
    }
    out.writeEndObject();
  }

  private void cited(ContentBlock.Document document, DocumentCitations citations)
      throws IOException {
    if (!citations.parts().isEmpty()) {
      out.writeObjectFieldStart("source");
      out.writeFieldName("content");
      texts(citations.parts());
      out.writeEndObject();
    } else if (document.isPlainText()) {
      out.writeObjectFieldStart("source");
      out.writeStringField("text", document.text());
      out.writeEndObject();
    } else {
      source(document.bytes());
    }
    optional("context", citations.context());
    citationsEnabled();
  }

  private void searchResult(ContentBlock.SearchResult found) throws IOException {
    out.writeObjectFieldStart("searchResult");
    out.writeStringField("source", found.source());
    out.writeStringField("title", found.title());
    out.writeFieldName("content");
    texts(found.parts());
    citationsEnabled();
    out.writeEndObject();
  }

  private void citationsEnabled() throws IOException {
    out.writeObjectFieldStart("citations");
    out.writeBooleanField("enabled", true);
    out.writeEndObject();
  }

  private void texts(List<String> texts) throws IOException {
    out.writeStartArray();
    for (String text : texts) {
      out.writeStartObject();
      out.writeStringField("text", text);
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private void source(byte[] bytes) throws IOException {
    out.writeObjectFieldStart("source");
    out.writeBinaryField("bytes", bytes);
    out.writeEndObject();
  }

  private void cachePoint(ContentBlock.CachePoint cachePoint) throws IOException {
    out.writeObjectFieldStart("cachePoint");
    out.writeStringField("type", "default");
    String ttl = cachePoint.ttl();
    if (ttl != null) {
      out.writeStringField("ttl", ttl);
    }
    out.writeEndObject();
  }

  private void image(ContentBlock.Image image) throws IOException {
    out.writeObjectFieldStart("image");
    out.writeStringField("format", image.format().value());
    source(image.bytes());
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
    result.content().forEach(ConverseJson::checkResult);
    blocks(result.content());
    Boolean error = result.error();
    if (error != null) {
      out.writeStringField("status", error ? "error" : "success");
    }
    out.writeEndObject();
  }

  private static void checkResult(ContentBlock block) {
    if (!(block instanceof ContentBlock.Text
        || block instanceof ContentBlock.Image
        || block instanceof ContentBlock.Document
        || block instanceof ContentBlock.SearchResult)) {
      throw unknown(block);
    }
  }

  private static void checkSystem(ContentBlock block) {
    if (!(block instanceof ContentBlock.Text || block instanceof ContentBlock.CachePoint)) {
      throw unknown(block);
    }
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
      system.forEach(ConverseJson::checkSystem);
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
      strings("stopSequences", config.stopSequences());
    }
    out.writeEndObject();
  }

  /** Bedrock's own type of these is float; so the AWS SDK writes them, and so do we. */
  private void number(String name, @Nullable Double value) throws IOException {
    if (value != null) {
      out.writeNumberField(name, value.floatValue());
    }
  }

  private void strings(String name, List<String> values) throws IOException {
    out.writeArrayFieldStart(name);
    for (String value : values) {
      out.writeString(value);
    }
    out.writeEndArray();
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
    Boolean strict = tool.strict();
    if (strict != null) {
      out.writeBooleanField("strict", strict);
    }
    out.writeEndObject();
    out.writeEndObject();
    ContentBlock.CachePoint cachePoint = tool.cachePoint();
    if (cachePoint != null) {
      out.writeStartObject();
      cachePoint(cachePoint);
      out.writeEndObject();
    }
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
    } else if (choice instanceof ToolChoice.Auto) {
      out.writeObjectFieldStart("auto");
      out.writeEndObject();
    } else {
      throw unknown(choice);
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

  private void document(Map<String, ? extends @Nullable Object> document) throws IOException {
    value(document, JsonObjects.MAX_WIRE_DEPTH);
  }

  private void value(@Nullable Object value, int levels) throws IOException {
    if (value instanceof Map<?, ?> map) {
      below(levels);
      out.writeStartObject();
      for (Map.Entry<?, ?> member : map.entrySet()) {
        out.writeFieldName(name(member.getKey()));
        value(member.getValue(), levels - 1);
      }
      out.writeEndObject();
    } else if (value instanceof List<?> list) {
      below(levels);
      out.writeStartArray();
      for (Object element : list) {
        value(element, levels - 1);
      }
      out.writeEndArray();
    } else if (!JsonValues.isScalar(value)) {
      throw noJson(value);
    } else {
      // Strings, numbers, booleans and null: no codec is needed for those.
      out.writePOJO(value);
    }
  }

  private static String name(@Nullable Object name) {
    if (name instanceof String text) {
      return text;
    }
    throw noJson(name);
  }

  private static BedrockException noJson(@Nullable Object value) {
    return BedrockException.unsendable("a JSON document in it holds " + JsonValues.refusal(value));
  }

  private static void below(int levels) {
    if (levels == 0) {
      throw BedrockException.unsendable(JsonValues.TOO_DEEP);
    }
  }

  /** What writes a body. */
  @FunctionalInterface
  private interface Body {
    void write(ConverseJson json) throws IOException;
  }
}
