package io.aiportal.ollama.server.transport;

import io.aiportal.ollama.bedrock.BedrockErrors;
import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.bedrock.BedrockException.Kind;
import io.aiportal.ollama.bedrock.ConnectFailures;
import io.aiportal.ollama.bedrock.ConverseAnswerJson;
import io.aiportal.ollama.internal.RetryAfter;
import io.undertow.client.ClientCallback;
import io.undertow.client.ClientExchange;
import io.undertow.client.ClientRequest;
import io.undertow.util.DateUtils;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.XnioExecutor;
import org.xnio.XnioIoThread;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.channels.StreamSourceChannel;

/**
 * One request and its answer, on one I/O thread.
 *
 * <p>{@link #start}, {@link #pause}, {@link #resume} and {@link #cancel} may be called from any
 * thread; everything else happens on the I/O thread, so that nothing here needs a lock.
 */
abstract class HttpExchange {

  private static final HttpString REQUEST_ID = new HttpString("x-amzn-RequestId");
  private static final HttpString ERROR_TYPE = new HttpString("x-amzn-ErrorType");

  private static final int OK = 200;

  /** An error is a sentence; what is longer is not from Bedrock. */
  private static final int MOST_ERROR_BYTES = 64 << 10;

  /**
   * What is read at once, and passed on together: a reader that stops reading makes us keep about
   * as much.
   */
  private static final int READ_BYTES = 16 << 10;

  /** What one answer may have read before others have their turn. */
  private static final int MOST_BYTES_A_TURN = 8 * READ_BYTES;

  /** Every read of a thread goes here, and nothing of it stays: see {@link #received}. */
  private static final ThreadLocal<ByteBuffer> READ =
      ThreadLocal.withInitial(() -> ByteBuffer.allocate(READ_BYTES));

  private final XnioIoThread thread;
  private final ConnectionPool connections;
  private final Consumer<String> requestIds;
  private final Consumer<Instant> clockDiffers;

  private @Nullable ByteBuffer body;
  private ConnectionPool.@Nullable Connection connection;
  private @Nullable StreamSourceChannel source;
  private @Nullable ErrorBody error;
  private XnioExecutor.@Nullable Key connectTimer;
  private volatile @Nullable String requestId;
  private volatile boolean over;
  private boolean paused;
  private boolean connected;
  private boolean writing;
  private boolean sent;
  private boolean reading;
  private boolean readingNow;
  private boolean fresh;

  HttpExchange(Way way, XnioIoThread thread, Consumer<String> requestIds) {
    this.thread = thread;
    this.connections = way.connections();
    this.requestIds = requestIds;
    this.clockDiffers = way.signer()::clockDiffers;
  }

  /** How Bedrock is reached. */
  record Way(ConnectionPool connections, RequestSigner signer) {}

  /** Part of the answer's body; its bytes are gone when this returns. */
  abstract void received(ByteBuffer bytes);

  /** Nothing more is at hand. */
  abstract void endOfRead();

  /** Whether a body is at its end, too, where the connection closes before it. */
  boolean endsWhenClosed() {
    return false;
  }

  /** What a connection that fails within the body is. */
  BedrockException brokenOff(IOException failure) {
    return broken(failure);
  }

  /** The answer's body is whole. */
  abstract void ended();

  /** The call failed; nothing comes after this. */
  abstract void failed(BedrockException error);

  /** Bedrock's id of the request; null as long as it has not answered. */
  public final @Nullable String requestId() {
    return requestId;
  }

  /** Whether nothing more is wanted, or will come. */
  final boolean isOver() {
    return over;
  }

  // Asking

  /**
   * Sends a request.
   *
   * @param request its head
   * @param body its body
   * @param connectTimeout how long connecting may take, TLS included; null for as long as it takes
   */
  final void start(ClientRequest request, byte[] body, @Nullable Duration connectTimeout) {
    this.body = ByteBuffer.wrap(body);
    Runnable first = () -> guarded(() -> connect(request, connectTimeout));
    if (Thread.currentThread() == thread) {
      first.run();
    } else {
      thread.execute(first); // whoever asks hears of a thread that has ended
    }
  }

  private void connect(ClientRequest request, @Nullable Duration connectTimeout) {
    if (over) {
      return;
    }
    connections.take(
        thread,
        new ConnectionPool.Taker() {
          @Override
          public boolean isWaiting() {
            return !over;
          }

          @Override
          public void connected(ConnectionPool.Connection taken) {
            guarded(() -> send(taken, request));
          }

          @Override
          public void failed(Throwable failure) {
            fail(unreached(failure));
          }
        });
    if (connectTimeout != null && !connected && !over) {
      connectTimer =
          thread.executeAfter(
              () -> connectTimedOut(connectTimeout),
              connectTimeout.toMillis(),
              TimeUnit.MILLISECONDS);
    }
  }

