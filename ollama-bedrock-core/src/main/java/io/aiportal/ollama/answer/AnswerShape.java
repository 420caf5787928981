package io.aiportal.ollama.answer;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the answer to a planned request must be read.
 *
 * @param tools how its tool calls are read
 * @param answerTool the tool whose input is the answer itself, because a schema was asked for; null
 *     where there is none
 * @param json what JSON is looked for in the text
 * @param showReasoning whether the caller wants to see thinking
 * @param stopSequences texts that end the answer and that the model was not told of; empty for none
 * @param format what JSON the answer must be; null for any text
 * @param thinkingTag the tag between which the model writes thinking into its text; empty for none
 * @param documentNames the names that the caller gave the documents that may be cited, by those
 *     that Bedrock knows them by; null for a document without a name
 */
public record AnswerShape(
    ToolShape tools,
    @Nullable String answerTool,
    JsonText json,
    boolean showReasoning,
    List<String> stopSequences,
    @Nullable AnswerFormat format,
    String thinkingTag,
    Map<String, @Nullable String> documentNames) {

  /** Text, thinking and the caller's own tool names. */
  public static final AnswerShape PLAIN =
      new AnswerShape(ToolShape.PLAIN, null, JsonText.NONE, true, List.of(), null, "", Map.of());

  public AnswerShape {
    stopSequences = List.copyOf(stopSequences);
    documentNames = Collections.unmodifiableMap(new HashMap<>(documentNames));
  }

  /** Whether the answer has to be JSON, in its text or as the input of a tool. */
  boolean wantsJson() {
    return format != null || answerTool != null || json != JsonText.NONE;
  }

  /** This shape, with another way to read tool calls. */
  public AnswerShape withTools(ToolShape shape) {
    return new AnswerShape(
        shape, answerTool, json, showReasoning, stopSequences, format, thinkingTag, documentNames);
  }

  /** This shape, with a tool whose input is the answer; null for none. */
  public AnswerShape withAnswerTool(@Nullable String tool) {
    return new AnswerShape(
        tools, tool, json, showReasoning, stopSequences, format, thinkingTag, documentNames);
  }

  /** This shape, with what JSON is looked for in the text. */
  public AnswerShape withJson(JsonText wanted) {
    return new AnswerShape(
        tools,
        answerTool,
        wanted,
        showReasoning,
        stopSequences,
        format,
        thinkingTag,
        documentNames);
  }

  /** This shape, with thinking shown or not. */
  public AnswerShape withShowReasoning(boolean show) {
    return new AnswerShape(
        tools, answerTool, json, show, stopSequences, format, thinkingTag, documentNames);
  }

  /** This shape, with texts that end the answer. */
  public AnswerShape withStopSequences(List<String> sequences) {
    return new AnswerShape(
        tools, answerTool, json, showReasoning, sequences, format, thinkingTag, documentNames);
  }

  /** This shape, with what JSON the answer must be; null for any text. */
  public AnswerShape withFormat(@Nullable AnswerFormat wanted) {
    return new AnswerShape(
        tools, answerTool, json, showReasoning, stopSequences, wanted, thinkingTag, documentNames);
  }

  /** This shape, with the tag between which the model writes thinking; empty for none. */
  public AnswerShape withThinkingTag(String tag) {
    return new AnswerShape(
        tools, answerTool, json, showReasoning, stopSequences, format, tag, documentNames);
  }

  /** This shape, with the names that the caller gave its documents, by Bedrock's. */
  public AnswerShape withDocumentNames(Map<String, @Nullable String> names) {
    return new AnswerShape(
        tools, answerTool, json, showReasoning, stopSequences, format, thinkingTag, names);
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
