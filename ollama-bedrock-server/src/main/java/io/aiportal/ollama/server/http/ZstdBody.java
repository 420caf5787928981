package io.aiportal.ollama.server.http;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import io.aiportal.ollama.chat.CallException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;

/**
 * Unpacks a request that was compressed with zstd, into memory that it reserves before it uses it.
 *
 * <p>Outside of the heap it takes no more than the window that RFC 9659 allows on the web.
 */
final class ZstdBody {

  /** The most that a request may be when it is unpacked, as Ollama has it. */
  static final int MOST_BYTES = 20 << 20;

  private static final int MAGIC_BYTES = 4;
  private static final int MAGIC = 0xfd2fb528;

  /** A frame that says nothing; its last four bits are free. */
  private static final int SKIPPABLE_MAGIC = 0x184d2a50;

  private static final int LOG_OF_LARGEST_WINDOW = 23;
  private static final int FIRST_BYTES = 16 << 10;

  private final byte[] packed;
  private final ByteBudget.Part memory;
  private byte[] bytes = new byte[0];
  private int size;

  private ZstdBody(byte[] packed, ByteBudget.Part memory) {
    this.packed = packed;
    this.memory = memory;
  }

  /**
   * Unpacks a body; takes long.
   *
   * @param memory where the unpacked bytes stay reserved
   * @throws CallException 400 if this is not zstd, 413 if it is too much, 503 if there is no memory
   *     for it at the moment
   */
  static byte[] unpack(byte[] packed, ByteBudget.Part memory) {
    return new ZstdBody(packed, memory).unpack();
  }

  private byte[] unpack() {
    if (packed.length == 0) {
      return packed;
    }
    checkMagic();
    try (ZstdInputStreamNoFinalizer in =
        new ZstdInputStreamNoFinalizer(new ByteArrayInputStream(packed))) {
      in.setLongMax(LOG_OF_LARGEST_WINDOW);
      int count = 0;
      while (count >= 0) {
        if (size == bytes.length) {
          grow();
        }
        count = in.read(bytes, size, bytes.length - size);
        size += Math.max(count, 0);
        checkSize();
      }
    } catch (IOException e) {
      throw damaged(e);
    } catch (LinkageError e) {
      throw new CallException(
          415, "zstd cannot be read here: its native library cannot be loaded; send it plain", e);
    }
    return trimmed();
  }

  /** What begins otherwise is none, in the words of the library that Ollama uses. */
  private void checkMagic() {
    if (packed.length < MAGIC_BYTES) {
      throw CallException.badRequest("unexpected EOF");
    }
    int magic = 0;
    for (int i = MAGIC_BYTES - 1; i >= 0; i--) {
      magic = (magic << 8) | (packed[i] & 0xff);
    }
    if (magic != MAGIC && (magic & 0xfffffff0) != SKIPPABLE_MAGIC) {
      throw CallException.badRequest("invalid input: magic number mismatch");
    }
  }

  private void checkSize() {
    if (size > MOST_BYTES) {
      throw new CallException(
          CallException.Kind.TOO_LARGE,
          "the request is larger than " + MOST_BYTES + " bytes when it is unpacked; send less",
          null);
    }
  }

  /** Twice the room, but no more than shows that it is too much. */
  private void grow() {
    resize(Math.min(MOST_BYTES + 1, Math.max(FIRST_BYTES, 2 * size)));
  }

  private byte[] trimmed() {
    if (size < bytes.length) {
      resize(size);
    }
    return bytes;
  }

  /** While they are copied, the old bytes and the new ones are both in memory. */
  private void resize(int room) {
    if (!memory.grow(room)) {
      throw RequestBodies.noRoom();
    }
    int before = bytes.length;
    bytes = Arrays.copyOf(bytes, room);
    memory.shrink(before);
  }

  private static CallException damaged(IOException e) {
    String words = String.valueOf(e.getMessage());
    return CallException.badRequest(
        words.contains("Truncated") ? "unexpected EOF" : "invalid input: " + words);
  }
}
