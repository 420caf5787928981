package io.aiportal.ollama.server.http;

import io.aiportal.ollama.LineSink;
import io.aiportal.ollama.api.ollama.Metrics;
import io.aiportal.ollama.bedrock.ConverseStream;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.internal.json.LineBuffer;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.xnio.channels.StreamSinkChannel;

/**
 * A streamed answer on its way to one client.
 *
 * <p>The thread that brings a line writes it, as long as the client's socket takes it. When the
 * socket is full the rest is parked, the stream is paused, and the io thread owns the channel until
 * it has written what is parked; then the stream goes on. So a slow reader slows its own answer and
 * nobody else's, and what is parked is no more than what was under way when it stopped reading.
 *
 * <p>The status waits for the first line: what fails before it is an HTTP error, what fails after
 * it is a last line that says so. The exchange ends on the io thread.
 */
final class StreamedResponse implements LineSink {

  private enum State {
    /** No line was there yet. */
    WAITING,
    /** Lines go out as they come. */
    STREAMING,
    /** The last line is known; nothing more is taken. */
    ENDING,
    /** The exchange has ended, or the client has gone. */
    OVER
  }

  private static final int USUAL_READ = 64 * 1024;

  /** Lines are written, or parked, before their thread turns to another stream. */
  private static final ThreadLocal<LineBuffer> LINES =
      ThreadLocal.withInitial(() -> new LineBuffer(USUAL_READ));

  private final HttpCall call;
  private final HttpServerExchange exchange;
  private final Object lock = new Object();

  // Guarded by the lock.
  private State state = State.WAITING;
  private @Nullable ConverseStream stream;
  private @Nullable StreamSinkChannel channel;
  private @Nullable ByteBuffer parked;
  private @Nullable CallException refused;
  private boolean closing;

  /** An answer for a call that has nothing written yet. */
  StreamedResponse(HttpCall call) {
    this.call = call;
    this.exchange = call.exchange();
    call.running(this::cut);
    call.onEnd(this::exchangeEnded);
  }

  @Override
  public void onOpen(ConverseStream opened) {
    synchronized (lock) {
      stream = opened;
      if (state != State.OVER && state != State.ENDING) {
        return;
      }
    }
    opened.cancel();
  }

  @Override
  public LineBuffer lines() {
    return LINES.get();
  }

  @Override
  public void onPieces() {
    LineBuffer lines = LINES.get();
    if (lines.isEmpty()) {
      return;
    }
    try {
      synchronized (lock) {
        pass(lines);
      }
    } catch (IOException e) {
      clientGone();
    } catch (RuntimeException | Error e) {
      broken(e);
    } finally {
      lines.clear();
    }
  }

  private void pass(LineBuffer lines) throws IOException {
    if (state == State.ENDING || state == State.OVER) {
      return;
    }
    if (parked != null) {
      park(lines.view());
      return;
    }
    StreamSinkChannel sink = begin();
    ByteBuffer view = lines.view();
    while (view.hasRemaining()) {
      if (sink.write(view) == 0) {
        park(view);
        sink.resumeWrites();
        return;
      }
    }
  }

