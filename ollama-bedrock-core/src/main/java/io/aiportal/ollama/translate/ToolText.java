package io.aiportal.ollama.translate;

import io.aiportal.ollama.api.ollama.Message;
import io.aiportal.ollama.api.ollama.ToolCall;
import io.aiportal.ollama.internal.json.JsonObjects;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tool calls and their results in words, for models that know no tools. */
final class ToolText {

  private ToolText() {}

  /** The same conversation without any tool messages. */
  static List<Message> inWords(List<Message> messages) {
    return messages.stream().map(ToolText::inWords).toList();
  }

  /** A result in words. */
  static String result(@Nullable String toolName, String content) {
    return (toolName == null ? "Result of a tool:\n" : "Result of the tool " + toolName + ":\n")
        + content;
  }

  private static Message inWords(Message message) {
    if (message.role().equals("tool")) {
      return Message.user(result(message.toolName(), message.content()), message.images());
    }
    if (message.toolCalls().isEmpty()) {
      return message;
    }
    List<String> lines = new ArrayList<>();
    if (!message.content().isBlank()) {
      lines.add(message.content());
    }
    for (ToolCall call : message.toolCalls()) {
      ToolCall.Function function = call.function();
      lines.add(
          "Call of the tool " + function.name() + ": " + JsonObjects.write(function.arguments()));
    }
    return Message.assistant(String.join("\n", lines));
  }
}
