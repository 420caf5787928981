package io.aiportal.ollama.bedrock;

import org.jspecify.annotations.Nullable;

/**
 * How Bedrock serves a request, whatever is asked.
 *
 * @param guardrail what watches over prompt and answer; null for nothing
 * @param serviceTier {@code priority}, {@code default}, {@code flex} or {@code reserved}; null for
 *     the account's own
 * @param latency {@code standard} or {@code optimized}; null for the account's own
 */
public record ServiceOptions(
    @Nullable Guardrail guardrail, @Nullable String serviceTier, @Nullable String latency) {

  /** Everything as Bedrock has it. */
  public static final ServiceOptions NONE = new ServiceOptions(null, null, null);

  /**
   * A guardrail.
   *
   * @param identifier its id or its ARN
   * @param version a number, or {@code DRAFT}
   */
  public record Guardrail(String identifier, String version) {}
}