  /** Whatever goes wrong on the I/O thread ends the call: there is nobody else to tell. */
  private void guarded(Runnable step) {
    try {
      step.run();
    } catch (Throwable thrown) {
      fail(BedrockErrors.thrown(thrown));
      BedrockErrors.rethrowIfFatal(thrown);
    }
  }

  private void connectTimedOut(Duration timeout) {
    fail(
        unreached(
            new ConnectException(
                "connection timed out after "
                    + timeout.toMillis()
                    + " ms: "
                    + connections.address())));
  }

  private static BedrockException unreached(Throwable failure) {
    BedrockException known = ConnectFailures.of(failure);
    return known == null ? new BedrockException(Kind.CONNECT, "could not connect", failure) : known;
  }

  private void send(ConnectionPool.Connection taken, ClientRequest request) {
    if (over) {
      connections.free(thread, taken);
      return;
    }
    connection = taken;
    taken.http.sendRequest(
        request,
        new ClientCallback<>() {
          @Override
          public void completed(ClientExchange exchange) {
            exchange.setResponseListener(answers());
            write(exchange.getRequestChannel());
          }

          @Override
          public void failed(IOException failure) {
            fail(broken(failure));
          }
        });
  }

  /** Writes what the socket takes; goes on when it takes more. */
  private void write(StreamSinkChannel sink) {
    guarded(() -> writeRest(sink));
  }

  private void writeRest(StreamSinkChannel sink) {
    ByteBuffer rest = body;
    try {
      if (writing) {
        // Or this thread would be told again and again that the socket takes more.
        writing = false;
        sink.suspendWrites();
      }
      while (rest != null && rest.hasRemaining()) {
        if (sink.write(rest) == 0) {
          writeLater(sink);
          return;
        }
        // Nothing is taken before TLS has been agreed on, so from here on there is a connection.
        connectedInTime();
      }
      body = null;
      sink.shutdownWrites();
      if (sink.flush()) {
        sent = true;
      } else {
        writeLater(sink);
      }
    } catch (IOException failure) {
      fail(broken(failure));
    }
  }

  private void writeLater(StreamSinkChannel sink) {
    sink.getWriteSetter().set(this::write);
    sink.resumeWrites();
    writing = true;
  }

  private void connectedInTime() {
    connected = true;
    if (connection != null) {
      connection.isUsed();
    }
    stopTimer();
  }

  private void stopTimer() {
    XnioExecutor.Key timer = connectTimer;
    if (timer != null) {
      timer.remove();
      connectTimer = null;
    }
  }

  // Reading the answer

  private ClientCallback<ClientExchange> answers() {
    return new ClientCallback<>() {
      @Override
      public void completed(ClientExchange exchange) {
        guarded(() -> answered(exchange));
      }

      @Override
      public void failed(IOException failure) {
        if (source == null) {
          fail(broken(failure));
        } else if (!readingNow) {
          guarded(() -> broke(failure));
        }
      }
    };
  }

  private void answered(ClientExchange exchange) {
    if (over) {
      return;
    }
    HeaderMap headers = exchange.getResponse().getResponseHeaders();
    int status = exchange.getResponse().getResponseCode();
    requestId = headers.getFirst(REQUEST_ID);
    if (requestId != null) {
      requestIds.accept(requestId);
    }
    if (status != OK) {
      error = new ErrorBody(status, headers);
    }
    StreamSourceChannel channel = exchange.getResponseChannel();
    channel.getReadSetter().set(this::read);
    source = channel;
    read(channel);
  }

  private void read(StreamSourceChannel channel) {
    if (over) {
      return;
    }
    if (paused) {
      // Paused since the last read: a socket that is not read would wake this thread again.
      turnEnded(channel, false);
      return;
    }
    ByteBuffer buffer = READ.get();
    int left = MOST_BYTES_A_TURN;
    try {
      while (!over) {
        int count = read(channel, buffer.clear());
        if (count < 0) {
          bodyEnded();
          return;
        }
        left -= count;
        buffer.flip();
        if (count > 0) {
          take(buffer);
        }
        if (count == READ_BYTES && !over) {
          passOn();
        }
        if (count == 0 || left <= 0 || paused) {
          turnEnded(channel, count != 0);
          return;
        }
      }
    } catch (IOException failure) {
      guarded(() -> broke(failure));
    } catch (Throwable thrown) {
      fail(BedrockErrors.thrown(thrown));
      BedrockErrors.rethrowIfFatal(thrown);
    }
  }

  /** Undertow tells a failed read twice: first, and less well, those who wait for the answer. */
  private int read(StreamSourceChannel channel, ByteBuffer buffer) throws IOException {
    readingNow = true;
    try {
      return channel.read(buffer);
    } finally {
      readingNow = false;
    }
  }

  /** The connection failed after the answer's head. */
  private void broke(IOException failure) {
    if (over) {
      return;
    }
    if (error == null && failure instanceof ClosedChannelException && endsWhenClosed()) {
      bodyEnded();
    } else {
      fail(error == null ? brokenOff(failure) : broken(failure));
    }
  }

