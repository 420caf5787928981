package io.aiportal.ollama.api.ollama;

import io.aiportal.ollama.internal.json.JsonObjects;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Earlier turns as the list of numbers that {@code /api/generate} hands out and takes back.
 *
 * <p>With Ollama the numbers are tokens. Here they are the turns' texts, deflated, three bytes in a
 * number, behind a mark and the number of bytes. Images are not carried. What is longer than an
 * encoder would have written is refused before it is inflated any further.
 */
final class GenerateContext {

  /** Nobody's token: larger than any vocabulary. */
  private static final int MARK = 0x0b3d_0001;

  private static final int BYTES_IN_NUMBER = 3;

  /** Stands for a number that is none of ours: with it, no context is. */
  static final int FOREIGN = -1;

  /** With it the last line of an answer stays below 64 KiB, which clients need to read it. */
  static final int MAX_NUMBERS = 6_000;

  /**
   * Bytes of text that a context carries at most: what people and models write shrinks to a third
   * or a tenth, so the numbers are nearly always used up before.
   */
  static final int MAX_TEXT = 262_144;

  private static final int ROOM = 8_192;

  private GenerateContext() {}

  /**
   * The turns as numbers.
   *
   * @return empty where they need too many: the next prompt then starts anew
   */
  static List<Integer> encode(List<Message> turns) {
    byte[] text = isTooLong(turns) ? null : toJson(turns).getBytes(StandardCharsets.UTF_8);
    if (text == null || text.length > MAX_TEXT) {
      return List.of();
    }
    byte[] deflated = deflate(text);
    int numbers = 2 + (deflated.length + BYTES_IN_NUMBER - 1) / BYTES_IN_NUMBER;
    if (numbers > MAX_NUMBERS) {
      return List.of();
    }
    List<Integer> context = new ArrayList<>(numbers);
    context.add(MARK);
    context.add(deflated.length);
    for (int i = 0; i < deflated.length; i += BYTES_IN_NUMBER) {
      context.add(at(deflated, i) << 16 | at(deflated, i + 1) << 8 | at(deflated, i + 2));
    }
    return context;
  }

  /**
   * The turns that a context carries; none for an empty one, and for one that no answer of ours
   * gave: clients keep what another server gave them, and send it to this one.
   */
  static List<Message> decode(List<Integer> context) {
    if (context.size() < 2
        || context.size() > MAX_NUMBERS
        || context.get(0) != MARK
        || context.contains(FOREIGN)) {
      return List.of();
    }
    int size = context.get(1);
    int numbers = context.size() - 2;
    if (size < 1 || size > numbers * BYTES_IN_NUMBER || size <= (numbers - 1) * BYTES_IN_NUMBER) {
      return List.of();
    }
    Inflater inflater = new Inflater();
    try {
      return fromJson(inflate(bytes(context, size), inflater));
    } catch (DataFormatException | ClassCastException foreign) {
      return List.of();
    } finally {
      inflater.end();
    }
  }

  /** Unpacks a text; stops at the first byte that is too many. */
  static String inflate(byte[] deflated, Inflater inflater) throws DataFormatException {
    inflater.setInput(deflated);
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    while (!inflater.finished()) {
      byte[] room = new byte[Math.min(ROOM, MAX_TEXT + 1 - text.size())];
      int size = inflater.inflate(room);
      text.write(room, 0, size);
      if (text.size() > MAX_TEXT) {
        throw new DataFormatException("too long");
      }
      if (size == 0 && !inflater.finished()) {
        throw new DataFormatException("cut");
      }
    }
    return text.toString(StandardCharsets.UTF_8);
  }

  private static boolean isTooLong(List<Message> turns) {
    return turns.stream().mapToLong(turn -> turn.content().length()).sum() > MAX_TEXT;
  }

  private static int at(byte[] bytes, int i) {
    return i < bytes.length ? bytes[i] & 0xff : 0;
  }

  private static byte[] bytes(List<Integer> context, int size) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      int number = context.get(2 + i / BYTES_IN_NUMBER);
      bytes[i] = (byte) (number >> (16 - 8 * (i % BYTES_IN_NUMBER)));
    }
    return bytes;
  }

  private static String toJson(List<Message> turns) {
    List<List<String>> pairs = new ArrayList<>();
    turns.forEach(turn -> pairs.add(List.of(turn.role(), turn.content())));
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put("turns", pairs);
    return JsonObjects.write(object);
  }

  private static List<Message> fromJson(String json) throws DataFormatException {
    Map<String, @Nullable Object> object = JsonObjects.parse(json);
    if (object == null || !(object.get("turns") instanceof List<?> pairs)) {
      throw new DataFormatException("no turns");
    }
    List<Message> turns = new ArrayList<>();
    for (Object pair : pairs) {
      if (!(pair instanceof List<?> turn)) {
        throw new DataFormatException("no turn");
      }
      turns.add(turn(turn));
    }
    return turns;
  }

  private static Message turn(List<?> pair) throws DataFormatException {
    if (pair.size() != 2
        || !(pair.get(0) instanceof String role)
        || !(pair.get(1) instanceof String content)) {
      throw new DataFormatException("no turn");
    }
    return new Message(role, content, null, List.of(), List.of(), null, null);
  }

  private static byte[] deflate(byte[] text) {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
    try {
      deflater.setInput(text);
      deflater.finish();
      // What does not fit is too long anyway; one more byte shows it.
      byte[] room = new byte[MAX_NUMBERS * BYTES_IN_NUMBER + 1];
      int size = deflater.deflate(room);
      return Arrays.copyOf(room, size);
    } finally {
      deflater.end();
    }
  }
}
