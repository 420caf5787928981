package io.aiportal.testkit.bedrock.http;

import io.aiportal.testkit.bedrock.report.Report;
import io.aiportal.testkit.bedrock.report.StreamEnd;
import io.aiportal.testkit.bedrock.response.ResponseStep;
import io.aiportal.testkit.bedrock.response.SimulatedResponse;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpServerConnection;
import io.undertow.util.HttpString;
import io.undertow.util.Protocols;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.Options;
import org.xnio.XnioExecutor;
import org.xnio.channels.StreamSinkChannel;

/**
 * Sends one response step by step, on the io thread of its connection and without ever blocking it.
 *
 * <p>It goes on from where it stopped when the socket takes bytes again, or when a pause is over.
 */
final class ResponseSender {

  private static final HttpString REQUEST_ID = new HttpString("x-amzn-RequestId");
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final HttpServerExchange exchange;
  private final SimulatedResponse response;
  private final Report report;
  private final StreamSinkChannel channel;
  private ByteBuffer unsent = NOTHING;
  private boolean unflushed;
  private boolean waitsForSocket;
  private boolean allStepsTaken;
  private boolean over;
  private long dueNanos;
  private XnioExecutor.@Nullable Key pause;

  ResponseSender(HttpServerExchange exchange, SimulatedResponse response, Report report) {
    this.exchange = exchange;
    this.response = response;
    this.report = report;
    this.channel = responseChannel(exchange, response);
  }

  private static StreamSinkChannel responseChannel(
      HttpServerExchange exchange, SimulatedResponse response) {
    exchange.setStatusCode(response.status());
    exchange.getResponseHeaders().put(REQUEST_ID, UUID.randomUUID().toString());
    response
        .headers()
        .forEach((name, value) -> exchange.getResponseHeaders().put(new HttpString(name), value));
    if (response.contentLength() != null) {
      exchange.setResponseContentLength(response.contentLength());
    }
    return exchange.getResponseChannel();
  }

  void start() {
    if (response.isStream()) {
      report.streamBegan();
    }
    dueNanos = System.nanoTime();
    channel.getWriteSetter().set(writable -> writable());
    if (exchange.getConnection() instanceof HttpServerConnection connection) {
      DisconnectListener.start(connection, () -> cut(StreamEnd.CANCELLED));
    }
    goOn();
  }

  /** Called for what it says, and also when the reader resets a stream of HTTP/2. */
  private void writable() {
    if (waitsForSocket) {
      waitsForSocket = false;
      goOn();
    } else if (!channel.isOpen()) {
      cut(StreamEnd.CANCELLED);
    }
  }

  private void goOn() {
    try {
      while (!over && isDrained()) {
        if (allStepsTaken) {
          end(StreamEnd.COMPLETED);
        } else if (!response.steps().hasNext()) {
          allStepsTaken = true;
          // Done before the last bytes are flushed: a failure from here on is the reader's.
          channel.shutdownWrites();
          unflushed = true;
        } else if (!take(response.steps().next())) {
          return;
        }
      }
    } catch (IOException e) {
      cut(StreamEnd.CANCELLED);
    }
  }

  /** Whether to go on at once. */
  private boolean take(ResponseStep step) throws IOException {
    if (step instanceof ResponseStep.Send send) {
      unsent = ByteBuffer.wrap(send.bytes());
      unflushed = true;
      return true;
    } else if (step instanceof ResponseStep.Pause wait) {
      return pause(wait.duration().toNanos());
    } else if (step instanceof ResponseStep.Head) {
      unflushed = true;
      return true;
    } else if (step instanceof ResponseStep.Reset) {
      exchange.getConnection().setOption(Options.CLOSE_ABORT, true);
      cut(StreamEnd.BROKEN);
      return false;
    } else if (step instanceof ResponseStep.Cut) {
      cut(StreamEnd.BROKEN);
      return false;
    }
    // Silence: only the reader can end it.
    return false;
  }

  /** Counted from when the last pause should have ended, so that delays do not add up. */
  private boolean pause(long nanos) {
    dueNanos += nanos;
    long left = dueNanos - System.nanoTime();
    if (left <= 0) {
      return true;
    }
    pause = exchange.getIoThread().executeAfter(this::goOn, left, TimeUnit.NANOSECONDS);
    return false;
  }

  /** Whether all bytes have gone to the socket; if not, they will go when it takes them. */
  private boolean isDrained() throws IOException {
    while (unsent.hasRemaining()) {
      if (channel.write(unsent) == 0) {
        return waitForSocket();
      }
    }
    if (unflushed && !channel.flush()) {
      return waitForSocket();
    }
    unflushed = false;
    channel.suspendWrites();
    return true;
  }

  private boolean waitForSocket() {
    waitsForSocket = true;
    channel.resumeWrites();
    return false;
  }

  /** Ends the answer as it is, without the end of the body. */
  private void cut(StreamEnd end) {
    if (over) {
      return;
    }
    end(end);
    // A connection of HTTP/2 outlives a reader that has lost interest in one response.
    boolean othersGoOn = end == StreamEnd.CANCELLED && isHttp2();
    IoUtils.safeClose(othersGoOn ? channel : exchange.getConnection());
  }

  private boolean isHttp2() {
    return exchange.getProtocol().equals(Protocols.HTTP_2_0);
  }

  private void end(StreamEnd end) {
    over = true;
    if (pause != null) {
      pause.remove();
    }
    if (response.isStream()) {
      report.streamEnded(end);
    } else if (end == StreamEnd.CANCELLED) {
      report.answerAbandoned();
    }
  }
}
