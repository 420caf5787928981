package io.aiportal.ollama.answer;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the answer to a planned request must be read.
 *
 * @param toolNames the caller's name of each tool, by the name that Bedrock was given; names that
 *     are the same on both sides may be missing
 * @param answerTool the tool whose input is the answer itself, because a schema was asked for; null
 *     where there is none
 * @param json what JSON is looked for in the text
 * @param showReasoning whether the caller wants to see thinking
 */
public record AnswerShape(
    Map<String, String> toolNames,
    @Nullable String answerTool,
    JsonText json,
    boolean showReasoning) {

  /** Text, thinking and the caller's own tool names. */
  public static final AnswerShape PLAIN = new AnswerShape(Map.of(), null, JsonText.NONE, true);

  public AnswerShape {
    toolNames = Map.copyOf(toolNames);
  }

  /** What JSON is looked for in a text that may have other things around it. */
  public enum JsonText {
    /** None: the text is the answer. */
    NONE,
    /** An object. */
    OBJECT,
    /** An array. */
    ARRAY,
    /** An object or an array. */
    OBJECT_OR_ARRAY,
    /** Any JSON value, a bare string or number too. */
    ANY
  }
}
