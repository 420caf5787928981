package io.aiportal.ollama.server.http;

import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xnio.ChannelListener;
import org.xnio.XnioExecutor;
import org.xnio.channels.StreamSourceChannel;

/**
 * Reads a request's body without blocking, up to a limit and a pause.
 *
 * <p>Memory grows with what has come, not with what was announced. Everything happens on the io
 * thread, outside of Undertow's own call of the handler.
 */
final class RequestBody implements ChannelListener<StreamSourceChannel> {

  private static final int FIRST_BYTES = 8 << 10;

  /** One read; the JDK keeps a direct buffer of this size per thread. */
  private static final int READ_BYTES = 64 << 10;

  private final HttpServerExchange exchange;
  private final StreamSourceChannel channel;
  private final int limit;
  private final long pauseMillis;
  private final Reader reader;

  private byte[] bytes;
  private int size;
  private long lastByte = System.nanoTime();
  private XnioExecutor.@Nullable Key timer;
  private boolean finished;

  /** What becomes of a body; one of the methods is called, once. */
  interface Reader {

    /** The body is complete. */
    void whole(byte[] body);

    /** More bytes come, or are announced, than are allowed; {@code rest} is where they are. */
    void tooLarge(StreamSourceChannel rest);

    /** The client sent nothing for too long. */
    void stalled();

    /** The client left before the body was complete, or sent what is no body. */
    void broken();
  }

  private RequestBody(
      HttpServerExchange exchange,
      StreamSourceChannel channel,
      int limit,
      long pauseMillis,
      Reader reader) {
    this.exchange = exchange;
    this.channel = channel;
    this.limit = limit;
    this.pauseMillis = pauseMillis;
    this.reader = reader;
    long announced = exchange.getRequestContentLength();
    this.bytes = new byte[(int) (announced >= 0 ? Math.min(announced, READ_BYTES) : FIRST_BYTES)];
  }

  /**
   * Reads the body of a request.
   *
   * @param exchange the request
   * @param limit bytes that the body may have
   * @param pauseMillis how long the client may send nothing
   * @param reader told what became of it, perhaps before this method returns
   */
  static void read(HttpServerExchange exchange, int limit, long pauseMillis, Reader reader) {
    StreamSourceChannel channel = exchange.getRequestChannel();
    RequestBody body = new RequestBody(exchange, channel, limit, pauseMillis, reader);
    if (exchange.getRequestContentLength() > limit) {
      reader.tooLarge(channel);
    } else {
      body.handleEvent(channel);
    }
  }

  @Override
  public void handleEvent(StreamSourceChannel source) {
    try {
      readOn();
    } catch (IOException e) {
      finish(reader::broken);
    }
  }

  private void readOn() throws IOException {
    while (!finished) {
      int count = readOnce();
      if (count < 0) {
        finish(() -> reader.whole(size == bytes.length ? bytes : Arrays.copyOf(bytes, size)));
      } else if (size > limit) {
        finish(() -> reader.tooLarge(channel));
      } else if (count == 0) {
        await();
        return;
      }
    }
  }

  /** Reads into the free room; a full buffer grows only when another byte has come. */
  private int readOnce() throws IOException {
    if (size < bytes.length) {
      int room = Math.min(bytes.length - size, READ_BYTES);
      int count = channel.read(ByteBuffer.wrap(bytes, size, room));
      size += Math.max(count, 0);
      return count;
    }
    ByteBuffer next = ByteBuffer.allocate(1);
    int count = channel.read(next);
    if (count > 0) {
      bytes = Arrays.copyOf(bytes, grown());
      bytes[size++] = next.get(0);
    }
    return count;
  }

  /** Twice the room, but no more than was announced or is allowed. */
  private int grown() {
    long announced = exchange.getRequestContentLength();
    long most = announced >= 0 ? announced : limit + 1L;
    return (int) Math.min(Math.max(bytes.length * 2L, FIRST_BYTES), Math.max(most, size + 1L));
  }

  private void await() {
    lastByte = System.nanoTime();
    if (timer == null) {
      startTimer(pauseMillis);
      channel.getReadSetter().set(this);
      channel.resumeReads();
    }
  }

  private void startTimer(long millis) {
    timer = exchange.getIoThread().executeAfter(this::checkPause, millis, TimeUnit.MILLISECONDS);
  }

  private void checkPause() {
    if (finished) {
      return;
    }
    long silent = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - lastByte);
    if (silent >= pauseMillis) {
      finish(reader::stalled);
    } else {
      startTimer(pauseMillis - silent);
    }
  }

  private void finish(Runnable outcome) {
    finished = true;
    if (timer != null) {
      timer.remove();
      channel.suspendReads();
      channel.getReadSetter().set(null);
    }
    outcome.run();
  }
}
