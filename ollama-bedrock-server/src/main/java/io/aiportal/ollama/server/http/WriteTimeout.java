package io.aiportal.ollama.server.http;

import io.undertow.server.AbstractServerConnection;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.xnio.ChannelListeners;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.channels.StreamSourceChannel;
import org.xnio.channels.WriteTimeoutException;
import org.xnio.conduits.AbstractStreamSinkConduit;
import org.xnio.conduits.ConduitStreamSinkChannel;
import org.xnio.conduits.StreamSinkConduit;

/**
 * Closes a connection whose client takes nothing of what is written to it for too long.
 *
 * <p>Only while bytes wait for the client: an answer may be silent for as long as it likes. A
 * single byte that is taken counts. Whoever waits to write is called once more, and is told by a
 * {@link WriteTimeoutException}.
 */
final class WriteTimeout extends AbstractStreamSinkConduit<StreamSinkConduit> {

  private final StreamConnection connection;
  private final long limitNanos;
  private final AtomicBoolean timed = new AtomicBoolean();
  private volatile boolean waiting;
  private volatile boolean givenUp;
  private volatile long lastTaken;

  private WriteTimeout(StreamConnection connection, long limitMillis) {
    super(connection.getSinkChannel().getConduit());
    this.connection = connection;
    this.limitNanos = TimeUnit.MILLISECONDS.toNanos(limitMillis);
  }

  /** Watches a connection from now on. */
  static void watch(StreamConnection connection, long limitMillis) {
    connection.getSinkChannel().setConduit(new WriteTimeout(connection, limitMillis));
  }

  /** Whether the client of this request was given up. */
  static boolean hasGivenUp(HttpServerExchange exchange) {
    return ((AbstractServerConnection) exchange.getConnection()).getOriginalSinkConduit()
            instanceof WriteTimeout timeout
        && timeout.givenUp;
  }

  @Override
  public int write(ByteBuffer src) throws IOException {
    requireTime();
    return noted(super.write(src));
  }

  @Override
  public long write(ByteBuffer[] srcs, int offs, int len) throws IOException {
    requireTime();
    return noted(super.write(srcs, offs, len));
  }

  @Override
  public int writeFinal(ByteBuffer src) throws IOException {
    requireTime();
    return noted(super.writeFinal(src));
  }

  @Override
  public long writeFinal(ByteBuffer[] srcs, int offset, int length) throws IOException {
    requireTime();
    return noted(super.writeFinal(srcs, offset, length));
  }

  @Override
  public long transferFrom(FileChannel src, long position, long count) throws IOException {
    requireTime();
    return noted(super.transferFrom(src, position, count));
  }

  @Override
  public long transferFrom(StreamSourceChannel source, long count, ByteBuffer throughBuffer)
      throws IOException {
    requireTime();
    return noted(super.transferFrom(source, count, throughBuffer));
  }

  private void requireTime() throws WriteTimeoutException {
    if (givenUp) {
      throw new WriteTimeoutException();
    }
  }

  private int noted(int taken) {
    noted((long) taken);
    return taken;
  }

  private long noted(long taken) {
    if (taken > 0 && waiting) {
      lastTaken = System.nanoTime();
    }
    return taken;
  }

  @Override
  public void resumeWrites() {
    await();
    super.resumeWrites();
  }

  @Override
  public void wakeupWrites() {
    await();
    super.wakeupWrites();
  }

  @Override
  public void suspendWrites() {
    waiting = false;
    super.suspendWrites();
  }

  private void await() {
    if (!waiting) {
      lastTaken = System.nanoTime();
      waiting = true;
    }
    startTimer(limitNanos);
  }

  private void startTimer(long nanos) {
    if (!timed.compareAndSet(false, true)) {
      return;
    }
    try {
      // Rounded up, or the timer would come just before its time.
      long millis = TimeUnit.NANOSECONDS.toMillis(nanos) + 1;
      connection.getIoThread().executeAfter(this::check, millis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      IoUtils.safeClose(connection);
    }
  }

  private void check() {
    timed.set(false);
    if (!connection.isOpen()) {
      return;
    }
    if (!waiting || !next.isWriteResumed()) {
      waiting = false;
      return;
    }
    long silent = System.nanoTime() - lastTaken;
    if (silent < limitNanos) {
      startTimer(limitNanos - silent);
    } else {
      giveUp();
    }
  }

  /** The writer comes first, and ends what it writes; the connection is closed in any case. */
  private void giveUp() {
    givenUp = true;
    ConduitStreamSinkChannel sink = connection.getSinkChannel();
    ChannelListeners.invokeChannelListener(sink, sink.getWriteListener());
    connection.getIoThread().execute(() -> IoUtils.safeClose(connection));
  }
}
