package io.aiportal.ollama.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdOutputStream;
import io.aiportal.ollama.chat.CallException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ZstdBodyTest {

  private static final int PLENTY = 100 << 20;

  private final ByteBudget budget = new ByteBudget(PLENTY);
  private final ByteBudget.Part memory = budget.part();

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 100, (16 << 10) - 1, 16 << 10, (16 << 10) + 1, 1_000_000})
  void body_comesOutAsItWentIn_andItsBytesStayReserved(int size) {
    byte[] body = new byte[size];
    new Random(size).nextBytes(body);
    assertThat(ZstdBody.unpack(Zstd.compress(body), memory)).isEqualTo(body);
    assertThat(budget.free()).isEqualTo(PLENTY - size);
  }

  @Test
  void nothing_isNothing() {
    assertThat(ZstdBody.unpack(new byte[0], memory)).isEmpty();
  }

  @Test
  void frames_oneBehindTheOther_areOneBody() {
    byte[] skipped = {0x5f, 0x2a, 0x4d, 0x18, 1, 0, 0, 0, 'x'};
    byte[] body = join(skipped, Zstd.compress(new byte[] {1, 2}), Zstd.compress(new byte[] {3}));
    assertThat(ZstdBody.unpack(body, memory)).containsExactly(1, 2, 3);
  }

  @Test
  void whatIsNotZstd_isRefusedInTheWordsThatClientsKnow() {
    assertRefused(
        "{\"model\":5}".getBytes(StandardCharsets.UTF_8),
        400,
        "invalid input: magic number mismatch");
    assertRefused(new byte[] {0x60, 0x2a, 0x4d, 0x18}, 400, "invalid input: magic number mismatch");
    assertRefused(new byte[] {0x28, (byte) 0xb5, 0x2f}, 400, "unexpected EOF");
  }

  @Test
  void whatBreaksOff_isRefused() {
    byte[] packed = Zstd.compress(new byte[1000]);
    assertRefused(Arrays.copyOf(packed, packed.length - 1), 400, "unexpected EOF");
  }

  @Test
  void whatIsDamaged_isRefused() {
    byte[] body = new byte[1000];
    new Random(1).nextBytes(body);
    byte[] packed = Zstd.compress(body);
    packed[4] = (byte) 0xff;
    assertThatThrownBy(() -> ZstdBody.unpack(packed, memory))
        .isInstanceOfSatisfying(CallException.class, e -> assertThat(e.status()).isEqualTo(400))
        .hasMessageStartingWith("invalid input: ");
  }

  @Test
  void bombs_areDefused() {
    byte[] most = new byte[ZstdBody.MOST_BYTES];
    assertThat(ZstdBody.unpack(Zstd.compress(most), memory)).hasSize(ZstdBody.MOST_BYTES);
    byte[] bomb = Zstd.compress(new byte[ZstdBody.MOST_BYTES + 1]);
    assertThat(bomb).hasSizeLessThan(10_000);
    assertRefused(
        bomb, 413, "the request is larger than 20971520 bytes when it is unpacked; send less");
  }

  @Test
  void windowsBeyondWhatTheWebAllows_areRefused() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (ZstdOutputStream out = new ZstdOutputStream(packed)) {
      out.setLong(24);
      out.write(new byte[1000]);
      out.flush();
      out.write(new byte[1000]);
    }
    assertThatThrownBy(() -> ZstdBody.unpack(packed.toByteArray(), memory))
        .isInstanceOf(CallException.class)
        .hasMessageStartingWith("invalid input: ");
  }

  @Test
  void withoutMemory_itIsRefusedForTheMoment() {
    ByteBudget small = new ByteBudget(20_000);
    byte[] packed = Zstd.compress(new byte[30_000]);
    assertThatThrownBy(() -> ZstdBody.unpack(packed, small.part()))
        .isInstanceOfSatisfying(CallException.class, e -> assertThat(e.status()).isEqualTo(503));
    ByteBudget half = new ByteBudget(20_000);
    byte[] other = Zstd.compress(new byte[10_000]);
    assertThatThrownBy(() -> ZstdBody.unpack(other, half.part()))
        .isInstanceOfSatisfying(CallException.class, e -> assertThat(e.status()).isEqualTo(503));
  }

  private void assertRefused(byte[] packed, int status, String sentence) {
    assertThatThrownBy(() -> ZstdBody.unpack(packed, memory))
        .isInstanceOfSatisfying(CallException.class, e -> assertThat(e.status()).isEqualTo(status))
        .hasMessage(sentence);
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      joined.writeBytes(part);
    }
    return joined.toByteArray();
  }
}
