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
 * <p>With Ollama the numbers are tokens. Here they are the turns' texts, deflated, 29 bits in a
 * number, behind a mark and the number of bytes. Images are not carried. What is longer than an
 * encoder would have written is refused before it is inflated any further.
 */
final class GenerateContext {

  /** Nobody's token: larger than any vocabulary. */
  private static final int MARK = 0x0b3d_0002;

  /** As many as fit into nine digits, with which a byte takes the fewest characters. */
  private static final int BITS_IN_NUMBER = 29;

  /** Stands for a number that is none of ours: with it, no context is. */
  static final int FOREIGN = -1;

  /**
   * Numbers in a line at most: ten characters each, and the last line of an answer stays below 64
   * KiB, which clients need to read it. They carry about 60,000 characters of English.
   */
  static final int MAX_IN_LINE = 6_250;

  /** Numbers in an answer that comes whole, at most: about half a million characters of English. */
  static final int MAX_NUMBERS = 60_000;

  /** Bytes of text that a context carries at most, however well it shrinks. */
  static final int MAX_TEXT = 524_288;

  /** Text of fewer characters needs no more numbers than a line has room for. */
  static final int SURELY_CARRIED = 7_000;

  private static final int ROOM = 8_192;

  private GenerateContext() {}

  /**
   * The turns as numbers.
   *
   * @param most as many numbers as there is room for
   * @return empty where they need more: the next prompt then starts anew
   */
  static List<Integer> encode(List<Message> turns, int most) {
    byte[] text = isTooLong(turns) ? null : toJson(turns).getBytes(StandardCharsets.UTF_8);
    if (text == null || text.length > MAX_TEXT) {
      return List.of();
    }
    byte[] deflated = deflate(text, most);
    if (numbers(deflated.length) > most) {
      return List.of();
    }
    List<Integer> context = new ArrayList<>(numbers(deflated.length));
    context.add(MARK);
    context.add(deflated.length);
    long bits = 0;
    int held = 0;
    for (byte next : deflated) {
      bits = (bits << 8) | (next & 0xff);
      held += 8;
      if (held >= BITS_IN_NUMBER) {
        held -= BITS_IN_NUMBER;
        context.add((int) (bits >>> held));
        bits &= (1L << held) - 1;
      }
    }
    if (held > 0) {
      context.add((int) (bits << (BITS_IN_NUMBER - held)));
    }
    return context;
  }

  /** How many numbers so many bytes take, with those before them. */
  private static int numbers(int bytes) {
    return 2 + (8 * bytes + BITS_IN_NUMBER - 1) / BITS_IN_NUMBER;
  }

  /**
   * The turns that a context carries; none for an empty one, and for one that no answer of ours
   * gave: clients keep what another server gave them, and send it to this one.
   */
  static List<Message> decode(List<Integer> context) {
    if (context.size() < 2
        || context.size() > MAX_NUMBERS
        || context.get(0) != MARK
        || context.stream().anyMatch(number -> number >>> BITS_IN_NUMBER != 0)) {
      return List.of();
    }
    int size = context.get(1);
    if (size < 1 || size > MAX_TEXT || numbers(size) != context.size()) {
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

  private static byte[] bytes(List<Integer> context, int size) {
    byte[] bytes = new byte[size];
    long bits = 0;
    int held = 0;
    int next = 2;
    for (int i = 0; i < size; i++) {
      if (held < 8) {
        bits = (bits << BITS_IN_NUMBER) | context.get(next++);
        held += BITS_IN_NUMBER;
      }
      held -= 8;
      bytes[i] = (byte) (bits >>> held);
      bits &= (1L << held) - 1;
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

  private static byte[] deflate(byte[] text, int most) {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
    try {
      deflater.setInput(text);
      deflater.finish();
      // What does not fit is too long anyway; one more byte shows it.
      byte[] room = new byte[most * BITS_IN_NUMBER / 8 + 1];
      int size = deflater.deflate(room);
      return Arrays.copyOf(room, size);
    } finally {
      deflater.end();
    }
  }
}
