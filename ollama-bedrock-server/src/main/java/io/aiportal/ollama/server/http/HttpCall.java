package io.aiportal.ollama.server.http;

import io.aiportal.ollama.api.ollama.OllamaApi;
import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.bedrock.TokenUsage;
import io.aiportal.ollama.chat.AnswerEnd;
import io.aiportal.ollama.chat.AnswerFlow;
import io.aiportal.ollama.chat.AnswerReuse;
import io.aiportal.ollama.chat.CallContext;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.model.Model;
import io.aiportal.ollama.server.access.Caller;
import io.aiportal.ollama.server.process.FatalErrors;
import io.aiportal.ollama.server.settings.KeySetting.Api;
import io.aiportal.ollama.server.telemetry.CallTrail;
import io.aiportal.ollama.server.telemetry.RequestEnd;
import io.undertow.server.AbstractServerConnection;
import io.undertow.server.ExchangeCompletionListener;
import io.undertow.server.HttpServerExchange;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;

/**
 * One request from its arrival to its log line: its exchange, and what is learned on the way.
 *
 * <p>Each fact is set by one thread at a time, and read when the exchange has ended.
 */
final class HttpCall implements ExchangeCompletionListener {

  /** What the log says of a request whose client left before an answer; never on the wire. */
  static final int CLIENT_CLOSED_REQUEST = 499;

  private static final System.Logger LOG = System.getLogger(HttpCall.class.getName());

  private final HttpServerExchange exchange;
  private final HttpCalls calls;
  private final String id;
  private final ByteBudget.Part memory;
  private final long started = System.nanoTime();

  private volatile ResponseProtocol protocol = ResponseProtocol.OLLAMA;
  private volatile Caller caller = Caller.ANONYMOUS;
  private volatile @Nullable AnswerReuse reuse;
  private volatile boolean kept;
  private volatile @Nullable String model;
  private volatile @Nullable Model resolved;
  private volatile @Nullable Model refused;
  private volatile Runnable onUse = () -> {};
  private volatile Runnable onGone = () -> {};
  private volatile @Nullable Boolean stream;
  private volatile @Nullable String error;
  private volatile CallException.@Nullable Kind failure;
  private volatile String route = RequestEnd.NONE;
  private volatile @Nullable Api api;
  private volatile @Nullable CallTrail trail;
  private volatile @Nullable String bedrockRequestId;
  private volatile @Nullable String traceId;
  private volatile boolean clientGone;
  private volatile boolean showsErrors;
  private volatile boolean probe;
  private volatile long firstPieceNanos = -1;
  private volatile List<String> requestWarnings = List.of();
  private volatile List<String> planWarnings = List.of();
  private final CopyOnWriteArrayList<String> ownWarnings = new CopyOnWriteArrayList<>();
  private volatile boolean usageEstimated;
  private volatile TokenUsage usage = TokenUsage.NONE;
  private volatile boolean answered;
  private volatile @Nullable TokenUsage taken = TokenUsage.NONE;

  // Guarded by this.
  private @Nullable Consumer<CallException> running;
  private @Nullable CallException cutReason;
  private final Deque<Runnable> atEnd = new ArrayDeque<>();
  private boolean ended;

  HttpCall(HttpServerExchange exchange, HttpCalls calls, String id, ByteBudget.Part memory) {
    this.exchange = exchange;
    this.calls = calls;
    this.id = id;
    this.memory = memory;
    onEnd(memory::release);
  }

  HttpServerExchange exchange() {
    return exchange;
  }

  String id() {
    return id;
  }

  /** The part of the memory for requests that this one has reserved; given back at its end. */
  ByteBudget.Part memory() {
    return memory;
  }

  long startedNanos() {
    return started;
  }

  /** Who calls. */
  void caller(Caller known) {
    caller = known;
  }

  Caller caller() {
    return caller;
  }

  /** Which earlier answers will do; null for none. */
  void reuse(@Nullable AnswerReuse which) {
    reuse = which;
  }

