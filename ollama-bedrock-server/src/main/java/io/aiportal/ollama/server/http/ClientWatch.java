package io.aiportal.ollama.server.http;

import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpServerConnection;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.xnio.ChannelListener;
import org.xnio.conduits.ConduitStreamSourceChannel;
import org.xnio.conduits.StreamSourceConduit;

/**
 * Notices a client that leaves while its answer is being made, also while nothing is written.
 *
 * <p>Undertow does not look at a connection between the end of a request's body and the end of its
 * answer. This reads there in its stead: the end of the stream means that the client left; bytes
 * are the next request of a client that does not wait, and are given back to be read in their turn.
 */
final class ClientWatch implements ChannelListener<ConduitStreamSourceChannel> {

  private final HttpServerExchange exchange;
  private final HttpServerConnection connection;
  private final ConduitStreamSourceChannel source;
  private final StreamSourceConduit socket;
  private final Runnable gone;
  private boolean stopped;

  private ClientWatch(HttpServerExchange exchange, Runnable gone) {
    this.exchange = exchange;
    this.connection = (HttpServerConnection) exchange.getConnection();
    this.source = connection.getChannel().getSourceChannel();
    this.socket = connection.getOriginalSourceConduit();
    this.gone = gone;
  }

  /**
   * Watches a client whose request has been read to its end. Call on the io thread.
   *
   * @param exchange the request; the watch ends with it
   * @param gone called once on the io thread, if the client leaves
   */
  static ClientWatch start(HttpServerExchange exchange, Runnable gone) {
    ClientWatch watch = new ClientWatch(exchange, gone);
    if (exchange.isComplete()) {
      watch.stopped = true;
      return watch;
    }
    // The request's own conduits are at their end and would say so of the connection.
    watch.source.setConduit(watch.socket);
    watch.source.setReadListener(watch);
    watch.source.resumeReads();
    return watch;
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
    }
  }

  private void leave() {
    stop();
    gone.run();
  }

  /** Reads once; what comes is kept for the next request. */
  private int read() throws IOException {
    PooledByteBuffer kept = connection.getExtraBytes();
    if (kept != null) {
      return readBehind(kept.getBuffer());
    }
    PooledByteBuffer pooled = connection.getByteBufferPool().allocate();
    int count = socket.read(pooled.getBuffer());
    if (count > 0) {
      pooled.getBuffer().flip();
      connection.ungetRequestBytes(pooled);
    } else {
      pooled.close();
    }
    return count;
  }

  /** Reads behind what was kept before; a client that sends still more is not read any further. */
  private int readBehind(ByteBuffer kept) throws IOException {
    if (kept.limit() == kept.capacity()) {
      stop();
      return 0;
    }
    int start = kept.position();
    int end = kept.limit();
    kept.limit(kept.capacity()).position(end);
    try {
      return socket.read(kept);
    } finally {
      kept.limit(kept.position()).position(start);
    }
  }
}
