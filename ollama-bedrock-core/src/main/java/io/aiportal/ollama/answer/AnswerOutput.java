package io.aiportal.ollama.answer;

import io.aiportal.ollama.bedrock.Citation;
import io.aiportal.ollama.chat.AnswerEnd;
import io.aiportal.ollama.chat.AnswerSink;
import io.aiportal.ollama.chat.ChatContent;

/**
 * What of an answer reaches the caller's sink: nothing empty, thinking only where it is wanted, and
 * the end of a block only where something of it was passed on.
 */
final class AnswerOutput {

  private final AnswerSink sink;
  private final boolean showReasoning;
  private boolean blockOpen;
  private boolean textOpen;
  private boolean told;
  private boolean answering;
  private boolean empty = true;
  private boolean calling;

  AnswerOutput(AnswerSink sink, boolean showReasoning) {
    this.sink = sink;
    this.showReasoning = showReasoning;
  }

  /** Whether anything at all was passed on. */
  boolean isTold() {
    return told;
  }

  /** Whether anything of the answer itself was passed on; what was thought before it is none. */
  boolean isAnswering() {
    return answering;
  }

  /** Whether neither text nor a complete call was passed on. */
  boolean isEmpty() {
    return empty;
  }

  /** Whether a complete call was passed on. */
  boolean isCalling() {
    return calling;
  }

  void text(String text) {
    if (!text.isEmpty()) {
      empty = false;
      open();
      textOpen = true;
      answering = true;
      sink.text(text);
    }
  }

  void citation(Citation citation) {
    open();
    textOpen = true;
    answering = true;
    sink.citation(citation);
  }

  void reasoning(String text) {
    if (showReasoning && !text.isEmpty()) {
      open();
      sink.reasoning(text);
    }
  }

  void reasoningSignature(String signature) {
    if (showReasoning && !signature.isEmpty()) {
      open();
      sink.reasoningSignature(signature);
    }
  }

  void redactedReasoning(byte[] data) {
    if (showReasoning && data.length > 0) {
      open();
      sink.redactedReasoning(data);
    }
  }

  void toolUseStart(int index, String id, String name) {
    open();
    answering = true;
    sink.toolUseStart(index, id, name);
  }

  void toolUseInput(int index, String json) {
    if (!json.isEmpty()) {
      sink.toolUseInput(index, json);
    }
  }

  void toolUse(int index, ChatContent.ToolUse call) {
    empty = false;
    calling = true;
    open();
    answering = true;
    sink.toolUse(index, call);
  }

  private void open() {
    told = true;
    blockOpen = true;
  }

  void blockEnd() {
    if (blockOpen) {
      blockOpen = false;
      textOpen = false;
      sink.blockEnd();
    }
  }

  /** Ends a block of text, and no other. */
  void textEnd() {
    if (textOpen) {
      blockEnd();
    }
  }

  void end(AnswerEnd end) {
    sink.end(end);
  }
}
