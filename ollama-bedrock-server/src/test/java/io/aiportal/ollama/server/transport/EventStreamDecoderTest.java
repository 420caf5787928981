package io.aiportal.ollama.server.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.management.ThreadMXBean;
import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.bedrock.BedrockException.Kind;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.eventstream.HeaderValue;
import software.amazon.eventstream.Message;
import software.amazon.eventstream.MessageDecoder;

/** Our decoder of event streams, with the SDK's as the oracle. */
class EventStreamDecoderTest {

  private static final long SEED = 20_250_704;

  private static final List<String> KNOWN =
      List.of(":message-type", ":event-type", ":exception-type", ":error-code", ":error-message");

  private static final byte[] NOTHING = {};

  /** A message as a receiver sees it. */
  private record Heard(Map<String, String> headers, String payload) {

    static Heard of(EventStreamHeaders headers, byte[] bytes, int offset, int length) {
      Map<String, String> known = new LinkedHashMap<>();
      put(known, ":message-type", headers.messageType());
      put(known, ":event-type", headers.eventType());
      put(known, ":exception-type", headers.exceptionType());
      put(known, ":error-code", headers.errorCode());
      put(known, ":error-message", headers.errorMessage());
      return new Heard(known, new String(bytes, offset, length, StandardCharsets.ISO_8859_1));
    }

    static Heard of(Message message) {
      Map<String, String> known = new LinkedHashMap<>();
      for (String name : KNOWN) {
        HeaderValue value = message.getHeaders().get(name);
        put(known, name, value == null ? null : text(value));
      }
      return new Heard(known, new String(message.getPayload(), StandardCharsets.ISO_8859_1));
    }

    private static @Nullable String text(HeaderValue value) {
      try {
        return value.getString();
      } catch (IllegalStateException ofAnotherType) {
        return null;
      }
    }

    private static void put(Map<String, String> map, String name, @Nullable String value) {
      if (value != null) {
        map.put(name, value);
      }
    }
  }

  /** What our decoder makes of bytes that come in these pieces. */
  private static List<Heard> decode(byte[]... pieces) {
    List<Heard> heard = new ArrayList<>();
    EventStreamDecoder decoder =
        new EventStreamDecoder(
            (headers, bytes, offset, length) ->
                heard.add(Heard.of(headers, bytes, offset, length)));
    for (byte[] piece : pieces) {
      ByteBuffer read = inTheMiddle(piece);
      decoder.decode(read);
      assertThat(read.hasRemaining()).isFalse();
    }
    return heard;
  }

  /** As the buffers of I/O are: not at the beginning of their array. */
  private static ByteBuffer inTheMiddle(byte[] piece) {
    byte[] array = new byte[piece.length + 12];
    System.arraycopy(piece, 0, array, 5, piece.length);
    ByteBuffer whole = ByteBuffer.wrap(array, 2, piece.length + 8).slice();
    return whole.position(3).limit(3 + piece.length);
  }

  private static List<Heard> decodeBySdk(byte[] bytes) {
    List<Heard> heard = new ArrayList<>();
    new MessageDecoder(message -> heard.add(Heard.of(message))).feed(bytes);
    return heard;
  }

  private static void assertRefused(String sentence, byte[]... pieces) {
    assertThatExceptionOfType(BedrockException.class)
        .isThrownBy(() -> decode(pieces))
        .withMessage(sentence)
        .satisfies(error -> assertThat(error.kind()).isEqualTo(Kind.CORRUPT));
  }

  // Frames made by hand

  private static byte[] frame(byte[] headers, byte[] payload) {
    int total = 16 + headers.length + payload.length;
    return sealed(total, headers.length, headers, payload);
  }

  /** A frame with right checksums, whatever its lengths say. */
  private static byte[] sealed(int total, int headersLength, byte[] headers, byte[] payload) {
    ByteBuffer frame = ByteBuffer.allocate(16 + headers.length + payload.length);
    frame.putInt(total).putInt(headersLength);
    frame.putInt(checksum(frame.array(), 8));
    frame.put(headers).put(payload);
    frame.putInt(checksum(frame.array(), frame.position()));
    return frame.array();
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32 crc = new CRC32();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }

  private static byte[] header(String name, int type, byte... value) {
    byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(2 + utf8.length + value.length)
        .put((byte) utf8.length)
        .put(utf8)
        .put((byte) type)
        .put(value)
        .array();
  }

  private static byte[] text(String name, String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    byte[] sized =
        ByteBuffer.allocate(2 + utf8.length).putShort((short) utf8.length).put(utf8).array();
    return header(name, 7, sized);
  }

  private static byte[] event(String type, String payload) {
    return frame(
        joined(text(":event-type", type), text(":message-type", "event")),
        payload.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static Heard heardEvent(String type, String payload) {
    return new Heard(Map.of(":event-type", type, ":message-type", "event"), payload);
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static byte[][] oneByOne(byte[] bytes) {
    byte[][] pieces = new byte[bytes.length][];
    for (int i = 0; i < bytes.length; i++) {
      pieces[i] = new byte[] {bytes[i]};
    }
    return pieces;
  }

  private static final byte[] THREE =
      joined(
          event("messageStart", "{}"),
          event("contentBlockDelta", "{\"delta\":{\"text\":\"a\"}}"),
          frame(NOTHING, NOTHING));

  private static final List<Heard> HEARD =
      List.of(
          heardEvent("messageStart", "{}"),
          heardEvent("contentBlockDelta", "{\"delta\":{\"text\":\"a\"}}"),
          new Heard(Map.of(), ""));

  @Test
  void messages_inOnePiece_areHeard() {
    assertThat(decode(THREE)).isEqualTo(HEARD);
    assertThat(decodeBySdk(THREE)).isEqualTo(HEARD);
  }

  @Test
  void messages_byteByByte_areHeard() {
    assertThat(decode(oneByOne(THREE))).isEqualTo(HEARD);
  }

  @Test
  void messages_cutAnywhere_areHeard() {
    for (int first = 0; first <= THREE.length; first++) {
      for (int second = first; second <= THREE.length; second++) {
        assertThat(
                decode(
                    Arrays.copyOfRange(THREE, 0, first),
                    Arrays.copyOfRange(THREE, first, second),
                    Arrays.copyOfRange(THREE, second, THREE.length)))
            .isEqualTo(HEARD);
      }
    }
  }

  @Test
  void messageThatIsCutOff_isNotHeard() {
    assertThat(decode(Arrays.copyOf(THREE, THREE.length - 1))).isEqualTo(HEARD.subList(0, 2));
  }

  @Test
  void receiverThatWantsNoMore_hearsNoMore() {
    for (int cut = 0; cut < 40; cut++) {
      List<Heard> heard = new ArrayList<>();
      EventStreamDecoder decoder =
          new EventStreamDecoder(
              (headers, bytes, offset, length) -> {
                heard.add(Heard.of(headers, bytes, offset, length));
                return false;
              });
      decoder.decode(inTheMiddle(Arrays.copyOf(THREE, cut)));
      ByteBuffer rest = inTheMiddle(Arrays.copyOfRange(THREE, cut, THREE.length));
      decoder.decode(rest);
      assertThat(rest.hasRemaining()).isFalse();
      assertThat(heard).isEqualTo(HEARD.subList(0, 1));
    }
  }

  @Test
  void everyByte_isUnderAChecksum() {
    byte[] message = event("messageStart", "{}");
    for (int at = 0; at < message.length; at++) {
      byte[] wrong = message.clone();
      wrong[at] ^= 1;
      String what = at < 12 ? "the checksum of a message's length" : "the checksum of a message";
      assertRefused(what + " is wrong", wrong);
      assertRefused(what + " is wrong", oneByOne(wrong));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "15, 0",
    "0, 0",
    "-1, 0",
    "-2147483648, 0",
    "2147483647, 0",
    "16, 1",
    "16, -1",
    "16, -2147483648",
    "131088, 131073",
    "200000, 131073",
    "25165841, 0",
    "25165842, 1",
    "25296913, 131072",
  })
  void impossibleLength_isRefusedBeforeAnythingElseComes(int total, int headersLength) {
    byte[] beginning = sealed(total, headersLength, NOTHING, NOTHING);
    byte[] prelude = Arrays.copyOf(beginning, 12);
    assertRefused("a message has an impossible length", prelude);
    assertRefused("a message has an impossible length", oneByOne(prelude));
    assertThat(isRefusedBySdk(beginning)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"25165840, 0", "25296912, 131072", "16, 0", "131088, 131072"})
  void longestLength_isBelieved(int total, int headersLength) {
    byte[] beginning = sealed(total, headersLength, NOTHING, NOTHING);
    byte[] prelude = Arrays.copyOf(beginning, 12);
    assertThat(decode(prelude)).isEmpty();
    assertThat(isRefusedBySdk(beginning)).isFalse();
  }

  @Test
  void lengthThatIsOnlyTold_takesNoMemory() {
    byte[] prelude = Arrays.copyOf(sealed(25_165_840, 0, NOTHING, NOTHING), 12);
    decode(prelude);
    ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = thread.getCurrentThreadAllocatedBytes();
    decode(prelude, new byte[100]);
    assertThat(thread.getCurrentThreadAllocatedBytes() - before).isLessThan(100_000);
  }

  @Test
  void longestPayload_isHeardInPieces() {
    byte[] frame = frame(NOTHING, new byte[EventStreamDecoder.MOST_PAYLOAD_BYTES]);
    int[] length = {0};
    EventStreamDecoder decoder =
        new EventStreamDecoder(
            (headers, bytes, offset, payload) -> {
              length[0] = payload;
              return true;
            });
    for (int at = 0; at < frame.length; at += 16_384) {
      decoder.decode(ByteBuffer.wrap(frame, at, Math.min(16_384, frame.length - at)));
    }
    assertThat(length[0]).isEqualTo(EventStreamDecoder.MOST_PAYLOAD_BYTES);
  }

  // Headers

  @Test
  void headersOfEveryType_areSkipped() {
    byte[] headers =
        joined(
            header("true", 0),
            header("false", 1),
            header("byte", 2, new byte[1]),
            header("short", 3, new byte[2]),
            header("int", 4, new byte[4]),
            header("long", 5, new byte[8]),
            header("bytes", 6, (byte) 0, (byte) 2, (byte) 7, (byte) 7),
            text("other", "x"),
            header("time", 8, new byte[8]),
            header("uuid", 9, new byte[16]),
            text(":event-type", "metadata"));
    byte[] frame = frame(headers, NOTHING);
    assertThat(decode(frame)).containsExactly(new Heard(Map.of(":event-type", "metadata"), ""));
    assertThat(decodeBySdk(frame)).isEqualTo(decode(frame));
  }

  @Test
  void wellKnownHeaderOfAnotherType_countsAsMissing() {
    byte[] frame =
        frame(joined(header(":event-type", 0), header(":error-code", 2, (byte) 7)), NOTHING);
    assertThat(decode(frame)).containsExactly(new Heard(Map.of(), ""));
  }

  @Test
  void errorsHeaders_areHeard() {
    byte[] headers =
        joined(
            text(":message-type", "error"),
            text(":error-code", "InternalFailure"),
            text(":error-message", "Grüße"),
            text(":exception-type", "throttlingException"));
    assertThat(decode(frame(headers, NOTHING)))
        .containsExactly(
            new Heard(
                Map.of(
                    ":message-type", "error",
                    ":error-code", "InternalFailure",
                    ":error-message", "Grüße",
                    ":exception-type", "throttlingException"),
                ""));
  }

  @Test
  void headersOfAMessage_areNotThoseOfTheNext() {
    assertThat(decode(event("messageStop", ""), frame(text(":error-code", "E"), NOTHING)))
        .containsExactly(heardEvent("messageStop", ""), new Heard(Map.of(":error-code", "E"), ""));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 5, 32_767})
  void textOfAnyLength_isReadAsTheSdkReadsIt(int length) {
    byte[] frame = frame(text(":event-type", "x".repeat(length)), NOTHING);
    if (length == 0) {
      assertRefused("a message's headers cannot be read", frame);
      assertThat(isRefusedBySdk(frame)).isTrue();
    } else {
      assertThat(decode(frame)).isEqualTo(decodeBySdk(frame));
    }
  }

  @Test
  void unreadableHeaders_areRefused() {
    List<byte[]> unreadable =
        List.of(
            new byte[] {1},
            new byte[] {5, 'a', 7},
            new byte[] {1, 'a'},
            header("a", 10),
            header("a", -1),
            header("a", 127),
            header("a", 2),
            header("a", 3, new byte[1]),
            header("a", 4, new byte[3]),
            header("a", 5, new byte[7]),
            header("a", 8, new byte[7]),
            header("a", 9, new byte[15]),
            header("a", 6, new byte[1]),
            header("a", 7, new byte[1]),
            header("a", 7, (byte) 0, (byte) 1),
            header("a", 7, (byte) 0xff, (byte) 0xff),
            header("a", 6, (byte) 0, (byte) 0),
            text("a", ""),
            text("", "a"),
            text("a", "x".repeat(32_768)));
    for (byte[] headers : unreadable) {
      byte[] frame = frame(headers, "payload".getBytes(StandardCharsets.UTF_8));
      assertThat(isRefusedBySdk(frame)).as(Arrays.toString(headers)).isTrue();
      assertRefused("a message's headers cannot be read", frame);
    }
  }

  // Anything

  @Test
  void messagesOfTheSdk_areReadAsTheSdkReadsThem() {
    Random random = new Random(SEED);
    for (int round = 0; round < 2_000; round++) {
      byte[] stream = randomStream(random);
      List<Heard> expected = decodeBySdk(stream);
      assertThat(decode(stream)).isEqualTo(expected);
      assertThat(decode(randomPieces(random, stream))).as("round %d", round).isEqualTo(expected);
    }
  }

  @Test
  void damagedMessages_areRefusedWhereTheSdkRefusesThem() {
    Random random = new Random(SEED);
    int refused = 0;
    for (int round = 0; round < 5_000; round++) {
      byte[] damaged = damaged(random, randomStream(random));
      boolean bySdk = isRefusedBySdk(damaged);
      assertThat(isRefused(randomPieces(random, damaged))).as("round %d", round).isEqualTo(bySdk);
      refused += bySdk ? 1 : 0;
    }
    assertThat(refused).isBetween(2_500, 4_999);
  }

  /** Bytes changed under right checksums get past them, to the lengths and headers. */
  @Test
  void wrongHeadersUnderRightChecksums_areReadAsTheSdkReadsThem() {
    Random random = new Random(SEED);
    int refused = 0;
    for (int round = 0; round < 5_000; round++) {
      byte[] headers = Message.encodeHeaders(randomHeaders(random).entrySet());
      for (int change = random.nextInt(3); change >= 0 && headers.length > 0; change--) {
        headers[random.nextInt(headers.length)] = (byte) random.nextInt();
      }
      byte[] frame = frame(headers, NOTHING);
      boolean bySdk = isRefusedBySdk(frame);
      if (bySdk) {
        assertThat(isRefused(frame)).as("round %d", round).isTrue();
        refused++;
      } else {
        assertThat(decode(frame)).as("round %d", round).isEqualTo(decodeBySdk(frame));
      }
    }
    assertThat(refused).isBetween(250, 4_900);
  }

  @Test
  void noise_isRefused() {
    Random random = new Random(SEED);
    for (int round = 0; round < 2_000; round++) {
      byte[] noise = new byte[12 + random.nextInt(100)];
      random.nextBytes(noise);
      assertThat(isRefused(randomPieces(random, noise))).isTrue();
    }
  }

  /** Anything but a clear refusal would fail the test. */
  private static boolean isRefused(byte[]... pieces) {
    try {
      decode(pieces);
      return false;
    } catch (BedrockException refused) {
      assertThat(refused.kind()).isEqualTo(Kind.CORRUPT);
      return true;
    }
  }

  private static boolean isRefusedBySdk(byte[] bytes) {
    try {
      decodeBySdk(bytes);
      return false;
    } catch (RuntimeException refused) {
      return true;
    }
  }

  private static byte[] damaged(Random random, byte[] stream) {
    byte[] damaged = stream.clone();
    int at = random.nextInt(damaged.length);
    switch (random.nextInt(4)) {
      case 0 -> damaged[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> damaged[at] = (byte) random.nextInt();
      case 2 ->
          damaged =
              joined(Arrays.copyOf(stream, at), Arrays.copyOfRange(stream, at + 1, stream.length));
      default ->
          damaged =
              joined(
                  Arrays.copyOf(stream, at),
                  new byte[] {0},
                  Arrays.copyOfRange(stream, at, stream.length));
    }
    return damaged;
  }

  private static byte[][] randomPieces(Random random, byte[] stream) {
    List<byte[]> pieces = new ArrayList<>();
    int most = 1 + random.nextInt(random.nextBoolean() ? 20 : 2_000);
    for (int at = 0; at < stream.length; ) {
      int end = Math.min(stream.length, at + random.nextInt(most + 1));
      pieces.add(Arrays.copyOfRange(stream, at, end));
      at = end;
    }
    return pieces.toArray(byte[][]::new);
  }

  private static byte[] randomStream(Random random) {
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    for (int message = random.nextInt(5); message >= 0; message--) {
      byte[] payload = new byte[random.nextInt(random.nextInt(10) == 0 ? 5_000 : 60)];
      random.nextBytes(payload);
      new Message(randomHeaders(random), payload).encode(stream);
    }
    return stream.toByteArray();
  }

  private static Map<String, HeaderValue> randomHeaders(Random random) {
    Map<String, HeaderValue> headers = new LinkedHashMap<>();
    for (int header = random.nextInt(6); header > 0; header--) {
      String name =
          random.nextBoolean() ? KNOWN.get(random.nextInt(KNOWN.size())) : randomText(random, 255);
      headers.put(name, randomValue(random));
    }
    return headers;
  }

  /** But for bytes and shorts: the SDK reads them, and forgets to write their value. */
  private static HeaderValue randomValue(Random random) {
    return switch (random.nextInt(12)) {
      case 0 -> HeaderValue.fromBoolean(random.nextBoolean());
      case 1 -> HeaderValue.fromInteger(random.nextInt());
      case 2 -> HeaderValue.fromLong(random.nextLong());
      case 3 -> HeaderValue.fromByteArray(randomText(random, 300).getBytes(StandardCharsets.UTF_8));
      case 4 -> HeaderValue.fromTimestamp(Instant.ofEpochMilli(random.nextLong()));
      case 5 -> HeaderValue.fromUuid(new UUID(random.nextLong(), random.nextLong()));
      case 6 -> HeaderValue.fromString("event");
      case 7 -> HeaderValue.fromString("contentBlockDelta");
      default -> HeaderValue.fromString(randomText(random, 300));
    };
  }

  /** At least one character, and at most so many bytes. */
  private static String randomText(Random random, int mostBytes) {
    StringBuilder text = new StringBuilder();
    for (int length = random.nextInt(mostBytes / 3); length >= 0; length--) {
      text.append(random.nextInt(20) == 0 ? '€' : (char) (' ' + random.nextInt(95)));
    }
    return text.toString();
  }
}
