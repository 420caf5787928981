package io.aiportal.ollama.api.anthropic;

import java.util.List;

/**
 * One message of a conversation.
 *
 * @param role {@code user}, {@code assistant} or {@code system}, in lower case; any other word is
 *     read as {@code user}
 * @param content its blocks; one text block where it was a string
 */
public record MessageParam(String role, List<ContentBlockParam> content) {

  public MessageParam {
    content = List.copyOf(content);
  }
}
