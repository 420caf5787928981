package io.aiportal.ollama.attempt;

import io.aiportal.ollama.bedrock.BedrockRuntime;
import io.aiportal.ollama.chat.ChatCall;
import io.aiportal.ollama.plan.Plan;
import java.util.function.Function;

/**
 * A place where a call can be sent, and what is asked there.
 *
 * @param name what its owner calls it, for logs; a region, an account's alias
 * @param modelId what Bedrock is called with there
 * @param baseModelId the foundation model that answers there
 * @param runtime the way there
 * @param planning plans the call for this place when it is tried; may refuse with a {@link
 *     io.aiportal.ollama.chat.CallException}
 */
public record Target(
    String name,
    String modelId,
    String baseModelId,
    BedrockRuntime runtime,
    Function<ChatCall, Plan> planning) {

  /** A place where a foundation model is called by its own id. */
  public Target(
      String name, String baseModelId, BedrockRuntime runtime, Function<ChatCall, Plan> planning) {
    this(name, baseModelId, baseModelId, runtime, planning);
  }

  /** A place whose plan is made already. */
  public static Target of(BedrockRuntime runtime, Plan plan) {
    return new Target(runtime.region(), plan.request().modelId(), runtime, call -> plan);
  }

  /** What is asked there for a call. */
  public Plan plan(ChatCall call) {
    return planning.apply(call);
  }
}
