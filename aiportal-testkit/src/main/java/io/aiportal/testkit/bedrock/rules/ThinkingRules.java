package io.aiportal.testkit.bedrock.rules;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiportal.testkit.bedrock.reply.ReasoningSignature;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How thinking is asked for, what goes with it, and how it is sent back. */
final class ThinkingRules {

  static final List<Rule> ALL =
      List.of(
          ThinkingRules::budgetMissing,
          ThinkingRules::typeUnsupported,
          ThinkingRules::budget,
          ThinkingRules::samplingWhileThinking,
          ThinkingRules::forcedToolWhileThinking,
          ThinkingRules::novaHighEffort,
          ThinkingRules::reasoningUnsupported,
          ThinkingRules::reasoningByUser,
          ThinkingRules::signature,
          ThinkingRules::toolTurnWithoutThinking);

  private static final int SMALLEST_BUDGET = 1024;
  private static final String ENABLED = "enabled";

  private ThinkingRules() {}

  private static @Nullable Violation budgetMissing(CheckedRequest request) {
    return request.thinkingType().equals(ENABLED)
            && isClaude(request)
            && !request.thinking().has("budget_tokens")
        ? request.refusal("budgetMissing")
        : null;
  }

  private static @Nullable Violation typeUnsupported(CheckedRequest request) {
    String type = request.thinkingType();
    List<String> types = request.family().thinking().types();
    if (request.thinking().isMissingNode() || types.isEmpty() || types.contains(type)) {
      return null;
    }
    return switch (type) {
      case ENABLED -> request.refusal("thinkingEnabled");
      case "disabled" -> request.refusal("thinkingDisabled");
      case "adaptive" -> request.refusal("thinkingAdaptive");
      default -> request.refusal("thinkingType", "type", type, "tags", Words.or(types));
    };
  }

  private static @Nullable Violation budget(CheckedRequest request) {
    if (!request.thinkingType().equals(ENABLED) || !isClaude(request)) {
      return null;
    }
    long budget = request.thinking().path("budget_tokens").asLong();
    if (budget < SMALLEST_BUDGET) {
      return request.refusal("budgetSmall", "limit", SMALLEST_BUDGET);
    }
    JsonNode maxTokens = request.sampling("maxTokens");
    return maxTokens.isMissingNode() || maxTokens.asLong() > budget
        ? null
        : request.refusal("budgetLarge");
  }

  private static @Nullable Violation samplingWhileThinking(CheckedRequest request) {
    if (!request.thinks()) {
      return null;
    }
    Double temperature = InferenceRules.value(request, "temperature");
    if (temperature != null && temperature != 1.0) {
      return request.refusal("temperatureWhileThinking");
    }
    Double topP = InferenceRules.value(request, "topP");
    if (topP != null && topP < 0.95) {
      return request.refusal("topPWhileThinking");
    }
    return InferenceRules.isSet(request, "topK") ? request.refusal("topKWhileThinking") : null;
  }

  private static @Nullable Violation forcedToolWhileThinking(CheckedRequest request) {
    return request.thinks() && request.forcesTool() && !request.family().thinking().withForcedTool()
        ? request.refusal("forcedToolWhileThinking")
        : null;
  }

  private static @Nullable Violation novaHighEffort(CheckedRequest request) {
    JsonNode config = request.additional().path("reasoningConfig");
    boolean high = config.path("maxReasoningEffort").asText().equals("high");
    for (String name : List.of("maxTokens", "temperature", "topP")) {
      if (high && !request.sampling(name).isMissingNode()) {
        return request.refusal("highEffort", "field", name);
      }
    }
    return null;
  }

  private static @Nullable Violation reasoningUnsupported(CheckedRequest request) {
    boolean sent =
        request.blocks().stream().anyMatch(placed -> placed.block().has("reasoningContent"));
    return sent && request.family().thinking().replay() == ModelFamily.Replay.none
        ? request.refusal("reasoning")
        : null;
  }

  private static @Nullable Violation reasoningByUser(CheckedRequest request) {
    for (CheckedRequest.PlacedBlock placed : request.blocks()) {
      if (placed.block().has("reasoningContent") && !placed.role().equals("assistant")) {
        return request.refusal("reasoningByUser", "place", placed.place());
      }
    }
    return null;
  }

  private static @Nullable Violation signature(CheckedRequest request) {
    if (request.family().thinking().replay() != ModelFamily.Replay.signed) {
      return null;
    }
    for (CheckedRequest.PlacedBlock placed : request.blocks()) {
      JsonNode reasoning = placed.block().path("reasoningContent").path("reasoningText");
      if (reasoning.isMissingNode()) {
        continue;
      }
      if (!reasoning.has("signature")) {
        return request.refusal("signatureMissing", "place", placed.place());
      }
      String text = reasoning.path("text").asText();
      if (!ReasoningSignature.isValid(reasoning.get("signature").asText(), text)) {
        return request.refusal("signature", "place", placed.place());
      }
    }
    return null;
  }

  /** Thinking of the old kind must be sent back with the tool calls that came out of it. */
  private static @Nullable Violation toolTurnWithoutThinking(CheckedRequest request) {
    int last = request.messages().size() - 1;
    boolean answersCalls = !CheckedRequest.members(request.lastMessage(), "toolResult").isEmpty();
    if (!request.thinkingType().equals(ENABLED)
        || !isClaude(request)
        || !answersCalls
        || last == 0) {
      return null;
    }
    JsonNode first = request.messages().get(last - 1).path("content").path(0);
    return first.has("reasoningContent")
        ? null
        : request.refusal(
            "thinkingMissing",
            "message",
            last - 1,
            "type",
            first.has("toolUse") ? "tool_use" : "text");
  }

  private static boolean isClaude(CheckedRequest request) {
    return !request.family().thinking().types().isEmpty();
  }
}
