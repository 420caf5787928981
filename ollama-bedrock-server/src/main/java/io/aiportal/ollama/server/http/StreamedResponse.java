package io.aiportal.ollama.server.http;

import io.aiportal.ollama.api.AnswerWriter;
import io.aiportal.ollama.bedrock.TokenUsage;
import io.aiportal.ollama.chat.AnswerEnd;
import io.aiportal.ollama.chat.AnswerFlow;
import io.aiportal.ollama.chat.AnswerListener;
import io.aiportal.ollama.chat.CallException;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xnio.channels.StreamSinkChannel;

/**
 * Sends an answer to one client while it is being made.
 *
 * <p>The thread that brings the answer writes it, as long as the client's socket takes it. When the
 * socket is full the rest is parked, the stream is paused, and the io thread owns the channel until
 * it has written what is parked; then the stream goes on. So a slow reader slows its own answer and
 * nobody else's, and what is parked is no more than what was under way when it stopped reading.
 *
 * <p>The status waits for the first line: what fails before it is an HTTP error, what fails after
 * it is a last line that says so. The exchange ends on the io thread.
 */
final class StreamedResponse implements AnswerListener {

  private static final HttpString ACCEL_BUFFERING = new HttpString("X-Accel-Buffering");

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

  private final HttpCall call;
  private final AnswerWriter writer;
  private final HttpServerExchange exchange;
  private final Object lock = new Object();

  // Guarded by the lock.
  private State state = State.WAITING;
  private @Nullable AnswerFlow flow;
  private @Nullable CallException cutReason;
  private @Nullable StreamSinkChannel channel;
  private @Nullable ByteBuffer parked;
  private @Nullable CallException refused;
  private boolean closing;

  /** A response to a call that has nothing written yet; {@code writer} is told the answer. */
  StreamedResponse(HttpCall call, AnswerWriter writer) {
    this.call = call;
    this.writer = writer;
    this.exchange = call.exchange();
    call.running(this::cut);
    call.onEnd(this::exchangeEnded);
  }

  @Override
  public void onOpen(AnswerFlow opened) {
    CallException reason;
    synchronized (lock) {
      flow = opened;
      reason = cutReason;
      if (reason == null && state != State.OVER && state != State.ENDING) {
        return;
      }
    }
    if (reason == null) {
      opened.cancel();
    } else {
      opened.abort(reason);
    }
  }

  @Override
  public void onWarnings(List<String> warnings) {
    call.planWarnings(warnings);
  }

  @Override
  public void onEndOfRead() {
    ByteBuffer bytes = writer.ready();
    if (!bytes.hasRemaining()) {
      return;
    }
    try {
      synchronized (lock) {
        pass(bytes);
      }
    } catch (IOException e) {
      clientGone();
    } catch (RuntimeException | Error e) {
      broken(e);
    } finally {
      writer.clear();
    }
  }

  private void pass(ByteBuffer bytes) throws IOException {
    if (state == State.ENDING || state == State.OVER) {
      return;
    }
    if (parked != null) {
      park(bytes);
      return;
    }
    StreamSinkChannel sink = begin();
    while (bytes.hasRemaining()) {
      if (sink.write(bytes) == 0) {
        park(bytes);
        sink.resumeWrites();
        return;
      }
    }
  }

  /** Sends the head of the answer with what is written next, if that has not been done. */
  private StreamSinkChannel begin() {
    StreamSinkChannel sink = channel;
    if (sink == null) {
      call.firstPiece();
      call.answered(flow);
      exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, writer.contentType());
      GatewayHeaders.put(call);
      // Or nginx, as it comes, gathers the answer before it passes it on.
      exchange.getResponseHeaders().put(ACCEL_BUFFERING, "no");
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
    ByteBuffer room = parked;
    if (room == null || room.capacity() - room.limit() < bytes.remaining()) {
      int waiting = room == null ? 0 : room.remaining();
      // Twice of what waits, or much that comes in small parts would be copied with each of them.
      ByteBuffer larger = ByteBuffer.allocate(waiting + Math.max(waiting, bytes.remaining()));
      room = room == null ? larger.flip() : larger.put(room).flip();
    }
    int end = room.limit();
    room.limit(end + bytes.remaining()).put(end, bytes, bytes.position(), bytes.remaining());
    bytes.position(bytes.limit());
    parked = room;
    if (flow != null && state == State.STREAMING) {
      flow.pause();
    }
  }

  /** The socket takes bytes again; runs on the io thread. */
  private void onWritable(StreamSinkChannel sink) {
    AnswerFlow drained = null;
    try {
      synchronized (lock) {
        if (state == State.ENDING) {
          end(sink);
        } else if (state == State.STREAMING && flush(sink)) {
          sink.suspendWrites();
          drained = flow;
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
  public void onComplete(AnswerEnd end) {
    synchronized (lock) {
      call.answered(flow);
    }
    call.used(end);
    writer.warnings().forEach(call::warn);
    synchronized (lock) {
      if (state == State.WAITING || state == State.STREAMING) {
        begin();
        endWith(writer.ready());
      }
    }
  }

  @Override
  public void onError(CallException error) {
    onEndOfRead();
    call.failed(error);
    synchronized (lock) {
      call.tookSoFar(flow == null ? TokenUsage.NONE : flow.usageSoFar());
      switch (state) {
        case WAITING -> {
          refused = error;
          endWith(ByteBuffer.allocate(0));
        }
        case STREAMING -> {
          if (call.showsErrors()) {
            writer.text("\n\n[The answer broke off: " + error.getMessage() + ']');
          }
          writer.fail(error);
          endWith(writer.ready());
        }
        case ENDING, OVER -> {}
      }
    }
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
      refuse(error);
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

  /** What the model itself refuses comes as the stream would have. */
  private void refuse(CallException error) {
    ResponseProtocol protocol = call.protocol();
    if (call.resolved() == null) {
      Reply.error(call, protocol.errorType(), error);
    } else {
      Reply.inChunks(call.exchange());
      Reply.error(call, protocol.modelErrorType(), error);
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
    AnswerFlow running;
    synchronized (lock) {
      if (state == State.OVER) {
        return;
      }
      over();
      running = flow;
    }
    reason.run();
    call.idle();
    try {
      if (running != null) {
        running.cancel();
        call.tookSoFar(running.usageSoFar());
      }
    } catch (RuntimeException | Error e) {
      call.failed(call.unexpected(e));
    } finally {
      call.later(call::hangUp);
    }
  }

  /** The server can wait no longer. */
  private void cut(CallException reason) {
    AnswerFlow running;
    synchronized (lock) {
      cutReason = reason;
      running = flow;
    }
    if (running != null) {
      running.abort(reason);
    }
  }

  private void over() {
    synchronized (lock) {
      state = State.OVER;
      parked = null;
    }
  }
}
