package io.aiportal.ollama.translate;

import io.aiportal.ollama.internal.json.JsonObjects;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A tool call under way: its input arrives in fragments of JSON text. */
final class ToolBlock {

  private final int contentBlockIndex;
  private final String toolUseId;
  private final String name;
  private final StringBuilder input = new StringBuilder();

  ToolBlock(int contentBlockIndex, String toolUseId, String name) {
    this.contentBlockIndex = contentBlockIndex;
    this.toolUseId = toolUseId;
    this.name = name;
  }

  int contentBlockIndex() {
    return contentBlockIndex;
  }

  String toolUseId() {
    return toolUseId;
  }

  String name() {
    return name;
  }

  void append(String fragment) {
    input.append(fragment);
  }

  boolean isEmpty() {
    return input.toString().isBlank();
  }

  /** The input, if it is a complete JSON object; null where it was cut. */
  @Nullable Map<String, @Nullable Object> arguments() {
    return JsonObjects.parse(input.toString());
  }
}
