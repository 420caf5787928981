package io.aiportal.ollama.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.xnio.channels.StreamSourceChannel;

class UnreadBodyTest {

  private long given;

  /** A channel that has this many bytes, and then gives this. */
  private StreamSourceChannel channel(long size, int then) {
    return (StreamSourceChannel)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {StreamSourceChannel.class},
            (proxy, method, arguments) -> {
              assertThat(method.getName()).isEqualTo("read");
              ByteBuffer room = (ByteBuffer) arguments[0];
              int count = (int) Math.min(room.remaining(), size - given);
              assertThat(room.remaining()).isPositive();
              room.position(room.position() + count);
              given += count;
              return count == 0 ? then : count;
            });
  }

  @Test
  void endlessBody_isReadForOneTurn() throws IOException {
    ByteBuffer room = ByteBuffer.allocate(16 << 10);
    assertThat(UnreadBody.discard(channel(Long.MAX_VALUE, 0), room)).isPositive();
    assertThat(given).isEqualTo(IoTurn.MOST_BYTES);
  }

  @Test
  void shortBody_isReadToItsEnd() throws IOException {
    ByteBuffer room = ByteBuffer.allocate(1_000);
    assertThat(UnreadBody.discard(channel(2_500, -1), room)).isNegative();
    assertThat(given).isEqualTo(2_500);
  }

  @Test
  void bodyThatIsNotThereYet_isWaitedFor() throws IOException {
    ByteBuffer room = ByteBuffer.allocate(1_000);
    assertThat(UnreadBody.discard(channel(1_000, 0), room)).isZero();
    assertThat(given).isEqualTo(1_000);
  }
}
