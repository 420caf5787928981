package io.aiportal.ollama;

import io.aiportal.ollama.attempt.Attempts;
import io.aiportal.ollama.attempt.CallFailures;
import io.aiportal.ollama.chat.CallContext;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.CallObservation;
import io.aiportal.ollama.embed.EmbedCall;
import io.aiportal.ollama.embed.EmbedModel;
import io.aiportal.ollama.embed.Embeddings;
import io.aiportal.ollama.facts.TokenEstimate;
import io.aiportal.ollama.internal.Futures;
import io.aiportal.ollama.internal.Throwables;
import io.aiportal.ollama.model.ModelDiscovery;
import java.util.concurrent.CompletableFuture;

/** Takes a call for embeddings to Bedrock: resolves the model, and makes the call. */
final class EmbedService {

  private final ModelDiscovery models;
  private final KeptEmbeddings embedder;
  private final Attempts attempts;
  private final GuardedObserver observer;

  EmbedService(
      ModelDiscovery models, KeptEmbeddings embedder, Attempts attempts, GuardedObserver observer) {
    this.models = models;
    this.embedder = embedder;
    this.attempts = attempts;
    this.observer = observer;
  }

  /** Tells what a call may take; what is wrong with it is thrown. */
  CallEstimate estimate(EmbedCall call, CallContext context) {
    EmbedModel model =
        EmbedModel.resolve(call.model(), models.catalogue().openTo(context.models()));
    // An empty text is asked for, too.
    double tokens =
        call.texts().stream().mapToDouble(text -> Math.max(1, TokenEstimate.ofText(text))).sum();
    return new CallEstimate(model.model(), (int) Math.ceil(tokens), 0);
  }

  /** Makes a call; whatever is wrong with it, the future fails with a {@link CallException}. */
  CompletableFuture<Embeddings> start(EmbedCall call, CallContext context) {
    CallObservation observation = observer.onStart(call.model(), context);
    CompletableFuture<CallContext> ready = attempts.after(models.learn(call.model()), context);
    ready.exceptionally(
        tooLate -> {
          observation.onFailure(CallFailures.ofAny(tooLate, call.model()));
          return context;
        });
    return Futures.with(ready, left -> begin(call, left, observation));
  }

  private CompletableFuture<Embeddings> begin(
      EmbedCall call, CallContext context, CallObservation observation) {
    try {
      EmbedModel model =
          EmbedModel.resolve(call.model(), models.catalogue().openTo(context.models()));
      return embedder.start(call, model, context, observation);
    } catch (Throwable thrown) { // whatever it is, the caller gets an end
      CallException failure = CallFailures.ofAny(thrown, call.model());
      observation.onFailure(failure);
      Throwables.throwIfFatal(thrown);
      return CompletableFuture.failedFuture(failure);
    }
  }
}
