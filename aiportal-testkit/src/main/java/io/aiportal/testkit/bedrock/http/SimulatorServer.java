package io.aiportal.testkit.bedrock.http;

import io.aiportal.testkit.bedrock.report.Report;
import io.aiportal.testkit.bedrock.service.BedrockService;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpHandler;
import io.undertow.server.handlers.HttpContinueReadHandler;
import io.undertow.util.Headers;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.xnio.Options;

/** Listens on one address until it is closed, which cuts all open responses. */
public final class SimulatorServer implements AutoCloseable {

  private static final int BACKLOG = 4096;
  private static final int SHUTDOWN_MILLIS = 1_000;
  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US);

  private final Undertow undertow;

  private SimulatorServer(Undertow undertow) {
    this.undertow = undertow;
  }

  /**
   * Starts to listen.
   *
   * @param port 0 for any that is free
   * @param ioThreads how many threads serve all connections
   * @param clock what the answers' dates are read from
   * @throws UncheckedIOException with a {@link BindException} if the address is taken
   */
  public static SimulatorServer start(
      String host, int port, int ioThreads, Clock clock, BedrockService service, Report report) {
    Undertow undertow =
        Undertow.builder()
            .addHttpListener(port, host)
            .setIoThreads(ioThreads)
            .setWorkerThreads(1)
            .setSocketOption(Options.TCP_NODELAY, true)
            .setSocketOption(Options.BACKLOG, BACKLOG)
            .setServerOption(UndertowOptions.SHUTDOWN_TIMEOUT, SHUTDOWN_MILLIS)
            // Bodies that are too large are answered as Bedrock does it.
            .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, -1L)
            // AWS's async client for Java begins with HTTP/2 where it cannot negotiate.
            .setServerOption(UndertowOptions.ENABLE_HTTP2, true)
            .setHandler(
                dated(clock, new HttpContinueReadHandler(new SimulatorHandler(service, report))))
            .build();
    try {
      undertow.start();
    } catch (RuntimeException e) {
      undertow.stop();
      if (e.getCause() instanceof BindException taken) {
        throw new UncheckedIOException(
            "Cannot listen on %s port %d: %s.".formatted(host, port, taken.getMessage()), taken);
      }
      throw e;
    }
    return new SimulatorServer(undertow);
  }

  /**
   * Tells the time. Undertow's own date stands still in all servers of a JVM once one was closed
   * within a second of an answer, and clients that trust it sign with the wrong time.
   */
  private static HttpHandler dated(Clock clock, HttpHandler next) {
    return exchange -> {
      String now = HTTP_DATE.format(clock.instant().atZone(ZoneOffset.UTC));
      exchange.getResponseHeaders().put(Headers.DATE, now);
      next.handleRequest(exchange);
    };
  }

  /** The address that it listens on, with the real port. */
  public InetSocketAddress address() {
    return (InetSocketAddress) undertow.getListenerInfo().get(0).getAddress();
  }

  @Override
  public void close() {
    undertow.stop();
  }
}
