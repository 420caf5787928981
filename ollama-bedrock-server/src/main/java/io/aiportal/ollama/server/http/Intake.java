package io.aiportal.ollama.server.http;

import io.aiportal.ollama.wire.OllamaException;
import io.undertow.io.IoCallback;
import io.undertow.io.Sender;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.SameThreadExecutor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.xnio.ChannelListener;
import org.xnio.IoUtils;
import org.xnio.channels.StreamSourceChannel;

/** Takes a request's body in and has it answered; whatever goes wrong becomes an error reply. */
final class Intake {

  /** Larger bodies are read as JSON on a worker, so that no other connection waits for it. */
  private static final int LARGE_BYTES = 128 << 10;

  /** How long the rest of a refused body is thrown away, so that its sender can read why. */
  private static final long DISCARD_SECONDS = 10;

  private final int limit;
  private final String limitName;
  private final long pauseMillis;

  /**
   * An intake with limits.
   *
   * @param limit bytes that a body may have
   * @param limitName the setting that raises it
   * @param pauseMillis how long a client may send nothing
   */
  Intake(int limit, String limitName, long pauseMillis) {
    this.limit = limit;
    this.limitName = limitName;
    this.pauseMillis = pauseMillis;
  }

  /** Answers a request once its body is known. */
  interface Answer {

    /**
     * Begins to answer, on the io thread or on a worker.
     *
     * @throws OllamaException to answer with this error
     */
    void begin(byte[] body);
  }

  /** Reads the body, then answers; returns at once. */
  void read(Call call, Answer answer) {
    HttpServerExchange exchange = call.exchange();
    // Outside of Undertow's call of the handler the exchange is ours until we end it.
    exchange.dispatch(
        SameThreadExecutor.INSTANCE,
        () -> RequestBody.read(exchange, limit, pauseMillis, new Arrival(call, answer)));
  }

  private final class Arrival implements RequestBody.Reader {

    private final Call call;
    private final HttpServerExchange exchange;
    private final Answer answer;

    Arrival(Call call, Answer answer) {
      this.call = call;
      this.exchange = call.exchange();
      this.answer = answer;
    }

    @Override
    public void whole(byte[] body) {
      if (body.length > LARGE_BYTES) {
        exchange.getConnection().getWorker().execute(() -> begin(body));
      } else {
        begin(body);
      }
    }

    private void begin(byte[] body) {
      try {
        answer.begin(body);
      } catch (OllamaException e) {
        call.onIoThread(() -> call.refuse(e));
      } catch (RuntimeException | Error e) {
        OllamaException internal = call.unexpected(e);
        call.onIoThread(() -> call.refuse(internal));
      }
    }

    @Override
    public void tooLarge(StreamSourceChannel rest) {
      OllamaException error =
          new OllamaException(
              413,
              "the request is larger than "
                  + limit
                  + " bytes; send less, or raise "
                  + limitName
                  + " of the gateway",
              null);
      call.failed(error);
      exchange.getResponseHeaders().put(Headers.CONNECTION, Headers.CLOSE.toString());
      Reply.send(
          exchange, error.status(), Reply.JSON, Reply.errorBody(error), new Discard(rest));
    }

    @Override
    public void stalled() {
      call.refuse(new OllamaException(408, "the request did not arrive in time", null));
      IoUtils.safeClose(exchange.getConnection());
    }

    @Override
    public void broken() {
      call.clientGone();
      IoUtils.safeClose(exchange.getConnection());
      exchange.endExchange();
    }
  }

  /** Reads and forgets: closing on unread bytes would make the sender lose the reply. */
  private static final class Discard implements IoCallback, ChannelListener<StreamSourceChannel> {

    private final StreamSourceChannel rest;
    private final ByteBuffer room = ByteBuffer.allocate(16 << 10);

    Discard(StreamSourceChannel rest) {
      this.rest = rest;
    }

    @Override
    public void onComplete(HttpServerExchange exchange, Sender sender) {
      exchange
          .getIoThread()
          .executeAfter(
              () -> IoUtils.safeClose(exchange.getConnection()),
              DISCARD_SECONDS,
              TimeUnit.SECONDS);
      rest.getReadSetter().set(this);
      rest.resumeReads();
      handleEvent(rest);
    }

    @Override
    public void handleEvent(StreamSourceChannel channel) {
      // Reading to the end completes the exchange, which closes the connection.
      try {
        int count = channel.read(room);
        while (count > 0) {
          room.clear();
          count = channel.read(room);
        }
      } catch (IOException e) {
        IoUtils.safeClose(channel);
      }
    }

    @Override
    public void onException(HttpServerExchange exchange, Sender sender, IOException exception) {
      IoUtils.safeClose(exchange.getConnection());
    }
  }
}