  /** What goes along with a call that is made for this request. */
  CallContext context() {
    return new CallContext(
        caller.id(),
        null,
        exchange.getIoThread(),
        caller.key().requestMetadata(),
        this::bedrockTook,
        caller.models(),
        caller.key().guardrail().orElse(null),
        null,
        reuse,
        HttpCalls.trace(this));
  }

  /** The same for a call whose attempts are to be told of. */
  CallContext watchedContext() {
    CallTrail watching = calls.trail();
    trail = watching;
    return context().withObservation(watching);
  }

  /** The attempts that were made; null where no model was to answer. */
  @Nullable CallTrail trail() {
    return trail;
  }

  /** The path, as the table of routes has it. */
  void route(String pattern) {
    route = pattern;
  }

  String route() {
    return route;
  }

  /** The API that is called. */
  void api(Api called) {
    api = called;
  }

  /** The API that is called; null for what belongs to none. */
  @Nullable Api api() {
    return api;
  }

  /** The API that the response speaks. */
  void protocol(ResponseProtocol spoken) {
    protocol = spoken;
  }

  ResponseProtocol protocol() {
    return protocol;
  }

  /**
   * Refuses a model that ollama.com runs, in Ollama's own shape whatever the API, as Ollama does.
   *
   * @throws CallException 403, if it is one
   */
  void requireOwn(String name) {
    CallException refusal = OllamaApi.refusalOfCloudModel(name);
    if (refusal != null) {
      protocol(ResponseProtocol.OLLAMA);
      throw refusal;
    }
  }

  /** The model that is asked, as the caller spells it. */
  void model(String name) {
    model = name;
  }

  @Nullable String model() {
    return model;
  }

  /**
   * The model that is asked was found.
   *
   * @param use is run when the model begins to answer, and when it has answered
   * @param gone is run when Bedrock says that it has no such model
   */
  void resolved(Model found, Runnable use, Runnable gone) {
    resolved = found;
    onUse = use;
    onGone = gone;
  }

  /** The model that is asked; null where it was not found, or cannot do what is asked. */
  @Nullable Model resolved() {
    return resolved;
  }

  /** The model that was found, and may not be asked now. */
  void refused(Model found) {
    refused = found;
  }

  /** The model that is asked, or would have been; null where it was not found. */
  @Nullable Model meant() {
    Model asked = resolved;
    return asked == null ? refused : asked;
  }

  /** The model that answers: another one where there was no room for the one that is asked. */
  @Nullable Model answeredBy() {
    return calls.answeredBy(this);
  }

  /** Whether the answer comes in lines. */
  void stream(boolean inLines) {
    stream = inLines;
  }

  @Nullable Boolean stream() {
    return stream;
  }

  /** The first piece of the answer goes out. */
  void firstPiece() {
    firstPieceNanos = System.nanoTime() - started;
    onUse.run();
  }

  /** How long the client waited for the first piece of its answer; negative for a whole answer. */
  long firstPieceNanos() {
    return firstPieceNanos;
  }

  /** Errors within the answer are to be seen in its text: its reader shows no others. */
  void showErrors() {
    showsErrors = true;
  }

  boolean showsErrors() {
    return showsErrors;
  }

  /** A machine asks whether this one is there, again and again. */
  void probe() {
    probe = true;
  }

  /** Whether there is nothing to tell of this request but that it came. */
  boolean isUneventfulProbe() {
    return probe && error == null && status() < 400;
  }

  /** What of the request itself has no effect, a sentence each. */
  void requestWarnings(List<String> sentences) {
    requestWarnings = sentences;
  }

  /** What of the request has no effect with the model that is asked, a sentence each. */
  void planWarnings(List<String> sentences) {
    planWarnings = sentences;
  }

  /** Something of the request has no effect, in a sentence with nothing that the caller wrote. */
  void warn(String sentence) {
    ownWarnings.addIfAbsent(sentence);
  }

  /** What of the request has no effect, as far as it can be told without the caller's words. */
  List<String> loggedWarnings() {
    List<String> all = new ArrayList<>(ownWarnings);
    all.addAll(planWarnings);
    return all;
  }

