package io.aiportal.ollama.server.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpServerConnection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.XnioIoThread;

/**
 * The clients that are connected; where they are too many, those without a request make room.
 *
 * <p>The listener accepts no more than so many. If those that have nothing to ask held on to their
 * places, a handful of idle clients could keep everybody else out. So while there is an idle one,
 * one place is free, or about to be: who has only just connected, or had an answer, may have a
 * request on its way, and keeps its place for a moment.
 */
final class Connections {

  /** In which a request that was sent at once has been read, however many came with it. */
  private static final long GRACE_MILLIS = 500;

  private final int most;

  // Guarded by this.
  private final Map<StreamConnection, Long> idleSince = new LinkedHashMap<>();
  private final Set<StreamConnection> busy = new HashSet<>();
  private boolean planned;

  /** A limit that the listener has too. */
  Connections(int most) {
    this.most = most;
  }

  /** How many clients are connected. */
  synchronized int count() {
    return idleSince.size() + busy.size();
  }

  /** A client has connected. */
  synchronized void opened(StreamConnection connection) {
    idleSince.put(connection, System.nanoTime());
    makeRoom(connection);
  }

  /** A request has come. */
  synchronized void began(HttpServerExchange exchange) {
    StreamConnection connection = connection(exchange);
    idleSince.remove(connection);
    busy.add(connection);
  }

  /** A request has been answered. */
  synchronized void ended(HttpServerExchange exchange) {
    StreamConnection connection = connection(exchange);
    if (busy.remove(connection) && connection.isOpen()) {
      idleSince.put(connection, System.nanoTime());
      makeRoom(null);
    }
  }

  /** A connection has ended; nothing that hangs on it may be kept. */
  synchronized void closed(StreamConnection connection) {
    idleSince.remove(connection);
    busy.remove(connection);
  }

  /** Lets go of who has been idle for longest, but for one who has only come. */
  private void makeRoom(@Nullable StreamConnection newcomer) {
    if (planned || isRoom()) {
      return;
    }
    idleSince.keySet().removeIf(connection -> !connection.isOpen());
    busy.removeIf(connection -> !connection.isOpen());
    Iterator<Map.Entry<StreamConnection, Long>> inTurn = idleSince.entrySet().iterator();
    if (isRoom() || !inTurn.hasNext()) {
      return;
    }
    Map.Entry<StreamConnection, Long> eldest = inTurn.next();
    if (!eldest.getKey().equals(newcomer)) {
      plan(eldest.getKey(), eldest.getValue());
    }
  }

  private boolean isRoom() {
    return idleSince.size() + busy.size() < most;
  }

  /**
   * Never at once: its last answer may be on its way out through this very call. When its time is
   * over the thread may not have looked at its sockets for long, so it does once more: a request
   * may wait there.
   */
  private void plan(StreamConnection eldest, Long since) {
    long idle = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since);
    XnioIoThread thread = eldest.getIoThread();
    IoTurn.after(
        thread,
        () -> IoTurn.next(thread, () -> letGo(eldest, since)),
        Math.max(1, GRACE_MILLIS - idle),
        TimeUnit.MILLISECONDS);
    planned = true;
  }

  private void letGo(StreamConnection eldest, Long since) {
    synchronized (this) {
      planned = false;
      if (isRoom()) {
        return;
      }
      if (!idleSince.remove(eldest, since)) {
        makeRoom(null); // it has had a request meanwhile
        return;
      }
    }
    IoUtils.safeClose(eldest);
  }

  private static StreamConnection connection(HttpServerExchange exchange) {
    return ((HttpServerConnection) exchange.getConnection()).getChannel();
  }
}
