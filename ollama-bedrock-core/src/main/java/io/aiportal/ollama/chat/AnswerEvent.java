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

  private static long bytesOf(@Nullable String text) {
    return text == null ? 0 : (long) Character.BYTES * text.length();
  }

  /** See {@link AnswerSink#text}. */
  record Text(String text) implements AnswerEvent {

    @Override
    public void tell(AnswerSink sink) {
      sink.text(text);
    }

    @Override
    public long bytes() {
      return BYTES_AROUND + bytesOf(text);
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
          + bytesOf(citation.text())
          + bytesOf(citation.title())
          + bytesOf(citation.source());
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
      return BYTES_AROUND + bytesOf(text);
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
      return BYTES_AROUND + bytesOf(signature);
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