  /** What the caller is warned of, a sentence each. */
  List<String> warnings() {
    List<String> all = new ArrayList<>(requestWarnings);
    all.addAll(loggedWarnings());
    return all;
  }

  /** What the answer took. */
  void used(AnswerEnd end) {
    usageEstimated = end.usageEstimated();
    used(kept ? TokenUsage.NONE : end.usage());
  }

  /** Whether the tokens of the answer are guessed. */
  boolean isUsageEstimated() {
    return usageEstimated;
  }

  /** What the answer took. */
  void used(TokenUsage tokens) {
    usage = tokens;
    taken = tokens;
    answered = true;
    onUse.run();
  }

  /** What the answer took; nothing where that is not known. */
  TokenUsage usage() {
    return usage;
  }

  /** What an answer took that was not completed, as far as anybody knows; null if nobody does. */
  void tookSoFar(@Nullable TokenUsage soFar) {
    if (!answered) {
      taken = soFar;
    }
  }

  /** What Bedrock took; {@link TokenUsage#NONE} for nothing, null if nobody knows. */
  @Nullable TokenUsage taken() {
    return taken;
  }

  /** Whether that is guessed. */
  boolean isTakenGuessed() {
    return usageEstimated || !answered;
  }

  /** Why the request failed; the first reason stays. */
  void failed(String reason) {
    if (error == null) {
      error = reason;
    }
  }

  /** Why the request failed. What Bedrock said may quote the prompt, so only its kind is kept. */
  void failed(CallException reason) {
    FatalErrors.escalate(reason);
    if (error == null) {
      failure = reason.kind();
    }
    if (reason.getCause() instanceof BedrockException bedrock) {
      failed(bedrock.kind().name().toLowerCase(Locale.ROOT));
      bedrockTook(bedrock.requestId());
      if (reason.kind() == CallException.Kind.NOT_FOUND) {
        onGone.run();
      }
    } else {
      failed(reason.getMessage());
      noteFault(reason);
    }
  }

  /** A fault of ours that the library met is told to the people who run the server. */
  private void noteFault(CallException reason) {
    Throwable fault = reason.getCause();
    if (reason.kind() == CallException.Kind.INTERNAL && fault != null) {
      LOG.log(Level.ERROR, () -> "request " + id + " failed: " + trace(fault));
    }
  }

  /** Bedrock has taken a request for this call, which has this id; null if it did not say. */
  void bedrockTook(@Nullable String requestId) {
    if (requestId != null) {
      bedrockRequestId = requestId;
      CallTrail watching = trail;
      if (watching != null) {
        watching.took(requestId);
      }
    }
  }

  /** Bedrock has answered, or an earlier answer of its is given again. */
  void answered(@Nullable AnswerFlow flow) {
    if (flow != null) {
      kept |= flow.isKept();
      bedrockTook(flow.bedrockRequestId());
    }
  }

  /** The answer is one that was given before. */
  void kept() {
    kept = true;
  }

  /** Whether the answer is one that was given before, and took nothing. */
  boolean isKept() {
    return kept;
  }

  /** Bedrock's id of its request; null where Bedrock was not asked, or gave none. */
  @Nullable String bedrockRequestId() {
    return bedrockRequestId;
  }

  /** The request is part of this trace. */
  void traced(@Nullable String id) {
    traceId = id;
  }

  /** The trace that the request is part of; null where there are no traces. */
  @Nullable String traceId() {
    return traceId;
  }

  /** The kind of the failure; null where there was none, or none of the library's kinds. */
  CallException.@Nullable Kind failure() {
    return failure;
  }

  @Nullable String error() {
    return error;
  }

  /** The client left before its answer was complete. */
  void clientGone() {
    clientGone = true;
  }

  boolean isClientGone() {
    return clientGone;
  }

  /** Runs something on the connection's io thread: at once if this is it. */
  void onIoThread(Runnable task) {
    if (exchange.isInIoThread()) {
      guard(task);
    } else {
      later(task);
    }
  }

