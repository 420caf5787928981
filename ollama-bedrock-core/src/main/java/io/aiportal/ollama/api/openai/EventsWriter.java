package io.aiportal.ollama.api.openai;

import static io.aiportal.ollama.internal.json.LineBuffer.ascii;

import io.aiportal.ollama.api.AnswerWriter;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.internal.json.LineBuffer;
import java.nio.ByteBuffer;

/** Writes a streamed answer as server-sent events, none of which is longer than clients read. */
abstract class EventsWriter implements AnswerWriter {

  static final String CONTENT_TYPE = "text/event-stream";
  static final byte[] DATA = ascii("data: ");
  static final byte[] END_OF_EVENT = ascii("\n\n");

  private static final int USUAL_READ = 1024;

  /** The bytes that are ready to go out. */
  final LineBuffer events = new LineBuffer(USUAL_READ);

  @Override
  public final String contentType() {
    return CONTENT_TYPE;
  }

  @Override
  public final ByteBuffer ready() {
    return events.view();
  }

  @Override
  public final void clear() {
    events.clear();
  }

  /** A failure is an event of its own, after which nothing follows. */
  @Override
  public void fail(CallException error) {
    byte[] body = OpenAiError.body(error);
    events.append(DATA).append(body).append(END_OF_EVENT);
  }
}
