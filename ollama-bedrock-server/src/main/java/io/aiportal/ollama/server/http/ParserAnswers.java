package io.aiportal.ollama.server.http;

import io.aiportal.ollama.api.ollama.OllamaApi;
import io.aiportal.ollama.chat.CallException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.xnio.conduits.AbstractStreamSinkConduit;
import org.xnio.conduits.StreamSinkConduit;

/**
 * Says what is wrong with bytes that are no request, in the words of Go's server.
 *
 * <p>Undertow's parser answers by itself, past every handler, and without a word.
 */
final class ParserAnswers extends AbstractStreamSinkConduit<StreamSinkConduit> {

  /** What Undertow writes where it cannot read a request. */
  private static final ByteBuffer SILENT =
      ByteBuffer.wrap(
          bytes("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));

  private static final byte[] BAD_REQUEST = text("400 Bad Request");

  /** What is said of a head that is larger than any may be. */
  static final byte[] TOO_LARGE = text("431 Request Header Fields Too Large");

  /** Undertow's answer is being written in these words. */
  private @Nullable ByteBuffer instead;

  ParserAnswers(StreamSinkConduit next) {
    super(next);
  }

  /** What is said of a head for which there is no memory. */
  static byte[] noRoom(CallException error) {
    String body = new String(OllamaApi.errorBody(error), StandardCharsets.UTF_8);
    return bytes(
        "HTTP/1.1 503 Service Unavailable\r\nContent-Type: "
            + Reply.JSON
            + "\r\nRetry-After: "
            + Reply.BUSY.toSeconds()
            + "\r\nConnection: close\r\n\r\n"
            + body);
  }

  /** Go's way of saying it: a line of text, and the end of the connection. */
  private static byte[] text(String status) {
    return bytes(
        "HTTP/1.1 "
            + status
            + "\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n"
            + status);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Writes an answer and ends this side; a few bytes fit into the socket's own buffer. */
  void end(byte[] answer) throws IOException {
    super.write(ByteBuffer.wrap(answer));
    terminateWrites();
    flush();
  }

  @Override
  public int write(ByteBuffer src) throws IOException {
    if (instead == null && !src.equals(SILENT)) {
      return super.write(src);
    }
    ByteBuffer rest = instead == null ? ByteBuffer.wrap(BAD_REQUEST) : instead;
    instead = rest;
    super.write(rest);
    if (rest.hasRemaining()) {
      return 0;
    }
    int taken = src.remaining();
    src.position(src.limit());
    return taken;
  }
}
