package io.aiportal.ollama.attempt;

import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.plan.Plan;

/**
 * An attempt that failed before Bedrock's first event.
 *
 * @param target where it went
 * @param plan what was asked
 * @param failure why it failed
 */
public record FailedAttempt(Target target, Plan plan, BedrockException failure) {}
