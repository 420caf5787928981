package io.aiportal.ollama.api.openai;

import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.ChatContent;
import io.aiportal.ollama.chat.Turn;
import io.aiportal.ollama.internal.go.GoQuote;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns the input of a response into turns, one for each item.
 *
 * <p>What is no item is refused in Ollama's words.
 */
final class ResponseItems {

  /** How Go prints what Ollama looks into an item with. */
  private static final String ITEM =
      "struct { Type string \"json:\\\"type\\\"\"; Role string \"json:\\\"role\\\"\" }";

  private static final String SUMMARY = "openai.ResponsesReasoningSummary";

  /** The names of the tools that were called so far, by the ids of the calls. */
  private final Map<String, String> called = new HashMap<>();

  private ResponseItems() {}

  /**
   * The turns of an input.
   *
   * @param input a text, or a list of items; null for none
   * @throws CallException 400, if it is something else
   */
  static List<Turn> turns(@Nullable Object input) {
    if (input == null || input.equals("")) {
      return List.of();
    }
    if (input instanceof String text) {
      return List.of(Turn.user(text));
    }
    if (!(input instanceof List<?> items)) {
      throw CallException.badRequest(
          "input must be a string or array: json: cannot unmarshal "
              + GoTypes.kind(input)
              + " into Go value of type []json.RawMessage");
    }
    ResponseItems converter = new ResponseItems();
    List<Turn> turns = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      ItemFields item = ItemFields.of(items.get(i), "input[" + i + "]: ", ITEM);
      Turn turn = converter.turn(item);
      if (turn != null) {
        turns.add(turn);
      }
    }
    return turns;
  }

  private @Nullable Turn turn(ItemFields item) {
    String type = item.text("type");
    if (type.isEmpty()) {
      type = item.text("role").isEmpty() ? "" : "message";
    }
    return switch (type) {
      case "message" -> new Turn(role(item.text("role")), ResponseParts.of(item, "content"));
      case "function_call" -> Turn.of(Turn.Role.ASSISTANT, call(item.as("ResponsesFunctionCall")));
      case "function_call_output" -> Turn.of(Turn.Role.USER, result(item));
      case "reasoning" ->
          new Turn(Turn.Role.ASSISTANT, reasoning(item.as("ResponsesReasoningInput")));
      case "web_search_call" -> null;
      case "" -> throw item.refusal("input item missing required 'type' field");
      default -> throw item.refusal("unknown input item type: " + GoQuote.quote(type));
    };
  }

  private static Turn.Role role(String role) {
    return switch (role.toLowerCase(Locale.ROOT)) {
      case "system", "developer" -> Turn.Role.SYSTEM;
      case "assistant" -> Turn.Role.ASSISTANT;
      default -> Turn.Role.USER;
    };
  }

  private ChatContent call(ItemFields item) {
    String id = item.text("call_id");
    String name = FunctionToolReader.joined(item.text("namespace"), item.text("name"));
    called.put(id, name);
    return new ChatContent.ToolUse(
        id.isEmpty() ? null : id, name, CallArguments.parseOfResponse(item.text("arguments")));
  }

  private ChatContent result(ItemFields item) {
    String id = item.text("call_id");
    return new ChatContent.ToolResult(
        id.isEmpty() ? null : id, called.get(id), ResponseParts.of(item, "output"), null);
  }

  /** Thinking as it was packed; else what of it could be read. */
  private static List<ChatContent> reasoning(ItemFields item) {
    List<?> parts = item.list("summary", "[]" + SUMMARY);
    String capsule = item.text("encrypted_content");
    if (!capsule.isEmpty()) {
      return List.of(ReasoningCapsule.open(capsule));
    }
    StringBuilder summary = new StringBuilder();
    for (Object part : parts) {
      summary.append(ItemFields.of(part, item.place(), SUMMARY).text("text"));
    }
    return summary.isEmpty()
        ? List.of()
        : List.of(new ChatContent.ReasoningText(summary.toString(), null));
  }
}
