package io.aiportal.ollama.chat;

import io.aiportal.ollama.bedrock.Citation;

/**
 * Takes an answer, event by event in the order of the model; every API's writer is one.
 *
 * <p>First {@link #start}, then the content, then {@link #end} exactly once if the answer is
 * complete. An answer that fails never ends; whoever runs the call is told of the failure. Nothing
 * here has a default: a new kind of content must be thought of in every writer.
 *
 * <p>Calls come one after the other, on whatever thread brings the answer, and must not block.
 */
public interface AnswerSink {

  /** The model is being asked; what was before is not its time. */
  void start();

  /** More text, never empty. */
  void text(String text);

  /** What the text of the open block rests on. */
  void citation(Citation citation);

  /** More thinking that the caller may see, never empty. */
  void reasoning(String text);

  /** The model's proof that the thinking before it is unchanged; it closes that thinking. */
  void reasoningSignature(String signature);

  /** Thinking that only the model may read. */
  void redactedReasoning(byte[] data);

  /**
   * A tool call begins; {@link #toolUse} follows when it is complete.
   *
   * @param index the call's place among the calls of the answer, from 0
   * @param id names the call
   * @param name the tool's name as the caller spells it
   */
  void toolUseStart(int index, String id, String name);

  /**
   * More of a tool call's arguments, as they come; only between its start and its completion.
   *
   * @param index the call's place among the calls of the answer, from 0
   * @param json a fragment of JSON text, never empty
   */
  void toolUseInput(int index, String json);

  /**
   * A tool call is complete.
   *
   * @param index the call's place among the calls of the answer, from 0
   * @param call the whole of it, with its id; the fragments of its arguments came before
   */
  void toolUse(int index, ChatContent.ToolUse call);

  /** A block of the model's answer is complete. */
  void blockEnd();

  /** The answer is complete; nothing follows. */
  void end(AnswerEnd end);
}
