package io.aiportal.ollama.model;

import io.aiportal.ollama.bedrock.BedrockControlPlane;
import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.bedrock.FoundationModel;
import io.aiportal.ollama.bedrock.InferenceProfile;
import io.aiportal.ollama.internal.Futures;
import io.aiportal.ollama.internal.Throwables;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a catalogue up to date with what Bedrock's control plane lists.
 *
 * <p>Whoever asks for the {@link #catalogue()} gets one that is whole, also while another is being
 * learned. Foundation models and inference profiles are asked for side by side, and each list
 * counts by itself: where profiles may not be listed, models still are. What cannot be listed now
 * stays as it was.
 *
 * <p>It may be used from many threads at once, and has none of its own.
 */
public final class ModelDiscovery {

  /** How soon somebody may be asked again who could not tell. */
  private static final Duration ASK_AGAIN = Duration.ofMinutes(10);

  /** Callers choose ARNs; more than so many nobody has. */
  private static final int MOST_ARNS = 1_000;

  private final BedrockControlPlane controlPlane;
  private final Clock clock;
  private final AtomicReference<Known> known;

  /** ARNs that somebody asked about, and until when nobody asks again. */
  private final Map<String, Asked> behind = new ConcurrentHashMap<>();

  private final AtomicReference<@Nullable CompletableFuture<Discovery>> running =
      new AtomicReference<>();

  /** A question and when it was asked. */
  private record Asked(CompletableFuture<Void> answer, Instant at) {}

  /** What is known at a time. */
  private record Known(ModelCatalogue catalogue, Discovery state) {}

  /**
   * A discovery that has learned nothing yet.
   *
   * @param controlPlane who is asked
   * @param catalogue what is known without asking
   * @param clock tells when lists came
   */
  public ModelDiscovery(BedrockControlPlane controlPlane, ModelCatalogue catalogue, Clock clock) {
    this.controlPlane = controlPlane;
    this.clock = clock;
    this.known = new AtomicReference<>(new Known(catalogue, Discovery.NOT_YET));
  }

  /** What is known by now. */
  public ModelCatalogue catalogue() {
    return known.get().catalogue();
  }

  /** How the last refresh went. */
  public Discovery state() {
    return known.get().state();
  }

  /**
   * Changes the catalogue, as by {@link ModelCatalogue#withOverrides}, beside any refresh.
   *
   * @param change is called again if something else changed the catalogue meanwhile; what it throws
   *     leaves everything as it was
   */
  public void update(UnaryOperator<ModelCatalogue> change) {
    known.updateAndGet(now -> new Known(change.apply(now.catalogue()), now.state()));
  }

  /**
   * Asks Bedrock which models there are. There is one refresh at a time: whoever asks while one
   * runs waits for that one.
   *
   * @return how it went; it fails with a {@link BedrockException}, as Bedrock gave it, if nothing
   *     could be listed. Each caller has a future of its own, and cancelling it stops the waiting
   *     alone.
   */
  public CompletableFuture<Discovery> refresh() {
    CompletableFuture<Discovery> mine = new CompletableFuture<>();
    CompletableFuture<Discovery> run = running.compareAndExchange(null, mine);
    if (run == null) {
      start(mine);
      run = mine;
    }
    return waitingFor(run);
  }

  /**
   * Learns which foundation model answers behind an ARN that does not tell; asks once, and again
   * after a while where nobody could tell.
   *
   * @return done when that is known, or nobody can tell; it never fails. Each caller has a future
   *     of its own
   */
  public CompletableFuture<Void> learnWhatIsBehind(Model model) {
    return learnWhatIsBehind(model.isOpaque() ? model.modelId() : null);
  }

  /**
   * Learns where a name leads, if the residency is a promise and the ARN that the name stands for
   * does not tell; in the same way.
   *
   * @return done when that is known, or nobody can tell; it never fails
   */
  public CompletableFuture<Void> learnWhereItLeads(String name) {
    return learnWhatIsBehind(catalogue().unknownDestination(name));
  }

  /**
   * Learns all that can be known of the model that a name stands for, where the ARN that it stands
   * for does not tell; in the same way.
   *
   * @return done when that is known, or nobody can tell; it never fails
   */
  public CompletableFuture<Void> learn(String name) {
    ModelResolution meant = catalogue().resolve(name);
    return learnWhatIsBehind(
        meant instanceof ModelResolution.NotAllowed refused
            ? refused.unknown()
            : meant.found().filter(Model::isOpaque).map(Model::modelId).orElse(null));
  }

  @SuppressWarnings("ReferenceEquality") // whose future it is tells who asks
  private CompletableFuture<Void> learnWhatIsBehind(@Nullable String arn) {
    if (arn == null) {
      return CompletableFuture.completedFuture(null);
    }
    Instant now = clock.instant();
    if (behind.size() >= MOST_ARNS) {
      behind.values().removeIf(asked -> !asked.at.plus(ASK_AGAIN).isAfter(now));
      if (behind.size() >= MOST_ARNS) {
        return CompletableFuture.completedFuture(null);
      }
    }
    CompletableFuture<Void> mine = new CompletableFuture<>();
    Asked asked =
        behind.compute(
            arn,
            (key, before) ->
                before != null && before.at.plus(ASK_AGAIN).isAfter(now)
                    ? before
                    : new Asked(mine, now));
    if (asked.answer == mine) {
      askWhatIsBehind(arn, mine);
    }
    return asked.answer.copy();
  }

  private void askWhatIsBehind(String arn, CompletableFuture<Void> answer) {
    try {
      controlPlane
          .getModelArns(arn)
          .whenComplete(
              (modelArns, failure) -> {
                try {
                  if (failure == null && !modelArns.isEmpty()) {
                    update(catalogue -> catalogue.withModelBehind(arn, modelArns));
                  }
                } finally {
                  answer.complete(null);
                }
              });
    } catch (RuntimeException | Error e) {
      answer.complete(null);
      Throwables.throwIfFatal(e);
    }
  }

  private void start(CompletableFuture<Discovery> run) {
    CompletableFuture<Listing<FoundationModel>> models = list(controlPlane::listFoundationModels);
    CompletableFuture<Listing<InferenceProfile>> profiles =
        list(controlPlane::listInferenceProfiles);
    models.thenAcceptBoth(profiles, (listed, others) -> end(run, listed, others));
  }

  /** Asks for a list; whatever goes wrong is a result. */
  private static <T> CompletableFuture<Listing<T>> list(Supplier<CompletableFuture<List<T>>> call) {
    try {
      return call.get().handle(Listing::of);
    } catch (Exception | Error e) {
      return CompletableFuture.completedFuture(Listing.failed(e));
    }
  }

  /** Ends a refresh, whatever happens. */
  private void end(
      CompletableFuture<Discovery> run,
      Listing<FoundationModel> models,
      Listing<InferenceProfile> profiles) {
    @Nullable Discovery state = null;
    try {
      state = learn(models, profiles);
    } catch (Exception | Error e) {
      state = learn(Listing.failed(e), Listing.failed(e));
    } finally {
      running.compareAndSet(run, null);
      complete(run, state);
    }
  }

  /** Tells all who wait how it went; null if not even that can be told. */
  private static void complete(CompletableFuture<Discovery> run, @Nullable Discovery state) {
    if (state == null) {
      run.completeExceptionally(Listing.asBedrock(null));
    } else if (state.isListed()) {
      run.complete(state);
    } else {
      run.completeExceptionally(Listing.asBedrock(state.error()));
    }
  }

  private Discovery learn(Listing<FoundationModel> models, Listing<InferenceProfile> profiles) {
    Instant time = time();
    return known
        .updateAndGet(
            now ->
                new Known(
                    learned(now.catalogue(), models.list(), profiles.list()),
                    now.state().next(time, models.failure(), profiles.failure())))
        .state();
  }

  /** The catalogue with what was listed; without models, empty lists say nothing. */
  private static ModelCatalogue learned(
      ModelCatalogue catalogue,
      @Nullable List<FoundationModel> models,
      @Nullable List<InferenceProfile> profiles) {
    if (models != null && !models.isEmpty()) {
      return profiles == null
          ? catalogue.withListedModels(models)
          : catalogue.withListed(models, profiles);
    }
    return profiles == null || profiles.isEmpty()
        ? catalogue
        : catalogue.withListedProfiles(profiles);
  }

  /** The time; null from a clock that fails, as the lists are good without it. */
  private @Nullable Instant time() {
    try {
      return clock.instant();
    } catch (RuntimeException | Error e) {
      return null;
    }
  }

  private static CompletableFuture<Discovery> waitingFor(CompletableFuture<Discovery> run) {
    CompletableFuture<Discovery> waiting = new CompletableFuture<>();
    Futures.pass(run, waiting);
    return waiting;
  }

  /**
   * A list, or why there is none.
   *
   * @param list what was listed; null if that failed
   * @param failure why it failed; null if it did not
   */
  private record Listing<T>(@Nullable List<T> list, @Nullable BedrockException failure) {

    static <T> Listing<T> of(@Nullable List<T> list, @Nullable Throwable failure) {
      if (failure != null || list == null) {
        return failed(failure);
      }
      try {
        return new Listing<>(List.copyOf(list), null);
      } catch (NullPointerException e) {
        return failed(e);
      }
    }

    static <T> Listing<T> failed(@Nullable Throwable failure) {
      return new Listing<>(null, asBedrock(failure));
    }

    /** A failure as it was, out of its wrappers. */
    static BedrockException asBedrock(@Nullable Throwable failure) {
      Throwable cause = failure;
      while (cause instanceof CompletionException && cause.getCause() != null) {
        cause = cause.getCause();
      }
      return cause instanceof BedrockException error
          ? error
          : new BedrockException(
              BedrockException.Kind.OTHER, "Amazon Bedrock's models could not be listed", cause);
    }
  }
}
