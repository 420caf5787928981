package io.aiportal.testkit.bedrock.http;

import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.protocol.http.HttpServerConnection;
import java.io.IOException;
import org.xnio.conduits.StreamSourceConduit;

/**
 * Notices at once when the client closes its connection before the response is sent.
 *
 * <p>Undertow does not read from a connection of HTTP/1.1 while it answers, so a client that leaves
 * during a silence would go unnoticed. It takes its listener back when the exchange is complete.
 */
final class DisconnectListener {

  private final HttpServerConnection connection;
  private final StreamSourceConduit source;
  private final Runnable gone;

  private DisconnectListener(HttpServerConnection connection, Runnable gone) {
    this.connection = connection;
    this.source = connection.getOriginalSourceConduit();
    this.gone = gone;
  }

  /**
   * Watches until the exchange is complete.
   *
   * @param gone run on the io thread, at most once
   */
  static void start(HttpServerConnection connection, Runnable gone) {
    DisconnectListener listener = new DisconnectListener(connection, gone);
    connection.getChannel().getSourceChannel().setReadListener(channel -> listener.readable());
    listener.source.resumeReads();
  }

  private void readable() {
    PooledByteBuffer pooled = connection.getByteBufferPool().allocate();
    int read = -1;
    try {
      read = source.read(pooled.getBuffer());
    } catch (IOException e) {
      // A reset tells the same as an end.
    }
    if (read > 0) {
      // The next request, sent before this one is answered: Undertow shall read it later.
      pooled.getBuffer().flip();
      connection.ungetRequestBytes(pooled);
      source.suspendReads();
      return;
    }
    pooled.close();
    if (read < 0) {
      source.suspendReads();
      gone.run();
    }
  }
}
