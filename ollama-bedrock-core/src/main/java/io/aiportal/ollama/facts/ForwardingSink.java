package io.aiportal.ollama.facts;

import io.aiportal.ollama.bedrock.Citation;
import io.aiportal.ollama.chat.AnswerEnd;
import io.aiportal.ollama.chat.AnswerSink;
import io.aiportal.ollama.chat.ChatContent;

/** Tells another sink all that it is told. */
public abstract class ForwardingSink implements AnswerSink {

  private final AnswerSink sink;

  protected ForwardingSink(AnswerSink sink) {
    this.sink = sink;
  }

  @Override
  public void start() {
    sink.start();
  }

  @Override
  public void text(String text) {
    sink.text(text);
  }

  @Override
  public void citation(Citation citation) {
    sink.citation(citation);
  }

  @Override
  public void reasoning(String text) {
    sink.reasoning(text);
  }

  @Override
  public void reasoningSignature(String signature) {
    sink.reasoningSignature(signature);
  }

  @Override
  public void redactedReasoning(byte[] data) {
    sink.redactedReasoning(data);
  }

  @Override
  public void toolUseStart(int index, String id, String name) {
    sink.toolUseStart(index, id, name);
  }

  @Override
  public void toolUseInput(int index, String json) {
    sink.toolUseInput(index, json);
  }

  @Override
  public void toolUse(int index, ChatContent.ToolUse call) {
    sink.toolUse(index, call);
  }

  @Override
  public void blockEnd() {
    sink.blockEnd();
  }

  @Override
  public void end(AnswerEnd end) {
    sink.end(end);
  }
}
