package io.aiportal.ollama.server.transport;

import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.bedrock.BedrockException.Kind;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/**
 * Cuts a stream of bytes into messages of AWS's event-stream format ({@code
 * application/vnd.amazon.eventstream}).
 *
 * <p>A message is its length, the length of its headers and a checksum of both; headers; a payload;
 * and a checksum of everything before it. Both checksums are looked at, and no length is believed
 * before. Memory is kept only for a message that a read has cut in two: the SDK's own decoder keeps
 * 2 MiB for every stream.
 */
final class EventStreamDecoder {

  /** What AWS allows. */
  static final int MOST_PAYLOAD_BYTES = 24 << 20;

  static final int MOST_HEADER_BYTES = 128 << 10;

  private static final int PRELUDE_BYTES = 12;
  private static final int CHECKSUM_BYTES = 4;
  private static final int SHORTEST_MESSAGE = PRELUDE_BYTES + CHECKSUM_BYTES;
  private static final int LONGEST_MESSAGE =
      SHORTEST_MESSAGE + MOST_HEADER_BYTES + MOST_PAYLOAD_BYTES;

  private static final byte[] NOTHING = {};
  private static final int FIRST_ROOM = 1024;

  private final Receiver receiver;
  private final CRC32 checksum = new CRC32();
  private final EventStreamHeaders headers = new EventStreamHeaders();

  /** The beginning of a message whose rest is still to come. */
  private byte[] cut = NOTHING;

  private int cutLength;

  EventStreamDecoder(Receiver receiver) {
    this.receiver = receiver;
  }

  /** Hears the messages of a stream. */
  @FunctionalInterface
  interface Receiver {

    /**
     * The next message.
     *
     * @param headers its headers; only until this returns
     * @param bytes an array that holds its payload; only until this returns
     * @param offset where the payload begins
     * @param length the payload's bytes
     * @return whether more is welcome
     */
    boolean message(EventStreamHeaders headers, byte[] bytes, int offset, int length);
  }

  /**
   * Takes what was read, all of it, unless the receiver wants no more.
   *
   * @param read bytes with an array behind them
   * @throws BedrockException of kind {@code CORRUPT} if they are no messages
   */
  void decode(ByteBuffer read) {
    while (cutLength > 0 && read.hasRemaining()) {
      if (fill(read, PRELUDE_BYTES) && fill(read, checkedLength(cut, 0))) {
        int length = cutLength;
        cutLength = 0;
        if (!message(cut, 0, length)) {
          read.position(read.limit());
        }
      }
    }
    byte[] bytes = read.array();
    while (read.hasRemaining()) {
      int at = read.arrayOffset() + read.position();
      int length = read.remaining() < PRELUDE_BYTES ? LONGEST_MESSAGE : checkedLength(bytes, at);
      if (length > read.remaining()) {
        fill(read, read.remaining());
      } else {
        read.position(read.position() + length);
        if (!message(bytes, at, length)) {
          read.position(read.limit());
        }
      }
    }
  }

  /** Moves what was read behind the beginning, up to so many bytes of both; whether all came. */
  private boolean fill(ByteBuffer read, int wanted) {
    int more = Math.min(wanted - cutLength, read.remaining());
    if (more > 0) {
      if (cut.length < cutLength + more) {
        byte[] larger = new byte[Math.max(Math.max(FIRST_ROOM, 2 * cut.length), cutLength + more)];
        System.arraycopy(cut, 0, larger, 0, cutLength);
        cut = larger;
      }
      read.get(cut, cutLength, more);
      cutLength += more;
    }
    return cutLength >= wanted;
  }

  private int checkedLength(byte[] bytes, int at) {
    int length = int32(bytes, at);
    int headersLength = int32(bytes, at + 4);
    checksum.reset();
    checksum.update(bytes, at, 8);
    if ((int) checksum.getValue() != int32(bytes, at + 8)) {
      throw damaged("the checksum of a message's length is wrong");
    }
    if (length < SHORTEST_MESSAGE
        || headersLength < 0
        || headersLength > MOST_HEADER_BYTES
        || headersLength > length - SHORTEST_MESSAGE
        || length - SHORTEST_MESSAGE - headersLength > MOST_PAYLOAD_BYTES) {
      throw damaged("a message has an impossible length");
    }
    return length;
  }

  private boolean message(byte[] bytes, int at, int length) {
    int end = at + length - CHECKSUM_BYTES;
    checksum.reset();
    checksum.update(bytes, at, length - CHECKSUM_BYTES);
    if ((int) checksum.getValue() != int32(bytes, end)) {
      throw damaged("the checksum of a message is wrong");
    }
    int payload = at + PRELUDE_BYTES + int32(bytes, at + 4);
    headers.read(bytes, at + PRELUDE_BYTES, payload);
    return receiver.message(headers, bytes, payload, end - payload);
  }

  private static int int32(byte[] bytes, int at) {
    return (bytes[at] & 0xff) << 24
        | (bytes[at + 1] & 0xff) << 16
        | (bytes[at + 2] & 0xff) << 8
        | (bytes[at + 3] & 0xff);
  }

  static BedrockException damaged(String what) {
    return new BedrockException(Kind.CORRUPT, what, null);
  }
}
