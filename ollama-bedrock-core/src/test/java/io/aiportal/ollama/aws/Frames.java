package io.aiportal.ollama.aws;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import software.amazon.eventstream.HeaderValue;
import software.amazon.eventstream.Message;

/** Frames of an event stream, as Bedrock sends them. */
final class Frames {

  private Frames() {}

  static byte[] event(String type, String payload) {
    return frame(
        Map.of(
            ":message-type", HeaderValue.fromString("event"),
            ":event-type", HeaderValue.fromString(type),
            ":content-type", HeaderValue.fromString("application/json")),
        payload);
  }

  static byte[] exception(String type, String payload) {
    return frame(
        Map.of(
            ":message-type", HeaderValue.fromString("exception"),
            ":exception-type", HeaderValue.fromString(type),
            ":content-type", HeaderValue.fromString("application/json")),
        payload);
  }

  static byte[] error(String code, String message) {
    return frame(
        Map.of(
            ":message-type", HeaderValue.fromString("error"),
            ":error-code", HeaderValue.fromString(code),
            ":error-message", HeaderValue.fromString(message)),
        "");
  }

  static byte[] text(String text) {
    return event(
        "contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"" + text + "\"}}");
  }

  static byte[] stop() {
    return event("messageStop", "{\"stopReason\":\"end_turn\"}");
  }

  private static byte[] frame(Map<String, HeaderValue> headers, String payload) {
    ByteBuffer bytes =
        new Message(headers, payload.getBytes(StandardCharsets.UTF_8)).toByteBuffer();
    byte[] frame = new byte[bytes.remaining()];
    bytes.get(frame);
    return frame;
  }
}
