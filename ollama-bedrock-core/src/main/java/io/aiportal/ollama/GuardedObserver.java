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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Tells the observer of all calls, and the one that a call brings along, what happens; lets nothing
 * of what they throw through, as they have no say.
 */
final class GuardedObserver implements CallObserver {

  private final CallObserver observer;

  GuardedObserver(CallObserver observer) {
    this.observer = observer;
  }

  @Override
  public CallObservation onStart(String model, CallContext context) {
    CallObservation ofAll = observation(model, context);
    CallObservation own = context.observation();
    return new Guarded(own == null ? List.of(ofAll) : List.of(own, ofAll));
  }

  /** Tells both. */
  static CallObservation both(CallObservation one, CallObservation other) {
    return new Guarded(List.of(one, other));
  }

  private CallObservation observation(String model, CallContext context) {
    try {
      return observer.onStart(model, context);
    } catch (Throwable thrown) {
      Throwables.throwIfFatal(thrown);
      return CallObservation.NOOP;
    }
  }

  /** Of the ends of a call only the first one is told. */
  private record Guarded(List<CallObservation> observations, AtomicBoolean ended)
      implements CallObservation {

    Guarded(List<CallObservation> observations) {
      this(observations, new AtomicBoolean());
    }

    @Override
    public void onAttempt(
        String target, String modelId, String baseModelId, List<String> warnings) {
      tell(watching -> watching.onAttempt(target, modelId, baseModelId, warnings));
    }

    @Override
    public void onRetry(String target, BedrockException failure, Duration delay) {
      tell(watching -> watching.onRetry(target, failure, delay));
    }

    @Override
    public void onInvalidAnswer(String target) {
      tell(watching -> watching.onInvalidAnswer(target));
    }

    @Override
    public void onComplete(AnswerEnd end) {
      end(watching -> watching.onComplete(end));
    }

    @Override
    public void onFailure(CallException failure) {
      end(watching -> watching.onFailure(failure));
    }

    @Override
    public void onCancel() {
      end(CallObservation::onCancel);
    }

    private void end(Consumer<CallObservation> news) {
      if (ended.compareAndSet(false, true)) {
        tell(news);
      }
    }

    private void tell(Consumer<CallObservation> news) {
      for (CallObservation watching : observations) {
        try {
          news.accept(watching);
        } catch (Throwable thrown) {
          Throwables.throwIfFatal(thrown);
        }
      }
    }
  }
}
