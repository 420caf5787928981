package io.aiportal.testkit.bedrock.rules;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tools that are offered, and which of them are to be called. */
final class ToolRules {

  static final List<Rule> ALL =
      List.of(
          ToolRules::toolsUnsupported,
          ToolRules::systemToolUnsupported,
          ToolRules::streamingUnsupported,
          ToolRules::choiceUnsupported,
          ToolRules::chosenToolUnknown,
          ToolRules::duplicateNames,
          ToolRules::nameRefused,
          ToolRules::strictUnsupported,
          ToolRules::tooManyStrict);

  private static final int MOST_STRICT = 20;

  private ToolRules() {}

  private static @Nullable Violation toolsUnsupported(CheckedRequest request) {
    return request.family().tools().offered() || request.tools().isEmpty()
        ? null
        : request.refusal("tools");
  }

  private static @Nullable Violation systemToolUnsupported(CheckedRequest request) {
    List<String> known = request.family().tools().systemTools();
    for (JsonNode tool : request.tools()) {
      JsonNode name = tool.path("systemTool").path("name");
      if (known != null && !name.isMissingNode() && !known.contains(name.asText())) {
        return request.refusal("systemTool");
      }
    }
    return null;
  }

  private static @Nullable Violation streamingUnsupported(CheckedRequest request) {
    return request.family().tools().streaming() || !request.streaming() || request.tools().isEmpty()
        ? null
        : request.refusal("toolStreaming");
  }

  private static @Nullable Violation choiceUnsupported(CheckedRequest request) {
    for (String kind : List.of("auto", "any", "tool")) {
      if (request.toolChoice().has(kind) && !request.family().tools().choices().contains(kind)) {
        return request.refusal("toolChoice", "kind", kind);
      }
    }
    return null;
  }

  private static @Nullable Violation chosenToolUnknown(CheckedRequest request) {
    JsonNode name = request.toolChoice().path("tool").path("name");
    return name.isMissingNode() || toolNames(request).contains(name.asText())
        ? null
        : request.refusal("chosenTool", "name", name.asText());
  }

  private static @Nullable Violation duplicateNames(CheckedRequest request) {
    List<String> names = toolNames(request);
    return new HashSet<>(names).size() == names.size() ? null : request.refusal("toolNames");
  }

  /** Such a model trips over its own call, so the failure is the model's and not the request's. */
  private static @Nullable Violation nameRefused(CheckedRequest request) {
    String allowed = request.family().tools().names();
    return allowed == null || toolNames(request).stream().allMatch(name -> name.matches(allowed))
        ? null
        : request.refusal("toolName");
  }

  private static @Nullable Violation strictUnsupported(CheckedRequest request) {
    for (int i = 0; i < request.tools().size(); i++) {
      if (isStrict(request.tools().get(i)) && !request.family().tools().strict()) {
        return request.refusal("strict", "tool", i);
      }
    }
    return null;
  }

  private static @Nullable Violation tooManyStrict(CheckedRequest request) {
    int strict = 0;
    for (JsonNode tool : request.tools()) {
      strict += isStrict(tool) ? 1 : 0;
    }
    return strict <= MOST_STRICT
        ? null
        : request.refusal("tooManyStrict", "count", strict, "limit", MOST_STRICT);
  }

  static boolean isStrict(JsonNode tool) {
    return tool.path("toolSpec").path("strict").asBoolean();
  }

  private static List<String> toolNames(CheckedRequest request) {
    List<String> names = new ArrayList<>();
    for (JsonNode tool : request.tools()) {
      if (tool.has("toolSpec")) {
        names.add(tool.get("toolSpec").path("name").asText());
      }
    }
    return names;
  }
}
