package io.aiportal.testkit.bedrock.rules;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiportal.testkit.bedrock.reply.TokenEstimate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who speaks, in which order, and that nobody says nothing. */
final class ConversationRules {

  static final List<Rule> ALL =
      List.of(
          ConversationRules::noMessages,
          ConversationRules::emptyContent,
          ConversationRules::blankSystem,
          ConversationRules::blankText,
          ConversationRules::systemUnsupported,
          ConversationRules::assistantFirst,
          ConversationRules::roleRepeated,
          ConversationRules::prefill,
          ConversationRules::trailingWhitespace,
          ConversationRules::tooLong,
          ConversationRules::tooLongTogether);

  private ConversationRules() {}

  private static @Nullable Violation noMessages(CheckedRequest request) {
    return request.messages().isEmpty() ? request.refusal("firstTurn") : null;
  }

  private static @Nullable Violation emptyContent(CheckedRequest request) {
    for (int i = 0; i < request.messages().size(); i++) {
      if (request.messages().get(i).path("content").isEmpty()) {
        return request.refusal("emptyContent", "message", i);
      }
    }
    return null;
  }

  private static @Nullable Violation blankSystem(CheckedRequest request) {
    JsonNode system = request.body().path("system");
    for (int i = 0; i < system.size(); i++) {
      if (isBlankText(system.get(i))) {
        return blank(request, "SystemContentBlock", "system." + i);
      }
    }
    return null;
  }

  private static @Nullable Violation blankText(CheckedRequest request) {
    for (CheckedRequest.PlacedBlock placed : request.blocks()) {
      JsonNode message = request.messages().get(placed.message());
      boolean kept = hasSignedReasoning(message) || carriesCachePoint(placed, message);
      if (isBlankText(placed.block()) && !kept) {
        return blank(request, "ContentBlock", placed.place());
      }
      JsonNode cited = placed.block().path("citationsContent").path("content");
      for (int i = 0; i < cited.size(); i++) {
        if (isBlankText(cited.get(i))) {
          String place = placed.place() + ".citationsContent.content." + i;
          return blank(request, "CitationGeneratedContent", place);
        }
      }
      JsonNode results = placed.block().path("toolResult").path("content");
      for (int i = 0; i < results.size(); i++) {
        if (isBlankText(results.get(i))) {
          String place = placed.place() + ".toolResult.content." + i;
          return blank(request, "ToolResultContentBlock", place);
        }
      }
    }
    return null;
  }

  private static @Nullable Violation systemUnsupported(CheckedRequest request) {
    return request.family().conversation().system() || request.body().path("system").isEmpty()
        ? null
        : request.refusal("system");
  }

  private static @Nullable Violation assistantFirst(CheckedRequest request) {
    boolean userFirst = request.messages().get(0).path("role").asText().equals("user");
    return request.family().conversation().leadingUser() && !userFirst
        ? request.refusal("firstTurn")
        : null;
  }

  private static @Nullable Violation roleRepeated(CheckedRequest request) {
    if (!request.family().conversation().alternation()) {
      return null;
    }
    String previous = "";
    for (JsonNode message : request.messages()) {
      String role = message.path("role").asText();
      if (role.equals(previous)) {
        return request.refusal("alternation");
      }
      previous = role;
    }
    return null;
  }

  private static @Nullable Violation prefill(CheckedRequest request) {
    if (!request.lastMessage().path("role").asText().equals("assistant")) {
      return null;
    }
    boolean taken =
        switch (request.family().conversation().prefill()) {
          case allowed -> true;
          case withoutTools -> request.tools().isEmpty() && !request.thinks();
          case rejected -> false;
        };
    return taken ? null : request.refusal("prefill");
  }

  private static @Nullable Violation trailingWhitespace(CheckedRequest request) {
    JsonNode last = request.lastMessage();
    if (request.family().conversation().trailingWhitespace()
        || !last.path("role").asText().equals("assistant")) {
      return null;
    }
    JsonNode content = last.path("content");
    String text = content.get(content.size() - 1).path("text").asText();
    return text.equals(text.stripTrailing()) ? null : request.refusal("trailingWhitespace");
  }

  /** By our estimate of the tokens, which is near enough for a prompt that is far too long. */
  private static @Nullable Violation tooLong(CheckedRequest request) {
    Integer context = TokenLimits.of(request.modelId()).context();
    int tokens = TokenEstimate.ofRequest(request.body());
    return context == null || tokens <= context
        ? null
        : request.refusal("tooLong", "tokens", tokens, "limit", context);
  }

  private static @Nullable Violation tooLongTogether(CheckedRequest request) {
    Integer context = TokenLimits.of(request.modelId()).context();
    int tokens = TokenEstimate.ofRequest(request.body());
    int most = request.sampling("maxTokens").asInt();
    return context == null
            || tokens + most <= context
            || !request.family().inference().fitsWithPrompt()
        ? null
        : request.refusal("tooLongTogether", "tokens", tokens, "most", most, "limit", context);
  }

  private static Violation blank(CheckedRequest request, String shape, String place) {
    return request.refusal("blankText", "shape", shape, "place", place);
  }

  private static boolean isBlankText(JsonNode block) {
    return block.has("text") && block.get("text").asText().isBlank();
  }

  /** White space that only holds the cache point after it is let through. */
  private static boolean carriesCachePoint(CheckedRequest.PlacedBlock placed, JsonNode message) {
    boolean empty = placed.block().path("text").asText().isEmpty();
    return !empty && message.path("content").path(placed.index() + 1).has("cachePoint");
  }

  private static boolean hasSignedReasoning(JsonNode message) {
    return CheckedRequest.members(message, "reasoningContent").stream()
        .anyMatch(
            reasoning ->
                reasoning.has("redactedContent")
                    || reasoning.path("reasoningText").has("signature"));
  }
}
