package io.aiportal.ollama.attempt;

import io.aiportal.ollama.bedrock.BedrockRuntime;
import io.aiportal.ollama.plan.Plan;
import java.util.function.Supplier;

/**
 * A place where a call can be sent, and what is asked there.
 *
 * @param name what its owner calls it, for logs; a region, an account's alias
 * @param runtime the way there
 * @param planning plans the call for this place when it is first tried; may refuse with a {@link
 *     io.aiportal.ollama.chat.CallException}
 */
public record Target(String name, BedrockRuntime runtime, Supplier<Plan> planning) {

  /** A place whose plan is made already. */
  public static Target of(BedrockRuntime runtime, Plan plan) {
    return new Target(runtime.region(), runtime, () -> plan);
  }
}
