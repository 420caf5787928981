package io.aiportal.ollama.server.http;

import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.server.settings.Key;
import io.aiportal.ollama.server.settings.Settings;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.SameThreadExecutor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.xnio.channels.StreamSourceChannel;

/** Reads the body of each request and has it answered; what goes wrong becomes an error reply. */
final class RequestBodies {

  /** Larger bodies are read as JSON on a worker, so that no other connection waits for it. */
  private static final int LARGE_BYTES = 16 << 10;

  private final RequestBody.Limits limits;
  private final long memory;
  private final String advice;

  /** Bodies within the limits of the settings, and this much memory for all requests together. */
  RequestBodies(Settings settings, long memory) {
    int asked = settings.get(Key.MAX_REQUEST_BYTES);
    long held = memory / RequestCost.COPIES;
    this.limits =
        new RequestBody.Limits(
            (int) Math.min(asked, held),
            settings.get(Key.REQUEST_TIMEOUT).toMillis(),
            settings.get(Key.BODY_TIMEOUT).toMillis());
    this.memory = memory;
    this.advice =
        asked <= held
            ? "raise " + Key.MAX_REQUEST_BYTES.named() + " of the gateway"
            : "give the gateway a larger heap";
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
  void read(HttpCall call, Answer answer) {
    read(call, limits, this::tooLarge, answer);
  }

  /**
   * Reads a body that may have no more than so many bytes, whatever the settings allow, then
   * answers; returns at once.
   *
   * @param otherwise what is told of a body that has more
   */
  void readAtMost(int bytes, Supplier<CallException> otherwise, HttpCall call, Answer answer) {
    if (bytes <= limits.bytes() || call.exchange().getRequestContentLength() > bytes) {
      read(call, limits.atMost(bytes), otherwise, answer);
    } else {
      read(call, answer);
    }
  }

  private void read(
      HttpCall call, RequestBody.Limits within, Supplier<CallException> otherwise, Answer answer) {
    HttpServerExchange exchange = call.exchange();
    // Outside of Undertow's call of the handler the exchange is ours until we end it.
    exchange.dispatch(
        SameThreadExecutor.INSTANCE,
        () -> call.guard(() -> new BodyReader(call, within, otherwise, answer).read()));
  }

  /**
   * Reserves memory for what a request asks for, until it ends.
   *
   * @throws CallException 413, if there could never be enough of it; 503, if there is not for now
   */
  void reserve(HttpCall call, long bytes) {
    if (bytes > memory) {
      throw tooLarge("the request asks for too much for the memory of the gateway");
    }
    if (!call.memory().grow(bytes)) {
      throw noRoom();
    }
  }

  /**
   * Reads a body that may be compressed, then answers; returns at once. Only zstd is known, as with
   * Ollama; what is compressed otherwise is read as it is.
   */
  void readUnpacked(HttpCall call, Answer answer) {
    String coding = call.exchange().getRequestHeaders().getFirst(Headers.CONTENT_ENCODING);
    if ("zstd".equals(coding)) {
      read(call, packed -> onWorker(call, () -> unpack(call, packed, answer)));
    } else {
      read(call, answer);
    }
  }

  private void unpack(HttpCall call, byte[] packed, Answer answer) {
    byte[] body;
    try {
      body = ZstdBody.unpack(packed, call.memory());
    } catch (CallException notUnpacked) {
      // What is said before the API has seen anything is said as Ollama says it everywhere.
      call.protocol(ResponseProtocol.OLLAMA);
      throw notUnpacked;
    }
    reserve(call, body);
    answer.begin(body);
  }

  /** Reserves what it takes to answer a body, whose own bytes are reserved already. */
  private void reserve(HttpCall call, byte[] body) {
    long cost = RequestCost.of(body);
    if (cost > memory) {
      throw tooLarge("the request holds too much for the memory of the gateway");
    }
    if (!call.memory().grow(cost - body.length)) {
      throw noRoom();
    }
  }

  private CallException tooLarge() {
    return tooLarge(
        "the request is larger than " + limits.bytes() + " bytes; send less, or " + advice);
  }

  private static CallException tooLarge(String message) {
    return new CallException(CallException.Kind.TOO_LARGE, message, null);
  }

  /** There is no memory for a request at the moment. */
  static CallException noRoom() {
    return CallException.overloaded(
        "too many large requests are under way; please try again in a moment",
        OpenAnswers.RETRY_AFTER);
  }

  /** Does on a worker what may take long, so that no other connection waits for it. */
  void onWorker(HttpCall call, Runnable work) {
    Runnable guarded =
        () -> {
          try {
            work.run();
          } catch (CallException e) {
            call.onIoThread(() -> call.refuse(e));
          } catch (RuntimeException | Error e) {
            CallException internal = call.unexpected(e);
            call.onIoThread(() -> call.refuse(internal));
          }
        };
    if (!call.exchange().isInIoThread()) {
      guarded.run();
      return;
    }
    try {
      call.exchange().getConnection().getWorker().execute(guarded);
    } catch (RejectedExecutionException e) {
      call.refuse(new CallException(503, "the server is shutting down", null));
    }
  }

  private final class BodyReader implements RequestBody.Reader {

    private final HttpCall call;
    private final HttpServerExchange exchange;
    private final RequestBody.Limits within;
    private final Supplier<CallException> otherwise;
    private final Answer answer;
    private final ByteBudget.Part part;

    BodyReader(
        HttpCall call,
        RequestBody.Limits within,
        Supplier<CallException> otherwise,
        Answer answer) {
      this.call = call;
      this.exchange = call.exchange();
      this.within = within;
      this.otherwise = otherwise;
      this.answer = answer;
      this.part = call.memory();
    }

    void read() {
      RequestBody.read(exchange, within, part, this);
    }

    @Override
    public void whole(byte[] body) {
      Beginnings.begin(exchange.getIoThread(), () -> call.guard(() -> begin(body)));
    }

    private void begin(byte[] body) {
      reserve(call, body);
      if (body.length > LARGE_BYTES) {
        onWorker(call, () -> answer.begin(body));
      } else {
        answer.begin(body);
      }
    }

    @Override
    public void tooLarge(StreamSourceChannel rest) {
      refuse(otherwise.get(), rest);
    }

    @Override
    public void noRoom(StreamSourceChannel rest) {
      part.release();
      refuse(RequestBodies.noRoom(), rest);
    }

    /** Answers before the body has come whole; what still comes is thrown away. */
    private void refuse(CallException error, StreamSourceChannel rest) {
      call.failed(error);
      exchange.getResponseHeaders().put(Headers.CONNECTION, Headers.CLOSE.toString());
      Reply.error(call, call.protocol().errorType(), error, new UnreadBody(exchange, rest));
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

    @Override
    public void failed(Throwable fault) {
      call.refuse(call.unexpected(fault));
    }
  }
}
