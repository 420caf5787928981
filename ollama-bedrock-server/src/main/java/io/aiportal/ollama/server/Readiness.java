package io.aiportal.ollama.server;

import io.aiportal.ollama.bedrock.BedrockException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Whether the start is over, so that requests are welcome.
 *
 * <p>Not until Bedrock has told its models, or would not: before that, names are known here that
 * will be unknown a moment later. Not with credentials that are missing or wrong: no request could
 * be answered. Once it is ready it stays so, because an outage of Bedrock is told by the answers.
 */
final class Readiness {

  private final CompletableFuture<?> credentials;
  private volatile boolean ready;

  /**
   * A start.
   *
   * @param credentials completes when credentials were looked for; exceptionally, if there are none
   */
  Readiness(CompletableFuture<?> credentials) {
    this.credentials = credentials;
  }

  boolean isReady() {
    return ready;
  }

  /** Bedrock was asked for its models; {@code failure} is why it did not tell, null if it did. */
  void listed(@Nullable Throwable failure) {
    if (failure == null || !areCredentialsAtFault(failure)) {
      ready = true;
    }
  }

  private boolean areCredentialsAtFault(Throwable failure) {
    return credentials.isCompletedExceptionally()
        || (failure instanceof BedrockException error
            && error.kind() == BedrockException.Kind.CREDENTIALS);
  }
}
