package io.aiportal.testkit.bedrock.service;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The operation of Bedrock that a request calls, and the model or profile that it names.
 *
 * @param resource the decoded model id or profile id of the path; null for lists
 */
record CalledOperation(Operation operation, @Nullable String resource) {

  /** The operations that the simulator has. */
  enum Operation {
    CONVERSE("Converse"),
    CONVERSE_STREAM("ConverseStream"),
    INVOKE_MODEL("InvokeModel"),
    INVOKE_MODEL_WITH_RESPONSE_STREAM("InvokeModelWithResponseStream"),
    COUNT_TOKENS("CountTokens"),
    LIST_FOUNDATION_MODELS("ListFoundationModels"),
    LIST_INFERENCE_PROFILES("ListInferenceProfiles"),
    GET_INFERENCE_PROFILE("GetInferenceProfile"),
    GET_FOUNDATION_MODEL("GetFoundationModel"),
    GET_FOUNDATION_MODEL_AVAILABILITY("GetFoundationModelAvailability");

    private final String id;

    Operation(String id) {
      this.id = id;
    }

    /** The name that AWS gives it. */
    String id() {
      return id;
    }
  }

  /**
   * Reads a request line; empty if no operation fits.
   *
   * @param path still percent-encoded: an ARN's slash is not a separator
   */
  static Optional<CalledOperation> of(String method, String path) {
    List<String> segments = List.of(path.substring(1).split("/", -1));
    return switch (method) {
      case "POST" -> ofPost(segments);
      case "GET" -> ofGet(segments);
      default -> Optional.empty();
    };
  }

  private static Optional<CalledOperation> ofPost(List<String> segments) {
    if (segments.size() != 3 || !segments.get(0).equals("model")) {
      return Optional.empty();
    }
    String modelId = decode(segments.get(1));
    return switch (segments.get(2)) {
      case "converse" -> Optional.of(new CalledOperation(Operation.CONVERSE, modelId));
      case "converse-stream" ->
          Optional.of(new CalledOperation(Operation.CONVERSE_STREAM, modelId));
      case "invoke" -> Optional.of(new CalledOperation(Operation.INVOKE_MODEL, modelId));
      case "invoke-with-response-stream" ->
          Optional.of(new CalledOperation(Operation.INVOKE_MODEL_WITH_RESPONSE_STREAM, modelId));
      case "count-tokens" -> Optional.of(new CalledOperation(Operation.COUNT_TOKENS, modelId));
      default -> Optional.empty();
    };
  }

  private static Optional<CalledOperation> ofGet(List<String> segments) {
    if (segments.equals(List.of("foundation-models"))) {
      return Optional.of(new CalledOperation(Operation.LIST_FOUNDATION_MODELS, null));
    }
    if (segments.equals(List.of("inference-profiles"))) {
      return Optional.of(new CalledOperation(Operation.LIST_INFERENCE_PROFILES, null));
    }
    if (segments.size() != 2) {
      return Optional.empty();
    }
    String resource = decode(segments.get(1));
    return switch (segments.get(0)) {
      case "inference-profiles" ->
          Optional.of(new CalledOperation(Operation.GET_INFERENCE_PROFILE, resource));
      case "foundation-models" ->
          Optional.of(new CalledOperation(Operation.GET_FOUNDATION_MODEL, resource));
      case "foundation-model-availability" ->
          Optional.of(new CalledOperation(Operation.GET_FOUNDATION_MODEL_AVAILABILITY, resource));
      default -> Optional.empty();
    };
  }

  static String decode(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
