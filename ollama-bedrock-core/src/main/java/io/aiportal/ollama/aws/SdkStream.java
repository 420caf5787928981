package io.aiportal.ollama.aws;

import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.bedrock.ConverseRequest;
import io.aiportal.ollama.bedrock.ConverseStream;
import io.aiportal.ollama.bedrock.ConverseStreamEvent;
import io.aiportal.ollama.bedrock.ConverseStreamListener;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.core.async.SdkPublisher;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamOutput;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;

/**
 * One streamed call: pulls the SDK's events as the listener can take them.
 *
 * <p>The SDK may retry a call that failed, and then publishes anew. That is welcome until an event
 * was delivered; from then on the first failure is final, or the listener would hear the answer
 * twice.
 */
final class SdkStream implements ConverseStream {

  /** Events that may be under way; as many may still arrive after a pause. */
  private static final int WINDOW = 32;

  private final ConverseStreamListener listener;
  private final Object lock = new Object();

  // Guarded by the lock.
  private @Nullable CompletableFuture<?> call;
  private @Nullable Subscription subscription;
  private int requested;
  private boolean paused;
  private boolean cancelled;

  // Touched only in turn, by the thread that brings events or the end.
  private boolean delivered;
  private volatile boolean over;

  private SdkStream(ConverseStreamListener listener) {
    this.listener = listener;
  }

  static void open(
      BedrockRuntimeAsyncClient client, ConverseRequest request, ConverseStreamListener listener) {
    SdkStream stream = new SdkStream(listener);
    listener.onOpen(stream);
    stream.start(client, request);
  }

  private void start(BedrockRuntimeAsyncClient client, ConverseRequest request) {
    synchronized (lock) {
      if (cancelled) {
        return;
      }
    }
    CompletableFuture<Void> started;
    try {
      started =
          client.converseStream(
              SdkRequests.converseStream(request),
              ConverseStreamResponseHandler.builder().onEventStream(this::subscribe).build());
    } catch (RuntimeException e) {
      fail(e);
      return;
    }
    boolean late;
    synchronized (lock) {
      call = started;
      late = cancelled;
    }
    if (late) {
      started.cancel(true);
    }
    started.whenComplete(
        (nothing, failure) -> {
          if (failure == null) {
            end();
          } else {
            fail(failure);
          }
        });
  }

  private void subscribe(SdkPublisher<ConverseStreamOutput> publisher) {
    publisher.subscribe(new Events());
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
    over = true;
    CompletableFuture<?> started;
    Subscription subscribed;
    synchronized (lock) {
      cancelled = true;
      started = call;
      subscribed = subscription;
    }
    if (subscribed != null) {
      subscribed.cancel();
    }
    if (started != null) {
      started.cancel(true);
    }
  }

  /** Asks for as many events as the window has room for; outside the lock, as they may come now. */
  private void pull() {
    Subscription source;
    int more;
    synchronized (lock) {
      source = subscription;
      more = WINDOW - requested;
      if (source == null || paused || cancelled || more < WINDOW / 2) {
        return;
      }
      requested = WINDOW;
    }
    source.request(more);
  }

  private void deliver(ConverseStreamOutput output) {
    synchronized (lock) {
      requested--;
    }
    ConverseStreamEvent event = SdkResponses.event(output);
    if (over || event == null) {
      return;
    }
    delivered = true;
    listener.onEvent(event);
    listener.onEndOfRead();
  }

  private void end() {
    if (!over) {
      over = true;
      listener.onEnd();
    }
  }

  private void fail(Throwable failure) {
    if (!over) {
      BedrockException error = SdkErrors.toBedrock(failure);
      cancel();
      listener.onError(error);
    }
  }

  /** One attempt's events. */
  private final class Events implements Subscriber<ConverseStreamOutput> {

    @Override
    public void onSubscribe(Subscription subscribed) {
      boolean unwanted;
      synchronized (lock) {
        subscription = subscribed;
        requested = 0;
        unwanted = cancelled;
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
      if (delivered) {
        fail(failure);
      }
    }

    @Override
    public void onComplete() {
      end();
    }
  }
}
