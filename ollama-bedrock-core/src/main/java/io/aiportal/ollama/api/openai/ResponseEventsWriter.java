package io.aiportal.ollama.api.openai;

import static io.aiportal.ollama.internal.json.LineBuffer.ascii;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.internal.go.GoEncoder;
import io.aiportal.ollama.internal.json.LineBuffer;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes a streamed response: an event for each step, its fields in the order of their names. */
final class ResponseEventsWriter extends ResponseAnswer {

  private static final ObjectMapper SORTED =
      GoEncoder.mapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

  private static final int USUAL_READ = 2048;

  private final LineBuffer events = new LineBuffer(USUAL_READ);
  private int sequence;

  /** A writer for one answer; parameters as of its answer. */
  ResponseEventsWriter(ResponsesRequest request, int number, Clock clock) {
    super(request, number, clock);
  }

  @Override
  public String contentType() {
    return EventsWriter.CONTENT_TYPE;
  }

  @Override
  public ByteBuffer ready() {
    return events.view();
  }

  @Override
  public void clear() {
    events.clear();
  }

  @Override
  public void fail(CallException error) {
    failed(error);
  }

  @Override
  void event(String type, Map<String, @Nullable Object> fields) {
    fields.put("type", type);
    fields.put("sequence_number", sequence++);
    byte[] data = json(fields);
    events.append(ascii("event: " + type + "\n"));
    events.append(EventsWriter.DATA).append(data).append(EventsWriter.END_OF_EVENT);
  }

  private static byte[] json(Map<String, @Nullable Object> fields) {
    try {
      return SORTED.writeValueAsBytes(fields);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an event cannot be written as JSON", e);
    }
  }
}
