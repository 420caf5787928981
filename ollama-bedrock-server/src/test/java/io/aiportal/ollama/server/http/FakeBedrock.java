package io.aiportal.ollama.server.http;

import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.bedrock.BedrockRuntime;
import io.aiportal.ollama.bedrock.CallOptions;
import io.aiportal.ollama.bedrock.ContentBlock;
import io.aiportal.ollama.bedrock.ConverseRequest;
import io.aiportal.ollama.bedrock.ConverseResponse;
import io.aiportal.ollama.bedrock.ConverseStream;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.MessageStop;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.Metadata;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.TextDelta;
import io.aiportal.ollama.bedrock.ConverseStreamListener;
import io.aiportal.ollama.bedrock.InvokeModelRequest;
import io.aiportal.ollama.bedrock.InvokeModelResponse;
import io.aiportal.ollama.bedrock.StopReason;
import io.aiportal.ollama.bedrock.TokenUsage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A Bedrock whose answers the test gives, when it wants to. */
final class FakeBedrock implements BedrockRuntime {

  private static final int PATIENCE_SECONDS = 60;

  private final BlockingQueue<CompletableFuture<ConverseResponse>> calls =
      new LinkedBlockingQueue<>();
  private final BlockingQueue<Stream> streams = new LinkedBlockingQueue<>();
  private final BlockingQueue<Invocation> invocations = new LinkedBlockingQueue<>();
  private final BlockingQueue<CompletableFuture<Integer>> counts = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> callers = new LinkedBlockingQueue<>();
  private final CountDownLatch letGo = new CountDownLatch(1);
  private volatile boolean holdsCallers;
  private volatile ConverseRequest lastRequest;

  @Override
  public CompletableFuture<ConverseResponse> converse(
      ConverseRequest request, CallOptions options) {
    called();
    lastRequest = request;
    CompletableFuture<ConverseResponse> call = new CompletableFuture<>();
    calls.add(call);
    return call;
  }

  @Override
  public void converseStream(
      ConverseRequest request, CallOptions options, ConverseStreamListener listener) {
    called();
    lastRequest = request;
    Stream stream = new Stream(listener);
    listener.onOpen(stream);
    streams.add(stream);
  }

  /** What was asked last. */
  ConverseRequest lastRequest() {
    return lastRequest;
  }

  @Override
  public String region() {
    return "eu-west-2";
  }

  @Override
  public CompletableFuture<InvokeModelResponse> invokeModel(
      InvokeModelRequest request, CallOptions options) {
    called();
    Invocation invocation = new Invocation(request, new CompletableFuture<>());
    invocations.add(invocation);
    return invocation.answer();
  }

  @Override
  public CompletableFuture<Integer> countTokens(ConverseRequest request, CallOptions options) {
    called();
    CompletableFuture<Integer> count = new CompletableFuture<>();
    counts.add(count);
    return count;
  }

  private void called() {
    callers.add(Thread.currentThread().getName());
    try {
      if (holdsCallers && !letGo.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("callers were held for too long");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** From now on, whoever calls waits, until {@link #letCallersGo}. */
  void holdCallers() {
    holdsCallers = true;
  }

  void letCallersGo() {
    letGo.countDown();
  }

  /** The name of the thread that made the next call. */
  String nextCaller() throws InterruptedException {
    return present(callers.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
  }

  /** The next call for a whole answer. */
  CompletableFuture<ConverseResponse> nextCall() throws InterruptedException {
    return present(calls.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
  }

  /** The next call of InvokeModel. */
  Invocation nextInvocation() throws InterruptedException {
    return present(invocations.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
  }

  /** The next call for a count of tokens. */
  CompletableFuture<Integer> nextCount() throws InterruptedException {
    return present(counts.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
  }

  /** The next call for a streamed answer. */
  Stream nextStream() throws InterruptedException {
    return present(streams.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
  }

  /** The next call for a streamed answer; null if none comes within this time. */
  @Nullable Stream nextStreamWithin(long millis) throws InterruptedException {
    return streams.poll(millis, TimeUnit.MILLISECONDS);
  }

  private static <T> T present(T call) {
    if (call == null) {
      throw new AssertionError("Bedrock was not called");
    }
    return call;
  }

  /** A whole answer of this text. */
  static ConverseResponse answer(String text) {
    return new ConverseResponse(
        List.of(new ContentBlock.Text(text)), StopReason.END_TURN, new TokenUsage(11, 3, 0, 0), 5);
  }

  /** Waits until the server has ended a call; what a client sees may come a moment earlier. */
  static void awaitCancelled(CompletableFuture<?> call) throws Exception {
    try {
      call.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      throw new AssertionError("the call was answered");
    } catch (CancellationException e) {
      // As it should be.
    }
  }

  /** One call of InvokeModel. */
  record Invocation(InvokeModelRequest request, CompletableFuture<InvokeModelResponse> answer) {

    void answer(String body, int tokens) {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      answer.complete(new InvokeModelResponse(bytes, tokens));
    }

    void fail(BedrockException.Kind kind, String message) {
      answer.completeExceptionally(new BedrockException(kind, message, null));
    }
  }

  /** One streamed answer, fed by the test. */
  static final class Stream implements ConverseStream {

    private final ConverseStreamListener listener;
    private final AtomicInteger pauses = new AtomicInteger();
    private final AtomicInteger resumes = new AtomicInteger();
    private final CountDownLatch cancelled = new CountDownLatch(1);
    private volatile boolean faulty;

    Stream(ConverseStreamListener listener) {
      this.listener = listener;
    }

    Stream text(String text) {
      listener.onEvent(new TextDelta(0, text));
      listener.onEndOfRead();
      return this;
    }

    /** From now on, whatever steers the stream throws. */
    Stream faulty() {
      faulty = true;
      return this;
    }

    private void fail() {
      if (faulty) {
        throw new IllegalStateException("a fault in a stream");
      }
    }

    void finish() {
      finish(new TokenUsage(11, 3, 0, 0));
    }

    void finish(TokenUsage usage) {
      listener.onEvent(new MessageStop(StopReason.END_TURN));
      listener.onEvent(new Metadata(usage, 5));
      listener.onEndOfRead();
      listener.onEnd();
    }

    void fail(BedrockException.Kind kind, String message) {
      fail(new BedrockException(kind, message, null));
    }

    void fail(BedrockException failure) {
      listener.onError(failure);
    }

    boolean isPaused() {
      return pauses.get() > resumes.get();
    }

    boolean isCancelled() {
      return cancelled.getCount() == 0;
    }

    /** Whether the call is cancelled within this time. */
    /**
     * Waits until the server has ended the stream; what a client sees may come a moment earlier.
     */
    void awaitCancelled() throws InterruptedException {
      if (!cancelled.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("the stream was not cancelled");
      }
    }

    boolean isCancelledWithin(long millis) throws InterruptedException {
      return cancelled.await(millis, TimeUnit.MILLISECONDS);
    }

    @Override
    public void pause() {
      pauses.incrementAndGet();
    }

    @Override
    public void resume() {
      resumes.set(pauses.get());
      fail();
    }

    @Override
    public void cancel() {
      cancelled.countDown();
      fail();
    }
  }
}
