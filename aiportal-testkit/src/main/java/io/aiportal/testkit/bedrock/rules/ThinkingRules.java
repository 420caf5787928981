package io.aiportal.testkit.bedrock.rules;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiportal.testkit.bedrock.reply.ReasoningSignature;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How thinking is asked for, what goes with it, and how it is sent back. */
final class ThinkingRules {

  static final List<Rule> ALL =
      List.of(
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

  private static @Nullable Violation typeUnsupported(CheckedRequest request) {
    String type = request.thinking().path("type").asText();
    List<String> types = request.family().thinking();
    if (request.thinking().isMissingNode() || types.isEmpty() || types.contains(type)) {
      return null;
    }
    return switch (type) {
      case ENABLED ->
          Violation.model(
              "\"thinking.type.enabled\" is not supported for this model. Use"
                  + " \"thinking.type.adaptive\" and \"output_config.effort\" to control thinking"
                  + " behavior.");
      case "adaptive" -> Violation.model("adaptive thinking is not supported on this model");
      default ->
          Violation.model(
              ("thinking: Input tag '%s' found using 'type' does not match any of the expected"
                      + " tags: '%s'")
                  .formatted(type, String.join("', '", types)));
    };
  }

  private static @Nullable Violation budget(CheckedRequest request) {
    if (!request.thinking().path("type").asText().equals(ENABLED)) {
      return null;
    }
    JsonNode budget = request.thinking().path("budget_tokens");
    if (budget.isMissingNode()) {
      return Violation.model("thinking.enabled.budget_tokens: Field required");
    }
    if (budget.asLong() < SMALLEST_BUDGET) {
      return Violation.model(
          "thinking.enabled.budget_tokens: Input should be greater than or equal to "
              + SMALLEST_BUDGET);
    }
    JsonNode maxTokens = request.sampling("maxTokens");
    return maxTokens.isMissingNode() || maxTokens.asLong() > budget.asLong()
        ? null
        : Violation.model("`max_tokens` must be greater than `thinking.budget_tokens`.");
  }

  private static @Nullable Violation samplingWhileThinking(CheckedRequest request) {
    if (!request.thinks()) {
      return null;
    }
    Double temperature = InferenceRules.value(request, "temperature");
    if (temperature != null && temperature != 1.0) {
      return Violation.model(
          "`temperature` may only be set to 1 when thinking is enabled or in adaptive mode.");
    }
    Double topP = InferenceRules.value(request, "topP");
    if (topP != null && topP < 0.95) {
      return Violation.model(
          "`top_p` must be greater than or equal to 0.95 or unset when thinking is enabled or in"
              + " adaptive mode.");
    }
    return InferenceRules.isSet(request, "topK")
        ? Violation.model("`top_k` must be unset when thinking is enabled or in adaptive mode.")
        : null;
  }

  private static @Nullable Violation forcedToolWhileThinking(CheckedRequest request) {
    return request.thinks() && request.forcesTool() && !request.family().forcedToolWhileThinking()
        ? Violation.model("Thinking may not be enabled when tool_choice forces tool use.")
        : null;
  }

  private static @Nullable Violation novaHighEffort(CheckedRequest request) {
    JsonNode config = request.additional().path("reasoningConfig");
    boolean high = config.path("maxReasoningEffort").asText().equals("high");
    for (String name : List.of("maxTokens", "temperature", "topP")) {
      if (high && !request.sampling(name).isMissingNode()) {
        return Violation.validation(
            "%1$s must be unset when maxReasoningEffort is high. Remove %1$s and try again."
                .formatted(name));
      }
    }
    return null;
  }

  private static @Nullable Violation reasoningUnsupported(CheckedRequest request) {
    boolean sent =
        request.blocks().stream().anyMatch(placed -> placed.block().has("reasoningContent"));
    return sent && request.family().reasoning() == ModelFamily.Reasoning.none
        ? Violation.unsupported("reasoningContent")
        : null;
  }

  private static @Nullable Violation reasoningByUser(CheckedRequest request) {
    for (CheckedRequest.PlacedBlock placed : request.blocks()) {
      if (placed.block().has("reasoningContent") && !placed.role().equals("assistant")) {
        return Violation.model(
            placed.place() + ": `thinking` blocks may only be in `assistant` messages");
      }
    }
    return null;
  }

  private static @Nullable Violation signature(CheckedRequest request) {
    if (request.family().reasoning() != ModelFamily.Reasoning.signed) {
      return null;
    }
    for (CheckedRequest.PlacedBlock placed : request.blocks()) {
      JsonNode reasoning = placed.block().path("reasoningContent").path("reasoningText");
      if (reasoning.isMissingNode()) {
        continue;
      }
      if (!reasoning.has("signature")) {
        return Violation.model(placed.place() + ".thinking.signature: Field required");
      }
      String text = reasoning.path("text").asText();
      if (!ReasoningSignature.isValid(reasoning.get("signature").asText(), text)) {
        return Violation.model(placed.place() + ": Invalid `signature` in `thinking` block");
      }
    }
    return null;
  }

  /** Thinking of the old kind must be sent back with the tool calls that came out of it. */
  private static @Nullable Violation toolTurnWithoutThinking(CheckedRequest request) {
    int last = request.messages().size() - 1;
    boolean answersCalls = !CheckedRequest.members(request.lastMessage(), "toolResult").isEmpty();
    if (!request.thinking().path("type").asText().equals(ENABLED) || !answersCalls || last == 0) {
      return null;
    }
    JsonNode first = request.messages().get(last - 1).path("content").path(0);
    return first.has("reasoningContent")
        ? null
        : Violation.model(
            ("messages.%d.content.0.type: Expected `thinking` or `redacted_thinking`, but found"
                    + " `%s`. When `thinking` is enabled, a final `assistant` message must start with"
                    + " a thinking block.")
                .formatted(last - 1, first.has("toolUse") ? "tool_use" : "text"));
  }
}
