package io.aiportal.ollama.api.openai;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message of a chat, as the caller writes it.
 *
 * @param role who speaks
 * @param content what is said: a text, or a list of parts
 * @param reasoning what the model thought before it; empty for nothing
 * @param toolCalls what the model called; null where the caller does not say
 * @param name the tool whose result this is; empty where the caller does not say
 * @param toolCallId the call whose result this is; empty where the caller does not say
 */
public record ChatMessage(
    String role,
    @Nullable Object content,
    String reasoning,
    @Nullable List<FunctionCall> toolCalls,
    String name,
    String toolCallId) {

  /**
   * A call of a tool in an earlier answer.
   *
   * @param id names the call; empty where the caller lost it
   * @param name the tool's name
   * @param arguments a JSON object as text
   */
  public record FunctionCall(String id, String name, String arguments) {}
}
