package io.aiportal.ollama.facts;

import io.aiportal.ollama.bedrock.BedrockRuntime;
import io.aiportal.ollama.bedrock.CallOptions;
import io.aiportal.ollama.bedrock.ConverseRequest;
import io.aiportal.ollama.bedrock.ConverseResponse;
import io.aiportal.ollama.bedrock.ConverseStreamListener;
import io.aiportal.ollama.bedrock.InvokeModelRequest;
import io.aiportal.ollama.bedrock.InvokeModelResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** A way to Bedrock that counts tokens as a test says, and does nothing else. */
final class CountingRuntime implements BedrockRuntime {

  final List<ConverseRequest> counted = new ArrayList<>();
  Function<ConverseRequest, CompletableFuture<Integer>> count =
      request -> new CompletableFuture<>();

  @Override
  public String region() {
    return "eu-west-2";
  }

  @Override
  public CompletableFuture<Integer> countTokens(ConverseRequest request, CallOptions options) {
    counted.add(request);
    return count.apply(request);
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
  public CompletableFuture<InvokeModelResponse> invokeModel(
      InvokeModelRequest request, CallOptions options) {
    throw new UnsupportedOperationException();
  }
}
