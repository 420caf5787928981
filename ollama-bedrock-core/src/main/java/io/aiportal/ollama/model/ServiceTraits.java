package io.aiportal.ollama.model;

import java.util.regex.Pattern;

/**
 * How the operator wants calls of a model to be served, and what of that the model was seen to
 * refuse; no catalogue says anything of it.
 *
 * @param guardrail the guardrail that watches over prompt and answer: its id or ARN, a colon and
 *     its version; {@code none} for none
 * @param serviceTier the service tier
 * @param latency speed or price
 * @param serviceTiers whether it takes a service tier at all
 * @param latencies whether it takes a latency at all
 */
public record ServiceTraits(
    String guardrail,
    ServiceTier serviceTier,
    Latency latency,
    boolean serviceTiers,
    boolean latencies) {

  /** No guardrail. */
  public static final String NO_GUARDRAIL = "none";

  /** As Bedrock's own model of its requests has it. */
  private static final Pattern GUARDRAIL =
      Pattern.compile(
          "([a-z0-9]+|arn:aws(-[^:]+)?:bedrock:[a-z0-9-]{1,20}:[0-9]{12}:guardrail/[a-z0-9]+)"
              + ":([1-9][0-9]{0,7}|DRAFT)");

  public ServiceTraits {
    checkGuardrail(guardrail);
  }

  /**
   * Refuses what is no guardrail with its version, nor none.
   *
   * @throws IllegalArgumentException with a sentence for the operator
   */
  public static void checkGuardrail(String guardrail) {
    if (!guardrail.equals(NO_GUARDRAIL) && !GUARDRAIL.matcher(guardrail).matches()) {
      throw new IllegalArgumentException(
          "a guardrail is its id or ARN, a colon, and its version or DRAFT, such as gr1abc:2; or"
              + " none");
    }
  }

  /** Bedrock's service tiers. */
  public enum ServiceTier {
    /** The account's own. */
    UNSET,
    PRIORITY,
    DEFAULT,
    FLEX,
    RESERVED
  }

  /** What comes first. */
  public enum Latency {
    /** The account's own. */
    UNSET,
    STANDARD,
    OPTIMIZED
  }
}
