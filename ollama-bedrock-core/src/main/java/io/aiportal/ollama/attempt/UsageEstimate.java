package io.aiportal.ollama.attempt;

import io.aiportal.ollama.bedrock.ContentBlock;
import io.aiportal.ollama.bedrock.ConverseMessage;
import io.aiportal.ollama.bedrock.ConverseRequest;
import io.aiportal.ollama.bedrock.ToolConfiguration;
import io.aiportal.ollama.bedrock.ToolSpecification;
import io.aiportal.ollama.internal.Utf8;
import io.aiportal.ollama.internal.json.JsonObjects;
import java.util.List;

/** Guesses how many tokens a prompt has where Bedrock was not asked, or not let finish. */
final class UsageEstimate {

  private static final int BYTES_A_TOKEN = 4;

  /** About what a picture of a million pixels takes. */
  private static final int IMAGE_BYTES = 1_500 * BYTES_A_TOKEN;

  private UsageEstimate() {}

  /** The tokens of a request's prompt, at least 1. */
  static int tokens(ConverseRequest request) {
    long bytes = of(request.system());
    for (ConverseMessage message : request.messages()) {
      bytes += of(message.content());
    }
    ToolConfiguration tools = request.toolConfig();
    if (tools != null) {
      for (ToolSpecification tool : tools.tools()) {
        String description = tool.description();
        bytes += Utf8.length(tool.name()) + (description == null ? 0 : Utf8.length(description));
        bytes += Utf8.length(JsonObjects.write(tool.inputSchema()));
      }
    }
    String schema = request.outputSchema();
    bytes += schema == null ? 0 : Utf8.length(schema);
    return (int) Math.min(Integer.MAX_VALUE, Math.max(1, bytes / BYTES_A_TOKEN));
  }

  private static long of(List<ContentBlock> content) {
    long bytes = 0;
    for (ContentBlock block : content) {
      bytes += of(block);
    }
    return bytes;
  }

  private static long of(ContentBlock block) {
    if (block instanceof ContentBlock.Text text) {
      return Utf8.length(text.text());
    } else if (block instanceof ContentBlock.CitedText text) {
      return Utf8.length(text.text());
    } else if (block instanceof ContentBlock.ReasoningText reasoning) {
      return Utf8.length(reasoning.text());
    } else if (block instanceof ContentBlock.SearchResult found) {
      return found.parts().stream().mapToLong(Utf8::length).sum();
    } else if (block instanceof ContentBlock.ToolUse use) {
      return Utf8.length(use.name()) + Utf8.length(JsonObjects.write(use.input()));
    } else if (block instanceof ContentBlock.ToolResult result) {
      return of(result.content());
    } else if (block instanceof ContentBlock.Image) {
      return IMAGE_BYTES;
    } else if (block instanceof ContentBlock.Document document) {
      return document.bytes().length;
    }
    return 0;
  }
}
