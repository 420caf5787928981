package io.aiportal.testkit.bedrock.eventstream;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * One message of an event stream.
 *
 * <p>A frame is the total length, the length of the headers and a CRC of these two (the prelude),
 * then the headers, the payload, and a CRC of everything before it. All numbers are big-endian.
 *
 * @param headers string headers in the order in which they are sent; Bedrock sends no other type
 * @param payload not copied: it must not be changed
 */
@SuppressWarnings("ArrayRecordComponent") // messages are compared by their frames
public record EventStreamMessage(Map<String, String> headers, byte[] payload) {

  static final int PRELUDE_LENGTH = 12;
  static final int CRC_LENGTH = 4;
  private static final byte STRING = 7;

  public EventStreamMessage {
    headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
  }

  /** The value of a header; null if there is none of that name. */
  public @Nullable String header(String name) {
    return headers.get(name);
  }

  /** The frame. */
  public byte[] encode() {
    int headersLength = headersLength();
    int total = PRELUDE_LENGTH + headersLength + payload.length + CRC_LENGTH;
    ByteBuffer frame = ByteBuffer.allocate(total);
    frame.putInt(total).putInt(headersLength);
    frame.putInt(crc(frame.array(), 0, 8));
    headers.forEach((name, value) -> putHeader(frame, name, value));
    frame.put(payload);
    frame.putInt(crc(frame.array(), 0, total - CRC_LENGTH));
    return frame.array();
  }

  /**
   * All messages of a complete stream.
   *
   * @throws IllegalArgumentException if it isn't one: cut short, a wrong CRC, a header of a type
   *     other than string
   */
  public static List<EventStreamMessage> decodeAll(byte[] stream) {
    ByteBuffer rest = ByteBuffer.wrap(stream);
    List<EventStreamMessage> messages = new ArrayList<>();
    while (rest.hasRemaining()) {
      messages.add(decode(stream, rest));
    }
    return messages;
  }

  private static EventStreamMessage decode(byte[] stream, ByteBuffer rest) {
    int start = rest.position();
    if (rest.remaining() < PRELUDE_LENGTH + CRC_LENGTH) {
      throw new IllegalArgumentException("The stream ends within a prelude, at byte " + start);
    }
    int total = rest.getInt();
    int headersLength = rest.getInt();
    checkCrc(stream, rest, start, "prelude");
    if (total < PRELUDE_LENGTH + headersLength + CRC_LENGTH || total > rest.limit() - start) {
      throw new IllegalArgumentException("The stream ends within the frame at byte " + start);
    }
    Map<String, String> headers = headers(rest, rest.position() + headersLength);
    byte[] payload = new byte[total - PRELUDE_LENGTH - headersLength - CRC_LENGTH];
    rest.get(payload);
    checkCrc(stream, rest, start, "message");
    return new EventStreamMessage(headers, payload);
  }

  private static void checkCrc(byte[] stream, ByteBuffer rest, int start, String what) {
    int expected = crc(stream, start, rest.position() - start);
    if (rest.getInt() != expected) {
      throw new IllegalArgumentException(
          "Wrong " + what + " CRC in the frame at byte " + start + " of the stream");
    }
  }

  private static Map<String, String> headers(ByteBuffer rest, int end) {
    Map<String, String> headers = new LinkedHashMap<>();
    while (rest.position() < end) {
      String name = string(rest, rest.get() & 0xff);
      byte type = rest.get();
      if (type != STRING) {
        throw new IllegalArgumentException("Header " + name + " has the type " + type);
      }
      headers.put(name, string(rest, rest.getShort() & 0xffff));
    }
    return headers;
  }

  private static String string(ByteBuffer rest, int length) {
    byte[] bytes = new byte[length];
    rest.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private int headersLength() {
    int length = 0;
    for (Map.Entry<String, String> header : headers.entrySet()) {
      length += 1 + utf8(header.getKey()).length + 1 + 2 + utf8(header.getValue()).length;
    }
    return length;
  }

  private static void putHeader(ByteBuffer frame, String name, String value) {
    byte[] nameBytes = utf8(name);
    byte[] valueBytes = utf8(value);
    frame.put((byte) nameBytes.length).put(nameBytes).put(STRING);
    frame.putShort((short) valueBytes.length).put(valueBytes);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static int crc(byte[] bytes, int from, int length) {
    CRC32 crc = new CRC32();
    crc.update(bytes, from, length);
    return (int) crc.getValue();
  }
}
