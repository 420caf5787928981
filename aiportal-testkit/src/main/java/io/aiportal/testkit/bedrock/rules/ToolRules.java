package io.aiportal.testkit.bedrock.rules;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tools that are offered, the calls of them, and their results. */
final class ToolRules {

  static final List<Rule> ALL =
      List.of(
          ToolRules::toolConfigMissing,
          ToolRules::duplicateCalls,
          ToolRules::unansweredCalls,
          ToolRules::uncalledResults,
          ToolRules::toolsUnsupported,
          ToolRules::streamingUnsupported,
          ToolRules::choiceUnsupported,
          ToolRules::chosenToolUnknown,
          ToolRules::duplicateNames,
          ToolRules::strictUnsupported,
          ToolRules::nameRefused,
          ToolRules::idRefused,
          ToolRules::resultWithCompany,
          ToolRules::statusUnsupported);

  private ToolRules() {}

  private static @Nullable Violation toolConfigMissing(CheckedRequest request) {
    boolean used =
        request.blocks().stream()
            .map(CheckedRequest.PlacedBlock::block)
            .anyMatch(block -> block.has("toolUse") || block.has("toolResult"));
    return used && request.tools().isEmpty()
        ? Violation.validation(
            "The toolConfig field must be defined when using toolUse and toolResult content"
                + " blocks.")
        : null;
  }

  private static @Nullable Violation duplicateCalls(CheckedRequest request) {
    for (int i = 0; i < request.messages().size(); i++) {
      JsonNode message = request.messages().get(i);
      for (String member : List.of("toolUse", "toolResult")) {
        List<String> ids = ids(CheckedRequest.members(message, member));
        Set<String> seen = new HashSet<>();
        List<String> twice = ids.stream().filter(id -> !seen.add(id)).toList();
        if (!twice.isEmpty()) {
          return Violation.validation(
              "The %s blocks at messages.%d.content contain duplicate Ids: %s"
                  .formatted(member, i, String.join(", ", twice)));
        }
      }
    }
    return null;
  }

  private static @Nullable Violation unansweredCalls(CheckedRequest request) {
    for (int i = 0; i < request.messages().size() - 1; i++) {
      Set<String> open = openCalls(request.messages().get(i));
      ids(CheckedRequest.members(request.messages().get(i + 1), "toolResult"))
          .forEach(open::remove);
      if (!open.isEmpty()) {
        return Violation.validation(
            "Expected toolResult blocks at messages.%d.content for the following Ids: %s"
                .formatted(i + 1, String.join(", ", open)));
      }
    }
    return null;
  }

  private static @Nullable Violation uncalledResults(CheckedRequest request) {
    for (int i = 0; i < request.messages().size(); i++) {
      JsonNode message = request.messages().get(i);
      if (message.path("role").asText().equals("assistant")) {
        continue;
      }
      Set<String> open = i == 0 ? Set.of() : openCalls(request.messages().get(i - 1));
      if (!open.containsAll(ids(CheckedRequest.members(message, "toolResult")))) {
        return Violation.validation(
            ("The number of toolResult blocks at messages.%d.content exceeds the number of"
                    + " toolUse blocks of previous turn.")
                .formatted(i));
      }
    }
    return null;
  }

  private static @Nullable Violation toolsUnsupported(CheckedRequest request) {
    return request.family().tools() || request.tools().isEmpty()
        ? null
        : Violation.validation("This model doesn't support tool use.");
  }

  private static @Nullable Violation streamingUnsupported(CheckedRequest request) {
    return request.family().streamingTools() || !request.streaming() || request.tools().isEmpty()
        ? null
        : Violation.validation("This model doesn't support tool use in streaming mode.");
  }

  private static @Nullable Violation choiceUnsupported(CheckedRequest request) {
    for (String kind : List.of("auto", "any", "tool")) {
      if (request.toolChoice().has(kind) && !request.family().toolChoice().contains(kind)) {
        return Violation.unsupported("toolConfig.toolChoice." + kind);
      }
    }
    return null;
  }

  private static @Nullable Violation chosenToolUnknown(CheckedRequest request) {
    JsonNode name = request.toolChoice().path("tool").path("name");
    return name.isMissingNode() || toolNames(request).contains(name.asText())
        ? null
        : Violation.model(
            "tool_choice.name: Tool '%s' not found in provided tools".formatted(name.asText()));
  }

  private static @Nullable Violation duplicateNames(CheckedRequest request) {
    List<String> names = toolNames(request);
    return new HashSet<>(names).size() == names.size()
        ? null
        : Violation.model("tools: Tool names must be unique.");
  }

  private static @Nullable Violation strictUnsupported(CheckedRequest request) {
    for (int i = 0; i < request.tools().size(); i++) {
      boolean strict = request.tools().get(i).path("toolSpec").path("strict").asBoolean();
      if (strict && !request.family().strictTools()) {
        return Violation.model(
            "tools.%d.custom.strict: Extra inputs are not permitted".formatted(i));
      }
    }
    return null;
  }

  /** Such a model trips over its own call, so the failure is the model's and not the request's. */
  private static @Nullable Violation nameRefused(CheckedRequest request) {
    String allowed = request.family().toolNames();
    return allowed == null || toolNames(request).stream().allMatch(name -> name.matches(allowed))
        ? null
        : new Violation(
            "ModelErrorException",
            424,
            "Model produced invalid sequence as part of ToolUse. Please refer to the model tool use"
                + " troubleshooting guide.");
  }

  private static @Nullable Violation idRefused(CheckedRequest request) {
    String allowed = request.family().toolUseIds();
    if (allowed == null) {
      return null;
    }
    for (JsonNode message : request.messages()) {
      for (String id : ids(CheckedRequest.members(message, "toolUse"))) {
        if (!id.matches(allowed)) {
          return Violation.model(
              "Tool call id was %s but must be a-z, A-Z, 0-9, with a length of 9.".formatted(id));
        }
      }
    }
    return null;
  }

  private static @Nullable Violation resultWithCompany(CheckedRequest request) {
    if (!request.family().toolResultAlone()) {
      return null;
    }
    for (int i = 0; i < request.messages().size(); i++) {
      JsonNode message = request.messages().get(i);
      int results = CheckedRequest.members(message, "toolResult").size();
      if (results > 0 && results < message.path("content").size()) {
        return Violation.validation(
            ("This model doesn't support other content beside toolResult at"
                    + " messages.%d.content. Remove it and try again.")
                .formatted(i));
      }
    }
    return null;
  }

  private static @Nullable Violation statusUnsupported(CheckedRequest request) {
    boolean stated =
        request.blocks().stream()
            .anyMatch(placed -> placed.block().path("toolResult").has("status"));
    return stated && !request.family().toolResultStatus()
        ? Violation.unsupported("toolResult.status")
        : null;
  }

  /** The calls of a turn that the next one has to answer: the model's own tools answer at once. */
  private static Set<String> openCalls(JsonNode message) {
    Set<String> open = new LinkedHashSet<>();
    if (message.path("role").asText().equals("assistant")) {
      open.addAll(ids(CheckedRequest.members(message, "toolUse")));
      ids(CheckedRequest.members(message, "toolResult")).forEach(open::remove);
    }
    return open;
  }

  private static List<String> ids(List<JsonNode> calls) {
    return calls.stream().map(node -> node.path("toolUseId").asText()).toList();
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
