package io.aiportal.ollama.server.http;

import io.aiportal.ollama.chat.CallException;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.SameThreadExecutor;
import org.xnio.channels.StreamSourceChannel;

/** Takes a request's body in and has it answered; whatever goes wrong becomes an error reply. */
final class Intake {

  /** Larger bodies are read as JSON on a worker, so that no other connection waits for it. */
  private static final int LARGE_BYTES = 128 << 10;

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
     * @throws CallException to answer with this error
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
      } catch (CallException e) {
        call.onIoThread(() -> call.refuse(e));
      } catch (RuntimeException | Error e) {
        CallException internal = call.unexpected(e);
        call.onIoThread(() -> call.refuse(internal));
      }
    }

    @Override
    public void tooLarge(StreamSourceChannel rest) {
      CallException error =
          new CallException(
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
          exchange,
          error.status(),
          Reply.JSON,
          Reply.errorBody(error),
          new UnreadBody(exchange, rest));
    }

    @Override
    public void stalled() {
      call.refuse(new CallException(408, "the request did not arrive in time", null));
      call.hangUp();
    }

    @Override
    public void broken() {
      call.clientGone();
      call.hangUp();
    }
  }
}
