package io.aiportal.ollama.server.http;

import io.aiportal.ollama.api.ollama.OllamaApi;
import io.aiportal.ollama.chat.CallException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.xnio.conduits.AbstractStreamSinkConduit;
import org.xnio.conduits.StreamSinkConduit;

/**
 * Says what is wrong with bytes that are no request, in the words of Go's server.
 *
 * <p>Undertow's parser answers by itself, past every handler, and without a word.
 */
final class ParserAnswers extends AbstractStreamSinkConduit<StreamSinkConduit> {

  private static final Pattern SILENT = Pattern.compile("HTTP/1\\.[01] 400 ([^\r]*)\r\n(?s:.*)");

  private static final String BAD_REQUEST = "400 Bad Request";

  /** What is said of a head that is larger than any may be. */
  static final byte[] TOO_LARGE = text("431 Request Header Fields Too Large");

  /** What is said of a target that is neither a path nor a URL. */
  static final byte[] BAD_TARGET = text(BAD_REQUEST);

  /** Undertow's answer is being written in these words. */
  private @Nullable ByteBuffer instead;

  /** Whether all has been said. */
  private boolean ended;

  /** Whether a request is under way, and what is written is the answer of a handler. */
  private volatile boolean answering;

  ParserAnswers(StreamSinkConduit next) {
    super(next);
  }

  /** Tells whether a request is under way. */
  void answering(boolean underWay) {
    answering = underWay;
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
    ended = true;
    super.write(ByteBuffer.wrap(answer));
    terminateWrites();
    flush();
  }

  /** Undertow closes what cannot be written any more, and with it what the client still sends. */
  @Override
  public boolean isWriteShutdown() {
    return !ended && super.isWriteShutdown();
  }

  @Override
  public int write(ByteBuffer src) throws IOException {
    return isSilent(src) ? writeInstead(src) : super.write(src);
  }

  @Override
  public int writeFinal(ByteBuffer src) throws IOException {
    if (!isSilent(src)) {
      return super.writeFinal(src);
    }
    int taken = writeInstead(src);
    if (!src.hasRemaining()) {
      terminateWrites();
    }
    return taken;
  }

  private boolean isSilent(ByteBuffer src) {
    if (instead == null && !answering && src.hasRemaining()) {
      String written = StandardCharsets.ISO_8859_1.decode(src.duplicate()).toString();
      Matcher silent = SILENT.matcher(written);
      if (silent.matches()) {
        instead = ByteBuffer.wrap(text(BAD_REQUEST + reason(silent.group(1))));
      }
    }
    return instead != null;
  }

  /** Go's reason for refusing a request, by Undertow's. */
  private static String reason(String undertows) {
    if (!undertows.contains("Host")) {
      return "";
    }
    return switch (undertows) {
      case "No Host Header" -> ": missing required Host header";
      case "Only One Host Header Allowed" -> ": too many Host headers";
      default -> ": malformed Host header";
    };
  }

  private int writeInstead(ByteBuffer src) throws IOException {
    ByteBuffer rest = Objects.requireNonNull(instead);
    super.write(rest);
    if (rest.hasRemaining()) {
      return 0;
    }
    int taken = src.remaining();
    src.position(src.limit());
    return taken;
  }
}
