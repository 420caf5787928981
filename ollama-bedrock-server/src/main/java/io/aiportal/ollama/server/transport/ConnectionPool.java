package io.aiportal.ollama.server.transport;

import io.aiportal.ollama.bedrock.BedrockErrors;
import io.undertow.UndertowOptions;
import io.undertow.client.ClientCallback;
import io.undertow.client.ClientConnection;
import io.undertow.client.UndertowClient;
import io.undertow.connector.ByteBufferPool;
import io.undertow.protocols.ssl.UndertowXnioSsl;
import io.undertow.server.DefaultByteBufferPool;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Sequence;
import org.xnio.Xnio;
import org.xnio.XnioIoThread;
import org.xnio.ssl.XnioSsl;

/**
 * Connections to one endpoint; each belongs to an I/O thread, and is used on it alone.
 *
 * <p>One that is free is used again, the last one first, until it has been idle or alive for so
 * long: then it is closed, so that a changed address of the endpoint is noticed.
 */
final class ConnectionPool implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(ConnectionPool.class.getName());

  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;

  private static final int BUFFER_BYTES = 16 << 10;
  private static final int KEPT_BUFFERS = 4096;
  private static final int KEPT_BUFFERS_PER_THREAD = 12;

  /** What a burst leaves behind must not hold the endpoint's descriptors, nor ours. */
  private static final int MOST_IDLE = 256;

  private static final long LONGEST_IDLE_NANOS = TimeUnit.SECONDS.toNanos(50);
  private static final long LONGEST_LIFE_NANOS = TimeUnit.MINUTES.toNanos(10);
  private static final int SWEEP_SECONDS = 10;

  private static final OptionMap OPTIONS =
      OptionMap.builder()
          .set(Options.TCP_NODELAY, true)
          .set(Options.KEEP_ALIVE, true)
          .set(UndertowOptions.ENABLE_HTTP2, false)
          .set(UndertowOptions.ENDPOINT_IDENTIFICATION_ALGORITHM, "HTTPS")
          .set(Options.SSL_ENABLED_PROTOCOLS, Sequence.of("TLSv1.3", "TLSv1.2"))
          .getMap();

  private final URI endpoint;
  private final Executor lookups;
  private final ByteBufferPool buffers =
      new DefaultByteBufferPool(true, BUFFER_BYTES, KEPT_BUFFERS, KEPT_BUFFERS_PER_THREAD);
  private final @Nullable XnioSsl tls;
  private final Map<XnioIoThread, Free> idle = new ConcurrentHashMap<>();
  private volatile boolean closed;

  /**
   * Connections to an endpoint.
   *
   * @param endpoint its scheme, host and port
   * @param tls what certificates are believed; used for {@code https}
   * @param lookups looks the endpoint's name up, which may take long
   */
  ConnectionPool(URI endpoint, SSLContext tls, Executor lookups) {
    this.endpoint = endpoint;
    this.lookups = lookups;
    this.tls =
        "https".equalsIgnoreCase(endpoint.getScheme())
            ? new UndertowXnioSsl(Xnio.getInstance(), OPTIONS, tls)
            : null;
  }

  /** Who waits for a connection; told on its I/O thread. */
  interface Taker {

    /** Whether a connection is still wanted; asked on any thread. */
    boolean isWaiting();

    void connected(Connection connection);

    void failed(Throwable failure);
  }

  /** A connection, and since when it is there. */
  static final class Connection {
    final ClientConnection http;
    private final long born = System.nanoTime();
    private long idleSince;
    private boolean used;

    Connection(ClientConnection http) {
      this.http = http;
    }

    /** Whether nothing was ever sent on it, so that TLS may not have been agreed on. */
    boolean isNew() {
      return !used;
    }

    /** Something was sent on it. */
    void isUsed() {
      used = true;
    }

    private boolean isUsable(long now) {
      return http.isOpen()
          && now - idleSince < LONGEST_IDLE_NANOS
          && now - born < LONGEST_LIFE_NANOS;
    }
  }

  /** The endpoint's host and port, for people. */
  String address() {
    int usual = tls == null ? HTTP_PORT : HTTPS_PORT;
    return endpoint.getHost() + ":" + (endpoint.getPort() < 0 ? usual : endpoint.getPort());
  }

  /** Whether connections are by TLS. */
  boolean isSecure() {
    return tls != null;
  }

  /** Takes a connection of this thread; call on it. */
  void take(XnioIoThread thread, Taker taker) {
    Deque<Connection> free = free(thread).connections;
    long now = System.nanoTime();
    for (Connection last = free.pollLast(); last != null; last = free.pollLast()) {
      if (last.isUsable(now)) {
        taker.connected(last);
        return;
      }
      IoUtils.safeClose(last.http);
    }
    if (isNumber(endpoint.getHost())) {
      connect(thread, taker);
    } else {
      lookups.execute(() -> lookUp(thread, taker));
    }
  }

  /**
   * Asks for the name, so that Java has it in its cache when Undertow asks, on a thread that must
   * not wait.
   */
  private void lookUp(XnioIoThread thread, Taker taker) {
    if (!taker.isWaiting()) {
      return;
    }
    try {
      InetAddress.getAllByName(endpoint.getHost());
    } catch (UnknownHostException unknown) {
      UnknownHostException named = new UnknownHostException(endpoint.getHost());
      named.initCause(unknown);
      thread.execute(() -> taker.failed(named));
      return;
    } catch (Throwable thrown) {
      thread.execute(() -> taker.failed(thrown));
      BedrockErrors.rethrowIfFatal(thrown);
      return;
    }
    thread.execute(() -> connect(thread, taker));
  }

  private void connect(XnioIoThread thread, Taker taker) {
    if (!taker.isWaiting()) {
      return;
    }
    try {
      UndertowClient.getInstance()
          .connect(callback(taker), endpoint, thread, tls, buffers, OPTIONS);
    } catch (Throwable thrown) {
      taker.failed(thrown);
      BedrockErrors.rethrowIfFatal(thrown);
    }
  }

  /** Tells of a connection once; Undertow may tell twice of one by TLS. */
  private ClientCallback<ClientConnection> callback(Taker taker) {
    return new ClientCallback<>() {
      private boolean told;

      @Override
      public void completed(ClientConnection connection) {
        if (!told) {
          told = true;
          taker.connected(new Connection(connection));
        }
      }

      @Override
      public void failed(IOException failure) {
        if (!told) {
          told = true;
          taker.failed(named(failure));
        }
      }
    };
  }

  /** XNIO does not say what it could not connect to. */
  private IOException named(IOException failure) {
    if (failure instanceof ConnectException || failure instanceof NoRouteToHostException) {
      ConnectException named = new ConnectException(failure.getMessage() + ": " + address());
      named.initCause(failure);
      return named;
    }
    return failure;
  }

  /** Gives a connection back whose exchange has ended; call on its thread. */
  void free(XnioIoThread thread, Connection connection) {
    Free free = free(thread);
    long now = System.nanoTime();
    connection.idleSince = now;
    if (closed || free.connections.size() >= MOST_IDLE || !connection.isUsable(now)) {
      IoUtils.safeClose(connection.http);
      return;
    }
    free.connections.addLast(connection);
    if (!free.isSwept) {
      sweepLater(thread, free);
    }
  }

  private Free free(XnioIoThread thread) {
    return idle.computeIfAbsent(thread, created -> new Free());
  }

  private void sweepLater(XnioIoThread thread, Free free) {
    free.isSwept = true;
    thread.executeAfter(() -> sweep(thread, free), SWEEP_SECONDS, TimeUnit.SECONDS);
  }

  private void sweep(XnioIoThread thread, Free free) {
    long now = System.nanoTime();
    Deque<Connection> eldestFirst = free.connections;
    while (!eldestFirst.isEmpty() && !eldestFirst.peekFirst().isUsable(now)) {
      IoUtils.safeClose(eldestFirst.pollFirst().http);
    }
    free.isSwept = false;
    if (!eldestFirst.isEmpty()) {
      sweepLater(thread, free);
    }
  }

  /** The connections of a thread that nobody uses. */
  private static final class Free {
    private final Deque<Connection> connections = new ArrayDeque<>();

    /** Whether they are looked at soon. */
    private boolean isSwept;
  }

  /** Whether a host is written as an address, which nobody needs to look up. */
  private static boolean isNumber(String host) {
    return host.startsWith("[") || host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
  }

  /** Closes the connections that nobody uses; the others close when their exchange ends. */
  @Override
  public void close() {
    closed = true;
    idle.forEach(
        (thread, free) -> {
          try {
            thread.execute(
                () -> {
                  free.connections.forEach(one -> IoUtils.safeClose(one.http));
                  free.connections.clear();
                });
          } catch (RejectedExecutionException ended) {
            LOG.log(Level.DEBUG, "the thread has ended, and its connections with it");
          }
        });
  }
}
