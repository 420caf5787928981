package io.aiportal.ollama.aws;

import io.aiportal.ollama.bedrock.BedrockErrors;
import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.bedrock.CallOptions;
import io.aiportal.ollama.bedrock.ConverseStream;
import io.aiportal.ollama.bedrock.ConverseStreamEvent;
import io.aiportal.ollama.bedrock.ConverseStreamListener;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.core.async.SdkPublisher;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamOutput;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;

/**
 * One streamed call: pulls the SDK's events as the listener can take them.
 *
 * <p>Events, the end, failures and a cancellation may come from different threads at once. The
 * listener hears them one after the other and one end at most: an end that comes while it is told
 * of an event waits until it returns, and whatever it throws is an end as well.
 *
 * <p>A client whose retries could not be switched off publishes anew after a failure. That is
 * welcome until an event was delivered; from then on the first failure is final, or the listener
 * would hear the answer twice.
 */
final class SdkStream implements ConverseStream {

  private static final System.Logger LOG = System.getLogger(SdkStream.class.getName());

  /** Events that may be under way; as many may still arrive after a pause. */
  private static final int WINDOW = 32;

  private final ConverseStreamListener listener;
  private final Object lock = new Object();

  private final Consumer<String> requestIds;
  private volatile @Nullable String requestId;

  // All of it guarded by the lock.
  private @Nullable CompletableFuture<?> call;
  private @Nullable Subscription subscription;
  private int requested;
  private boolean paused;
  private boolean delivering;
  private boolean delivered;
  private @Nullable Ending ending;
  private boolean over;

  private SdkStream(Consumer<String> requestIds, ConverseStreamListener listener) {
    this.requestIds = requestIds;
    this.listener = listener;
  }

  /** Makes a call whose id nobody wants to know; as below. */
  static void open(
      Function<ConverseStreamResponseHandler, CompletableFuture<Void>> call,
      ConverseStreamListener listener) {
    open(call, CallOptions.DEFAULT.requestId(), listener);
  }

  /** Makes the call; the listener hears of everything that comes of it, a failed start too. */
  static void open(
      Function<ConverseStreamResponseHandler, CompletableFuture<Void>> call,
      Consumer<String> requestIds,
      ConverseStreamListener listener) {
    SdkStream stream = new SdkStream(requestIds, listener);
    try {
      listener.onOpen(stream);
      stream.start(call);
    } catch (Throwable thrown) {
      stream.finish(new Ending(SdkErrors.internal(thrown)));
      BedrockErrors.rethrowIfFatal(thrown);
    }
  }

  private void start(Function<ConverseStreamResponseHandler, CompletableFuture<Void>> call) {
    if (isOver()) {
      return;
    }
    CompletableFuture<Void> started =
        call.apply(
            ConverseStreamResponseHandler.builder()
                .onResponse(response -> answered(SdkResponses.requestId(response)))
                .onEventStream(this::subscribe)
                .build());
    boolean late;
    synchronized (lock) {
      this.call = started;
      late = over;
    }
    if (late) {
      started.cancel(true);
    }
    started.whenComplete(
        (nothing, failure) ->
            finish(failure == null ? Ending.ORDERLY : new Ending(SdkErrors.toBedrock(failure))));
  }

  private void answered(@Nullable String id) {
    requestId = id;
    if (id != null) {
      requestIds.accept(id);
    }
  }

  private void subscribe(SdkPublisher<ConverseStreamOutput> publisher) {
    publisher.subscribe(new Events());
  }

  @Override
  public @Nullable String requestId() {
    return requestId;
  }

  @Override
  public void pause() {
    synchronized (lock) {
      paused = true;
    }
  }

  @Override
  public void resume() {
    synchronized (lock) {
      paused = false;
    }
    pull();
  }

  @Override
  public void cancel() {
    synchronized (lock) {
      over = true;
    }
    stop();
  }

  private boolean isOver() {
    synchronized (lock) {
      return over;
    }
  }

