package io.aiportal.ollama.server.transport;

import static io.aiportal.ollama.server.transport.EventStreamDecoder.damaged;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The headers of a message that say what it is; the others are skipped.
 *
 * <p>One object serves all messages of a stream, and the words that nearly every message has are
 * told apart without making a text of them.
 */
final class EventStreamHeaders {

  private static final Word MESSAGE_TYPE = new Word(":message-type");
  private static final Word EVENT_TYPE = new Word(":event-type");
  private static final Word EXCEPTION_TYPE = new Word(":exception-type");
  private static final Word ERROR_CODE = new Word(":error-code");
  private static final Word ERROR_MESSAGE = new Word(":error-message");

  private static final Word[] VALUES = {
    new Word("event"),
    new Word("contentBlockDelta"),
    new Word("contentBlockStart"),
    new Word("contentBlockStop"),
    new Word("messageStart"),
    new Word("messageStop"),
    new Word("metadata"),
  };

  /** Bytes of the values that have a fixed length, by type; -1 for those that tell theirs. */
  private static final int[] FIXED = {0, 0, 1, 2, 4, 8, -1, -1, 8, 16};

  private static final int BYTES = 6;
  private static final int STRING = 7;

  /** No text and no bytes are longer, says the SDK; nor are they empty. */
  private static final int MOST_BYTES = Short.MAX_VALUE;

  private @Nullable String messageType;
  private @Nullable String eventType;
  private @Nullable String exceptionType;
  private @Nullable String errorCode;
  private @Nullable String errorMessage;

  /** {@code event}, {@code exception} or {@code error}; null where it is missing. */
  @Nullable String messageType() {
    return messageType;
  }

  /** What event it is; null for none. */
  @Nullable String eventType() {
    return eventType;
  }

  /** What exception of the model's it is; null for none. */
  @Nullable String exceptionType() {
    return exceptionType;
  }

  /** What error of the service's it is; null for none. */
  @Nullable String errorCode() {
    return errorCode;
  }

  /** The error's sentence; null for none. */
  @Nullable String errorMessage() {
    return errorMessage;
  }

  /** Reads the headers of the next message, from one place up to another. */
  void read(byte[] bytes, int from, int to) {
    messageType = null;
    eventType = null;
    exceptionType = null;
    errorCode = null;
    errorMessage = null;
    int at = from;
    while (at < to) {
      int name = at + 1;
      int nameLength = bytes[at] & 0xff;
      int type = name + nameLength;
      require(nameLength > 0 && type < to);
      int value = type + 1;
      int kind = bytes[type];
      require(kind >= 0 && kind < FIXED.length);
      int length = FIXED[kind];
      if (kind == BYTES || kind == STRING) {
        require(value + 2 <= to);
        length = (bytes[value] & 0xff) << 8 | (bytes[value + 1] & 0xff);
        require(length > 0 && length <= MOST_BYTES);
        value += 2;
      }
      require(value + length <= to);
      if (kind == STRING) {
        keep(bytes, name, nameLength, value, length);
      }
      at = value + length;
    }
  }

  private void keep(byte[] bytes, int name, int nameLength, int value, int length) {
    if (EVENT_TYPE.is(bytes, name, nameLength)) {
      eventType = text(bytes, value, length);
    } else if (MESSAGE_TYPE.is(bytes, name, nameLength)) {
      messageType = text(bytes, value, length);
    } else if (EXCEPTION_TYPE.is(bytes, name, nameLength)) {
      exceptionType = text(bytes, value, length);
    } else if (ERROR_CODE.is(bytes, name, nameLength)) {
      errorCode = text(bytes, value, length);
    } else if (ERROR_MESSAGE.is(bytes, name, nameLength)) {
      errorMessage = text(bytes, value, length);
    }
  }

  private static String text(byte[] bytes, int at, int length) {
    for (Word word : VALUES) {
      if (word.is(bytes, at, length)) {
        return word.text;
      }
    }
    return new String(bytes, at, length, StandardCharsets.UTF_8);
  }

  private static void require(boolean holds) {
    if (!holds) {
      throw damaged("a message's headers cannot be read");
    }
  }

  /** A text that is known by its bytes. */
  private static final class Word {
    private final String text;
    private final byte[] ascii;

    Word(String text) {
      this.text = text;
      this.ascii = text.getBytes(StandardCharsets.US_ASCII);
    }

    boolean is(byte[] bytes, int at, int length) {
      return Arrays.equals(ascii, 0, ascii.length, bytes, at, at + length);
    }
  }
}
