/**
 * Guardrails that calls may name: which there are, and what they withhold.
 *
 * <p>Start with {@link io.aiportal.testkit.bedrock.guardrail.Guardrail}.
 */
@NullMarked
package io.aiportal.testkit.bedrock.guardrail;

import org.jspecify.annotations.NullMarked;
