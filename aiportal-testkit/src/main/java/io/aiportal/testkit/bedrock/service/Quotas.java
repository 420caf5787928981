package io.aiportal.testkit.bedrock.service;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiportal.testkit.bedrock.fault.BedrockError;
import io.aiportal.testkit.bedrock.reply.ModelReply;
import io.aiportal.testkit.bedrock.reply.TokenEstimate;
import io.aiportal.testkit.bedrock.reply.Usage;
import io.aiportal.testkit.bedrock.rules.FamilyRules;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Enforces quotas as Bedrock does: a call takes its input and the most that it may write out of the
 * tokens of the minute, and gets back what it did not use when it has ended. What it wrote may have
 * used several tokens each, so that it may owe some as well.
 *
 * <p>Every account has its own, in every region, for every model and every profile. Safe for
 * several threads.
 */
public final class Quotas {

  /** What is taken for the output of a model whose limit is not known. */
  private static final int UNKNOWN_LIMIT = 4_096;

  private final Clock clock;
  private final @Nullable Quota usual;
  private final Map<String, Quota> ofModels;
  private final Map<Caller, Buckets> buckets = new HashMap<>();

  /**
   * Full ones.
   *
   * @param usual of models that have none of their own; null for no limit
   * @param ofModels by the id that is called, of a model or of a profile
   */
  public Quotas(Clock clock, @Nullable Quota usual, Map<String, Quota> ofModels) {
    this.clock = clock;
    this.usual = usual;
    this.ofModels = Map.copyOf(ofModels);
  }

  /**
   * Lets a conversation begin.
   *
   * @param model the id of the model itself
   * @return the tokens that it has taken
   * @throws ServiceException if the quota is used up
   */
  int begin(Caller caller, String model, JsonNode request) {
    int limit = FamilyRules.standard().outputLimit(model).orElse(UNKNOWN_LIMIT);
    int most = request.path("inferenceConfig").path("maxTokens").asInt(limit);
    return begin(caller, TokenEstimate.ofRequest(request) + most);
  }

  /**
   * Lets a call begin.
   *
   * @param tokens of its input, and the most that it may write
   * @return these tokens
   * @throws ServiceException if the quota is used up
   */
  synchronized int begin(Caller caller, int tokens) {
    Buckets own = buckets(caller);
    if (own == null) {
      return tokens;
    }
    Instant now = clock.instant();
    if (!own.requests().has(1, now)) {
      throw throttled("Too many requests, please wait before trying again.");
    }
    if (!own.tokens().has(tokens, now)) {
      throw throttled("Too many tokens, please wait before trying again.");
    }
    own.requests().take(1);
    own.tokens().take(tokens);
    return tokens;
  }

  /**
   * Gives back what a conversation does not use, or takes what it uses beyond that, once it will
   * have ended.
   *
   * @param model the id of the model itself
   */
  synchronized void end(Caller caller, String model, int taken, ModelReply reply, Duration after) {
    Usage usage = reply.usage();
    Buckets own = buckets(caller);
    if (own != null && usage != null) {
      int written = usage.outputTokens() * FamilyRules.standard().outputBurndown(model);
      int used = usage.inputTokens() + usage.cacheWriteTokens() + written;
      own.tokens().giveBack(taken - used, clock.instant().plus(after));
    }
  }

  /** Fills all again. */
  public synchronized void reset() {
    buckets.clear();
  }

  private @Nullable Buckets buckets(Caller caller) {
    Quota quota = ofModels.getOrDefault(caller.calledAs(), usual);
    return quota == null
        ? null
        : buckets.computeIfAbsent(caller, unknown -> Buckets.of(quota, clock.instant()));
  }

  private static ServiceException throttled(String message) {
    return new ServiceException(BedrockError.of(429, "ThrottlingException", message));
  }

  private record Buckets(Bucket requests, Bucket tokens) {

    static Buckets of(Quota quota, Instant now) {
      return new Buckets(
          new Bucket(quota.requestsPerMinute(), now), new Bucket(quota.tokensPerMinute(), now));
    }
  }
}