  /** Sends the head of the answer with what is written next, if that has not been done. */
  private StreamSinkChannel begin() {
    StreamSinkChannel sink = channel;
    if (sink == null) {
      exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, Reply.NDJSON);
      if (exchange.isHttp11()) {
        // Said by us, chunks are used on connections that close after this answer too: whoever
        // reads them can tell a whole answer from one that was cut.
        exchange.getResponseHeaders().put(Headers.TRANSFER_ENCODING, Headers.CHUNKED.toString());
      }
      sink = exchange.getResponseChannel();
      sink.getWriteSetter().set(this::onWritable);
      channel = sink;
      state = State.STREAMING;
    }
    return sink;
  }

  /** Keeps bytes for the io thread, and Bedrock from sending more. */
  private void park(ByteBuffer bytes) {
    ByteBuffer before = parked;
    int waiting = before == null ? 0 : before.remaining();
    ByteBuffer both = ByteBuffer.allocate(waiting + bytes.remaining());
    if (before != null) {
      both.put(before);
    }
    parked = both.put(bytes).flip();
    if (stream != null && state == State.STREAMING) {
      stream.pause();
    }
  }

  /** The socket takes bytes again; runs on the io thread. */
  private void onWritable(StreamSinkChannel sink) {
    ConverseStream drained = null;
    try {
      synchronized (lock) {
        if (state == State.ENDING) {
          end(sink);
        } else if (state == State.STREAMING && flush(sink)) {
          sink.suspendWrites();
          drained = stream;
        }
      }
      // Outside the lock: a stream that resumes may bring its next event on this very thread.
      if (drained != null) {
        drained.resume();
      }
    } catch (IOException e) {
      clientGone();
    } catch (RuntimeException | Error e) {
      broken(e);
    }
  }

  private boolean flush(StreamSinkChannel sink) throws IOException {
    ByteBuffer rest = parked;
    while (rest != null && rest.hasRemaining()) {
      if (sink.write(rest) == 0) {
        return false;
      }
    }
    parked = null;
    return true;
  }

  @Override
  public void onComplete(Metrics metrics) {
    call.tokens(metrics.promptEvalCount(), metrics.evalCount());
    LineBuffer lines = LINES.get();
    synchronized (lock) {
      if (state == State.WAITING || state == State.STREAMING) {
        begin();
        endWith(lines.view());
      }
    }
    lines.clear();
  }

  @Override
  public void onError(CallException error) {
    call.failed(error);
    LineBuffer lines = LINES.get();
    synchronized (lock) {
      switch (state) {
        case WAITING -> {
          refused = error;
          endWith(ByteBuffer.allocate(0));
        }
        case STREAMING -> {
          lines.append(Reply.errorBody(error)).append('\n');
          endWith(lines.view());
        }
        case ENDING, OVER -> {}
      }
    }
    lines.clear();
  }

  private void endWith(ByteBuffer lastLines) {
    state = State.ENDING;
    park(lastLines);
    call.later(this::end);
  }

  /** Ends the exchange; runs on the io thread. */
  private void end() {
    call.idle();
    CallException error;
    StreamSinkChannel sink;
    synchronized (lock) {
      if (state != State.ENDING) {
        return;
      }
      error = refused;
      sink = channel;
    }
    if (error != null) {
      over();
      Reply.error(exchange, Reply.BARE_JSON, error);
      return;
    }
    try {
      synchronized (lock) {
        if (sink != null && state == State.ENDING) {
          end(sink);
        }
      }
    } catch (IOException e) {
      clientGone();
    }
  }

  /** Writes what is left and the end of the body; goes on in {@link #onWritable} if it must. */
  private void end(StreamSinkChannel sink) throws IOException {
    ByteBuffer rest = parked;
    while (rest != null && rest.hasRemaining()) {
      if (sink.writeFinal(rest) == 0) {
        sink.resumeWrites();
        return;
      }
      closing = !rest.hasRemaining();
    }
    if (!closing) {
      closing = true;
      sink.shutdownWrites();
    }
    if (!sink.flush()) {
      sink.resumeWrites();
      return;
    }
    state = State.OVER;
    parked = null;
    exchange.endExchange();
  }

  /** Nobody reads any more: Bedrock's meter stops, and the connection is closed. */
  void clientGone() {
    breakOff(call::clientGone);
  }

  /** A connection that is closed in the middle ends its exchange before anyone here hears of it. */
  private void exchangeEnded() {
    boolean whole;
    synchronized (lock) {
      whole = state == State.OVER || (state == State.ENDING && closing);
    }
    if (!whole) {
      clientGone();
    }
  }

  /** A fault of ours: what was sent cannot be made whole, so the connection ends without an end. */
  private void broken(Throwable fault) {
    breakOff(() -> call.failed(call.unexpected(fault)));
  }

  private void breakOff(Runnable reason) {
    ConverseStream running;
    synchronized (lock) {
      if (state == State.OVER) {
        return;
      }
      over();
      running = stream;
    }
    reason.run();
    call.idle();
    try {
      if (running != null) {
        running.cancel();
      }
    } catch (RuntimeException | Error e) {
      call.failed(call.unexpected(e));
    } finally {
      call.later(call::hangUp);
    }
  }

  /** The server can wait no longer. */
  private void cut(CallException reason) {
    ConverseStream running;
    synchronized (lock) {
      running = stream;
    }
    if (running != null) {
      running.cancel();
    }
    onError(reason);
  }

  private void over() {
    synchronized (lock) {
      state = State.OVER;
      parked = null;
    }
  }
}
