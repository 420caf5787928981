package io.aiportal.testkit.bedrock.rules;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Length, sampling, stop sequences, and fields that only some models have. */
final class InferenceRules {

  static final List<Rule> ALL =
      List.of(
          InferenceRules::tooManyTokens,
          InferenceRules::samplingUnsupported,
          InferenceRules::twoSamplings,
          InferenceRules::tooManyStops,
          InferenceRules::blankStop,
          InferenceRules::unknownField,
          InferenceRules::unknownNovaField);

  /** How the parameters are called by Claude itself. */
  private static final Map<String, String> NATIVE =
      Map.of("temperature", "temperature", "topP", "top_p", "topK", "top_k");

  private InferenceRules() {}

  private static @Nullable Violation tooManyTokens(CheckedRequest request) {
    Integer limit = request.family().maxOutputTokens();
    return limit == null || request.sampling("maxTokens").asLong() <= limit
        ? null
        : Violation.validation(
            ("The maximum tokens you requested exceeds the model limit of %1$d. Try again"
                    + " with a maximum tokens value that is lower than %1$d.")
                .formatted(limit));
  }

  private static @Nullable Violation samplingUnsupported(CheckedRequest request) {
    if (request.family().sampling() != ModelFamily.Sampling.none) {
      return null;
    }
    for (String name : List.of("temperature", "topP", "topK")) {
      if (isSet(request, name)) {
        return Violation.model("`%s` is deprecated for this model.".formatted(NATIVE.get(name)));
      }
    }
    return null;
  }

  private static @Nullable Violation twoSamplings(CheckedRequest request) {
    return request.family().sampling() == ModelFamily.Sampling.one
            && isSet(request, "temperature")
            && isSet(request, "topP")
        ? Violation.model(
            "`temperature` and `top_p` cannot both be specified for this model. Please use only"
                + " one.")
        : null;
  }

  private static @Nullable Violation tooManyStops(CheckedRequest request) {
    Integer limit = request.family().maxStopSequences();
    int stops = request.sampling("stopSequences").size();
    if (limit == null || stops <= limit) {
      return null;
    }
    return limit == 0
        ? Violation.unsupported("inferenceConfig.stopSequences")
        : Violation.malformed(
            "/inferenceConfig/stopSequences",
            "expected maximum item count: %d, found: %d".formatted(limit, stops));
  }

  private static @Nullable Violation blankStop(CheckedRequest request) {
    if (request.family().blankStopSequences()) {
      return null;
    }
    for (JsonNode stop : request.sampling("stopSequences")) {
      if (stop.asText().isBlank()) {
        return Violation.model("stop_sequences: each stop sequence must contain non-whitespace");
      }
    }
    return null;
  }

  private static @Nullable Violation unknownField(CheckedRequest request) {
    List<String> known = request.family().additionalFields();
    if (known == null) {
      return null;
    }
    for (String name : (Iterable<String>) request.additional()::fieldNames) {
      if (!known.contains(name)) {
        return switch (request.family().errors()) {
          case anthropic -> Violation.model(name + ": Extra inputs are not permitted");
          case bedrock ->
              Violation.malformed("", "extraneous key [%s] is not permitted".formatted(name));
        };
      }
    }
    return null;
  }

  private static @Nullable Violation unknownNovaField(CheckedRequest request) {
    JsonNode nested = request.additional().path("inferenceConfig");
    for (String name : (Iterable<String>) nested::fieldNames) {
      if (!name.equals("topK")) {
        return Violation.malformed(
            "/inferenceConfig", "extraneous key [%s] is not permitted".formatted(name));
      }
    }
    return null;
  }

  /** Whether a parameter is given, in Bedrock's field or in the model's own. */
  static boolean isSet(CheckedRequest request, String name) {
    return !request.sampling(name).isMissingNode() || request.additional().has(NATIVE.get(name));
  }

  /** The value of a parameter that is given; null when it is not. */
  static @Nullable Double value(CheckedRequest request, String name) {
    if (!isSet(request, name)) {
      return null;
    }
    JsonNode own = request.additional().path(NATIVE.get(name));
    return own.isMissingNode() ? request.sampling(name).asDouble() : own.asDouble();
  }
}