  /** Runs something on the connection's io thread, when that has done what it is doing. */
  void later(Runnable task) {
    try {
      exchange.getIoThread().execute(() -> guard(task));
    } catch (RejectedExecutionException e) {
      // The server has ended, and the connection with it.
      LOG.log(Level.DEBUG, "request {0} is past the server's end", id);
    }
  }

  /** Runs something; whatever it throws becomes an error reply. Call on the io thread. */
  void guard(Runnable task) {
    try {
      task.run();
    } catch (CallException e) {
      refuse(e);
    } catch (RuntimeException | Error e) {
      refuse(unexpected(e));
    }
  }

  /** Answers with an error, or ends an answer that had begun. Call on the io thread. */
  void refuse(CallException error) {
    idle();
    failed(error);
    if (exchange.isResponseStarted()) {
      hangUp();
    } else {
      Reply.error(this, protocol.errorType(), error);
    }
  }

  /** Ends the exchange and its connection, whatever was still to be said. Call on the io thread. */
  void hangUp() {
    // Or what the client sent ahead would be taken for its next request.
    exchange.setPersistent(false);
    IoUtils.safeClose(exchange.getConnection());
    exchange.endExchange();
  }

  /**
   * Notes a fault of ours for the people who run the server; what a caller sees says nothing of it.
   * The exception's own words may quote a prompt, so they are not noted.
   */
  CallException unexpected(@Nullable Throwable fault) {
    FatalErrors.escalate(fault);
    LOG.log(Level.ERROR, () -> "request " + id + " failed: " + trace(fault));
    return new CallException(500, "internal error; the gateway's log says more", null);
  }

  private static String trace(@Nullable Throwable fault) {
    StringBuilder trace = new StringBuilder();
    for (Throwable t = fault; t != null; t = t.getCause()) {
      trace.append(t.getClass().getName());
      for (StackTraceElement frame : t.getStackTrace()) {
        trace.append("\n\tat ").append(frame);
      }
      trace.append('\n');
    }
    return trace.toString();
  }

  /** The status that the log tells. */
  int status() {
    return clientGone && !exchange.isResponseStarted()
        ? CLIENT_CLOSED_REQUEST
        : exchange.getStatusCode();
  }

  /**
   * Something runs for this request: {@code cut} ends it with an error, and is called at most once,
   * when the server can wait no longer; at once, if that is so already.
   */
  void running(Consumer<CallException> cut) {
    CallException late;
    synchronized (this) {
      late = cutReason;
      running = late == null ? cut : null;
    }
    if (late != null) {
      cut.accept(late);
    }
  }

  /** Nothing runs any more. */
  synchronized void idle() {
    running = null;
  }

  /** Ends what runs for this request, or is about to, with an error. */
  void cut(CallException reason) {
    Consumer<CallException> cut;
    synchronized (this) {
      cutReason = reason;
      cut = running;
      running = null;
    }
    if (cut != null) {
      cut.accept(reason);
    }
  }

  /** Runs something once, when the exchange has ended, last come first; at once, if it has. */
  void onEnd(Runnable release) {
    synchronized (this) {
      if (!ended) {
        atEnd.push(release);
        return;
      }
    }
    release.run();
  }

  private synchronized List<Runnable> end() {
    ended = true;
    List<Runnable> releases = List.copyOf(atEnd);
    atEnd.clear();
    return releases;
  }

  @Override
  public void exchangeEvent(HttpServerExchange exchange, NextListener next) {
    try {
      if (WriteTimeout.hasGivenUp(exchange)) {
        clientGone();
        failed("the client took nothing of its answer for too long");
      }
      end().forEach(Runnable::run);
      calls.ended(this);
    } catch (RuntimeException | Error e) {
      unexpected(e);
    } finally {
      proceed(next);
    }
  }

  /** A client that has sent its next request ahead waits for it until others had their turn. */
  private void proceed(NextListener next) {
    if (((AbstractServerConnection) exchange.getConnection()).getExtraBytes() == null) {
      next.proceed();
    } else {
      IoTurn.next(exchange.getIoThread(), next::proceed);
    }
  }
}
