package io.aiportal.ollama.server.http;

import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpServerConnection;
import io.undertow.util.ImmediatePooledByteBuffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.xnio.ChannelListener;
import org.xnio.conduits.ConduitStreamSourceChannel;
import org.xnio.conduits.StreamSourceConduit;

/**
 * Notices a client that leaves while its answer is being made, also while nothing is written.
 *
 * <p>Undertow does not look at a connection between the end of a request's body and the end of its
 * answer. This reads there in its stead: the end of the stream means that the client left; bytes
 * are the next requests of a client that does not wait, and are given back to be read in their
 * turn. The end stands behind them, so all of them are read; a client that sends more ahead than
 * can be kept is treated as one that left.
 */
final class ClientWatch implements ChannelListener<ConduitStreamSourceChannel> {

  /** What is kept of what a client sends ahead. */
  static final int MOST_AHEAD = 1 << 20;

  private final HttpCall call;
  private final HttpServerExchange exchange;
  private final HttpServerConnection connection;
  private final ConduitStreamSourceChannel source;
  private final StreamSourceConduit socket;
  private final Runnable gone;
  private boolean stopped;

  private ClientWatch(HttpCall call, Runnable gone) {
    this.call = call;
    this.exchange = call.exchange();
    this.connection = (HttpServerConnection) exchange.getConnection();
    this.source = connection.getChannel().getSourceChannel();
    this.socket = connection.getOriginalSourceConduit();
    this.gone = gone;
  }

  /**
   * Watches a client whose request has been read to its end. Call on the io thread.
   *
   * @param call the request; the watch ends with it
   * @param gone called once on the io thread, if the client leaves
   */
  static ClientWatch start(HttpCall call, Runnable gone) {
    ClientWatch watch = new ClientWatch(call, gone);
    if (watch.exchange.isComplete()) {
      watch.stopped = true;
      return watch;
    }
    // The request's own conduits are at their end and would say so of the connection.
    watch.source.setConduit(watch.socket);
    watch.source.setReadListener(watch);
    watch.countIn(watch.connection.getExtraBytes());
    watch.source.resumeReads();
    return watch;
  }

  /** What was kept while the answer before this one was made is still there. */
  private void countIn(@Nullable PooledByteBuffer kept) {
    if (kept != null && kept.getBuffer().capacity() > connection.getBufferSize()) {
      if (!call.memory().grow(kept.getBuffer().capacity())) {
        call.failed("the client sent too much ahead");
        call.later(this::leave);
      }
    }
  }

  /** Looks away, because the answer is about to end. Call on the io thread. */
  void stop() {
    if (!stopped) {
      stopped = true;
      source.suspendReads();
    }
  }

  @Override
  public void handleEvent(ConduitStreamSourceChannel channel) {
    if (stopped || exchange.isComplete()) {
      source.suspendReads();
      return;
    }
    try {
      if (read() < 0) {
        leave();
      }
    } catch (IOException e) {
      leave();
    } catch (RuntimeException | Error e) {
      call.failed(call.unexpected(e));
      leave();
    }
  }

  private void leave() {
    stop();
    try {
      gone.run();
    } catch (RuntimeException | Error e) {
      call.failed(call.unexpected(e));
      call.hangUp();
    }
  }

  /** Reads once; what comes is kept for the next request. */
  private int read() throws IOException {
    PooledByteBuffer kept = connection.getExtraBytes();
    if (kept == null) {
      kept = connection.getByteBufferPool().allocate();
      kept.getBuffer().limit(0);
      connection.setExtraBytes(kept);
    } else if (kept.getBuffer().limit() == kept.getBuffer().capacity()) {
      kept = larger(kept);
    }
    int count = kept == null ? -1 : readBehind(kept.getBuffer());
    if (kept != null && !kept.getBuffer().hasRemaining()) {
      connection.setExtraBytes(null);
      kept.close();
    }
    return count;
  }

  private int readBehind(ByteBuffer kept) throws IOException {
    int start = kept.position();
    int end = kept.limit();
    kept.limit(kept.capacity()).position(end);
    try {
      return socket.read(kept);
    } finally {
      kept.limit(kept.position()).position(start);
    }
  }

  /** Twice the room for what is kept, up to the most; null where there is none. */
  private @Nullable PooledByteBuffer larger(PooledByteBuffer full) {
    ByteBuffer bytes = full.getBuffer();
    int room = Math.min(bytes.remaining() * 2, MOST_AHEAD);
    if (room <= bytes.remaining() || !call.memory().grow(room)) {
      call.failed("the client sent too much ahead");
      return null;
    }
    ByteBuffer more = ByteBuffer.allocate(room).put(bytes).flip();
    full.close();
    PooledByteBuffer kept = new ImmediatePooledByteBuffer(more);
    connection.setExtraBytes(kept);
    return kept;
  }
}
