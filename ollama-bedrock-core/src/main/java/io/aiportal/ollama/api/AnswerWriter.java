package io.aiportal.ollama.api;

import io.aiportal.ollama.chat.AnswerSink;
import io.aiportal.ollama.chat.CallException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Writes one answer in the bytes of an API, into a buffer of its own.
 *
 * <p>What it is told is serialised whole before it is appended; what cannot be serialised leaves
 * nothing behind. Confined to one thread at a time, like the answer that it writes.
 */
public interface AnswerWriter extends AnswerSink {

  /** The media type of a streamed answer, such as {@code application/x-ndjson}. */
  String contentType();

  /** The bytes that are ready to go out; a view that the next event makes stale. */
  ByteBuffer ready();

  /** Forgets what was ready, because it went out. */
  void clear();

  /**
   * What callers and operators should know of the answer that was written, a sentence each; known
   * when it has ended. They quote nobody.
   */
  default List<String> warnings() {
    return List.of();
  }

  /** Appends what tells a reader, after the answer had begun, that it failed. */
  void fail(CallException error);
}
