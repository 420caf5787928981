package io.aiportal.ollama.api.ollama;

import io.aiportal.ollama.bedrock.Citation;
import io.aiportal.ollama.chat.AnswerEnd;
import io.aiportal.ollama.chat.AnswerSink;
import io.aiportal.ollama.chat.ChatContent;

/** Passes one record on where nothing was asked, so that nothing but the end can come. */
record LoadedRecord(Runnable out) implements AnswerSink {

  @Override
  public void start() {}

  @Override
  public void text(String text) {}

  @Override
  public void citation(Citation citation) {}

  @Override
  public void reasoning(String text) {}

  @Override
  public void reasoningSignature(String signature) {}

  @Override
  public void redactedReasoning(byte[] data) {}

  @Override
  public void toolUseStart(int index, String id, String name) {}

  @Override
  public void toolUseInput(int index, String json) {}

  @Override
  public void toolUse(int index, ChatContent.ToolUse call) {}

  @Override
  public void blockEnd() {}

  @Override
  public void end(AnswerEnd end) {
    out.run();
  }
}
