package io.aiportal.ollama.model;

import io.aiportal.ollama.bedrock.BedrockException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How the last try went to learn from Bedrock which models there are.
 *
 * @param outcome how it went
 * @param at when it ended; null before the first has ended, or if no clock could tell
 * @param listedAt when foundation models or profiles were listed last; null if they never were
 * @param models why foundation models were not listed; null if they were, or before the first try
 * @param profiles why inference profiles were not listed; null if they were, or before the first
 *     try
 */
public record Discovery(
    Outcome outcome,
    @Nullable Instant at,
    @Nullable Instant listedAt,
    @Nullable BedrockException models,
    @Nullable BedrockException profiles) {

  /** Nothing was tried to its end yet. */
  static final Discovery NOT_YET = new Discovery(Outcome.NOT_YET, null, null, null, null);

  /** How a try went. */
  public enum Outcome {
    /** No try has ended yet. */
    NOT_YET,
    /** Everything was listed. */
    LISTED,
    /** Either foundation models or inference profiles were listed. */
    PARTLY_LISTED,
    /** Nothing was listed, as Bedrock denied it. */
    DENIED,
    /** Nothing was listed, for another reason. */
    FAILED
  }

  /** Whether a first try has ended, in whatever way. */
  public boolean isSettled() {
    return outcome != Outcome.NOT_YET;
  }

  /** Whether anything was listed. */
  public boolean isListed() {
    return outcome == Outcome.LISTED || outcome == Outcome.PARTLY_LISTED;
  }

  /** What went wrong, that with the foundation models first; null if nothing did. */
  public @Nullable BedrockException error() {
    return models == null ? profiles : models;
  }

  /** The end of a try that came after this one. */
  Discovery next(
      @Nullable Instant now,
      @Nullable BedrockException models,
      @Nullable BedrockException profiles) {
    boolean listed = models == null || profiles == null;
    return new Discovery(outcome(models, profiles), now, listed ? now : listedAt, models, profiles);
  }

  private static Outcome outcome(
      @Nullable BedrockException models, @Nullable BedrockException profiles) {
    if (models == null || profiles == null) {
      return models == profiles ? Outcome.LISTED : Outcome.PARTLY_LISTED;
    }
    return models.kind() == BedrockException.Kind.ACCESS_DENIED ? Outcome.DENIED : Outcome.FAILED;
  }
}
