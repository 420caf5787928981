package io.aiportal.ollama.attempt;

import io.aiportal.ollama.chat.ChatCall;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What is asked in a call, and where.
 *
 * @param model the model's name as the caller spells it, for the sentences of failures
 * @param call gives the call once all that must be known before planning is known; asked for once,
 *     when somebody follows the call
 * @param targets where it can be sent
 * @param planRepair plans anew what Bedrock refuses
 * @param callRepair leaves out what Bedrock refuses and the call can do without
 * @param taps reads along with each attempt's answer
 */
public record Asked(
    String model,
    Supplier<CompletableFuture<ChatCall>> call,
    Targets targets,
    PlanRepair planRepair,
    CallRepair callRepair,
    Function<Target, AnswerTap> taps) {

  /** A call of which everything is known, and nobody reads along. */
  public static Asked of(ChatCall call, Targets targets, PlanRepair planRepair) {
    return new Asked(
        call.model(),
        () -> CompletableFuture.completedFuture(call),
        targets,
        planRepair,
        CallRepair.NOOP,
        target -> AnswerTap.NOOP);
  }
}
