package io.aiportal.ollama.chat;

import java.util.List;

/**
 * A complete answer, kept to be given again.
 *
 * @param events its content, in the order of the model
 * @param end how it ended, and what it took then
 * @param warnings what of the call has no effect, a sentence each
 */
public record KeptAnswer(List<AnswerEvent> events, AnswerEnd end, List<String> warnings) {

  private static final int BYTES_AROUND = 400;

  public KeptAnswer {
    events = List.copyOf(events);
    warnings = List.copyOf(warnings);
  }

  /** The memory that it takes, in bytes, about. */
  public long bytes() {
    long told = warnings.stream().mapToLong(String::length).sum();
    long fields = end.additionalFields().isEmpty() ? 0 : end.additionalFields().toString().length();
    return BYTES_AROUND + 2 * (told + fields) + events.stream().mapToLong(AnswerEvent::bytes).sum();
  }
}
