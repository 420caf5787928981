package io.aiportal.ollama.server.telemetry;

import io.aiportal.ollama.api.ModelRequest;
import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.bedrock.TokenUsage;
import io.aiportal.ollama.chat.AnswerEnd;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.ChatCall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Notes of a call what its trace tells, too: when each attempt began and ended, and how. Times are
 * those of {@link System#nanoTime}.
 */
final class TracedTrail extends CallTrail {

  /** What the end of an attempt is called that nobody waited for. */
  static final String CANCELLED = CallException.Kind.CANCELLED.name().toLowerCase(Locale.ROOT);

  // Guarded by this.
  private final List<Step> steps = new ArrayList<>(1);
  private final List<Event> events = new ArrayList<>(0);
  private Wishes wishes = Wishes.NONE;
  private @Nullable Answer answer;

  /**
   * An attempt.
   *
   * @param requestId Bedrock's id of it; null where that is not known
   * @param ended when it ended; null as long as it goes on
   * @param error the kind of its failure; empty for none
   */
  record Step(
      String target,
      String baseModelId,
      long began,
      @Nullable String requestId,
      @Nullable Long ended,
      String error) {

    private Step took(@Nullable String id) {
      return id == null ? this : new Step(target, baseModelId, began, id, ended, error);
    }

    private Step ended(String why) {
      return new Step(target, baseModelId, began, requestId, System.nanoTime(), why);
    }
  }

  /**
   * Something after which another attempt followed.
   *
   * @param cause the kind of the failure; null for an answer that was not in its format
   */
  record Event(String target, @Nullable String cause, Duration delay, long time) {}

  /** What the caller wants of the model; null for its own default. */
  record Wishes(@Nullable Integer maxTokens, @Nullable Double temperature, @Nullable Double topP) {

    static final Wishes NONE = new Wishes(null, null, null);
  }

  /** How a whole answer ended, and what it took. */
  record Answer(String finishReason, TokenUsage usage) {}

  /** All of it, as it is now. */
  record Notes(List<Step> steps, List<Event> events, Wishes wishes, @Nullable Answer answer) {}

  @Override
  public ModelRequest noting(ModelRequest request) {
    return new ModelRequest(
        request.model(),
        request.resolve(),
        () -> noted(request.call().get()),
        request.returnsReasoning());
  }

  private synchronized @Nullable ChatCall noted(@Nullable ChatCall call) {
    if (call != null) {
      wishes = new Wishes(call.maxTokens(), call.sampling().temperature(), call.sampling().topP());
    }
    return call;
  }

  @Override
  public synchronized void onAttempt(
      String target, String modelId, String baseModelId, List<String> warnings) {
    super.onAttempt(target, modelId, baseModelId, warnings);
    steps.add(new Step(target, baseModelId, System.nanoTime(), null, null, ""));
  }

  @Override
  public synchronized void took(String requestId) {
    if (steps.stream().noneMatch(step -> requestId.equals(step.requestId()))) {
      int first = indexOf(step -> step.ended() == null && step.requestId() == null);
      if (first >= 0) {
        steps.set(first, steps.get(first).took(requestId));
      }
    }
  }

  @Override
  public synchronized void onRetry(String target, BedrockException failure, Duration delay) {
    super.onRetry(target, failure, delay);
    String cause = kind(failure.kind());
    end(target, failure.requestId(), cause);
    events.add(new Event(target, cause, delay, System.nanoTime()));
  }

  @Override
  public synchronized void onInvalidAnswer(String target) {
    super.onInvalidAnswer(target);
    end(target, null, "");
    events.add(new Event(target, null, Duration.ZERO, System.nanoTime()));
  }

  /** Of several that are under way at a place, nobody tells which one ended. */
  private void end(String target, @Nullable String requestId, String error) {
    int same = requestId == null ? -1 : indexOf(step -> requestId.equals(step.requestId()));
    int first = indexOf(step -> step.ended() == null && step.target().equals(target));
    int index = same < 0 ? first : same;
    if (index >= 0) {
      steps.set(index, steps.get(index).took(requestId).ended(error));
    }
  }

  private int indexOf(Predicate<Step> wanted) {
    for (int i = 0; i < steps.size(); i++) {
      if (wanted.test(steps.get(i))) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public synchronized void onComplete(AnswerEnd end) {
    answer = new Answer(end.stopReason().value(), end.usage());
    endAll("");
  }

  @Override
  public synchronized void onFailure(CallException failure) {
    if (failure.getCause() instanceof BedrockException bedrock) {
      String id = bedrock.requestId();
      if (id != null) {
        took(id);
      }
      endAll(kind(bedrock.kind()));
    } else {
      endAll(kind(failure.kind()));
    }
  }

  @Override
  public synchronized void onCancel() {
    endAll(CANCELLED);
  }

  private void endAll(String error) {
    steps.replaceAll(step -> step.ended() == null ? step.ended(error) : step);
  }

  private static String kind(Enum<?> kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  /** What was noted so far. */
  synchronized Notes notes() {
    return new Notes(List.copyOf(steps), List.copyOf(events), wishes, answer);
  }
}
