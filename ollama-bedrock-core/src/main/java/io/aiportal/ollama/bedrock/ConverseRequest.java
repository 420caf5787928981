package io.aiportal.ollama.bedrock;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request of Converse or ConverseStream; both take the same.
 *
 * @param modelId a model id, an inference profile's id, or an ARN
 * @param messages the conversation, at least one message
 * @param system system prompts in order: text that is not blank, and cache points; empty for none
 * @param inferenceConfig limits and sampling
 * @param toolConfig the tools; null for none
 * @param additionalModelRequestFields what only this model's family knows; empty for none
 * @param additionalModelResponseFieldPaths JSON pointers to fields of the family's own answer that
 *     are to be passed on; empty for none
 * @param requestMetadata what Bedrock's invocation logs should say of the call; empty for nothing
 * @param outputSchema a JSON Schema, as JSON text, that the answer must follow ({@code
 *     outputConfig.textFormat}); null for free text
 * @param service how Bedrock serves it
 */
public record ConverseRequest(
    String modelId,
    List<ConverseMessage> messages,
    List<ContentBlock> system,
    InferenceConfiguration inferenceConfig,
    @Nullable ToolConfiguration toolConfig,
    Map<String, @Nullable Object> additionalModelRequestFields,
    List<String> additionalModelResponseFieldPaths,
    Map<String, String> requestMetadata,
    @Nullable String outputSchema,
    ServiceOptions service) {

  public ConverseRequest {
    messages = List.copyOf(messages);
    system = List.copyOf(system);
    additionalModelRequestFields = Documents.unmodifiable(additionalModelRequestFields);
    additionalModelResponseFieldPaths = List.copyOf(additionalModelResponseFieldPaths);
    requestMetadata = Collections.unmodifiableMap(new LinkedHashMap<>(requestMetadata));
  }

  /** A conversation with a model, everything else at its default. */
  public static ConverseRequest of(String modelId, List<ConverseMessage> messages) {
    return new ConverseRequest(
        modelId,
        messages,
        List.of(),
        InferenceConfiguration.NONE,
        null,
        Map.of(),
        List.of(),
        Map.of(),
        null);
  }

  /** A request that is served as Bedrock likes it. */
  public ConverseRequest(
      String modelId,
      List<ConverseMessage> messages,
      List<ContentBlock> system,
      InferenceConfiguration inferenceConfig,
      @Nullable ToolConfiguration toolConfig,
      Map<String, @Nullable Object> additionalModelRequestFields,
      List<String> additionalModelResponseFieldPaths,
      Map<String, String> requestMetadata,
      @Nullable String outputSchema) {
    this(
        modelId,
        messages,
        system,
        inferenceConfig,
        toolConfig,
        additionalModelRequestFields,
        additionalModelResponseFieldPaths,
        requestMetadata,
        outputSchema,
        ServiceOptions.NONE);
  }

  /** This request of another model. */
  public ConverseRequest withModelId(String modelId) {
    return with(modelId, messages, requestMetadata, service);
  }

  /** This request served in another way. */
  public ConverseRequest withService(ServiceOptions service) {
    return with(modelId, messages, requestMetadata, service);
  }

  /** This request with what Bedrock's invocation logs should say of the call. */
  public ConverseRequest withRequestMetadata(Map<String, String> requestMetadata) {
    return with(modelId, messages, requestMetadata, service);
  }

  /** This request with another conversation. */
  public ConverseRequest withMessages(List<ConverseMessage> messages) {
    return with(modelId, messages, requestMetadata, service);
  }

  private ConverseRequest with(
      String modelId,
      List<ConverseMessage> messages,
      Map<String, String> requestMetadata,
      ServiceOptions service) {
    return new ConverseRequest(
        modelId,
        messages,
        system,
        inferenceConfig,
        toolConfig,
        additionalModelRequestFields,
        additionalModelResponseFieldPaths,
        requestMetadata,
        outputSchema,
        service);
  }
}
