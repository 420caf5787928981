package io.aiportal.ollama.server.http;

import io.aiportal.ollama.CallEstimate;
import io.aiportal.ollama.OllamaBedrock;
import io.aiportal.ollama.bedrock.TokenUsage;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.server.access.Caller;
import io.aiportal.ollama.server.limits.Admission;
import io.aiportal.ollama.server.limits.Limits;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets calls begin when their callers' limits and budgets have room, and settles what they took.
 */
final class Admissions {

  private final Limits limits;
  private final ModelLookup lookup;

  Admissions(OllamaBedrock ollama, Limits limits) {
    this.limits = limits;
    this.lookup = new ModelLookup(ollama);
  }

  /**
   * Begins a call: at once where nothing is limited.
   *
   * @param model the model's name as the caller spells it
   * @param estimate tells what the call may take
   * @param answer begins it
   */
  void then(HttpCall call, String model, Supplier<CallEstimate> estimate, Runnable answer) {
    if (limits.concern(call.caller())) {
      lookup.then(call, model, () -> admit(call, estimate, answer));
    } else {
      if (limits.remember(call.caller())) {
        call.onEnd(() -> record(call));
      }
      answer.run();
    }
  }

  private void record(HttpCall call) {
    Caller caller = call.caller();
    TokenUsage usage = call.taken();
    limits.record(caller, call.answeredBy(), usage == null ? TokenUsage.NONE : usage);
  }

  private void admit(HttpCall call, Supplier<CallEstimate> estimate, Runnable answer) {
    CallEstimate known;
    try {
      known = estimate.get();
    } catch (CallException refusal) {
      // The call is going to fail in the same way, and tells it as its API has it.
      answer.run();
      return;
    }
    if (known.isOfNothing()) {
      answer.run();
      return;
    }
    CompletableFuture<Admission> admitted = limits.admit(call.caller(), known);
    if (admitted.isDone()) {
      settleAtEnd(call, admitted.join());
      begin(call, known, admitted.join(), answer);
    } else {
      await(call, known, admitted, answer);
    }
  }

  private static void await(
      HttpCall call,
      CallEstimate estimate,
      CompletableFuture<Admission> admitted,
      Runnable answer) {
    call.running(admitted::completeExceptionally);
    WatchedReply reply = new WatchedReply(call, () -> admitted.cancel(true));
    admitted.whenComplete(
        (admission, cut) -> {
          if (admission != null) {
            // Whether the client is still there or not.
            settleAtEnd(call, admission);
          }
          reply.send(() -> end(call, estimate, admission, cut, answer));
        });
  }

  private static void end(
      HttpCall call,
      CallEstimate estimate,
      @Nullable Admission admission,
      @Nullable Throwable cut,
      Runnable answer) {
    if (admission != null) {
      begin(call, estimate, admission, answer);
    } else {
      call.refuse(cut instanceof CallException reason ? reason : call.unexpected(cut));
    }
  }

  private static void begin(
      HttpCall call, CallEstimate estimate, Admission admission, Runnable answer) {
    RateLimitHeaders.put(call, admission.standings());
    CallException refusal = admission.refusal();
    if (refusal != null) {
      call.refused(estimate.model());
      throw refusal;
    }
    answer.run();
  }

  private static void settleAtEnd(HttpCall call, Admission admission) {
    call.onEnd(() -> admission.settle(call.taken(), call.isTakenGuessed(), call.answeredBy()));
  }
}
