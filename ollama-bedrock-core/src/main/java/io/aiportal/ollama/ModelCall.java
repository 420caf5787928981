package io.aiportal.ollama;

import io.aiportal.ollama.attempt.Attempts.Mode;
import io.aiportal.ollama.chat.AnswerEnd;
import io.aiportal.ollama.chat.AnswerFlow;
import io.aiportal.ollama.chat.AnswerListener;
import io.aiportal.ollama.chat.AnswerSink;
import io.aiportal.ollama.chat.CallContext;
import io.aiportal.ollama.chat.CallException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A call of a model that is ready to be made, once, in the form that suits the caller.
 *
 * <p>{@link #execute} waits for the whole answer and {@link #executeAsync} promises it; {@link
 * #stream} gives its pieces to a thread that waits for them and {@link #publisher} to a subscriber
 * that asks for them. Whatever fails is a {@link CallException}. A call that nobody wants any more,
 * because it was cancelled, its future was completed by somebody else or its stream closed, ends at
 * Bedrock too.
 *
 * @param <T> the answer, or a piece of it
 */
public final class ModelCall<T> {

  /** Makes the call. */
  interface Start {
    void start(Mode mode, CallContext context, AnswerSink sink, AnswerListener listener);
  }

  private final Start start;
  private final CallContext context;
  private final Function<Consumer<T>, AnswerSink> whole;
  private final Function<Consumer<T>, AnswerSink> pieces;
  private final AtomicBoolean made = new AtomicBoolean();
  private volatile @Nullable Followed running;
  private volatile boolean cancelled;

  /**
   * A call.
   *
   * @param start makes it
   * @param context what goes along with it
   * @param whole makes a sink that gives the whole answer to a consumer when it has ended
   * @param pieces makes a sink that gives each piece to a consumer
   */
  ModelCall(
      Start start,
      CallContext context,
      Function<Consumer<T>, AnswerSink> whole,
      Function<Consumer<T>, AnswerSink> pieces) {
    this.start = start;
    this.context = context;
    this.whole = whole;
    this.pieces = pieces;
  }

  /** A call that asks the same, with something that goes along with it. */
  public ModelCall<T> with(CallContext context) {
    return new ModelCall<>(start, context, whole, pieces);
  }

  /**
   * Waits for the whole answer.
   *
   * @throws CallException if the call fails, or the thread is interrupted
   */
  public T execute() {
    return Waiting.forAnswer(this::executeAsync);
  }

  /**
   * Promises the whole answer. Whatever else ends the future, be it {@code cancel}, {@code
   * orTimeout} or {@code complete}, ends the call at Bedrock too.
   */
  public CompletableFuture<T> executeAsync() {
    WholeAnswer<T> answer = new WholeAnswer<>();
    start(Mode.WHOLE, context, whole.apply(answer::keep), answer);
    return answer.future;
  }

  /**
   * Gives the answer's pieces to the thread that reads the stream and waits for each of them. Close
   * the stream if it is not read to its end, from whatever thread: that ends the call at Bedrock.
   */
  public Stream<T> stream() {
    Waiting.refuseIfInterrupted();
    return AnswerReader.stream(publisher());
  }

  /**
   * Publishes the answer's pieces as a subscriber demands them; the first demand makes the call.
   */
  public Flow.Publisher<T> publisher() {
    return new AnswerPublisher<>(
        (consumer, listener) -> start(Mode.STREAMED, context, pieces.apply(consumer), listener));
  }

  /** Makes the call, once. */
  private void start(Mode mode, CallContext context, AnswerSink sink, AnswerListener listener) {
    if (!made.compareAndSet(false, true)) {
      listener.onError(
          new CallException(
              CallException.Kind.INVALID_REQUEST,
              "this call was made already; ask for a new one",
              null));
      return;
    }
    Followed followed = new Followed(listener);
    running = followed;
    if (cancelled) {
      listener.onError(Followed.cancellation());
      return;
    }
    start.start(mode, context, sink, followed);
  }

  /**
   * Ends the call, at Bedrock too, whatever form it was made in, and tells whoever waits for it; a
   * call that was not made yet is not made at all.
   */
  public void cancel() {
    cancelled = true;
    Followed followed = running;
    if (followed != null) {
      followed.cancel();
    }
  }

  /** Whether {@link #cancel} was called. */
  public boolean isCancelled() {
    return cancelled;
  }

  /** Passes everything on, and lets the call be cancelled from outside. */
  private static final class Followed implements AnswerListener {

    private final AnswerListener listener;
    private volatile @Nullable AnswerFlow flow;
    private volatile boolean cancelled;

    Followed(AnswerListener listener) {
      this.listener = listener;
    }

    void cancel() {
      cancelled = true;
      AnswerFlow open = flow;
      if (open != null) {
        open.abort(cancellation());
      }
    }

    static CallException cancellation() {
      return new CallException(CallException.Kind.CANCELLED, "the call was cancelled", null);
    }

    @Override
    public void onOpen(AnswerFlow opened) {
      flow = opened;
      listener.onOpen(opened);
      if (cancelled) {
        opened.abort(cancellation());
      }
    }

    @Override
    public void onEndOfRead() {
      listener.onEndOfRead();
    }

    @Override
    public void onComplete(AnswerEnd end) {
      flow = null; // a call that is kept keeps no answer
      listener.onComplete(end);
    }

    @Override
    public void onError(CallException error) {
      flow = null;
      listener.onError(error);
    }
  }

  /** A future of the whole answer, tied to its call. */
  private static final class WholeAnswer<T> implements AnswerListener {

    final CompletableFuture<T> future = new CompletableFuture<>();
    private @Nullable T answer;
    private volatile @Nullable AnswerFlow flow;
    private volatile boolean over;

    WholeAnswer() {
      future.whenComplete((value, failure) -> endedBySomebody());
    }

    void keep(T value) {
      answer = value;
    }

    @Override
    public void onOpen(AnswerFlow opened) {
      flow = opened;
      if (future.isDone()) {
        opened.cancel();
      }
    }

    @Override
    public void onEndOfRead() {}

    @Override
    public void onComplete(AnswerEnd end) {
      over = true;
      T whole = answer;
      if (whole == null) {
        future.completeExceptionally(
            new CallException(CallException.Kind.INTERNAL, "the answer is missing", null));
      } else {
        future.complete(whole);
      }
    }

    @Override
    public void onError(CallException error) {
      over = true;
      future.completeExceptionally(error);
    }

    private void endedBySomebody() {
      AnswerFlow open = flow;
      if (!over && open != null) {
        open.cancel();
      }
    }
  }
}
