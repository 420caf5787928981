package io.aiportal.ollama;

import io.aiportal.ollama.internal.json.LineBuffer;

/**
 * Takes a streamed answer as finished NDJSON lines: the fast way out, for servers.
 *
 * <p>A failure before the first line can still become an HTTP error; one after it must become a
 * last line that says so, and never one with {@code done:true}.
 */
public interface LineSink extends AnswerListener {

  /** Where the next lines are to be appended. Asked for each line, on the thread that brings it. */
  LineBuffer lines();
}
