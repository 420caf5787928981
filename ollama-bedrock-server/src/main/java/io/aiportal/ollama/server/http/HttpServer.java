package io.aiportal.ollama.server.http;

import io.aiportal.ollama.OllamaBedrock;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.server.settings.Key;
import io.aiportal.ollama.server.settings.Listen;
import io.aiportal.ollama.server.settings.Settings;
import io.aiportal.ollama.server.settings.SettingsException;
import io.undertow.UndertowOptions;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.server.handlers.HttpContinueReadHandler;
import io.undertow.server.protocol.http.HttpOpenListener;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.StreamConnection;
import org.xnio.Xnio;
import org.xnio.XnioWorker;
import org.xnio.channels.AcceptingChannel;

/** The listener: Ollama's API at an address, until it is closed. */
public final class HttpServer implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(HttpServer.class.getName());

  private static final int BACKLOG = 4096;
  private static final int MAX_HEADER_BYTES = 1 << 20;
  private static final int BUFFER_BYTES = 16 << 10;

  /** What is not kept is freed through Unsafe, of which newer JDKs warn. */
  private static final int KEPT_BUFFERS = 4096;

  private static final int KEPT_BUFFERS_PER_THREAD = 12;

  /** How long answers may take to say that they were cut off. */
  private static final Duration FAREWELL = Duration.ofSeconds(2);

  private final XnioWorker worker;
  private final HttpOpenListener http;
  private final AcceptingChannel<StreamConnection> listener;
  private final Calls calls;
  private final RequestLog log;
  private final AtomicBoolean listening = new AtomicBoolean(true);
  private final AtomicBoolean closed = new AtomicBoolean();

  private HttpServer(
      XnioWorker worker,
      HttpOpenListener http,
      AcceptingChannel<StreamConnection> listener,
      Calls calls,
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
   * @param ollama answers
   * @param requestLog gets a line for each request; stays the caller's
   * @throws SettingsException if the address cannot be used
   */
  public static HttpServer start(Settings settings, OllamaBedrock ollama, OutputStream requestLog) {
    InetSocketAddress address = address(settings.get(Key.LISTEN));
    RequestLog log = RequestLog.open(requestLog, Clock.systemUTC());
    Calls calls = new Calls(log);
    Router router =
        new Router(
            new Api(settings, ollama, calls).routes(),
            calls,
            new Cors(settings.get(Key.ORIGINS)),
            new HostCheck(address.getAddress()));
    HttpOpenListener http =
        new HttpOpenListener(
            new DefaultByteBufferPool(true, BUFFER_BYTES, KEPT_BUFFERS, KEPT_BUFFERS_PER_THREAD),
            connectionOptions(settings));
    http.setRootHandler(new HttpContinueReadHandler(router));
    try {
      XnioWorker worker =
          Xnio.getInstance(HttpServer.class.getClassLoader()).createWorker(threads(settings));
      return new HttpServer(worker, http, listen(worker, address, settings, http), calls, log);
    } catch (IOException e) {
      log.close();
      throw new UncheckedIOException(e);
    }
  }

  private static OptionMap threads(Settings settings) {
    int threads = settings.get(Key.IO_THREADS);
    return OptionMap.builder()
        .set(Options.WORKER_NAME, "http")
        .set(Options.WORKER_IO_THREADS, threads)
        .set(Options.WORKER_TASK_CORE_THREADS, threads)
        .set(Options.WORKER_TASK_MAX_THREADS, threads)
        .getMap();
  }

  private static OptionMap connectionOptions(Settings settings) {
    return OptionMap.builder()
        .set(UndertowOptions.ENABLE_HTTP2, false)
        .set(UndertowOptions.ALWAYS_SET_KEEP_ALIVE, false)
        .set(UndertowOptions.BUFFER_PIPELINED_DATA, false)
        .set(UndertowOptions.MAX_HEADER_SIZE, MAX_HEADER_BYTES)
        // Undertow's own limit ends the connection without a word; RequestBody keeps ours.
        .set(UndertowOptions.MAX_ENTITY_SIZE, -1L)
        .set(UndertowOptions.NO_REQUEST_TIMEOUT, millis(settings, Key.IDLE_TIMEOUT))
        .set(UndertowOptions.REQUEST_PARSE_TIMEOUT, millis(settings, Key.REQUEST_TIMEOUT))
        .getMap();
  }

  private static AcceptingChannel<StreamConnection> listen(
      XnioWorker worker, InetSocketAddress address, Settings settings, HttpOpenListener http)
      throws IOException {
    int connections = settings.get(Key.MAX_CONNECTIONS);
    OptionMap options =
        OptionMap.builder()
            .set(Options.BACKLOG, BACKLOG)
            .set(Options.TCP_NODELAY, true)
            .set(Options.REUSE_ADDRESSES, true)
            .set(Options.CONNECTION_HIGH_WATER, connections)
            .set(Options.CONNECTION_LOW_WATER, connections)
            .getMap();
    try {
      AcceptingChannel<StreamConnection> listener =
          worker.createStreamConnectionServer(address, channel -> accept(channel, http), options);
      listener.resumeAccepts();
      return listener;
    } catch (BindException e) {
      worker.shutdownNow();
      throw new SettingsException(
          "Cannot listen on "
              + address.getAddress().getHostAddress()
              + " port "
              + address.getPort()
              + " ("
              + e.getMessage()
              + "); stop what listens there, or set "
              + Key.LISTEN.named()
              + " to another address.");
    }
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

  private static void accept(AcceptingChannel<StreamConnection> channel, HttpOpenListener http) {
    try {
      StreamConnection connection = channel.accept();
      if (connection != null) {
        http.handleEvent(connection);
      }
    } catch (ClosedChannelException e) {
      // The server has stopped listening, and this was on its way.
      LOG.log(Level.DEBUG, "no longer listening");
    } catch (IOException e) {
      LOG.log(Level.WARNING, "A client could not be connected: {0}", e.getMessage());
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
