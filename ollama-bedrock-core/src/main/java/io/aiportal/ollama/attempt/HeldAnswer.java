package io.aiportal.ollama.attempt;

import io.aiportal.ollama.bedrock.Citation;
import io.aiportal.ollama.chat.AnswerEnd;
import io.aiportal.ollama.chat.AnswerSink;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.ChatContent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Keeps an answer until it is known to be one; of bounded size. */
final class HeldAnswer implements AnswerSink {

  /** Characters and bytes together; several times the longest answer of any model. */
  static final int MOST = 4 * 1024 * 1024;

  private final List<Consumer<AnswerSink>> kept = new ArrayList<>();
  private int size;

  /** Tells another sink all that was kept. */
  void release(AnswerSink sink) {
    kept.forEach(part -> part.accept(sink));
  }

  private void keep(int length, Consumer<AnswerSink> part) {
    size += length;
    if (size > MOST) {
      throw CallException.badAnswer(
          "the model's answer is longer than " + MOST + " characters; please try again");
    }
    kept.add(part);
  }

  @Override
  public void start() {}

  @Override
  public void text(String text) {
    keep(text.length(), sink -> sink.text(text));
  }

  @Override
  public void citation(Citation citation) {
    keep(citation.text().length(), sink -> sink.citation(citation));
  }

  @Override
  public void reasoning(String text) {
    keep(text.length(), sink -> sink.reasoning(text));
  }

  @Override
  public void reasoningSignature(String signature) {
    keep(signature.length(), sink -> sink.reasoningSignature(signature));
  }

  @Override
  public void redactedReasoning(byte[] data) {
    keep(data.length, sink -> sink.redactedReasoning(data));
  }

  @Override
  public void toolUseStart(int index, String id, String name) {
    keep(id.length() + name.length(), sink -> sink.toolUseStart(index, id, name));
  }

  @Override
  public void toolUseInput(int index, String json) {
    keep(json.length(), sink -> sink.toolUseInput(index, json));
  }

  @Override
  public void toolUse(int index, ChatContent.ToolUse call) {
    keep(0, sink -> sink.toolUse(index, call));
  }

  @Override
  public void blockEnd() {
    keep(0, AnswerSink::blockEnd);
  }

  @Override
  public void end(AnswerEnd end) {
    keep(0, sink -> sink.end(end));
  }
}
