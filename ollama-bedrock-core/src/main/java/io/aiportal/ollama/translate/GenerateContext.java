package io.aiportal.ollama.translate;

import io.aiportal.ollama.api.ollama.Message;
import io.aiportal.ollama.chat.CallException;
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
 * number, behind a mark and the number of bytes. Images are not carried.
 */
public final class GenerateContext {

  /** Nobody's token: larger than any vocabulary. */
  private static final int MARK = 0x0b3d_0001;

  private static final int BYTES_IN_NUMBER = 3;

  /** With it the last line of an answer stays below 64 KiB, which clients need to read it. */
  private static final int MAX_NUMBERS = 6_000;

  /** What deflate can make at most of so few bytes; a damaged context cannot make more. */
  private static final int MAX_TEXT = 20_000_000;

  private GenerateContext() {}

  /**
   * The turns as numbers.
   *
   * @return empty where they need too many: the next prompt then starts anew
   */
  public static List<Integer> encode(List<Message> turns) {
    byte[] deflated = deflate(toJson(turns).getBytes(StandardCharsets.UTF_8));
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
   * The turns that a context carries; none for an empty one.
   *
   * @throws CallException 400, if no answer of ours gave it
   */
  public static List<Message> decode(List<Integer> context) {
    if (context.isEmpty()) {
      return List.of();
    }
    if (context.size() < 2 || context.get(0) != MARK) {
      throw foreign(null);
    }
    int size = context.get(1);
    int numbers = context.size() - 2;
    if (size > numbers * BYTES_IN_NUMBER || size <= (numbers - 1) * BYTES_IN_NUMBER) {
      throw foreign(null);
    }
    try {
      return fromJson(inflate(bytes(context, size)));
    } catch (DataFormatException | ClassCastException e) {
      throw foreign(e);
    }
  }

  private static CallException foreign(@Nullable Exception cause) {
    return new CallException(
        400,
        "the context is none that this server gave; send back the context of its last answer"
            + " unchanged, or leave it out",
        cause);
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
      turns.add(turn((List<?>) pair));
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

  private static String inflate(byte[] deflated) throws DataFormatException {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(deflated);
      ByteArrayOutputStream text = new ByteArrayOutputStream();
      byte[] room = new byte[8_192];
      while (!inflater.finished()) {
        int size = inflater.inflate(room);
        text.write(room, 0, size);
        if (size == 0 || text.size() > MAX_TEXT) {
          throw new DataFormatException("cut or too long");
        }
      }
      return text.toString(StandardCharsets.UTF_8);
    } finally {
      inflater.end();
    }
  }
}
