package io.aiportal.ollama.api.systemone;

import io.aiportal.ollama.bedrock.Citation;
import io.aiportal.ollama.chat.AnswerEnd;
import io.aiportal.ollama.chat.AnswerSink;
import io.aiportal.ollama.chat.ChatContent;
import java.util.function.Consumer;

/**
 * What a model said to a request for decisions.
 *
 * @param text its answer, without what it thought
 * @param end how the answer ended
 */
public record WholeText(String text, AnswerEnd end) {

  /** Takes an answer and passes it on when it has ended. */
  static AnswerSink sink(Consumer<WholeText> out) {
    return new Sink(out);
  }

  private static final class Sink implements AnswerSink {

    private final Consumer<WholeText> out;
    private final StringBuilder text = new StringBuilder();

    Sink(Consumer<WholeText> out) {
      this.out = out;
    }

    /** What an attempt before this one began to say does not count. */
    @Override
    public void start() {
      text.setLength(0);
    }

    @Override
    public void text(String more) {
      text.append(more);
    }

    @Override
    public void citation(Citation citation) {}

    @Override
    public void reasoning(String thought) {}

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
      out.accept(new WholeText(text.toString(), end));
    }
  }
}
