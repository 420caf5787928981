package io.aiportal.ollama.attempt;

import io.aiportal.ollama.bedrock.BedrockRuntime;
import io.aiportal.ollama.chat.CallContext;
import io.aiportal.ollama.chat.ChatCall;
import io.aiportal.ollama.model.Model;
import io.aiportal.ollama.plan.Planner;
import java.util.List;

/** Decides for each call where it may be sent, and what may be repaired on the way. */
public interface CallRouting {

  /** The places where a call may be sent. */
  Targets targets(ChatCall call, Model model, CallContext context);

  /**
   * The places where texts can be embedded with a model. Never with another one: its vectors would
   * mean something else.
   */
  default Targets embeddingTargets(Model model, CallContext context) {
    return targets(ChatCall.of(model.name(), List.of()), model, context);
  }

  /** The names of the models that may answer where there is no room for one; empty for none. */
  default List<String> fallbacks(Model model) {
    return List.of();
  }

  /** Every call to the one place that this way leads to. */
  static CallRouting direct(BedrockRuntime runtime) {
    return (call, model, context) ->
        Targets.inOrder(List.of(target(runtime.region(), runtime, model, context)));
  }

  /** A place where a call of a model can be sent, planned for that model. */
  static Target target(String name, BedrockRuntime runtime, Model model, CallContext context) {
    return new Target(
        name,
        model.modelId(),
        model.baseModelId(),
        runtime,
        call ->
            Planner.plan(call, model)
                .withRequestMetadata(context.requestMetadata())
                .withGuardrail(context.guardrail()));
  }
}