  private void take(ByteBuffer bytes) {
    if (error == null) {
      fresh = true;
      received(bytes);
    } else {
      error.take(bytes);
    }
  }

  private void passOn() {
    if (fresh) {
      fresh = false;
      endOfRead();
    }
  }

  /** Passes on what came, and waits for more; or for the next turn, if there is more already. */
  private void turnEnded(StreamSourceChannel channel, boolean more) {
    passOn();
    if (over) {
      return;
    }
    boolean waiting = !more && !paused;
    if (waiting && !reading) {
      channel.resumeReads();
    } else if (!waiting && reading) {
      channel.suspendReads();
    }
    reading = waiting;
    if (more && !paused) {
      // Later, so that others have their turn: a task that is due at once comes before sockets.
      thread.executeAfter(() -> read(channel), 1, TimeUnit.MILLISECONDS);
    }
  }

  private void bodyEnded() {
    ErrorBody refusal = error;
    if (refusal != null) {
      finish();
      BedrockException exception = refusal.toException(requestId);
      Instant now = exception.isClockSkew() ? refusal.date() : null;
      if (now != null) {
        clockDiffers.accept(now);
      }
      failed(exception);
      return;
    }
    passOn();
    if (!over) {
      finish();
      ended();
    }
  }

  /** Ends the exchange in an orderly way. */
  private void finish() {
    over = true;
    stopTimer();
    ConnectionPool.Connection done = connection;
    connection = null;
    if (done == null) {
      return;
    }
    if (sent) {
      connections.free(thread, done);
    } else {
      // Answered before all was sent: the rest of the request would be taken for the next one.
      hangUp(done);
    }
  }

  // Steering, and the end

  /** Reads no more for now. */
  public final void pause() {
    onThread(() -> paused = true);
  }

  /** Reads again. */
  public final void resume() {
    onThread(
        () -> {
          paused = false;
          StreamSourceChannel channel = source;
          if (channel != null && !over) {
            // Undertow may have read what is next, of which the socket tells nothing.
            thread.execute(() -> read(channel));
          }
        });
  }

  /** Ends the call at once, at Bedrock too. */
  public final void cancel() {
    over = true;
    onThread(this::close);
  }

  /** Ends the call with an error; the first one counts. */
  final void fail(BedrockException failure) {
    if (over) {
      return;
    }
    over = true;
    close();
    failed(failure);
  }

  private void close() {
    body = null;
    stopTimer();
    ConnectionPool.Connection used = connection;
    if (used != null) {
      connection = null;
      hangUp(used);
    }
  }

  /** Closes the socket. Undertow's own close would first read what Bedrock still sends. */
  private static void hangUp(ConnectionPool.Connection used) {
    try {
      IoUtils.safeClose(used.http.performUpgrade());
    } catch (IOException closed) {
      IoUtils.safeClose(used.http);
    }
  }

  private BedrockException broken(IOException failure) {
    BedrockException unreached = sent ? null : ConnectFailures.of(failure);
    if (unreached != null) {
      return unreached;
    }
    ConnectionPool.Connection used = connection;
    if (!connected && used != null && used.isNew() && connections.isSecure()) {
      // Undertow's client keeps to itself what was wrong, such as the certificate.
      SSLHandshakeException noTls =
          new SSLHandshakeException("a certificate was refused, or the connection was closed");
      noTls.initCause(failure);
      return unreached(noTls);
    }
    return new BedrockException(Kind.CONNECTION, "the connection failed", failure);
  }

  private void onThread(Runnable task) {
    if (Thread.currentThread() == thread) {
      task.run();
      return;
    }
    try {
      thread.execute(task);
    } catch (RejectedExecutionException ended) {
      over = true; // the thread has ended, and its connections with it
    }
  }

  /** The body of an answer that is an error. */
  private static final class ErrorBody {
    private final int status;
    private final HeaderMap headers;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    ErrorBody(int status, HeaderMap headers) {
      this.status = status;
      this.headers = headers;
    }

    void take(ByteBuffer part) {
      int length = Math.min(part.remaining(), MOST_ERROR_BYTES - bytes.size());
      bytes.write(part.array(), part.arrayOffset() + part.position(), length);
    }

    BedrockException toException(@Nullable String requestId) {
      byte[] body = bytes.toByteArray();
      String type = headers.getFirst(ERROR_TYPE);
      return BedrockErrors.answered(
          status,
          type == null ? ConverseAnswerJson.readErrorType(body) : type,
          ConverseAnswerJson.readErrorMessage(body),
          requestId,
          RetryAfter.of(headers.getFirst(Headers.RETRY_AFTER), headers.getFirst(Headers.DATE)));
    }

    /** When Bedrock answered; null where it does not say. */
    @Nullable Instant date() {
      String told = headers.getFirst(Headers.DATE);
      Date date = told == null ? null : DateUtils.parseDate(told);
      return date == null ? null : date.toInstant();
    }
  }
}
