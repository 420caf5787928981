package io.aiportal.ollama.embed;

import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.bedrock.BedrockRuntime;
import io.aiportal.ollama.bedrock.CallOptions;
import io.aiportal.ollama.bedrock.ConverseRequest;
import io.aiportal.ollama.bedrock.ConverseResponse;
import io.aiportal.ollama.bedrock.ConverseStreamListener;
import io.aiportal.ollama.bedrock.InvokeModelRequest;
import io.aiportal.ollama.bedrock.InvokeModelResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A way to Bedrock on which a test answers each InvokeModel when it likes. */
public final class InvokedRuntime implements BedrockRuntime {

  /** A call that was made. */
  public record Call(
      InvokeModelRequest request,
      CallOptions options,
      CompletableFuture<InvokeModelResponse> answer) {}

  private final String region;

  /** A way to us-east-1. */
  public InvokedRuntime() {
    this("us-east-1");
  }

  /** A way to a region. */
  public InvokedRuntime(String region) {
    this.region = region;
  }

  /** The calls so far. */
  public final List<Call> calls = new ArrayList<>();

  /** What a call throws; null for nothing. */
  @Nullable Throwable broken;

  /** The bodies of the calls so far. */
  public List<String> bodies() {
    return calls.stream()
        .map(call -> new String(call.request().body(), StandardCharsets.UTF_8))
        .toList();
  }

  /** Answers a call as Titan does, with a vector of one number. */
  public void answer(int index, int tokens, int number) {
    answerBody(index, tokens, "{\"embedding\":[" + number + "]}");
  }

  /** Answers a call. */
  public void answerBody(int index, int tokens, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    calls.get(index).answer().complete(new InvokeModelResponse(bytes, tokens));
  }

  /** Lets a call fail. */
  public void fail(int index, BedrockException failure) {
    calls.get(index).answer().completeExceptionally(failure);
  }

  @Override
  public String region() {
    return region;
  }

  @Override
  public CompletableFuture<InvokeModelResponse> invokeModel(
      InvokeModelRequest request, CallOptions options) {
    if (broken instanceof Error error) {
      throw error;
    }
    if (broken instanceof RuntimeException fault) {
      throw fault;
    }
    Call call = new Call(request, options, new CompletableFuture<>());
    calls.add(call);
    return call.answer();
  }

  @Override
  public CompletableFuture<ConverseResponse> converse(
      ConverseRequest request, CallOptions options) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void converseStream(
      ConverseRequest request, CallOptions options, ConverseStreamListener listener) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletableFuture<Integer> countTokens(ConverseRequest request, CallOptions options) {
    throw new UnsupportedOperationException();
  }
}
