package io.aiportal.ollama.server.http;

import io.aiportal.ollama.OllamaBedrock;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.server.access.Access;
import io.aiportal.ollama.server.limits.Limits;
import io.aiportal.ollama.server.process.FatalErrors;
import io.aiportal.ollama.server.settings.Key;
import io.aiportal.ollama.server.settings.Listen;
import io.aiportal.ollama.server.settings.Settings;
import io.aiportal.ollama.server.settings.SettingsException;
import io.aiportal.ollama.server.telemetry.Gauge;
import io.aiportal.ollama.server.telemetry.ModelLabels;
import io.aiportal.ollama.server.telemetry.Telemetry;
import io.aiportal.ollama.server.tls.ListenerTls;
import io.undertow.UndertowOptions;
import io.undertow.protocols.ssl.UndertowXnioSsl;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.server.handlers.HttpContinueReadHandler;
import io.undertow.server.protocol.http.HttpOpenListener;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.xnio.ChannelListener;
import org.xnio.ChannelListeners;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Sequence;
import org.xnio.SslClientAuthMode;
import org.xnio.StreamConnection;
import org.xnio.Xnio;
import org.xnio.XnioWorker;
import org.xnio.channels.AcceptingChannel;

/** The listener: Ollama's API at an address, until it is closed. */
public final class HttpServer implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(HttpServer.class.getName());

  private static final int BACKLOG = 4096;

  private static final int BUFFER_BYTES = 16 << 10;

  private static final int MOST_MILLIS_TO_A_NEIGHBOUR = 1000;

  private static final int BYTES_AROUND_A_CONNECTION = 2 << 10;

  /** What a client can make a connection hold that has no request yet; texts grow by doubling. */
  static final int MOST_BYTES_A_CONNECTION =
      2 * RequestHead.BYTES_OF_EVERY_CONNECTION + BYTES_AROUND_A_CONNECTION;

  /** What is not kept is freed through Unsafe, of which newer JDKs warn. */
  private static final int KEPT_BUFFERS = 4096;

  private static final int KEPT_BUFFERS_PER_THREAD = 12;

  /** How long answers may take to say that they were cut off. */
  private static final Duration FAREWELL = Duration.ofSeconds(2);

  private final XnioWorker worker;
  private final HttpOpenListener http;
  private final AcceptingChannel<? extends StreamConnection> listener;
  private final HttpCalls calls;
  private final RequestLog log;
  private final AtomicBoolean listening = new AtomicBoolean(true);
  private final AtomicBoolean closed = new AtomicBoolean();

  private HttpServer(
      XnioWorker worker,
      HttpOpenListener http,
      AcceptingChannel<? extends StreamConnection> listener,
      HttpCalls calls,
      RequestLog log) {
    this.worker = worker;
    this.http = http;
    this.listener = listener;
    this.calls = calls;
    this.log = log;
  }

  /**
   * Listens.
   *
   * @param settings where, and within which limits
   * @param access who may call
   * @param capacity how much may be under way at once
   * @param ollama answers
   * @param limits how much each caller may ask for and spend
   * @param ready whether the start is over, for {@code /ready}
   * @param telemetry takes note of every request; stays the caller's
   * @param requestLog gets a line for each request; stays the caller's
   * @throws SettingsException if the address cannot be used
   */
  public static HttpServer start(
      Settings settings,
      Access access,
      Capacity capacity,
      OllamaBedrock ollama,
      Limits limits,
      BooleanSupplier ready,
      Telemetry telemetry,
      OutputStream requestLog) {
    InetSocketAddress address = address(settings.get(Key.LISTEN));
    Access.check(settings, settings.keys(), address.getAddress());
    Optional<ListenerTls> tls = ListenerTls.of(settings);
    RequestLog log =
        RequestLog.open(
            requestLog,
            Clock.systemUTC(),
            settings.get(Key.LOG_PROBES),
            settings.get(Key.METRICS_LOG));
    XnioWorker worker = null;
    try {
      Connections connections = new Connections(capacity.connections());
      ByteBudget memory = new ByteBudget(capacity.requestBytes());
      CallEnds ends = new CallEnds(new ModelLabels(ollama::catalogue));
      HttpCalls calls = new HttpCalls(log, ends, telemetry, memory, connections);
      gauges(capacity, calls, memory, connections).forEach(telemetry::gauge);
      Gate gate = new Gate(calls, access, Reuse.of(settings));
      Router router =
          new Router(
              new OllamaRoutes(settings, capacity, ollama, limits, ready, calls, gate, telemetry)
                  .routes(),
              calls,
              new Cors(settings.get(Key.ORIGINS)),
              new HostCheck(address.getAddress(), settings.get(Key.ALLOWED_HOSTS)),
              settings.get(Key.PATH_PREFIXES));
      HttpOpenListener http = openListener(settings, router);
      worker = startWorker(settings);
      AcceptingChannel<? extends StreamConnection> listener =
          listen(
              worker,
              address,
              capacity,
              tls,
              channel -> accept(channel, http, connections, memory, settings));
      return new HttpServer(worker, http, listener, calls, log);
    } catch (RuntimeException | Error e) {
      if (worker != null) {
        worker.shutdownNow();
      }
      log.close();
      throw e;
    }
  }

  /** What is full, and how much it can hold. */
  private static List<Gauge> gauges(
      Capacity capacity, HttpCalls calls, ByteBudget memory, Connections connections) {
    return List.of(
        new Gauge("gateway.open.requests", "Requests that are under way", calls::open),
        new Gauge(
            "gateway.open.answers.limit",
            "Answers that may be made at once; beyond it 503 is told",
            capacity::answers),
        new Gauge("gateway.connections", "Clients that are connected", connections::count),
        new Gauge(
            "gateway.connections.limit", "Clients that may be connected", capacity::connections),
        new Gauge(
            "gateway.request.memory.bytes",
            "Memory that requests have reserved",
            () -> memory.total() - memory.free()),
        new Gauge(
            "gateway.request.memory.limit.bytes",
            "Memory that requests may reserve; beyond it 503 is told",
            memory::total));
  }

  private static HttpOpenListener openListener(Settings settings, Router router) {
    HttpOpenListener http =
        new HttpOpenListener(
            new DefaultByteBufferPool(true, BUFFER_BYTES, KEPT_BUFFERS, KEPT_BUFFERS_PER_THREAD),
            connectionOptions(settings));
    http.setRootHandler(new HttpContinueReadHandler(router));
    return http;
  }

  /** Its threads start now, all of them: later there might be no memory for one. */
  private static XnioWorker startWorker(Settings settings) {
    int workers = Math.max(2, Runtime.getRuntime().availableProcessors());
    OptionMap options =
        OptionMap.builder()
            .set(Options.WORKER_NAME, "http")
            .set(Options.WORKER_IO_THREADS, settings.get(Key.IO_THREADS))
            .set(Options.WORKER_TASK_CORE_THREADS, workers)
            .set(Options.WORKER_TASK_MAX_THREADS, workers)
            .getMap();
    try {
      XnioWorker worker = Xnio.getInstance(HttpServer.class.getClassLoader()).createWorker(options);
      for (int i = 0; i < workers; i++) {
        worker.execute(() -> {});
      }
      return worker;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static OptionMap connectionOptions(Settings settings) {
    return OptionMap.builder()
        .set(UndertowOptions.ENABLE_HTTP2, false)
        .set(UndertowOptions.ALWAYS_SET_KEEP_ALIVE, false)
        .set(UndertowOptions.BUFFER_PIPELINED_DATA, false)
        .set(UndertowOptions.DECODE_SLASH, true)
        .set(UndertowOptions.ALLOW_UNESCAPED_CHARACTERS_IN_URL, true)
        // RequestHead keeps the limit; this one comes behind it.
        .set(UndertowOptions.MAX_HEADER_SIZE, RequestHead.MOST_BYTES + BUFFER_BYTES)
        .set(UndertowOptions.MAX_HEADERS, RequestHead.MOST_HEADERS)
        // Undertow's own limit ends the connection without a word; RequestBody keeps ours.
        .set(UndertowOptions.MAX_ENTITY_SIZE, -1L)
        .set(UndertowOptions.NO_REQUEST_TIMEOUT, millis(settings, Key.IDLE_TIMEOUT))
        .set(UndertowOptions.REQUEST_PARSE_TIMEOUT, millis(settings, Key.REQUEST_TIMEOUT))
        .getMap();
  }

  private static AcceptingChannel<? extends StreamConnection> listen(
      XnioWorker worker,
      InetSocketAddress address,
      Capacity capacity,
      Optional<ListenerTls> tls,
      ChannelListener<AcceptingChannel<? extends StreamConnection>> acceptor) {
    OptionMap options =
        OptionMap.builder()
            .set(Options.BACKLOG, BACKLOG)
            .set(Options.TCP_NODELAY, true)
            .set(Options.REUSE_ADDRESSES, true)
            .set(Options.CONNECTION_HIGH_WATER, capacity.connections())
            .set(Options.CONNECTION_LOW_WATER, capacity.connections())
            .addAll(tls.map(HttpServer::tlsOptions).orElse(OptionMap.EMPTY))
            .getMap();
    try {
      AcceptingChannel<? extends StreamConnection> listener =
          tls.isEmpty()
              ? worker.createStreamConnectionServer(address, acceptor, options)
              : new UndertowXnioSsl(worker.getXnio(), OptionMap.EMPTY, tls.get().context())
                  .createSslConnectionServer(worker, address, acceptor, options);
      listener.resumeAccepts();
      return listener;
    } catch (IOException e) {
      throw notListening(address, e);
    }
  }

  private static OptionMap tlsOptions(ListenerTls tls) {
    return OptionMap.builder()
        .set(Options.SSL_ENABLED_PROTOCOLS, Sequence.of("TLSv1.3", "TLSv1.2"))
        .set(
            Options.SSL_CLIENT_AUTH_MODE,
            tls.asksClients() ? SslClientAuthMode.REQUIRED : SslClientAuthMode.NOT_REQUESTED)
        .getMap();
  }

  /**
   * Refuses an address at which no server could listen. One that is taken may be: most likely a
   * server that runs has it, and is to be started again with these settings.
   *
   * <p>Nothing listens meanwhile, or a client that waits for the server would be connected to
   * something that is gone before it has answered.
   *
   * @throws SettingsException if it cannot be used
   */
  public static void check(Settings settings) {
    InetSocketAddress address = address(settings.get(Key.LISTEN));
    Access.check(settings, settings.keys(), address.getAddress());
    ListenerTls.of(settings);
    try (Socket socket = new Socket()) {
      socket.setReuseAddress(true);
      socket.bind(address);
    } catch (IOException e) {
      if (!isTaken(address)) {
        throw notListening(address, e);
      }
    }
  }

  private static boolean isTaken(InetSocketAddress address) {
    try (Socket socket = new Socket()) {
      socket.connect(address, MOST_MILLIS_TO_A_NEIGHBOUR);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static SettingsException notListening(InetSocketAddress address, IOException reason) {
    return new SettingsException(
        "Cannot listen on "
            + address.getAddress().getHostAddress()
            + " port "
            + address.getPort()
            + " ("
            + reason.getMessage()
            + "); stop what listens there, or set "
            + Key.LISTEN.named()
            + " to another address.");
  }

  private static int millis(Settings settings, Key<Duration> key) {
    return (int) settings.get(key).toMillis();
  }

  private static InetSocketAddress address(Listen listen) {
    try {
      String host = listen.host().isEmpty() ? "0.0.0.0" : listen.host();
      return new InetSocketAddress(InetAddress.getByName(host), listen.port());
    } catch (UnknownHostException e) {
      throw new SettingsException(
          Key.LISTEN.named() + " names the host " + listen.host() + ", which is not known here.");
    }
  }

  private static void accept(
      AcceptingChannel<? extends StreamConnection> channel,
      HttpOpenListener http,
      Connections connections,
      ByteBudget memory,
      Settings settings) {
    StreamConnection connection = null;
    try {
      connection = channel.accept();
      if (connection != null) {
        connections.opened(connection);
        RequestHead head = RequestHead.watch(connection, memory);
        WriteTimeout.watch(connection, settings.get(Key.WRITE_TIMEOUT).toMillis());
        http.handleEvent(connection);
        StreamConnection client = connection;
        whenClosed(
            client,
            () -> {
              head.end();
              connections.closed(client);
            });
      }
    } catch (ClosedChannelException e) {
      // The server has stopped listening, and this was on its way.
      LOG.log(Level.DEBUG, "no longer listening");
    } catch (IOException e) {
      LOG.log(Level.WARNING, "A client could not be connected: {0}", e.getMessage());
    } catch (RuntimeException | Error e) {
      FatalErrors.escalate(e);
      LOG.log(Level.WARNING, "A client could not be connected: {0}", e.getClass().getName());
      if (connection != null) {
        IoUtils.safeClose(connection);
        connections.closed(connection);
      }
    }
  }

  /** Runs something when a connection ends, once or twice; after Undertow has set its listener. */
  private static void whenClosed(StreamConnection connection, Runnable end) {
    ChannelListener<? super StreamConnection> listener = connection.getCloseListener();
    connection.setCloseListener(
        closed -> {
          end.run();
          ChannelListeners.invokeChannelListener(closed, listener);
        });
    if (!connection.isOpen()) {
      end.run();
    }
  }

  /** Where it listens, with the port that was chosen if none was given. */
  public InetSocketAddress address() {
    return listener.getLocalAddress(InetSocketAddress.class);
  }

  /**
   * Takes no new requests and waits for the open ones; what is still open after that long ends with
   * an error.
   *
   * @return whether every request ended by itself
   */
  public boolean drain(Duration patience) {
    CompletableFuture<Void> drained = calls.drain();
    stopListening();
    if (await(drained, patience)) {
      return true;
    }
    calls.cutAll(new CallException(503, "the server is shutting down", null));
    await(drained, FAREWELL);
    return false;
  }

  private static boolean await(CompletableFuture<Void> drained, Duration patience) {
    try {
      drained.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException | ExecutionException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Stops listening and closes every connection, at once. */
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    stopListening();
    http.closeConnections();
    worker.shutdown();
    try {
      if (!worker.awaitTermination(FAREWELL.toMillis(), TimeUnit.MILLISECONDS)) {
        worker.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    log.close();
  }

  /** Once: a listener whose worker has ended cannot be closed, and waits for ever. */
  private void stopListening() {
    if (listening.getAndSet(false)) {
      IoUtils.safeClose(listener);
    }
  }
}
