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
 * Reads a request's body without blocking, within limits of size, memory and time.
 *
 * <p>Memory grows with what has come, not with what was announced, and is reserved before it is
 * used. Everything happens on the io thread, outside of Undertow's own call of the handler.
 */
final class RequestBody implements ChannelListener<StreamSourceChannel> {

  private static final int FIRST_BYTES = 8 << 10;

  /** One read; the JDK keeps a direct buffer of this size per thread. */
  private static final int READ_BYTES = 64 << 10;

  private static final byte[] NONE = {};

  private final HttpServerExchange exchange;
  private final StreamSourceChannel channel;
  private final Limits limits;
  private final ByteBudget.Part memory;
  private final Reader reader;
  private final long started = System.nanoTime();

  private byte[] bytes = NONE;
  private int size;
  private long lastByte = started;
  private XnioExecutor.@Nullable Key timer;
  private boolean resumed;
  private boolean finished;

  /**
   * What a body may be.
   *
   * @param bytes how many bytes it may have
   * @param pauseMillis how long the client may send nothing
   * @param wholeMillis how long all of it may take
   */
  record Limits(int bytes, long pauseMillis, long wholeMillis) {

    /** These, with no more than so many bytes. */
    Limits atMost(int most) {
      return new Limits(Math.min(bytes, most), pauseMillis, wholeMillis);
    }
  }

  /** What becomes of a body; one of the methods is called, once. */
  interface Reader {

    /** The body is complete. */
    void whole(byte[] body);

    /** More bytes come, or are announced, than are allowed; {@code rest} is where they are. */
    void tooLarge(StreamSourceChannel rest);

    /** There is no memory for more of it at the moment; {@code rest} is where it is. */
    void noRoom(StreamSourceChannel rest);

    /** The client sent nothing for too long, or was too slow with the whole. */
    void stalled();

    /** The client left before the body was complete, or sent what is no body. */
    void broken();

    /** It could not be read, for a fault of ours. */
    void failed(Throwable fault);
  }

  private RequestBody(
      HttpServerExchange exchange,
      StreamSourceChannel channel,
      Limits limits,
      ByteBudget.Part memory,
      Reader reader) {
    this.exchange = exchange;
    this.channel = channel;
    this.limits = limits;
    this.memory = memory;
    this.reader = reader;
  }

  /**
   * Reads the body of a request.
   *
   * @param exchange the request
   * @param limits what the body may be
   * @param memory where its memory is reserved; stays reserved when the body is complete
   * @param reader told what became of it, perhaps before this method returns
   */
  static void read(
      HttpServerExchange exchange, Limits limits, ByteBudget.Part memory, Reader reader) {
    StreamSourceChannel channel = exchange.getRequestChannel();
    if (exchange.getRequestContentLength() > limits.bytes()) {
      reader.tooLarge(channel);
    } else {
      new RequestBody(exchange, channel, limits, memory, reader).handleEvent(channel);
    }
  }

  @Override
  public void handleEvent(StreamSourceChannel source) {
    try {
      readOn();
    } catch (IOException e) {
      finish(reader::broken);
    } catch (RuntimeException | Error e) {
      finish(() -> reader.failed(e));
    }
  }

  private void readOn() throws IOException {
    int turn = 0;
    while (!finished) {
      if (turn >= IoTurn.MOST_BYTES) {
        waitForTurn();
        return;
      }
      int count = readOnce();
      turn += count;
      if (count < 0) {
        complete();
      } else if (size > limits.bytes()) {
        finish(() -> reader.tooLarge(channel));
      } else if (count == 0) {
        await();
        return;
      }
    }
  }

  private void complete() {
    byte[] body = bytes;
    if (size < bytes.length) {
      if (!memory.grow(size)) {
        finish(() -> reader.noRoom(channel));
        return;
      }
      body = Arrays.copyOf(bytes, size);
      memory.shrink(bytes.length);
    }
    byte[] whole = body;
    finish(() -> reader.whole(whole));
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
      if (grow()) {
        bytes[size++] = next.get(0);
      } else {
        finish(() -> reader.noRoom(channel));
      }
    }
    return count;
  }

  /** While they are copied, the old bytes and the new ones are both in memory. */
  private boolean grow() {
    int room = grown();
    if (!memory.grow(room)) {
      return false;
    }
    int before = bytes.length;
    bytes = Arrays.copyOf(bytes, room);
    memory.shrink(before);
    return true;
  }

  /** Twice the room, but no more than was announced or is allowed. */
  private int grown() {
    long announced = exchange.getRequestContentLength();
    long first = announced >= 0 ? Math.min(announced, READ_BYTES) : FIRST_BYTES;
    long most = announced >= 0 ? announced : limits.bytes() + 1L;
    return (int) Math.min(Math.max(bytes.length * 2L, first), Math.max(most, size + 1L));
  }

  private void waitForTurn() {
    if (resumed) {
      resumed = false;
      channel.suspendReads();
    }
    lastByte = System.nanoTime();
    startTimer();
    IoTurn.next(exchange.getIoThread(), () -> handleEvent(channel));
  }

  private void await() {
    lastByte = System.nanoTime();
    startTimer();
    if (!resumed) {
      resumed = true;
      channel.getReadSetter().set(this);
      channel.resumeReads();
    }
  }

  private void startTimer() {
    if (timer == null) {
      long left = Math.max(1, millisLeft());
      timer = exchange.getIoThread().executeAfter(this::checkTime, left, TimeUnit.MILLISECONDS);
    }
  }

  private void checkTime() {
    timer = null;
    if (finished) {
      return;
    }
    if (millisLeft() > 0) {
      startTimer();
    } else {
      finish(reader::stalled);
    }
  }

  /** Until the pause, or the whole, is too long. */
  private long millisLeft() {
    long now = System.nanoTime();
    long silent = TimeUnit.NANOSECONDS.toMillis(now - lastByte);
    long sinceStart = TimeUnit.NANOSECONDS.toMillis(now - started);
    return Math.min(limits.pauseMillis() - silent, limits.wholeMillis() - sinceStart);
  }

  private void finish(Runnable outcome) {
    if (finished) {
      return;
    }
    finished = true;
    bytes = NONE;
    if (timer != null) {
      timer.remove();
    }
    if (resumed) {
      channel.suspendReads();
      channel.getReadSetter().set(null);
    }
    try {
      outcome.run();
    } catch (RuntimeException | Error e) {
      reader.failed(e);
    }
  }
}
