package io.aiportal.ollama.aws;

import java.util.concurrent.CompletableFuture;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.core.async.SdkPublisher;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamOutput;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;

/** The SDK's side of one streamed call, event by event as a test wants it. */
final class Source implements SdkPublisher<ConverseStreamOutput>, Subscription {

  final CompletableFuture<Void> call = new CompletableFuture<>();
  volatile Subscriber<? super ConverseStreamOutput> subscriber;
  volatile long wanted;
  volatile boolean cancelled;
  RuntimeException onRequest;
  RuntimeException onCancel;

  /** What begins the call, as the SDK's client would, and publishes at once. */
  CompletableFuture<Void> start(ConverseStreamResponseHandler handler) {
    publish(handler, this);
    return call;
  }

  static void publish(ConverseStreamResponseHandler handler, Source source) {
    handler.onEventStream(source);
  }

  static ConverseStreamOutput text(String text) {
    return ConverseStreamOutput.contentBlockDeltaBuilder()
        .contentBlockIndex(0)
        .delta(delta -> delta.text(text))
        .build();
  }

  /** A tool call without name and id. */
  static ConverseStreamOutput broken() {
    return ConverseStreamOutput.contentBlockStartBuilder()
        .contentBlockIndex(0)
        .start(start -> start.toolUse(tool -> {}))
        .build();
  }

  void next(String text) {
    wanted--;
    subscriber.onNext(text(text));
  }

  @Override
  public void subscribe(Subscriber<? super ConverseStreamOutput> to) {
    subscriber = to;
    to.onSubscribe(this);
  }

  @Override
  public void request(long more) {
    wanted += more;
    if (onRequest != null) {
      throw onRequest;
    }
  }

  @Override
  public void cancel() {
    cancelled = true;
    if (onCancel != null) {
      throw onCancel;
    }
  }
}
