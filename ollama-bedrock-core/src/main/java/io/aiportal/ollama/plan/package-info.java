/**
 * What to ask Bedrock: a planner makes a {@link io.aiportal.ollama.plan.Plan} of a call, by what is
 * known of the model.
 *
 * <p>Start with {@link io.aiportal.ollama.plan.Planner}, whose one method is the way of a request:
 * the call is checked, its tools are named and described, its turns become messages, and then come
 * reasoning, the format of the answer, sampling and the places where the prompt is cached. Each
 * stage is a class of its own, and each rule stands in a golden pair or a test.
 *
 * <p>Nothing here owns a client, a thread or a clock, or does I/O, and nothing looks at the name of
 * a model: what a family takes and refuses is data, its {@link
 * io.aiportal.ollama.model.ModelTraits}.
 */
@NullMarked
package io.aiportal.ollama.plan;

import org.jspecify.annotations.NullMarked;
