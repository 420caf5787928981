package io.aiportal.ollama.chat;

import io.aiportal.ollama.bedrock.Citation;
import org.jspecify.annotations.Nullable;

/** An event of an answer, kept to be told again: one kind for each method of {@link AnswerSink}. */
public sealed interface AnswerEvent {

  /** What an event takes in memory besides its own texts, in bytes, about. */
  int BYTES_AROUND = 48;

  /** Tells it. */
  void tell(AnswerSink sink);

  /** The memory that it takes, in bytes, about. */
  default long bytes() {
    return BYTES_AROUND;
  }

  /** See {@link AnswerSink#text}. */
  record Text(String text) implements AnswerEvent {

    @Override
    public void tell(AnswerSink sink) {
      sink.text(text);
    }

    @Override
    public long bytes() {
      return BYTES_AROUND + 2L * text.length();
    }
  }

  /** See {@link AnswerSink#citation}. */
  record Cited(Citation citation) implements AnswerEvent {

    @Override
    public void tell(AnswerSink sink) {
      sink.citation(citation);
    }

    @Override
    public long bytes() {
      return 2L * BYTES_AROUND
          + 2L * citation.text().length()
          + length(citation.title())
          + length(citation.source());
    }

    private static long length(@Nullable String text) {
      return text == null ? 0 : 2L * text.length();
    }
  }

  /** See {@link AnswerSink#reasoning}. */
  record ReasoningText(String text) implements AnswerEvent {

    @Override
    public void tell(AnswerSink sink) {
      sink.reasoning(text);
    }

    @Override
    public long bytes() {
      return BYTES_AROUND + 2L * text.length();
    }
  }

  /** See {@link AnswerSink#reasoningSignature}. */
  record ReasoningSignature(String signature) implements AnswerEvent {

    @Override
    public void tell(AnswerSink sink) {
      sink.reasoningSignature(signature);
    }

    @Override
    public long bytes() {
      return BYTES_AROUND + 2L * signature.length();
    }
  }

  /** See {@link AnswerSink#redactedReasoning}. */
  record RedactedReasoning(byte[] data) implements AnswerEvent {

    @Override
    public void tell(AnswerSink sink) {
      sink.redactedReasoning(data);
    }

    @Override
    public long bytes() {
      return BYTES_AROUND + (long) data.length;
    }
  }

  /** See {@link AnswerSink#blockEnd}. */
  record BlockEnd() implements AnswerEvent {

    @Override
    public void tell(AnswerSink sink) {
      sink.blockEnd();
    }
  }
}
