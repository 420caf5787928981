package io.aiportal.ollama;

import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.chat.AnswerEnd;
import io.aiportal.ollama.chat.CallContext;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.CallObservation;
import io.aiportal.ollama.chat.CallObserver;
import io.aiportal.ollama.internal.Throwables;
import java.time.Duration;
import java.util.List;

/** Tells an observer what happens and lets nothing of what it throws through: it has no say. */
final class GuardedObserver implements CallObserver {

  private final CallObserver observer;

  GuardedObserver(CallObserver observer) {
    this.observer = observer;
  }

  @Override
  public CallObservation onStart(String model, CallContext context) {
    try {
      return new Guarded(observer.onStart(model, context));
    } catch (Throwable thrown) {
      Throwables.throwIfFatal(thrown);
      return CallObservation.NOOP;
    }
  }

  private record Guarded(CallObservation observation) implements CallObservation {

    @Override
    public void onAttempt(
        String target, String modelId, String baseModelId, List<String> warnings) {
      guard(() -> observation.onAttempt(target, modelId, baseModelId, warnings));
    }

    @Override
    public void onRetry(String target, BedrockException failure, Duration delay) {
      guard(() -> observation.onRetry(target, failure, delay));
    }

    @Override
    public void onComplete(AnswerEnd end) {
      guard(() -> observation.onComplete(end));
    }

    @Override
    public void onFailure(CallException failure) {
      guard(() -> observation.onFailure(failure));
    }

    @Override
    public void onCancel() {
      guard(observation::onCancel);
    }

    private static void guard(Runnable news) {
      try {
        news.run();
      } catch (Throwable thrown) {
        Throwables.throwIfFatal(thrown);
      }
    }
  }
}
