package io.aiportal.testkit.bedrock.eventstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiportal.testkit.bedrock.reply.Recording;
import io.aiportal.testkit.bedrock.reply.Recordings;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EventStreamMessageTest {

  private static final EventStreamMessage MESSAGE =
      new EventStreamMessage(Map.of(":event-type", "ping"), "{}".getBytes(UTF_8));

  /** The layout by hand: lengths, CRC, one header of type 7, payload, CRC. */
  @Test
  void encode_oneHeader_isLaidOutAsDocumented() {
    byte[] frame = MESSAGE.encode();
    assertThat(HexFormat.of().formatHex(frame, 0, 8)).isEqualTo("0000002500000013");
    assertThat(new String(frame, 12, 1 + 11, UTF_8)).isEqualTo("\u000b:event-type");
    assertThat(HexFormat.of().formatHex(frame, 24, 27)).isEqualTo("070004");
    assertThat(new String(frame, 27, 4 + 2, UTF_8)).isEqualTo("ping{}");
    assertThat(frame).hasSize(0x25);
  }

  @Test
  void decodeAll_severalFrames_givesThemInOrder() {
    EventStreamMessage other = new EventStreamMessage(Map.of(":message-type", "é"), new byte[0]);
    List<EventStreamMessage> decoded =
        EventStreamMessage.decodeAll(concat(List.of(MESSAGE.encode(), other.encode())));
    assertThat(decoded)
        .extracting(EventStreamMessage::headers)
        .containsExactly(Map.of(":event-type", "ping"), Map.of(":message-type", "é"));
    assertThat(decoded.get(0).payload()).isEqualTo("{}".getBytes(UTF_8));
  }

  @Test
  void decodeAll_damagedPrelude_isRefused() {
    byte[] frame = MESSAGE.encode();
    frame[8] ^= 1;
    assertThatThrownBy(() -> EventStreamMessage.decodeAll(frame))
        .hasMessage("Wrong prelude CRC in the frame at byte 0 of the stream");
  }

  @Test
  void decodeAll_damagedPayload_isRefused() {
    byte[] frame = MESSAGE.encode();
    frame[frame.length - 5] ^= 1;
    assertThatThrownBy(() -> EventStreamMessage.decodeAll(frame))
        .hasMessage("Wrong message CRC in the frame at byte 0 of the stream");
  }

  @Test
  void decodeAll_cutAnywhere_isRefused() {
    byte[] frame = MESSAGE.encode();
    for (int length = 1; length < frame.length; length++) {
      byte[] cut = Arrays.copyOf(frame, length);
      assertThatThrownBy(() -> EventStreamMessage.decodeAll(cut))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("The stream ends within");
    }
  }

  @Test
  void recordedStreams_decodeAndEncodeToTheSameBytes() {
    Optional<Recordings> recordings = Recordings.find();
    if (recordings.isEmpty()) {
      System.err.println("NOT RUN: no recordings beside the checkout, frames not held against AWS");
      return;
    }
    List<Recording> streams =
        Stream.of("converse-stream", "invoke-with-response-stream")
            .flatMap(operation -> recordings.get().of(operation).stream())
            .filter(recording -> recording.status() == 200)
            .toList();
    assertThat(streams).hasSizeGreaterThan(50);
    for (Recording recording : streams) {
      byte[] bytes = recording.responseBytes();
      List<EventStreamMessage> messages = EventStreamMessage.decodeAll(bytes);
      assertThat(messages).as(recording.id()).isNotEmpty();
      assertThat(concat(messages.stream().map(EventStreamMessage::encode).toList()))
          .as(recording.id())
          .isEqualTo(bytes);
    }
  }

  private static byte[] concat(List<byte[]> parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    parts.forEach(all::writeBytes);
    return all.toByteArray();
  }
}
