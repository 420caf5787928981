package io.aiportal.testkit.bedrock.rules;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How hard the model is asked to try, by Bedrock's field or by Claude's own. */
final class EffortRules {

  static final List<Rule> ALL =
      List.of(EffortRules::level, EffortRules::withType, EffortRules::withoutThinking);

  private static final Set<String> HIGHEST = Set.of("xhigh", "max");

  private EffortRules() {}

  private static @Nullable Violation level(CheckedRequest request) {
    List<String> levels = request.family().thinking().efforts();
    String effort = effort(request);
    if (levels == null || effort == null || levels.contains(effort)) {
      return null;
    }
    return levels.isEmpty()
        ? request.refusal("effort")
        : request.refusal("effortValue", "or", Words.or(levels));
  }

  private static @Nullable Violation withType(CheckedRequest request) {
    String type = request.thinkingType();
    List<String> levels = request.family().thinking().effortLimits().get(type);
    String effort = effort(request);
    return levels == null || effort == null || levels.contains(effort)
        ? null
        : request.refusal("effortLimit", "effort", effort, "type", type, "or", Words.or(levels));
  }

  /** The highest efforts only mean something while the model thinks. */
  private static @Nullable Violation withoutThinking(CheckedRequest request) {
    String effort = effort(request);
    return effort != null && HIGHEST.contains(effort) && claude(request) && !request.thinks()
        ? request.refusal("effortWithoutThinking", "effort", effort)
        : null;
  }

  private static boolean claude(CheckedRequest request) {
    return !request.family().thinking().types().isEmpty();
  }

  private static @Nullable String effort(CheckedRequest request) {
    JsonNode own = request.additional().path("output_config").path("effort");
    JsonNode effort = request.body().path("outputConfig").path("effort");
    return own.isTextual() ? own.asText() : effort.isTextual() ? effort.asText() : null;
  }
}
