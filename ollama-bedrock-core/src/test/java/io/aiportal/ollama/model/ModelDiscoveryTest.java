package io.aiportal.ollama.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiportal.ollama.bedrock.BedrockControlPlane;
import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.bedrock.FoundationModel;
import io.aiportal.ollama.bedrock.InferenceProfile;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class ModelDiscoveryTest {

  private static final Instant NOON = Instant.parse("2026-11-26T12:00:00Z");
  private static final Instant LATER = Instant.parse("2026-11-26T12:15:00Z");

  private static final BedrockException DENIED =
      new BedrockException(BedrockException.Kind.ACCESS_DENIED, "not authorized", null);
  private static final BedrockException THROTTLED =
      new BedrockException(BedrockException.Kind.THROTTLING, "too many requests", null);

  private static final ModelLists LONDON =
      ModelLists.of(
          "eu-west-2",
          """
          amazon.nova-lite-v1:0 | TEXT>TEXT | stream | ON_DEMAND |
          anthropic.claude-opus-4-7 | TEXT>TEXT | stream | INFERENCE_PROFILE | eu
          """);

  private final ManualControlPlane bedrock = new ManualControlPlane();
  private final SetClock clock = new SetClock();
  private final ModelDiscovery discovery =
      new ModelDiscovery(bedrock, ModelCatalogue.builtIn("eu-west-2"), clock);

  /** A control plane whose answers the test gives, one call after the other. */
  private static final class ManualControlPlane implements BedrockControlPlane {

    private final List<CompletableFuture<List<FoundationModel>>> models = new ArrayList<>();
    private final List<CompletableFuture<List<InferenceProfile>>> profiles = new ArrayList<>();
    private final List<String> profilesAskedFor = new ArrayList<>();
    private CompletableFuture<InferenceProfile> profile = new CompletableFuture<>();

    @Override
    public CompletableFuture<List<FoundationModel>> listFoundationModels() {
      models.add(new CompletableFuture<>());
      return models.get(models.size() - 1);
    }

    @Override
    public CompletableFuture<List<InferenceProfile>> listInferenceProfiles() {
      profiles.add(new CompletableFuture<>());
      return profiles.get(profiles.size() - 1);
    }

    @Override
    public CompletableFuture<InferenceProfile> getInferenceProfile(String identifier) {
      profilesAskedFor.add(identifier);
      return profile;
    }

    CompletableFuture<List<FoundationModel>> lastModels() {
      return models.get(models.size() - 1);
    }

    CompletableFuture<List<InferenceProfile>> lastProfiles() {
      return profiles.get(profiles.size() - 1);
    }

    void list(ModelLists lists) {
      lastModels().complete(lists.models());
      lastProfiles().complete(lists.profiles());
    }
  }

  /** A control plane that answers each call at once, in whatever way. */
  private record PromptControlPlane(
      Supplier<CompletableFuture<List<FoundationModel>>> models,
      Supplier<CompletableFuture<List<InferenceProfile>>> profiles)
      implements BedrockControlPlane {

    @Override
    public CompletableFuture<List<FoundationModel>> listFoundationModels() {
      return models.get();
    }

    @Override
    public CompletableFuture<List<InferenceProfile>> listInferenceProfiles() {
      return profiles.get();
    }

    @Override
    public CompletableFuture<InferenceProfile> getInferenceProfile(String identifier) {
      throw new UnsupportedOperationException(identifier);
    }
  }

  /** A clock that the test sets. */
  private static final class SetClock extends Clock {

    private Supplier<Instant> now = () -> NOON;

    @Override
    public Instant instant() {
      return now.get();
    }

    @Override
    public ZoneId getZone() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException();
    }
  }

  private static final String OPAQUE =
      "arn:aws:bedrock:eu-west-2:123456789012:application-inference-profile/of0another0team";

  private Model opaque() {
    return discovery.catalogue().resolve(OPAQUE).orThrow();
  }

  @Test
  void modelBehindAnArn_isAskedForOnce() {
    CompletableFuture<Void> first = discovery.learnWhatIsBehind(opaque());
    CompletableFuture<Void> second = discovery.learnWhatIsBehind(opaque());
    second.cancel(true);
    assertThat(first).isNotDone();
    bedrock.profile.complete(
        ModelLists.application("eu-west-2", "of0another0team", "x", "amazon.nova-lite-v1:0"));
    assertThat(first).isCompleted();
    assertThat(bedrock.profilesAskedFor).containsExactly(OPAQUE);
    assertThat(opaque().baseModelId()).isEqualTo("amazon.nova-lite-v1:0");

    assertThat(discovery.learnWhatIsBehind(opaque())).isCompleted();
    discovery.refresh();
    bedrock.list(LONDON);
    assertThat(opaque().baseModelId()).isEqualTo("amazon.nova-lite-v1:0");
    assertThat(bedrock.profilesAskedFor).hasSize(1);
  }

  @Test
  void arnThatNobodyKnows_isAskedForAgainAfterAWhile() {
    bedrock.profile = CompletableFuture.failedFuture(DENIED);
    assertThat(discovery.learnWhatIsBehind(opaque())).isCompleted();
    assertThat(discovery.learnWhatIsBehind(opaque())).isCompleted();
    assertThat(bedrock.profilesAskedFor).hasSize(1);
    clock.now = () -> NOON.plusSeconds(600);
    assertThat(discovery.learnWhatIsBehind(opaque())).isCompleted();
    assertThat(bedrock.profilesAskedFor).hasSize(2);
    assertThat(opaque().isOpaque()).isTrue();
  }

  private static ModelDiscovery promising(BedrockControlPlane bedrock, Clock clock) {
    return new ModelDiscovery(
        bedrock, ModelCatalogue.builtIn("eu-west-2").withResidency(new Residency("eu")), clock);
  }

  @Test
  void arnThatDoesNotTellWhereItLeads_isRefusedOnlyOnceThatIsKnown() {
    ModelDiscovery promising = promising(bedrock, clock);
    assertThat(promising.learnWhereItLeads("nova-lite")).isCompleted();
    assertThat(promising.learnWhereItLeads("arn:aws:bedrock:us-east-1:1:provisioned-model/a"))
        .isCompleted();
    CompletableFuture<Void> learned = promising.learnWhereItLeads(OPAQUE);
    assertThat(learned).isNotDone();
    assertThat(promising.catalogue().resolve(OPAQUE).found()).isEmpty();
    bedrock.profile.complete(
        ModelLists.application("eu-central-1", "of0another0team", "x", "amazon.nova-lite-v1:0"));
    assertThat(learned).isCompleted();
    assertThat(promising.catalogue().resolve(OPAQUE).orThrow().baseModelId())
        .isEqualTo("amazon.nova-lite-v1:0");
    assertThat(promising.learnWhereItLeads(OPAQUE)).isCompleted();
    assertThat(bedrock.profilesAskedFor).containsExactly(OPAQUE);
  }

  @Test
  void arnThatLeadsTooFar_isRefusedWithWhereItLeads() {
    ModelDiscovery promising = promising(bedrock, clock);
    bedrock.profile.complete(
        ModelLists.application("us-east-1", "of0another0team", "x", "amazon.nova-lite-v1:0"));
    assertThat(promising.learnWhereItLeads(OPAQUE)).isCompleted();
    assertThat(promising.catalogue().resolve(OPAQUE))
        .isInstanceOfSatisfying(
            ModelResolution.NotAllowed.class,
            refusal -> assertThat(refusal.reason()).contains("sends data to us-east-1"));
    assertThat(promising.learnWhereItLeads(OPAQUE)).isCompleted();
    assertThat(bedrock.profilesAskedFor).hasSize(1);
  }

  @Test
  void arn_whereNothingIsPromised_isTakenAtItsWord() {
    assertThat(discovery.learnWhereItLeads(OPAQUE)).isCompleted();
    assertThat(bedrock.profilesAskedFor).isEmpty();
  }

  @Test
  void whateverCanBeKnownOfAName_isLearned_promiseOrNot() {
    for (ModelDiscovery asked : List.of(discovery, promising(bedrock, clock))) {
      bedrock.profile = new CompletableFuture<>();
      assertThat(asked.learn("nova-lite")).isCompleted();
      assertThat(asked.learn("nobody:knows")).isCompleted();
      CompletableFuture<Void> learned = asked.learn(OPAQUE);
      assertThat(learned).isNotDone();
      bedrock.profile.complete(
          ModelLists.application("eu-west-2", "of0another0team", "x", "amazon.nova-lite-v1:0"));
      assertThat(learned).isCompleted();
      assertThat(asked.catalogue().resolve(OPAQUE).orThrow().baseModelId())
          .isEqualTo("amazon.nova-lite-v1:0");
      assertThat(asked.learn(OPAQUE)).isCompleted();
    }
    assertThat(bedrock.profilesAskedFor).containsExactly(OPAQUE, OPAQUE);
  }

  @Test
  void arnsThatNobodyKnows_doNotKeepOthersOutForGood() {
    bedrock.profile = CompletableFuture.failedFuture(DENIED);
    for (int i = 0; i < 1_000; i++) {
      discovery.learnWhatIsBehind(discovery.catalogue().resolve(OPAQUE + i).orThrow());
    }
    assertThat(discovery.learnWhatIsBehind(opaque())).isCompleted();
    assertThat(bedrock.profilesAskedFor).hasSize(1_000);
    clock.now = () -> NOON.plusSeconds(600);
    assertThat(discovery.learnWhatIsBehind(opaque())).isCompleted();
    assertThat(bedrock.profilesAskedFor).last().isEqualTo(OPAQUE);
  }

  @Test
  void modelThatIsNamed_isAskedForByNobody() {
    assertThat(discovery.learnWhatIsBehind(discovery.catalogue().resolve("nova-lite").orThrow()))
        .isCompleted();
    assertThat(bedrock.profilesAskedFor).isEmpty();
  }

  private static Throwable failureOf(CompletableFuture<?> future) {
    assertThat(future).isCompletedExceptionally();
    try {
      throw new AssertionError("completed with " + future.get());
    } catch (ExecutionException e) {
      return e.getCause();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private String modelId(String name) {
    return discovery.catalogue().resolve(name).found().map(Model::modelId).orElse("none");
  }

  @Test
  void state_beforeAnything_isNotYet() {
    assertThat(discovery.state())
        .isEqualTo(new Discovery(Discovery.Outcome.NOT_YET, null, null, null, null));
    assertThat(discovery.state().isSettled()).isFalse();
    assertThat(discovery.state().isListed()).isFalse();
    assertThat(discovery.state().error()).isNull();
    discovery.refresh();
    assertThat(discovery.state().isSettled()).isFalse();
  }

  @Test
  void refresh_listsModelsAndProfilesSideBySide() {
    CompletableFuture<Discovery> refresh = discovery.refresh();
    assertThat(bedrock.models).hasSize(1);
    assertThat(bedrock.profiles).hasSize(1);
    bedrock.lastModels().complete(LONDON.models());
    assertThat(refresh).isNotDone();
    assertThat(discovery.catalogue().list()).hasSizeGreaterThan(2);
    bedrock.lastProfiles().complete(LONDON.profiles());

    Discovery listed = new Discovery(Discovery.Outcome.LISTED, NOON, NOON, null, null);
    assertThat(refresh).isCompletedWithValue(listed);
    assertThat(discovery.state()).isEqualTo(listed);
    assertThat(listed.isSettled()).isTrue();
    assertThat(listed.isListed()).isTrue();
    assertThat(listed.error()).isNull();
    assertThat(discovery.catalogue().list())
        .extracting(Model::modelId)
        .containsExactly("eu.anthropic.claude-opus-4-7", "amazon.nova-lite-v1:0");
  }

  @Test
  void refresh_whileOneRuns_waitsForThatOne() {
    CompletableFuture<Discovery> first = discovery.refresh();
    CompletableFuture<Discovery> second = discovery.refresh();
    assertThat(bedrock.models).hasSize(1);
    assertThat(second).isNotSameAs(first);
    bedrock.list(LONDON);
    assertThat(first).isCompletedWithValue(discovery.state());
    assertThat(second).isCompletedWithValue(discovery.state());

    discovery.refresh();
    assertThat(bedrock.models).hasSize(2);
  }

  @Test
  void cancelledWaiter_leavesTheOthersAndTheRefreshAlone() {
    CompletableFuture<Discovery> first = discovery.refresh();
    CompletableFuture<Discovery> second = discovery.refresh();
    first.cancel(true);
    assertThat(second).isNotDone();
    assertThat(bedrock.lastModels()).isNotCancelled();
    bedrock.list(LONDON);
    assertThat(second).isCompletedWithValue(discovery.state());
    assertThat(discovery.state().outcome()).isEqualTo(Discovery.Outcome.LISTED);
  }

  @Test
  void refresh_fromWithinTheEndOfAnother_isAnother() {
    CompletableFuture<CompletableFuture<Discovery>> next =
        discovery.refresh().thenApply(state -> discovery.refresh());
    bedrock.list(LONDON);
    assertThat(bedrock.models).hasSize(2);
    assertThat(next.join()).isNotDone();
    bedrock.list(LONDON);
    assertThat(next.join()).isDone();
  }

  @Test
  void deniedProfiles_leaveTheModels() {
    CompletableFuture<Discovery> refresh = discovery.refresh();
    bedrock.lastModels().complete(LONDON.models());
    bedrock.lastProfiles().completeExceptionally(DENIED);

    Discovery partly = new Discovery(Discovery.Outcome.PARTLY_LISTED, NOON, NOON, null, DENIED);
    assertThat(refresh).isCompletedWithValue(partly);
    assertThat(partly.isListed()).isTrue();
    assertThat(partly.error()).isSameAs(DENIED);
    assertThat(modelId("claude-opus-4.7")).isEqualTo("eu.anthropic.claude-opus-4-7");
    assertThat(modelId("claude-3-haiku")).isEqualTo("none");
  }

  @Test
  void deniedModels_leaveTheProfiles() {
    CompletableFuture<Discovery> refresh = discovery.refresh();
    bedrock.lastModels().completeExceptionally(DENIED);
    bedrock.lastProfiles().complete(LONDON.profiles());

    Discovery partly = new Discovery(Discovery.Outcome.PARTLY_LISTED, NOON, NOON, DENIED, null);
    assertThat(refresh).isCompletedWithValue(partly);
    assertThat(partly.isListed()).isTrue();
    assertThat(partly.error()).isSameAs(DENIED);
    assertThat(discovery.catalogue().list())
        .extracting(Model::modelId)
        .contains("eu.anthropic.claude-opus-4-7")
        .doesNotContain("eu.anthropic.claude-sonnet-4-5-20250929-v1:0");
  }

  @Test
  void partialRefresh_keepsWhatWasListedBefore() {
    discovery.refresh();
    bedrock.list(LONDON);
    discovery.refresh();
    bedrock.lastModels().completeExceptionally(THROTTLED);
    bedrock.lastProfiles().complete(List.of(LONDON.profiles().get(0)));
    assertThat(discovery.catalogue().list()).hasSize(2);
    discovery.refresh();
    bedrock.lastModels().complete(LONDON.models().subList(1, 2));
    bedrock.lastProfiles().completeExceptionally(THROTTLED);
    assertThat(discovery.catalogue().list())
        .extracting(Model::modelId)
        .containsExactly("eu.anthropic.claude-opus-4-7");
  }

  @Test
  void deniedEntirely_isSaidWithBedrocksOwnException() {
    CompletableFuture<Discovery> refresh = discovery.refresh();
    bedrock.lastModels().completeExceptionally(DENIED);
    bedrock.lastProfiles().completeExceptionally(THROTTLED);

    assertThat(failureOf(refresh)).isSameAs(DENIED);
    assertThat(discovery.state())
        .isEqualTo(new Discovery(Discovery.Outcome.DENIED, NOON, null, DENIED, THROTTLED));
    assertThat(discovery.state().isSettled()).isTrue();
    assertThat(discovery.state().isListed()).isFalse();
  }

  @Test
  void failure_isSaidAsItWas_andLeavesEverything() {
    discovery.refresh();
    bedrock.list(LONDON);
    ModelCatalogue before = discovery.catalogue();
    clock.now = () -> LATER;

    CompletableFuture<Discovery> first = discovery.refresh();
    CompletableFuture<Discovery> second = discovery.refresh();
    bedrock.lastModels().completeExceptionally(new CompletionException(THROTTLED));
    bedrock.lastProfiles().completeExceptionally(DENIED);
    assertThat(failureOf(first)).isSameAs(THROTTLED);
    assertThat(failureOf(second)).isSameAs(THROTTLED);
    assertThatThrownBy(first::join).hasCause(THROTTLED);
    assertThat(discovery.state())
        .isEqualTo(new Discovery(Discovery.Outcome.FAILED, LATER, NOON, THROTTLED, DENIED));
    assertThat(discovery.catalogue()).isSameAs(before);
  }

  @Test
  void refreshAfterAFailure_isAGoodOne() {
    discovery.refresh();
    bedrock.lastModels().completeExceptionally(DENIED);
    bedrock.lastProfiles().completeExceptionally(DENIED);
    clock.now = () -> LATER;
    CompletableFuture<Discovery> refresh = discovery.refresh();
    bedrock.list(LONDON);
    assertThat(refresh)
        .isCompletedWithValue(new Discovery(Discovery.Outcome.LISTED, LATER, LATER, null, null));
  }

  @Test
  void emptyLists_sayNothing() {
    discovery.refresh();
    bedrock.list(LONDON);
    ModelCatalogue before = discovery.catalogue();
    discovery.refresh();
    bedrock.lastModels().complete(List.of());
    bedrock.lastProfiles().complete(List.of());
    assertThat(discovery.catalogue()).isSameAs(before);
    assertThat(discovery.state().outcome()).isEqualTo(Discovery.Outcome.LISTED);
  }

  @Test
  void emptyListOfModels_leavesTheProfiles() {
    discovery.refresh();
    bedrock.lastModels().complete(List.of());
    bedrock.lastProfiles().complete(LONDON.profiles());
    assertThat(discovery.catalogue().list())
        .extracting(Model::modelId)
        .contains("eu.anthropic.claude-opus-4-7")
        .doesNotContain("eu.anthropic.claude-sonnet-4-5-20250929-v1:0");
  }

  /** What a call may do besides answering. */
  enum Misbehaviour {
    EXCEPTION {
      @Override
      <T> CompletableFuture<T> call() {
        throw new IllegalStateException("closed");
      }
    },
    ERROR {
      @Override
      <T> CompletableFuture<T> call() {
        throw new NoClassDefFoundError("software/amazon/Missing");
      }
    },
    OUT_OF_MEMORY {
      @Override
      <T> CompletableFuture<T> call() {
        return CompletableFuture.failedFuture(new OutOfMemoryError("no room"));
      }
    },
    NO_FUTURE {
      @Override
      @SuppressWarnings("NullAway") // what a careless implementation does
      <T> CompletableFuture<T> call() {
        return null;
      }
    },
    NO_LIST {
      @Override
      @SuppressWarnings("NullAway") // what a careless implementation does
      <T> CompletableFuture<T> call() {
        return CompletableFuture.completedFuture(null);
      }
    },
    LIST_OF_NOTHING {
      @Override
      @SuppressWarnings({"NullAway", "unchecked"}) // what a careless implementation does
      <T> CompletableFuture<T> call() {
        return CompletableFuture.completedFuture((T) Arrays.asList(null, null));
      }
    },
    CANCELLED {
      @Override
      <T> CompletableFuture<T> call() {
        CompletableFuture<T> call = new CompletableFuture<>();
        call.cancel(true);
        return call;
      }
    };

    abstract <T> CompletableFuture<T> call();
  }

  @ParameterizedTest
  @EnumSource
  void misbehaviour_endsTheRefreshAndTheNextOneIsGood(Misbehaviour misbehaviour) {
    List<Supplier<CompletableFuture<List<FoundationModel>>>> answers =
        new ArrayList<>(
            List.of(misbehaviour::call, () -> CompletableFuture.completedFuture(LONDON.models())));
    ModelDiscovery careless =
        new ModelDiscovery(
            new PromptControlPlane(() -> answers.remove(0).get(), misbehaviour::call),
            ModelCatalogue.builtIn("eu-west-2"),
            clock);

    assertThat(failureOf(careless.refresh()))
        .isInstanceOfSatisfying(
            BedrockException.class,
            e -> {
              assertThat(e.kind()).isEqualTo(BedrockException.Kind.OTHER);
              assertThat(e).hasMessage("Amazon Bedrock's models could not be listed");
            });
    assertThat(careless.state().outcome()).isEqualTo(Discovery.Outcome.FAILED);

    assertThat(careless.refresh().join().outcome()).isEqualTo(Discovery.Outcome.PARTLY_LISTED);
    assertThat(careless.catalogue().resolve("claude-3-haiku").found()).isEmpty();
  }

  @Test
  void misbehaviour_isTheCause() {
    ModelDiscovery careless =
        new ModelDiscovery(
            new PromptControlPlane(Misbehaviour.CANCELLED::call, Misbehaviour.ERROR::call),
            ModelCatalogue.builtIn("eu-west-2"),
            clock);
    assertThat(failureOf(careless.refresh())).hasCauseInstanceOf(CancellationException.class);
    assertThat(careless.state().profiles()).hasCauseInstanceOf(NoClassDefFoundError.class);
  }

  static List<Supplier<Instant>> brokenClocks() {
    return List.of(
        () -> {
          throw new IllegalStateException("stopped");
        },
        () -> {
          throw new AssertionError("stopped");
        });
  }

  @ParameterizedTest
  @MethodSource("brokenClocks")
  void clockThatFails_costsTheTimeAlone(Supplier<Instant> broken) {
    clock.now = broken;
    CompletableFuture<Discovery> refresh = discovery.refresh();
    bedrock.list(LONDON);
    assertThat(refresh)
        .isCompletedWithValue(new Discovery(Discovery.Outcome.LISTED, null, null, null, null));
    assertThat(discovery.catalogue().list()).hasSize(2);
  }

  @Test
  @SuppressWarnings("NullAway") // what a careless implementation does
  void listThatCannotBeRead_endsTheRefresh() {
    CompletableFuture<Discovery> refresh = discovery.refresh();
    ModelCatalogue before = discovery.catalogue();
    InferenceProfile nameless = new InferenceProfile(null, "arn", "x", false, List.of());
    bedrock.lastModels().complete(LONDON.models());
    bedrock.lastProfiles().complete(List.of(nameless));
    assertThat(failureOf(refresh)).hasCauseInstanceOf(NullPointerException.class);
    assertThat(discovery.state().outcome()).isEqualTo(Discovery.Outcome.FAILED);
    assertThat(discovery.catalogue()).isSameAs(before);
    discovery.refresh();
    assertThat(bedrock.models).hasSize(2);
  }

  @Test
  void whoeverWaitsAndThrows_harmsNobody() {
    CompletableFuture<Discovery> first = discovery.refresh();
    CompletableFuture<Discovery> second = discovery.refresh();
    CompletableFuture<Void> broken =
        first.thenAccept(
            state -> {
              throw new AssertionError("listener");
            });
    bedrock.list(LONDON);
    assertThat(broken).isCompletedExceptionally();
    assertThat(second).isCompletedWithValue(discovery.state());
    discovery.refresh();
    assertThat(bedrock.models).hasSize(2);
  }

  @Test
  void update_changesTheCatalogueBesideARefresh() {
    CompletableFuture<Discovery> refresh = discovery.refresh();
    discovery.update(
        catalogue ->
            catalogue.withOverrides(List.of(ModelOverride.alias("house", "claude-opus-4.7"))));
    assertThat(modelId("house")).isEqualTo("eu.anthropic.claude-opus-4-7");
    assertThat(discovery.state().isSettled()).isFalse();
    bedrock.list(LONDON);
    assertThat(refresh).isDone();
    assertThat(discovery.catalogue().list())
        .extracting(Model::name)
        .containsExactly("claude-opus-4.7:latest", "house:latest", "nova-lite:latest");
    discovery.update(catalogue -> catalogue.withOverrides(List.of()));
    assertThat(discovery.catalogue().list()).hasSize(2);
    assertThat(discovery.state().outcome()).isEqualTo(Discovery.Outcome.LISTED);
  }

  @Test
  void updateThatThrows_leavesEverything() {
    ModelCatalogue before = discovery.catalogue();
    assertThatThrownBy(
            () ->
                discovery.update(
                    catalogue ->
                        catalogue.withOverrides(
                            List.of(new ModelOverride("x", null, Map.of("colour", "blue"))))))
        .hasMessage("the model \"x\": unknown trait of a model: \"colour\"");
    assertThat(discovery.catalogue()).isSameAs(before);
  }

  @Tag("slow")
  @Test
  void manyThreads_loseNoUpdateAndEndEveryRefresh() throws Exception {
    int threads = 8;
    ModelDiscovery shared =
        new ModelDiscovery(
            new PromptControlPlane(
                () -> CompletableFuture.completedFuture(LONDON.models()),
                () -> CompletableFuture.completedFuture(LONDON.profiles())),
            ModelCatalogue.builtIn("eu-west-2"),
            clock);
    shared.update(catalogue -> catalogue.withResidency(new Residency("eu")));
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    CountDownLatch start = new CountDownLatch(1);
    List<Future<?>> tasks = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      tasks.add(
          pool.submit(
              () -> {
                start.await();
                for (int round = 0; round < 20; round++) {
                  shared.update(
                      catalogue ->
                          catalogue.withOverrides(
                              List.of(ModelOverride.alias("house", "nova-lite"))));
                  shared.refresh().get(30, TimeUnit.SECONDS);
                }
                return null;
              }));
    }
    start.countDown();
    for (Future<?> task : tasks) {
      task.get(60, TimeUnit.SECONDS);
    }
    pool.shutdownNow();
    assertThat(shared.catalogue().list())
        .extracting(Model::name)
        .containsExactly("claude-opus-4.7:latest", "house:latest", "nova-lite:latest");
  }
}
