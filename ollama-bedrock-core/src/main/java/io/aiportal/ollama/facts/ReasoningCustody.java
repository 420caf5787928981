package io.aiportal.ollama.facts;

import io.aiportal.ollama.attempt.AnswerTap;
import io.aiportal.ollama.attempt.Target;
import io.aiportal.ollama.chat.CallContext;
import io.aiportal.ollama.chat.ChatCall;
import io.aiportal.ollama.chat.KeptReasoning;
import io.aiportal.ollama.chat.ReasoningKeeper;
import io.aiportal.ollama.internal.Throwables;
import io.aiportal.ollama.model.Model;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Takes care of what models think before they call tools, for callers that do not.
 *
 * <p>A model that signs its thinking wants it back with the results of its tools, or thinks no
 * more; most clients give back the calls alone, often without their ids.
 */
public final class ReasoningCustody {

  private final ReasoningKeeper keeper;
  private final @Nullable SealedCallId capsule;

  /**
   * A custody.
   *
   * @param keeper keeps it
   * @param capsule seals it into ids as well; null for ids as they are
   */
  public ReasoningCustody(ReasoningKeeper keeper, @Nullable SealedCallId capsule) {
    this.keeper = keeper;
    this.capsule = capsule;
  }

  /** The call with the reasoning that its caller has lost, as far as it is kept. */
  public CompletableFuture<ChatCall> recall(ChatCall call, Model model, CallContext context) {
    if (!model.traits().thinking().signed()) {
      return CompletableFuture.completedFuture(call);
    }
    ReasoningRecall recall = new ReasoningRecall(call, model.baseModelId(), context, capsule);
    Collection<String> keys = recall.keys();
    return keys.isEmpty()
        ? CompletableFuture.completedFuture(recall.call(Map.of()))
        : find(keys).thenApply(recall::call);
  }

  /** Forgets what is kept for a call, as its model does not know it for its own. */
  public void forget(ChatCall call, Model model, CallContext context) {
    Collection<String> keys =
        new ReasoningRecall(call, model.baseModelId(), context, capsule).keys();
    if (!keys.isEmpty()) {
      keep(keys, KeptReasoning.NONE);
    }
  }

  /** Notes what a model at a place thinks in its answer to a call, as the caller made it. */
  public AnswerTap tap(ChatCall call, Target target, CallContext context) {
    if (call.tools().isEmpty()) {
      return AnswerTap.NOOP;
    }
    ReasoningKeys keys = new ReasoningKeys(context.caller(), target.baseModelId());
    SealedCallId sealing = capsule;
    return new ReasoningTap(
        (id, reasoning) -> sealing == null ? id : sealing.seal(id, reasoning, keys.owner()),
        (calls, reasoning) ->
            keep(keys.all(ConversationTrail.of(call.turns()).end(), calls), reasoning));
  }

  /** Whatever a keeper does, it fails no call. */
  private CompletableFuture<Map<String, KeptReasoning>> find(Collection<String> keys) {
    try {
      return keeper
          .find(keys)
          .exceptionally(
              thrown -> {
                Throwables.throwIfFatal(thrown);
                return Map.of();
              });
    } catch (Throwable thrown) {
      Throwables.throwIfFatal(thrown);
      return CompletableFuture.completedFuture(Map.of());
    }
  }

  private void keep(Collection<String> keys, KeptReasoning reasoning) {
    try {
      keeper.keep(keys, reasoning);
    } catch (Throwable thrown) {
      Throwables.throwIfFatal(thrown);
    }
  }
}
