package io.aiportal.ollama.server;

import io.aiportal.ollama.attempt.CallFailures;
import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.internal.Futures;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/** Tells the operator why a place's models could not be listed: once, until that changes. */
final class ListingNotes {

  private final System.Logger log;
  private final String who;
  private String last = "";

  /**
   * Notes of one place.
   *
   * @param who was asked, as a sentence begins with it
   */
  ListingNotes(System.Logger log, String who) {
    this.log = log;
    this.who = who;
  }

  /**
   * A listing has ended.
   *
   * @param failure what went wrong, with either list; null if nothing did
   */
  synchronized void ended(@Nullable Throwable failure) {
    String reason = failure == null ? "" : reason(Futures.unwrap(failure));
    if (!reason.isEmpty() && !reason.equals(last)) {
      log.log(Level.WARNING, "{0} could not be asked for its models: {1}", who, reason);
    }
    last = reason;
  }

  private static String reason(Throwable failure) {
    if (!(failure instanceof BedrockException error)) {
      return String.valueOf(failure.getMessage());
    }
    return error.kind() == BedrockException.Kind.ACCESS_DENIED
        ? "access was denied (allow bedrock:ListFoundationModels and bedrock:ListInferenceProfiles)"
        : CallFailures.of(error, "").getMessage();
  }
}
