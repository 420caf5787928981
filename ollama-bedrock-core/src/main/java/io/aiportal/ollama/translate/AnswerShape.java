package io.aiportal.ollama.translate;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the answer to a translated request must be read.
 *
 * @param toolNames the caller's name of each tool, by the name that Bedrock was given
 * @param schemaTool the tool whose input is the answer itself, because a schema was asked for; null
 *     where there is none
 * @param jsonOnly whether only the first JSON value of the text counts
 * @param showThinking whether the caller wants to see thinking
 */
public record AnswerShape(
    Map<String, String> toolNames,
    @Nullable String schemaTool,
    boolean jsonOnly,
    boolean showThinking) {

  /** Text, thinking and the caller's own tool names. */
  public static final AnswerShape PLAIN = new AnswerShape(Map.of(), null, false, true);

  public AnswerShape {
    toolNames = Map.copyOf(toolNames);
  }
}
