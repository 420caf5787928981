package io.aiportal.ollama.attempt;

import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.bedrock.BedrockException.Kind;
import io.aiportal.ollama.bedrock.BedrockRuntime;
import io.aiportal.ollama.bedrock.CallOptions;
import io.aiportal.ollama.bedrock.ConverseRequest;
import io.aiportal.ollama.bedrock.ConverseResponse;
import io.aiportal.ollama.bedrock.ConverseStreamListener;
import io.aiportal.ollama.bedrock.InvokeModelRequest;
import io.aiportal.ollama.bedrock.InvokeModelResponse;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A Bedrock that answers at once, as often as its quota has room, and throttles else. */
final class QuotaRuntime implements BedrockRuntime {

  private final String region;
  private final double perSecond;
  private final double burst;
  private final Clock clock;
  private double room;
  private double filledAt;
  final List<ConverseRequest> answered = new ArrayList<>();
  int asked;

  /** Room for so many at once, which fills again with so many a second. */
  QuotaRuntime(String region, double perSecond, double burst, Clock clock) {
    this.region = region;
    this.perSecond = perSecond;
    this.burst = burst;
    this.clock = clock;
    this.room = burst;
  }

  /** Whether the next one would be answered. */
  boolean hasRoom() {
    double now = clock.instant().toEpochMilli() / 1000d;
    room = Math.min(burst, room + (now - filledAt) * perSecond);
    filledAt = now;
    return room >= 1;
  }

  @Override
  public String region() {
    return region;
  }

  @Override
  public CompletableFuture<ConverseResponse> converse(
      ConverseRequest request, CallOptions options) {
    asked++;
    if (!hasRoom()) {
      return CompletableFuture.failedFuture(
          new BedrockException(Kind.THROTTLING, "Too many requests", null));
    }
    room--;
    answered.add(request);
    return CompletableFuture.completedFuture(ExchangeFixture.whole());
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

  @Override
  public CompletableFuture<Integer> countTokens(ConverseRequest request, CallOptions options) {
    throw new UnsupportedOperationException();
  }
}
