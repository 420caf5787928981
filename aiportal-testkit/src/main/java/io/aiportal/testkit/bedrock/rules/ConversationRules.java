package io.aiportal.testkit.bedrock.rules;

import com.fasterxml.jackson.databind.JsonNode;
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
          ConversationRules::trailingWhitespace);

  private ConversationRules() {}

  private static @Nullable Violation noMessages(CheckedRequest request) {
    return request.messages().isEmpty() ? startsWithoutUser() : null;
  }

  private static @Nullable Violation emptyContent(CheckedRequest request) {
    for (int i = 0; i < request.messages().size(); i++) {
      if (request.messages().get(i).path("content").isEmpty()) {
        return Violation.validation(
            ("The content field in the Message object at messages.%d is empty. Add a"
                    + " ContentBlock object to the content field and try again.")
                .formatted(i));
      }
    }
    return null;
  }

  private static @Nullable Violation blankSystem(CheckedRequest request) {
    JsonNode system = request.body().path("system");
    for (int i = 0; i < system.size(); i++) {
      if (isBlankText(system.get(i))) {
        return blank("SystemContentBlock", "system." + i);
      }
    }
    return null;
  }

  private static @Nullable Violation blankText(CheckedRequest request) {
    for (CheckedRequest.PlacedBlock placed : request.blocks()) {
      JsonNode message = request.messages().get(placed.message());
      boolean kept = hasSignedReasoning(message) || carriesCachePoint(placed, message);
      if (isBlankText(placed.block()) && !kept) {
        return blank("ContentBlock", placed.place());
      }
      JsonNode results = placed.block().path("toolResult").path("content");
      for (int i = 0; i < results.size(); i++) {
        if (isBlankText(results.get(i))) {
          String place = placed.place() + ".toolResult.content." + i;
          return blank("ToolResultContentBlock", place);
        }
      }
    }
    return null;
  }

  private static @Nullable Violation systemUnsupported(CheckedRequest request) {
    return request.family().system() || request.body().path("system").isEmpty()
        ? null
        : Violation.validation(
            "This model doesn't support system messages. Try again without a system message or use"
                + " a model that supports system messages.");
  }

  private static @Nullable Violation assistantFirst(CheckedRequest request) {
    boolean userFirst = request.messages().get(0).path("role").asText().equals("user");
    return request.family().leadingUser() && !userFirst ? startsWithoutUser() : null;
  }

  private static @Nullable Violation roleRepeated(CheckedRequest request) {
    if (!request.family().alternation()) {
      return null;
    }
    String previous = "";
    for (JsonNode message : request.messages()) {
      String role = message.path("role").asText();
      if (role.equals(previous)) {
        return Violation.validation(
            "A conversation must alternate between user and assistant roles. Make sure the"
                + " conversation alternates between user and assistant roles and try again.");
      }
      previous = role;
    }
    return null;
  }

  private static @Nullable Violation prefill(CheckedRequest request) {
    if (!request.lastMessage().path("role").asText().equals("assistant")) {
      return null;
    }
    Violation rejected =
        Violation.model(
            "This model does not support assistant message prefill. The conversation must end with"
                + " a user message.");
    return switch (request.family().prefill()) {
      case allowed -> null;
      case withoutTools -> request.tools().isEmpty() && !request.thinks() ? null : rejected;
      case rejected -> rejected;
      case lastTurnMustBeUser ->
          Violation.validation(
              "The model that you are using requires the last turn in the conversation to be a user"
                  + " message. Add a user message to the conversation and try again.");
    };
  }

  private static @Nullable Violation trailingWhitespace(CheckedRequest request) {
    JsonNode last = request.lastMessage();
    boolean claude = request.family().errors() == ModelFamily.Errors.anthropic;
    if (!claude || !last.path("role").asText().equals("assistant")) {
      return null;
    }
    JsonNode content = last.path("content");
    String text = content.get(content.size() - 1).path("text").asText();
    return text.equals(text.stripTrailing())
        ? null
        : Violation.model("messages: final assistant content cannot end with trailing whitespace");
  }

  private static Violation startsWithoutUser() {
    return Violation.validation(
        "A conversation must start with a user message. Try again with a conversation that starts"
            + " with a user message.");
  }

  private static Violation blank(String shape, String place) {
    return Violation.validation(
        "The text field in the %s object at %s is blank. Add text to the text field, and try again."
            .formatted(shape, place));
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
