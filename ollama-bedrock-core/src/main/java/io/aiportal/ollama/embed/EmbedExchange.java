package io.aiportal.ollama.embed;

import io.aiportal.ollama.attempt.Scheduler.Cancellation;
import io.aiportal.ollama.attempt.Targets;
import io.aiportal.ollama.bedrock.CallOptions;
import io.aiportal.ollama.bedrock.StopReason;
import io.aiportal.ollama.bedrock.TokenUsage;
import io.aiportal.ollama.chat.AnswerEnd;
import io.aiportal.ollama.chat.CallContext;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.CallObservation;
import io.aiportal.ollama.model.Model;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One call for embeddings as its caller sees it: its requests, several at a time, and one end.
 *
 * <p>Requests end on whichever threads bring their answers; each has its own places among the
 * vectors, and whoever brings the last answer ends the call.
 */
final class EmbedExchange implements ParallelLimit.Work {

  private final Embedder embedder;
  private final EmbedPlan plan;
  private final String name;
  private final Model model;
  private final CallContext context;
  private final CallObservation observation;
  private final CompletableFuture<Embeddings> result = new CompletableFuture<>();
  private final AtomicBoolean ended = new AtomicBoolean();
  private final Instant began;
  private final float[][] vectors;
  private final AtomicInteger tokens = new AtomicInteger();
  private final AtomicInteger begun = new AtomicInteger();
  private final AtomicInteger missing;
  private final Set<EmbedAttempts> running = ConcurrentHashMap.newKeySet();
  private volatile Cancellation deadline = Cancellation.NONE;

  EmbedExchange(
      Embedder embedder,
      EmbedPlan plan,
      String name,
      Model model,
      CallContext context,
      CallObservation observation) {
    this.embedder = embedder;
    this.plan = plan;
    this.name = name;
    this.model = model;
    this.context = context;
    this.observation = observation;
    this.began = embedder.attempts().clock().instant();
    this.vectors = new float[plan.size()][];
    this.missing = new AtomicInteger(plan.batches().size());
  }

  CompletableFuture<Embeddings> result() {
    return result;
  }

  void start() {
    result.whenComplete((value, failure) -> over());
    if (plan.batches().isEmpty()) {
      complete();
      return;
    }
    deadline = embedder.attempts().later(() -> fail(tooLate()), limit());
    embedder.limit().run(this);
  }

  @Override
  public @Nullable CompletableFuture<?> next() {
    int index = begun.getAndIncrement();
    if (index >= plan.batches().size() || result.isDone()) {
      return null;
    }
    EmbedAttempts attempts = new EmbedAttempts(this, plan.batches().get(index));
    running.add(attempts);
    if (result.isDone()) { // whoever ended it may not have seen these yet
      attempts.cancel();
    }
    attempts.send();
    return attempts.done();
  }

  Embedder embedder() {
    return embedder;
  }

  EmbedPlan plan() {
    return plan;
  }

  /** The model's name as the caller spells it. */
  String model() {
    return name;
  }

  /** Where one of the requests may be sent. */
  Targets targets() {
    return embedder.routing().embeddingTargets(model, context);
  }

  CallObservation observation() {
    return observation;
  }

  CallOptions options() {
    return embedder.attempts().options(context);
  }

  /** How much of the call's time is left. */
  Duration left() {
    return limit().minus(Duration.between(began, embedder.attempts().clock().instant()));
  }

  private Duration limit() {
    return embedder.attempts().limit(context);
  }

  /** Some of the vectors are here. */
  void answered(EmbedAttempts attempts, EmbedBatch batch, Embeddings answer) {
    for (int i = 0; i < batch.texts().size(); i++) {
      vectors[batch.first() + i] = plan.finished(answer.vectors().get(i));
    }
    tokens.addAndGet(answer.inputTokens());
    running.remove(attempts);
    if (missing.decrementAndGet() == 0) {
      complete();
    }
  }

  private void complete() {
    if (ended.compareAndSet(false, true)) {
      TokenUsage usage = new TokenUsage(tokens.get(), 0, 0, 0);
      observation.onComplete(new AnswerEnd(StopReason.END_TURN, null, Map.of(), usage, 0, false));
      result.complete(new Embeddings(Arrays.asList(vectors), tokens.get()));
    }
  }

  void fail(CallException failure) {
    if (ended.compareAndSet(false, true)) {
      observation.onFailure(failure);
      result.completeExceptionally(failure);
    }
  }

  /** Ends what still runs; whoever ended the call, no other request is made. */
  private void over() {
    if (ended.compareAndSet(false, true)) {
      observation.onCancel();
    }
    deadline.cancel();
    embedder.limit().forget(this);
    running.forEach(EmbedAttempts::cancel);
  }

  private static CallException tooLate() {
    return new CallException(
        CallException.Kind.TIMEOUT, "the embeddings took longer than a call may take", null);
  }
}
