package io.aiportal.ollama.bedrock;

import java.util.List;

/**
 * One message of a conversation ({@code Message} in Bedrock's model).
 *
 * @param role who speaks
 * @param content what is said, at least one block
 */
public record ConverseMessage(ConversationRole role, List<ContentBlock> content) {

  public ConverseMessage {
    content = List.copyOf(content);
  }
}