  /**
   * Asks for as many events as the window has room for; outside the lock, as they may come now. Not
   * while one is delivered: whoever delivers it pulls afterwards.
   */
  private void pull() {
    Subscription source;
    int more;
    synchronized (lock) {
      source = subscription;
      more = WINDOW - requested;
      boolean flowing = !paused && !delivering && !over && ending == null;
      if (source == null || !flowing || more < WINDOW / 2) {
        return;
      }
      requested = WINDOW;
    }
    try {
      source.request(more);
    } catch (Throwable thrown) {
      finish(new Ending(SdkErrors.toBedrock(thrown)));
      BedrockErrors.rethrowIfFatal(thrown);
    }
  }

  private void deliver(ConverseStreamOutput output) {
    synchronized (lock) {
      requested--;
      if (over || ending != null) {
        return;
      }
      delivering = true;
    }
    Throwable thrown = null;
    try {
      pass(output);
    } catch (Throwable t) {
      thrown = t;
    }
    delivered(thrown);
    if (thrown != null) {
      BedrockErrors.rethrowIfFatal(thrown);
    }
  }

  private void pass(ConverseStreamOutput output) {
    ConverseStreamEvent event = SdkResponses.event(output);
    if (event == null) {
      return;
    }
    synchronized (lock) {
      delivered = true;
    }
    listener.onEvent(event);
    if (!isOver()) {
      listener.onEndOfRead();
    }
  }

  /** The listener returned, or threw: the end that waited for it, or that it is, comes now. */
  private void delivered(@Nullable Throwable thrown) {
    Ending due;
    synchronized (lock) {
      delivering = false;
      due = thrown == null ? ending : new Ending(SdkErrors.internal(thrown));
      if (over || due == null) {
        return;
      }
      over = true;
    }
    tell(due);
  }

  private void finish(Ending end) {
    synchronized (lock) {
      if (over) {
        return;
      }
      if (delivering) {
        ending = ending == null ? end : ending;
        return;
      }
      over = true;
    }
    tell(end);
  }

  /** The last call of the listener; there is no other to tell of what it throws. */
  private void tell(Ending end) {
    BedrockException error = end.error;
    try {
      if (error == null) {
        listener.onEnd();
      } else {
        stop();
        listener.onError(error);
      }
    } catch (Throwable thrown) {
      LOG.log(System.Logger.Level.WARNING, "A listener failed at the end of its answer", thrown);
      BedrockErrors.rethrowIfFatal(thrown);
    }
  }

  /** Ends the call at the SDK. */
  private void stop() {
    CompletableFuture<?> started;
    Subscription subscribed;
    synchronized (lock) {
      started = call;
      subscribed = subscription;
    }
    if (subscribed != null) {
      quietly(subscribed::cancel);
    }
    if (started != null) {
      quietly(() -> started.cancel(true));
    }
  }

  /** What a cancellation throws must not keep the listener from its end. */
  private static void quietly(Runnable cancellation) {
    try {
      cancellation.run();
    } catch (RuntimeException thrown) {
      LOG.log(System.Logger.Level.DEBUG, "A call could not be cancelled", thrown);
    }
  }

  /** How a stream ends: in order where there is no error. */
  private record Ending(@Nullable BedrockException error) {
    static final Ending ORDERLY = new Ending(null);
  }

  /** One attempt's events. */
  private final class Events implements Subscriber<ConverseStreamOutput> {

    @Override
    public void onSubscribe(Subscription subscribed) {
      boolean unwanted;
      synchronized (lock) {
        unwanted = over || delivered;
        if (!unwanted) {
          subscription = subscribed;
          requested = 0;
        }
      }
      if (unwanted) {
        subscribed.cancel();
      } else {
        pull();
      }
    }

    @Override
    public void onNext(ConverseStreamOutput output) {
      deliver(output);
      pull();
    }

    @Override
    public void onError(Throwable failure) {
      boolean last;
      synchronized (lock) {
        last = delivered;
      }
      if (last) {
        finish(new Ending(SdkErrors.toBedrock(failure)));
      }
    }

    @Override
    public void onComplete() {
      finish(Ending.ORDERLY);
    }
  }
}
