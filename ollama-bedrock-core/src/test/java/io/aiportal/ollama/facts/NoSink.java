package io.aiportal.ollama.facts;

import io.aiportal.ollama.bedrock.Citation;
import io.aiportal.ollama.chat.AnswerEnd;
import io.aiportal.ollama.chat.AnswerSink;
import io.aiportal.ollama.chat.ChatContent;

/** Takes an answer and makes nothing of it. */
class NoSink implements AnswerSink {

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
  public void end(AnswerEnd end) {}
}
