package io.aiportal.ollama.attempt;

import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.bedrock.BedrockRuntime;
import io.aiportal.ollama.bedrock.CallOptions;
import io.aiportal.ollama.bedrock.ConverseRequest;
import io.aiportal.ollama.bedrock.ConverseResponse;
import io.aiportal.ollama.bedrock.ConverseStream;
import io.aiportal.ollama.bedrock.ConverseStreamEvent;
import io.aiportal.ollama.bedrock.ConverseStreamListener;
import io.aiportal.ollama.bedrock.InvokeModelRequest;
import io.aiportal.ollama.bedrock.InvokeModelResponse;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A way to Bedrock that answers each call as the test wrote down; without a script it is silent.
 */
final class ScriptedRuntime implements BedrockRuntime {

  /** A streamed call, and what was done to it. */
  static final class Call implements ConverseStream {
    final ConverseRequest request;
    final CallOptions options;
    final ConverseStreamListener listener;
    final List<String> steering = new ArrayList<>();
    @Nullable String requestId;
    @Nullable RuntimeException trouble;

    Call(ConverseRequest request, CallOptions options, ConverseStreamListener listener) {
      this.request = request;
      this.options = options;
      this.listener = listener;
    }

    @Override
    public synchronized void pause() {
      steering.add("pause");
      if (trouble != null) {
        throw trouble;
      }
    }

    @Override
    public synchronized void resume() {
      steering.add("resume");
    }

    @Override
    public synchronized void cancel() {
      steering.add("cancel");
    }

    @Override
    public @Nullable String requestId() {
      return requestId;
    }

    synchronized boolean isCancelled() {
      return steering.contains("cancel");
    }

    Call event(ConverseStreamEvent event) {
      listener.onEvent(event);
      listener.onEndOfRead();
      return this;
    }
  }

  private final String region;
  private final Deque<Consumer<Call>> script = new ArrayDeque<>();
  final List<Call> calls = new ArrayList<>();
  final List<CompletableFuture<ConverseResponse>> wholeCalls = new ArrayList<>();
  final List<ConverseRequest> wholeRequests = new ArrayList<>();
  final List<ConverseRequest> counted = new ArrayList<>();
  final List<CallOptions> countOptions = new ArrayList<>();
  final List<CompletableFuture<Integer>> counts = new ArrayList<>();

  ScriptedRuntime(String region) {
    this.region = region;
  }

  /** What the next streamed call does that has nothing to do yet. */
  ScriptedRuntime then(Consumer<Call> answer) {
    script.add(answer);
    return this;
  }

  /** The next streamed call fails before its first event. */
  ScriptedRuntime thenFail(BedrockException failure) {
    return then(call -> call.listener.onError(failure));
  }

  Call call(int index) {
    return calls.get(index);
  }

  @Override
  public String region() {
    return region;
  }

  @Override
  public CompletableFuture<ConverseResponse> converse(
      ConverseRequest request, CallOptions options) {
    CompletableFuture<ConverseResponse> answer = new CompletableFuture<>();
    wholeRequests.add(request);
    wholeCalls.add(answer);
    return answer;
  }

  @Override
  public void converseStream(
      ConverseRequest request, CallOptions options, ConverseStreamListener listener) {
    Call call = new Call(request, options, listener);
    calls.add(call);
    listener.onOpen(call);
    Consumer<Call> answer = script.poll();
    if (answer != null) {
      answer.accept(call);
    }
  }

  @Override
  public CompletableFuture<InvokeModelResponse> invokeModel(
      InvokeModelRequest request, CallOptions options) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletableFuture<Integer> countTokens(ConverseRequest request, CallOptions options) {
    CompletableFuture<Integer> count = new CompletableFuture<>();
    counted.add(request);
    countOptions.add(options);
    counts.add(count);
    return count;
  }
}
