package io.aiportal.ollama.server.telemetry;

import io.aiportal.ollama.api.ModelRequest;
import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.chat.CallObservation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Notes the attempts of one call, for whoever tells of it when it has ended. */
public class CallTrail implements CallObservation {

  // Guarded by this.
  private final List<Attempt> attempts = new ArrayList<>(1);
  private final List<Retry> retries = new ArrayList<>(0);
  private int invalidAnswers;

  /**
   * A request that was made.
   *
   * @param target where
   * @param baseModelId the foundation model that was to answer
   */
  public record Attempt(String target, String baseModelId) {}

  /**
   * A request after which another one was made.
   *
   * @param target where it failed
   * @param cause the kind of its failure
   */
  public record Retry(String target, String cause) {}

  @Override
  public synchronized void onAttempt(
      String target, String modelId, String baseModelId, List<String> warnings) {
    attempts.add(new Attempt(target, baseModelId));
  }

  @Override
  public synchronized void onRetry(String target, BedrockException failure, Duration delay) {
    retries.add(new Retry(target, failure.kind().name().toLowerCase(Locale.ROOT)));
  }

  @Override
  public synchronized void onInvalidAnswer(String target) {
    invalidAnswers++;
  }

  /** Bedrock has taken a request, or refused it, and this is its id. */
  public void took(String requestId) {
    // Only traces tell the id of each attempt.
  }

  /** The request, of which what is asked is noted, too, where somebody is to be told of it. */
  public ModelRequest noting(ModelRequest request) {
    return request;
  }

  /** What was tried, in its order. */
  public synchronized List<Attempt> attempts() {
    return List.copyOf(attempts);
  }

  /** What was tried again, in its order. */
  public synchronized List<Retry> retries() {
    return List.copyOf(retries);
  }

  /** How many answers the model was asked to put right. */
  public synchronized int invalidAnswers() {
    return invalidAnswers;
  }

  /** Whether something was asked beside what failed last: it was answered, or is under way. */
  public synchronized boolean askedMore() {
    return attempts.size() - retries.size() > 1;
  }

  /** What was tried last; null before anything was. */
  public synchronized @Nullable Attempt last() {
    return attempts.isEmpty() ? null : attempts.get(attempts.size() - 1);
  }
}
