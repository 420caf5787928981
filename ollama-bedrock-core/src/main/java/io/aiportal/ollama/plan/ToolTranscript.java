package io.aiportal.ollama.plan;

import io.aiportal.ollama.chat.ChatContent;
import io.aiportal.ollama.chat.Turn;
import io.aiportal.ollama.internal.json.JsonObjects;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Tool calls and their results in words, for models that know no tools. */
final class ToolTranscript {

  private final List<ChatContent> content = new ArrayList<>();

  /** What the assistant said and called since the last block of another kind. */
  private final List<String> lines = new ArrayList<>();

  private ToolTranscript() {}

  /** The same conversation without any calls or results. */
  static List<Turn> of(List<Turn> turns) {
    return turns.stream().map(ToolTranscript::inWords).toList();
  }

  /** A result in words, and what else is in it; for a result that no call wants, too. */
  static List<ChatContent> inWords(ChatContent.ToolResult result) {
    List<ChatContent> content = new ArrayList<>();
    String text =
        result.content().stream()
            .filter(ChatContent.Text.class::isInstance)
            .map(block -> ((ChatContent.Text) block).text())
            .filter(line -> !BlankText.isBlank(line))
            .collect(Collectors.joining("\n"));
    List<ChatContent> others =
        result.content().stream().filter(block -> !(block instanceof ChatContent.Text)).toList();
    String output = text.isEmpty() && others.isEmpty() ? "(no output)" : text;
    content.add(new ChatContent.Text(header(result) + (output.isEmpty() ? "" : "\n" + output)));
    content.addAll(others);
    return content;
  }

  private static String header(ChatContent.ToolResult result) {
    return "Result of "
        + (result.toolName() == null ? "a tool" : "the tool " + result.toolName())
        + (Boolean.TRUE.equals(result.error()) ? ", which failed:" : ":");
  }

  private static Turn inWords(Turn turn) {
    boolean calls = turn.content().stream().anyMatch(ChatContent.ToolUse.class::isInstance);
    ToolTranscript transcript = new ToolTranscript();
    turn.content().forEach(block -> transcript.add(block, calls));
    transcript.endText();
    return new Turn(turn.role(), transcript.content);
  }

  private void add(ChatContent block, boolean besideCalls) {
    if (block instanceof ChatContent.ToolUse use) {
      lines.add("Call of the tool " + use.name() + ": " + JsonObjects.write(use.input()));
    } else if (block instanceof ChatContent.Text text && besideCalls) {
      if (!BlankText.isBlank(text.text())) {
        lines.add(text.text());
      }
    } else {
      endText();
      content.addAll(
          block instanceof ChatContent.ToolResult result ? inWords(result) : List.of(block));
    }
  }

  private void endText() {
    if (!lines.isEmpty()) {
      content.add(new ChatContent.Text(String.join("\n", lines)));
      lines.clear();
    }
  }
}
