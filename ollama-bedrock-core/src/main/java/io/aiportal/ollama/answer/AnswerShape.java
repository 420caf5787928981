package io.aiportal.ollama.answer;

import org.jspecify.annotations.Nullable;

/**
 * How the answer to a planned request must be read.
 *
 * @param tools how its tool calls are read
 * @param answerTool the tool whose input is the answer itself, because a schema was asked for; null
 *     where there is none
 * @param json what JSON is looked for in the text
 * @param showReasoning whether the caller wants to see thinking
 */
public record AnswerShape(
    ToolShape tools, @Nullable String answerTool, JsonText json, boolean showReasoning) {

  /** Text, thinking and the caller's own tool names. */
  public static final AnswerShape PLAIN =
      new AnswerShape(ToolShape.PLAIN, null, JsonText.NONE, true);

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
