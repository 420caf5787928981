package io.aiportal.testkit.bedrock.rules;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Length, sampling, stop sequences, service tier and latency. */
final class InferenceRules {

  static final List<Rule> ALL =
      List.of(
          InferenceRules::tooManyTokens,
          InferenceRules::blankStop,
          InferenceRules::stopsUnsupported,
          InferenceRules::tooManyStops,
          InferenceRules::samplingUnsupported,
          InferenceRules::twoSamplings,
          InferenceRules::serviceTier,
          InferenceRules::latency);

  /** How the parameters are called by the models themselves. */
  private static final Map<String, String> NATIVE =
      Map.of("temperature", "temperature", "topP", "top_p", "topK", "top_k");

  private InferenceRules() {}

  private static @Nullable Violation tooManyTokens(CheckedRequest request) {
    Integer limit = outputLimit(request);
    if (limit == null) {
      return null;
    }
    int most = request.family().inference().limitItself() ? limit : limit - 1;
    return request.sampling("maxTokens").asLong() <= most
        ? null
        : request.refusal("maxTokens", "limit", limit);
  }

  private static @Nullable Violation blankStop(CheckedRequest request) {
    JsonNode stops = request.sampling("stopSequences");
    for (int i = 0; i < stops.size(); i++) {
      if (stops.get(i).asText().isBlank()) {
        return request.refusal("blankStop", "index", i);
      }
    }
    return null;
  }

  private static @Nullable Violation stopsUnsupported(CheckedRequest request) {
    return request.family().inference().stopSequences()
            || request.sampling("stopSequences").isEmpty()
        ? null
        : request.refusal("stopSequences");
  }

  private static @Nullable Violation tooManyStops(CheckedRequest request) {
    Integer limit = request.family().inference().maxStopSequences();
    int stops = request.sampling("stopSequences").size();
    return limit == null || stops <= limit
        ? null
        : request.refusal("tooManyStops", "limit", limit, "count", stops);
  }

  private static @Nullable Violation samplingUnsupported(CheckedRequest request) {
    List<String> taken = request.family().inference().sampling();
    List<String> fields = request.family().fields().names();
    for (String name : List.of("temperature", "topP", "topK")) {
      String own = Objects.requireNonNull(NATIVE.get(name));
      boolean known = fields == null || fields.contains(own);
      boolean set =
          request.body().path("inferenceConfig").has(name)
              || (known && request.additional().has(own));
      if (set && !taken.contains(name)) {
        return request.refusal("sampling", "field", name, "name", own);
      }
    }
    return null;
  }

  private static @Nullable Violation twoSamplings(CheckedRequest request) {
    return !request.family().inference().temperatureWithTopP()
            && isSet(request, "temperature")
            && isSet(request, "topP")
        ? request.refusal("temperatureWithTopP")
        : null;
  }

  private static @Nullable Violation serviceTier(CheckedRequest request) {
    List<String> tiers = request.family().inference().serviceTiers();
    String tier = request.body().path("serviceTier").path("type").asText("default");
    return tiers == null || tier.equals("default") || tiers.contains(tier)
        ? null
        : request.refusal("serviceTier");
  }

  private static @Nullable Violation latency(CheckedRequest request) {
    String latency = request.body().path("performanceConfig").path("latency").asText();
    return latency.equals("optimized") && !request.family().inference().optimizedLatency()
        ? request.refusal("latency", "model", request.modelId(), "region", request.call().region())
        : null;
  }

  /** The most tokens that the model writes: its own number, or else that of its family. */
  static @Nullable Integer outputLimit(CheckedRequest request) {
    Integer own = TokenLimits.of(request.modelId()).output();
    return own != null ? own : request.family().inference().maxOutputTokens();
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
