package io.aiportal.ollama.server.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpServerConnection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;

/**
 * The clients that are connected; where they are too many, those without a request make room.
 *
 * <p>The listener accepts no more than so many. If those that have nothing to ask held on to their
 * places, a handful of idle clients could keep everybody else out. So while there is an idle one,
 * one place is free.
 */
final class Connections {

  private final int most;

  // Guarded by this.
  private final Set<StreamConnection> idle = new LinkedHashSet<>();
  private final Set<StreamConnection> busy = new HashSet<>();

  /** A limit that the listener has too. */
  Connections(int most) {
    this.most = most;
  }

  /** How many clients are connected. */
  synchronized int count() {
    return idle.size() + busy.size();
  }

  /** A client has connected. */
  synchronized void opened(StreamConnection connection) {
    idle.add(connection);
    makeRoom(connection);
  }

  /** A request has come. */
  synchronized void began(HttpServerExchange exchange) {
    StreamConnection connection = connection(exchange);
    idle.remove(connection);
    busy.add(connection);
  }

  /** A request has been answered. */
  synchronized void ended(HttpServerExchange exchange) {
    StreamConnection connection = connection(exchange);
    if (busy.remove(connection) && connection.isOpen()) {
      idle.add(connection);
      makeRoom(null);
    }
  }

  /** A connection has ended; nothing that hangs on it may be kept. */
  synchronized void closed(StreamConnection connection) {
    idle.remove(connection);
    busy.remove(connection);
  }

  /** Lets go of who has been idle for longest, but for one who has only come. */
  private void makeRoom(@Nullable StreamConnection newcomer) {
    if (idle.size() + busy.size() < most) {
      return;
    }
    idle.removeIf(connection -> !connection.isOpen());
    busy.removeIf(connection -> !connection.isOpen());
    Iterator<StreamConnection> inTurn = idle.iterator();
    if (idle.size() + busy.size() >= most && inTurn.hasNext()) {
      StreamConnection eldest = inTurn.next();
      if (!eldest.equals(newcomer)) {
        closeLater(eldest);
      }
    }
  }

  /** Not at once: its last answer may be on its way out through this very call. */
  private void closeLater(StreamConnection connection) {
    try {
      connection.getIoThread().execute(() -> close(connection));
    } catch (RejectedExecutionException e) {
      // The server has ended, and every connection with it.
      return;
    }
  }

  private void close(StreamConnection connection) {
    boolean unused;
    synchronized (this) {
      unused = idle.remove(connection);
    }
    if (unused) {
      IoUtils.safeClose(connection);
    }
  }

  private static StreamConnection connection(HttpServerExchange exchange) {
    return ((HttpServerConnection) exchange.getConnection()).getChannel();
  }
}
