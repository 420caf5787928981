package io.aiportal.ollama.chat;

import java.util.List;

/**
 * What one side says at once.
 *
 * @param role who speaks
 * @param content what is said, block by block; may be empty or blank
 */
public record Turn(Role role, List<ChatContent> content) {

  public Turn {
    content = List.copyOf(content);
  }

  /** A turn of these blocks. */
  public static Turn of(Role role, ChatContent... content) {
    return new Turn(role, List.of(content));
  }

  /** Instructions, at the place where they are given. */
  public static Turn system(String text) {
    return of(Role.SYSTEM, new ChatContent.Text(text));
  }

  /** What a person says. */
  public static Turn user(String text) {
    return of(Role.USER, new ChatContent.Text(text));
  }

  /** What the model said. */
  public static Turn assistant(String text) {
    return of(Role.ASSISTANT, new ChatContent.Text(text));
  }

  /** This turn without reasoning; itself if there is none. */
  public Turn withoutReasoning() {
    List<ChatContent> without =
        content.stream()
            .filter(
                block ->
                    !(block instanceof ChatContent.ReasoningText
                        || block instanceof ChatContent.RedactedReasoning))
            .toList();
    return without.size() == content.size() ? this : new Turn(role, without);
  }

  /** Who speaks; results of tools are the user's. */
  public enum Role {
    SYSTEM,
    USER,
    ASSISTANT
  }
}
