package io.aiportal.ollama.server.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.aiportal.ollama.bedrock.BedrockRuntime;
import io.aiportal.ollama.bedrock.CallOptions;
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
import java.util.concurrent.CompletableFuture;

/** A Bedrock that answers everything at once with a JSON object. */
final class AnsweringBedrock implements BedrockRuntime {

  private static final String TEXT = "{\"a\":1}";

  @Override
  public CompletableFuture<ConverseResponse> converse(
      ConverseRequest request, CallOptions options) {
    return CompletableFuture.completedFuture(FakeBedrock.answer(TEXT));
  }

  @Override
  public void converseStream(
      ConverseRequest request, CallOptions options, ConverseStreamListener listener) {
    listener.onOpen(
        new ConverseStream() {
          @Override
          public void pause() {}

          @Override
          public void resume() {}

          @Override
          public void cancel() {}
        });
    listener.onEvent(new TextDelta(0, TEXT));
    listener.onEvent(new MessageStop(StopReason.END_TURN));
    listener.onEvent(new Metadata(new TokenUsage(11, 3, 0, 0), 5));
    listener.onEndOfRead();
    listener.onEnd();
  }

  @Override
  public CompletableFuture<InvokeModelResponse> invokeModel(
      InvokeModelRequest request, CallOptions options) {
    byte[] body = "{\"embedding\":[0.6,0.8],\"inputTextTokenCount\":3}".getBytes(US_ASCII);
    return CompletableFuture.completedFuture(new InvokeModelResponse(body, 3));
  }

  @Override
  public CompletableFuture<Integer> countTokens(ConverseRequest request, CallOptions options) {
    return CompletableFuture.completedFuture(7);
  }

  @Override
  public String region() {
    return "eu-west-2";
  }
}
