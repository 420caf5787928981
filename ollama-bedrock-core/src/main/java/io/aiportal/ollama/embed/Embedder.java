package io.aiportal.ollama.embed;

import io.aiportal.ollama.attempt.Attempts;
import io.aiportal.ollama.attempt.CallRouting;
import io.aiportal.ollama.bedrock.BedrockRuntime;
import io.aiportal.ollama.chat.CallContext;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.CallObservation;
import java.util.concurrent.CompletableFuture;

/**
 * Makes calls for embeddings.
 *
 * @param attempts when a failed request is made again, and how long all may take
 * @param routing where requests may be sent
 * @param limit how many requests may be under way at once
 */
public record Embedder(Attempts attempts, CallRouting routing, ParallelLimit limit) {

  /** All requests go the one way to Bedrock. */
  Embedder(Attempts attempts, BedrockRuntime runtime, ParallelLimit limit) {
    this(attempts, CallRouting.direct(runtime), limit);
  }

  /**
   * Makes a call.
   *
   * @param call what to embed
   * @param model the model that it names
   * @param context what goes along with the call
   * @param observation watches it, and throws nothing
   * @return the vectors; fails with a {@link CallException}. Whatever else ends it, ends the call.
   * @throws CallException 400, if the model cannot be asked so
   */
  public CompletableFuture<Embeddings> start(
      EmbedCall call, EmbedModel model, CallContext context, CallObservation observation) {
    EmbedPlan plan = EmbedPlanner.plan(call, model);
    EmbedExchange exchange =
        new EmbedExchange(this, plan, call.model(), model.model(), context, observation);
    exchange.start();
    return exchange.result();
  }
}
