package io.aiportal.testkit.bedrock.http;

import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.HttpServerExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.channels.StreamSourceChannel;

/**
 * Reads the body of one request to its end, on the io thread of its connection and without ever
 * blocking it; what goes beyond the limit is read and not kept.
 */
final class BodyReader {

  private final HttpServerExchange exchange;
  private final int limit;
  private final Received received;
  private final @Nullable StreamSourceChannel channel;
  private final ByteArrayOutputStream kept;
  private long length;

  BodyReader(HttpServerExchange exchange, int limit, Received received) {
    this.exchange = exchange;
    this.limit = limit;
    this.received = received;
    this.channel = exchange.getRequestChannel();
    long announced = Math.max(0, exchange.getRequestContentLength());
    this.kept = new ByteArrayOutputStream((int) Math.min(announced, limit));
  }

  /** What is told of a body. */
  @FunctionalInterface
  interface Received {

    /**
     * Called once.
     *
     * @param body null if there were more bytes than the limit
     */
    void accept(byte @Nullable [] body);
  }

  void start() {
    StreamSourceChannel source = channel;
    if (source == null) {
      received.accept(new byte[0]);
      return;
    }
    try {
      if (isReadToItsEnd(source)) {
        source.suspendReads();
        received.accept(length > limit ? null : kept.toByteArray());
      } else {
        source.getReadSetter().set(readable -> start());
        source.resumeReads();
      }
    } catch (IOException e) {
      IoUtils.safeClose(exchange.getConnection());
    }
  }

  /** Whether all of it came; if not, the rest will be read when it is there. */
  private boolean isReadToItsEnd(StreamSourceChannel source) throws IOException {
    try (PooledByteBuffer pooled = exchange.getConnection().getByteBufferPool().allocate()) {
      ByteBuffer buffer = pooled.getBuffer();
      int read = source.read(buffer);
      while (read > 0) {
        buffer.flip();
        keep(buffer);
        buffer.clear();
        read = source.read(buffer);
      }
      return read < 0;
    }
  }

  private void keep(ByteBuffer buffer) {
    length += buffer.remaining();
    if (length <= limit) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.get(bytes);
      kept.writeBytes(bytes);
    }
  }
}
