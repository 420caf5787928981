/**
 * What to ask Bedrock: a planner makes a {@link io.aiportal.ollama.plan.Plan} of a call, by what is
 * known of the model.
 */
@NullMarked
package io.aiportal.ollama.plan;

import org.jspecify.annotations.NullMarked;
