package io.aiportal.testkit.bedrock.rules;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The calls of tools in a conversation, and their results. */
final class ToolUseRules {

  static final List<Rule> ALL =
      List.of(
          ToolUseRules::toolConfigMissing,
          ToolUseRules::notAnObject,
          ToolUseRules::duplicateCalls,
          ToolUseRules::unansweredCalls,
          ToolUseRules::uncalledResults,
          ToolUseRules::resultsUnsupported,
          ToolUseRules::idRefused,
          ToolUseRules::callWithCompany,
          ToolUseRules::resultWithCompany,
          ToolUseRules::emptyResult,
          ToolUseRules::statusUnsupported);

  private static final String CALL = "toolUse";
  private static final String RESULT = "toolResult";

  private ToolUseRules() {}

  private static @Nullable Violation toolConfigMissing(CheckedRequest request) {
    return usesTools(request) && request.tools().isEmpty() ? request.refusal("toolConfig") : null;
  }

  private static @Nullable Violation notAnObject(CheckedRequest request) {
    for (CheckedRequest.PlacedBlock placed : request.blocks()) {
      JsonNode input = placed.block().path(CALL).path("input");
      if (!input.isMissingNode() && !input.isObject()) {
        return request.refusal("notAnObject", "place", placed.place() + ".toolUse.input");
      }
      JsonNode results = placed.block().path(RESULT).path("content");
      for (int i = 0; i < results.size(); i++) {
        JsonNode json = results.get(i).path("json");
        if (!json.isMissingNode() && !json.isObject()) {
          String place = placed.place() + ".toolResult.content." + i + ".json";
          return request.refusal("notAnObject", "place", place);
        }
      }
    }
    return null;
  }

  private static @Nullable Violation duplicateCalls(CheckedRequest request) {
    for (int i = 0; i < request.messages().size(); i++) {
      JsonNode message = request.messages().get(i);
      for (String member : List.of(CALL, RESULT)) {
        List<String> ids = ids(CheckedRequest.members(message, member));
        Set<String> seen = new HashSet<>();
        List<String> twice = ids.stream().filter(id -> !seen.add(id)).toList();
        if (!twice.isEmpty()) {
          String joined = String.join(", ", twice);
          return request.refusal("duplicateIds", "member", member, "message", i, "ids", joined);
        }
      }
    }
    return null;
  }

  private static @Nullable Violation unansweredCalls(CheckedRequest request) {
    for (int i = 0; i < request.messages().size() - 1; i++) {
      Set<String> open = openCalls(request.messages().get(i));
      ids(CheckedRequest.members(request.messages().get(i + 1), RESULT)).forEach(open::remove);
      if (!open.isEmpty()) {
        String joined = String.join(", ", open);
        return request.refusal("unansweredCalls", "message", i + 1, "ids", joined);
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
      if (!open.containsAll(ids(CheckedRequest.members(message, RESULT)))) {
        return request.refusal("uncalledResults", "message", i);
      }
    }
    return null;
  }

  private static @Nullable Violation resultsUnsupported(CheckedRequest request) {
    boolean sent = request.blocks().stream().anyMatch(placed -> placed.block().has(RESULT));
    return sent && !request.family().tools().results() ? request.refusal("toolResults") : null;
  }

  private static @Nullable Violation idRefused(CheckedRequest request) {
    String allowed = request.family().tools().ids();
    if (allowed == null) {
      return null;
    }
    for (JsonNode message : request.messages()) {
      for (String id : ids(CheckedRequest.members(message, CALL))) {
        if (!id.matches(allowed)) {
          return request.refusal("toolId", "id", id);
        }
      }
    }
    return null;
  }

  private static @Nullable Violation callWithCompany(CheckedRequest request) {
    List<String> company = request.family().tools().besideCalls();
    return withCompany(request, CALL, company, "callCompany");
  }

  private static @Nullable Violation resultWithCompany(CheckedRequest request) {
    List<String> company = request.family().tools().besideResults();
    return withCompany(request, RESULT, company, "resultCompany");
  }

  private static @Nullable Violation withCompany(
      CheckedRequest request, String kind, @Nullable List<String> company, String refusal) {
    if (company == null) {
      return null;
    }
    Set<String> allowed = new HashSet<>(company);
    allowed.add(kind);
    for (int i = 0; i < request.messages().size(); i++) {
      JsonNode message = request.messages().get(i);
      if (!CheckedRequest.members(message, kind).isEmpty()
          && !allowed.containsAll(CheckedRequest.kinds(message))) {
        return request.refusal(refusal, "message", i);
      }
    }
    return null;
  }

  private static @Nullable Violation emptyResult(CheckedRequest request) {
    for (CheckedRequest.PlacedBlock placed : request.blocks()) {
      boolean empty =
          placed.block().has(RESULT) && placed.block().get(RESULT).path("content").isEmpty();
      if (empty && !request.family().tools().emptyResults()) {
        return request.refusal("emptyResult", "place", placed.place());
      }
    }
    return null;
  }

  private static @Nullable Violation statusUnsupported(CheckedRequest request) {
    boolean stated =
        request.blocks().stream().anyMatch(placed -> placed.block().path(RESULT).has("status"));
    return stated && !request.family().tools().resultStatus()
        ? request.refusal("resultStatus")
        : null;
  }

  private static boolean usesTools(CheckedRequest request) {
    return request.blocks().stream()
        .map(CheckedRequest.PlacedBlock::block)
        .anyMatch(block -> block.has(CALL) || block.has(RESULT));
  }

  /** The calls of a turn that the next one has to answer: the model's own tools answer at once. */
  private static Set<String> openCalls(JsonNode message) {
    Set<String> open = new LinkedHashSet<>();
    if (message.path("role").asText().equals("assistant")) {
      open.addAll(ids(CheckedRequest.members(message, CALL)));
      ids(CheckedRequest.members(message, RESULT)).forEach(open::remove);
    }
    return open;
  }

  private static List<String> ids(List<JsonNode> calls) {
    return calls.stream().map(node -> node.path("toolUseId").asText()).toList();
  }
}
