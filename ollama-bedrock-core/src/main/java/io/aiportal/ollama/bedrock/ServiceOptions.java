package io.aiportal.ollama.bedrock;

import org.jspecify.annotations.Nullable;

/**
 * How Bedrock serves a request, whatever is asked.
 *
 * @param guardrail what watches over prompt and answer; null for nothing
 * @param serviceTier {@code priority}, {@code default}, {@code flex} or {@code reserved}; null for
 *     the account's own
 * @param latency {@code standard} or {@code optimized}; null for the account's own
 * @param project the identifier or the ARN of the project that it belongs to; null for none. Not
 *     every {@link BedrockRuntime} can say it
 */
public record ServiceOptions(
    @Nullable Guardrail guardrail,
    @Nullable String serviceTier,
    @Nullable String latency,
    @Nullable String project) {

  /** Everything as Bedrock has it. */
  public static final ServiceOptions NONE = new ServiceOptions(null, null, null);

  /** Options of a request that belongs to no project. */
  public ServiceOptions(
      @Nullable Guardrail guardrail, @Nullable String serviceTier, @Nullable String latency) {
    this(guardrail, serviceTier, latency, null);
  }

  /** These options with another guardrail; null for none. */
  public ServiceOptions withGuardrail(@Nullable Guardrail other) {
    return new ServiceOptions(other, serviceTier, latency, project);
  }

  /** These options, of a request that belongs to a project; null for none. */
  public ServiceOptions withProject(@Nullable String identifier) {
    return new ServiceOptions(guardrail, serviceTier, latency, identifier);
  }

  /**
   * A guardrail.
   *
   * @param identifier its id or its ARN
   * @param version a number, or {@code DRAFT}
   */
  public record Guardrail(String identifier, String version) {}
}
