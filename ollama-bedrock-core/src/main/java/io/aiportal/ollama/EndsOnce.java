package io.aiportal.ollama;

import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.chat.AnswerEnd;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.CallObservation;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Tells whoever watches a call of its first end, and of no other. */
final class EndsOnce implements CallObservation {

  private final CallObservation observation;
  private final AtomicBoolean ended = new AtomicBoolean();

  EndsOnce(CallObservation observation) {
    this.observation = observation;
  }

  @Override
  public void onAttempt(String target, String modelId, String baseModelId, List<String> warnings) {
    observation.onAttempt(target, modelId, baseModelId, warnings);
  }

  @Override
  public void onRetry(String target, BedrockException failure, Duration delay) {
    observation.onRetry(target, failure, delay);
  }

  @Override
  public void onComplete(AnswerEnd end) {
    if (ended.compareAndSet(false, true)) {
      observation.onComplete(end);
    }
  }

  @Override
  public void onFailure(CallException failure) {
    if (ended.compareAndSet(false, true)) {
      observation.onFailure(failure);
    }
  }

  @Override
  public void onCancel() {
    if (ended.compareAndSet(false, true)) {
      observation.onCancel();
    }
  }
}
