package io.aiportal.ollama.api.openai;

import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.internal.go.GoEncoder;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes a whole response as one JSON object when it is complete: what its last event holds. */
final class ResponseObjectWriter extends ResponseAnswer {

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private ByteBuffer body = NOTHING;

  /** A writer for one answer; parameters as of its answer. */
  ResponseObjectWriter(ResponsesRequest request, int number, Clock clock) {
    super(request, number, clock);
  }

  @Override
  public String contentType() {
    return WholeAnswerWriter.CONTENT_TYPE;
  }

  @Override
  public ByteBuffer ready() {
    return body.duplicate();
  }

  @Override
  public void clear() {
    body = NOTHING;
  }

  @Override
  void event(String type, Map<String, @Nullable Object> fields) {
    if (type.equals("response.completed") || type.equals("response.incomplete")) {
      body = ByteBuffer.wrap(JsonLine.of(GoEncoder.encode(fields.get("response"))));
    }
  }

  /** An error takes the place of the answer. */
  @Override
  public void fail(CallException error) {
    body = ByteBuffer.wrap(JsonLine.of(OpenAiError.body(error)));
  }
}
