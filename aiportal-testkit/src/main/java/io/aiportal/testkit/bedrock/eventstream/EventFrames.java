package io.aiportal.testkit.bedrock.eventstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/**
 * Makes the frames of Bedrock's streams.
 *
 * <p>Every payload gets a padding member {@code p} of random length, at its place in the alphabet
 * as Bedrock sends it; the lengths repeat from one run to the next. Safe for several threads.
 */
public final class EventFrames {

  private static final String PADDING =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
  private static final int SHORTEST_PADDING = 2;

  private final Random random = new Random(1);

  /** An event of that type, with padding. */
  public byte[] event(String type, ObjectNode payload) {
    return frame(":event-type", type, "event", bytes(padded(payload)));
  }

  /** An event whose payload is exactly these bytes, whatever they are. */
  public byte[] rawEvent(String type, byte[] payload) {
    return frame(":event-type", type, "event", payload);
  }

  /** An exception of that type, such as {@code throttlingException}, with padding. */
  public byte[] exception(String type, ObjectNode payload) {
    return frame(":exception-type", type, "exception", bytes(padded(payload)));
  }

  private static byte[] frame(String typeHeader, String type, String messageType, byte[] payload) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put(typeHeader, type);
    headers.put(":content-type", "application/json");
    headers.put(":message-type", messageType);
    return new EventStreamMessage(headers, payload).encode();
  }

  private ObjectNode padded(ObjectNode payload) {
    String padding = padding();
    ObjectNode padded = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> member : payload.properties()) {
      if (!padded.has("p") && member.getKey().compareTo("p") > 0) {
        padded.put("p", padding);
      }
      padded.set(member.getKey(), member.getValue());
    }
    return padded.has("p") ? padded : padded.put("p", padding);
  }

  private String padding() {
    int length = SHORTEST_PADDING + random.nextInt(PADDING.length() - SHORTEST_PADDING);
    return PADDING.substring(0, length);
  }

  private static byte[] bytes(JsonNode json) {
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }
}
