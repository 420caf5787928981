package io.aiportal.testkit.bedrock.rules;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Documents and search results that are to be cited, and citations that go back to the model. */
final class CitationRules {

  static final List<Rule> ALL =
      List.of(
          CitationRules::unsupported,
          CitationRules::misplaced,
          CitationRules::inToolResult,
          CitationRules::format,
          CitationRules::ofASearch);

  private static final Set<String> FORMATS = Set.of("pdf", "txt");

  private CitationRules() {}

  private static @Nullable Violation unsupported(CheckedRequest request) {
    if (request.family().media().citations()) {
      return null;
    }
    for (CheckedRequest.PlacedBlock placed : request.blocks()) {
      if (documents(placed.block()).stream().anyMatch(CitationRules::isCited)) {
        return request.refusal("citations");
      }
      if (placed.block().has("citationsContent")) {
        return refused(request, "citationsContent", placed.role());
      }
      if (!members(placed.block(), "searchResult").isEmpty()) {
        return refused(request, "searchResult", placed.role());
      }
    }
    return null;
  }

  private static @Nullable Violation misplaced(CheckedRequest request) {
    for (CheckedRequest.PlacedBlock placed : request.blocks()) {
      boolean byUser = placed.role().equals("user");
      if (byUser && placed.block().has("citationsContent")) {
        return refused(request, "citationsContent", placed.role());
      }
      if (!byUser && placed.block().has("searchResult")) {
        return refused(request, "searchResult", placed.role());
      }
    }
    return null;
  }

  private static @Nullable Violation inToolResult(CheckedRequest request) {
    boolean cited =
        request.blocks().stream()
            .flatMap(
                placed ->
                    CheckedRequest.members(placed.block().path("toolResult"), "document").stream())
            .anyMatch(CitationRules::isCited);
    return cited ? request.refusal("citationsInToolResult") : null;
  }

  private static @Nullable Violation format(CheckedRequest request) {
    boolean odd =
        request.blocks().stream()
            .flatMap(placed -> documents(placed.block()).stream())
            .anyMatch(
                document ->
                    isCited(document) && !FORMATS.contains(document.path("format").asText()));
    return odd ? request.refusal("citedFormat") : null;
  }

  /** Bedrock takes it, and loses on the way to the model what kind of citation it is. */
  private static @Nullable Violation ofASearch(CheckedRequest request) {
    for (CheckedRequest.PlacedBlock placed : request.blocks()) {
      JsonNode citations = placed.block().path("citationsContent").path("citations");
      for (int i = 0; i < citations.size(); i++) {
        if (citations.get(i).path("location").has("searchResultLocation")) {
          return request.refusal("searchCitation", "place", placed.place(), "citation", i);
        }
      }
    }
    return null;
  }

  private static boolean isCited(JsonNode document) {
    return document.path("citations").path("enabled").asBoolean();
  }

  private static List<JsonNode> documents(JsonNode block) {
    return members(block, "document");
  }

  /** What a block is, and what the result of a tool in it holds. */
  private static List<JsonNode> members(JsonNode block, String name) {
    List<JsonNode> members =
        new ArrayList<>(CheckedRequest.members(block.path("toolResult"), name));
    if (block.has(name)) {
      members.add(block.get(name));
    }
    return members;
  }

  private static Violation refused(CheckedRequest request, String field, String role) {
    return request.refusal("mediaRole", "field", field, "role", role);
  }
}
