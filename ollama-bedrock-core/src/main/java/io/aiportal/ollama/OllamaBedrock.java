package io.aiportal.ollama;

import io.aiportal.ollama.api.ModelRequest;
import io.aiportal.ollama.api.RenderedPrompt;
import io.aiportal.ollama.api.ollama.ChatRequest;
import io.aiportal.ollama.api.ollama.ChatResponse;
import io.aiportal.ollama.api.ollama.EmbedRequest;
import io.aiportal.ollama.api.ollama.EmbedResponse;
import io.aiportal.ollama.api.ollama.EmbeddingRequest;
import io.aiportal.ollama.api.ollama.EmbeddingResponse;
import io.aiportal.ollama.api.ollama.GenerateRequest;
import io.aiportal.ollama.api.ollama.GenerateResponse;
import io.aiportal.ollama.api.ollama.ListResponse;
import io.aiportal.ollama.api.ollama.OllamaApi;
import io.aiportal.ollama.api.ollama.SavedModels;
import io.aiportal.ollama.api.ollama.ShowRequest;
import io.aiportal.ollama.api.ollama.ShowResponse;
import io.aiportal.ollama.api.systemone.SystemOneRequest;
import io.aiportal.ollama.api.systemone.SystemOneResponse;
import io.aiportal.ollama.attempt.Attempts;
import io.aiportal.ollama.attempt.Attempts.Mode;
import io.aiportal.ollama.attempt.CallRouting;
import io.aiportal.ollama.attempt.RetryPolicy;
import io.aiportal.ollama.attempt.Scheduler;
import io.aiportal.ollama.attempt.TimeLimits;
import io.aiportal.ollama.aws.SdkBedrockRuntime;
import io.aiportal.ollama.bedrock.BedrockControlPlane;
import io.aiportal.ollama.bedrock.BedrockRuntime;
import io.aiportal.ollama.chat.AnswerCache;
import io.aiportal.ollama.chat.AnswerListener;
import io.aiportal.ollama.chat.AnswerSink;
import io.aiportal.ollama.chat.CallContext;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.CallObserver;
import io.aiportal.ollama.chat.ImageScaler;
import io.aiportal.ollama.chat.MemoryReasoningKeeper;
import io.aiportal.ollama.chat.ReasoningKeeper;
import io.aiportal.ollama.embed.EmbedCall;
import io.aiportal.ollama.embed.Embedder;
import io.aiportal.ollama.embed.EmbeddingCache;
import io.aiportal.ollama.embed.Embeddings;
import io.aiportal.ollama.embed.ParallelLimit;
import io.aiportal.ollama.facts.ContextWindow;
import io.aiportal.ollama.facts.ReasoningCustody;
import io.aiportal.ollama.facts.SealedCallId;
import io.aiportal.ollama.model.Discovery;
import io.aiportal.ollama.model.Lessons;
import io.aiportal.ollama.model.MemoryLessons;
import io.aiportal.ollama.model.ModelCatalogue;
import io.aiportal.ollama.model.ModelDiscovery;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;

/**
 * Answers Ollama's requests with models of Amazon Bedrock.
 *
 * <p>It has no threads and closes nothing: clients stay the caller's. It may be used from many
 * threads at once. Answers arrive on the client's threads, which must not be blocked.
 *
 * <p>Whatever goes wrong with a call is a {@link CallException}.
 */
public final class OllamaBedrock {

  private static final int KEPT_ENTRIES = 10_000;
  private static final long KEPT_BYTES = 16 << 20;
  private static final Duration KEPT_TIME = Duration.ofHours(1);

  private final ModelDiscovery models;
  private final ChatService chats;
  private final DecisionService decisions;
  private final EmbedService embeddings;
  private final Clock clock;
  private volatile SavedModels saved = SavedModels.NONE;

  private OllamaBedrock(Builder builder) {
    ModelCatalogue catalogue = builder.catalogue;
    Lessons lessons = lessons(builder);
    this.clock = builder.clock;
    this.models =
        new ModelDiscovery(
            builder.controlPlane,
            (catalogue == null ? ModelCatalogue.builtIn(builder.runtime.region()) : catalogue)
                .withLessons(builder.runtime.region(), builder.runtime::account, lessons),
            clock);
    CallRouting routing =
        builder.routing == null ? CallRouting.direct(builder.runtime) : builder.routing;
    Attempts attempts = builder.attempts.with(clock);
    GuardedObserver observer = new GuardedObserver(builder.observer);
    this.chats =
        new ChatService(
            models,
            routing,
            reasoning(builder),
            lessons,
            new ContextWindow(attempts, clock, builder.callersContextLength),
            builder.imageScaler,
            new RequestLabels(builder.requestMetadata),
            attempts,
            new KeptAnswers(builder.answerCache, attempts),
            observer);
    this.decisions = new DecisionService(chats);
    this.embeddings =
        new EmbedService(
            models,
            new KeptEmbeddings(
                builder.embeddingCache,
                new Embedder(attempts, routing, new ParallelLimit(builder.parallelEmbeddings))),
            attempts,
            observer);
  }

  private static Lessons lessons(Builder builder) {
    Lessons lessons = builder.lessons;
    return lessons == null ? new MemoryLessons(builder.clock, MemoryLessons.TIME_TO_LIVE) : lessons;
  }

  private static ReasoningCustody reasoning(Builder builder) {
    ReasoningKeeper keeper = builder.reasoningKeeper;
    byte[] secret = builder.reasoningSecret;
    return new ReasoningCustody(
        keeper == null
            ? new MemoryReasoningKeeper(KEPT_ENTRIES, KEPT_BYTES, KEPT_TIME, builder.clock)
            : keeper,
        secret == null ? null : new SealedCallId(secret));
  }

  /**
   * Over an AWS SDK client that stays the caller's; models are those of the client's region.
   *
   * <p>Give the client's HTTP client a read timeout of minutes: a model may think that long before
   * its first word, and the SDK's default ends the call after 30 seconds.
   */
  public static OllamaBedrock create(BedrockRuntimeAsyncClient client) {
    return builder(client).build();
  }

  /** Starts to build one over an AWS SDK client that stays the caller's. */
  public static Builder builder(BedrockRuntimeAsyncClient client) {
    return builder(SdkBedrockRuntime.of(client));
  }

  /** Starts to build one over any way to Bedrock. */
  public static Builder builder(BedrockRuntime runtime) {
    return new Builder(runtime);
  }

  /** A chat, ready to be made. */
  public ModelCall<ChatResponse> chat(ChatRequest request) {
    Objects.requireNonNull(request, "request");
    return new ModelCall<>(
        starter(OllamaApi.modelRequest(request), OllamaApi.asksToRender(request)),
        CallContext.NONE,
        whole -> OllamaApi.chatRecord(request, clock, whole),
        piece -> OllamaApi.chatRecords(request, clock, piece));
  }

  /** An answer to a prompt, ready to be asked for. */
  public ModelCall<GenerateResponse> generate(GenerateRequest request) {
    Objects.requireNonNull(request, "request");
    return new ModelCall<>(
        starter(OllamaApi.modelRequest(request), OllamaApi.asksToRender(request)),
        CallContext.NONE,
        whole -> OllamaApi.generateRecord(request, clock, whole),
        piece -> OllamaApi.generateRecords(request, clock, piece));
  }

  /** Embeddings of texts, ready to be asked for. */
  public EmbeddingCall<EmbedResponse> embed(EmbedRequest request) {
    Objects.requireNonNull(request, "request");
    return new EmbeddingCall<>(
        context -> embed(() -> OllamaApi.toEmbedCall(request), context),
        CallContext.NONE,
        () -> OllamaApi.embedAnswer(request, clock));
  }

  /** The embedding of one text as the model gives it, ready to be asked for. */
  public EmbeddingCall<EmbeddingResponse> embeddings(EmbeddingRequest request) {
    Objects.requireNonNull(request, "request");
    return new EmbeddingCall<>(
        context -> embed(() -> OllamaApi.toEmbedCall(request), context),
        CallContext.NONE,
        () -> OllamaApi::embeddingAnswer);
  }

  private CompletableFuture<Embeddings> embed(Supplier<EmbedCall> call, CallContext context) {
    try {
      return embed(call.get(), context);
    } catch (CallException refusal) {
      return CompletableFuture.failedFuture(refusal);
    }
  }

  /**
   * Makes a call for embeddings of any API, for a server that writes the answer itself.
   *
   * @param call what is asked
   * @param context what goes along with the call
   * @return the vectors; fails with a {@link CallException}. Whatever else ends it, ends the call
   *     at Bedrock too.
   */
  public CompletableFuture<Embeddings> embed(EmbedCall call, CallContext context) {
    return embeddings.start(call, context);
  }

  /**
   * Has a model make typed decisions, if it has the capability {@code decision}: only the operator
   * gives it, as the probabilities are what the model states of itself.
   *
   * @param request the questions
   * @param context what goes along with the call
   * @return the decisions; fails with a {@link CallException}. Whatever else ends it, ends the call
   *     at Bedrock too.
   */
  public CompletableFuture<SystemOneResponse> decide(
      SystemOneRequest request, CallContext context) {
    return decisions.start(request, context);
  }

  private ModelCall.Start starter(ModelRequest request, boolean renderOnly) {
    return (mode, context, sink, listener) -> {
      if (renderOnly) {
        listener.onError(
            CallException.badRequest("nobody is asked with _debug_render_only; call render"));
      } else {
        answer(request, mode, context, sink, listener);
      }
    };
  }

  /**
   * Tells what the model of a request would be asked, and asks nobody: as far as that can be known
   * without asking Bedrock anything else, and without how the operator wants the call to be served.
   *
   * @throws CallException as the call itself would fail before Bedrock is asked
   */
  public RenderedPrompt render(ModelRequest request) {
    return render(request, CallContext.NONE);
  }

  /** The same for a caller who may not use every model. */
  public RenderedPrompt render(ModelRequest request, CallContext context) {
    return chats.render(request, context);
  }

  /**
   * Answers a request of any API, for a server that writes the answer itself.
   *
   * @param request what is asked
   * @param mode whether the model is asked for a stream
   * @param context what goes along with the call
   * @param sink takes the answer, such as the writer of an API
   * @param listener hears how the call goes, and of its one end
   */
  public void answer(
      ModelRequest request,
      Mode mode,
      CallContext context,
      AnswerSink sink,
      AnswerListener listener) {
    chats.start(request, mode, context, sink, listener);
  }

  /** The models that can be called, for a server that tells of them itself. */
  public ModelCatalogue catalogue() {
    return models.catalogue();
  }

  /** The models that a caller may use. */
  public ModelCatalogue catalogue(CallContext context) {
    return models.catalogue().openTo(context.models());
  }

  /**
   * Counts the tokens that a request of any API would take as a prompt. Bedrock counts them for few
   * models, Anthropic's among them, and refuses it for others.
   *
   * @param request what would be asked
   * @param context what goes along with the call
   * @return the count, or a {@link CallException}; cancelling it ends the call
   */
  public CompletableFuture<Integer> countTokens(ModelRequest request, CallContext context) {
    return chats.countTokens(request, context);
  }

  /**
   * Tells what a request of any API may take, from above, and asks nobody: for those who reserve it
   * before the call, and settle it afterwards.
   *
   * @param request what is going to be asked
   * @param context what goes along with the call
   * @throws CallException as the call itself would fail before Bedrock is asked
   */
  public CallEstimate estimate(ModelRequest request, CallContext context) {
    return chats.estimate(request, context);
  }

  /** The same for a call for embeddings. */
  public CallEstimate estimate(EmbedCall call, CallContext context) {
    return embeddings.estimate(call, context);
  }

  /**
   * Lists the models that can be called: those that Bedrock lists after {@link #refreshModels}, and
   * before it those that the library knows the region to have.
   */
  public ListResponse tags() {
    return tags(CallContext.NONE);
  }

  /** The same for a caller who may not use every model. */
  public ListResponse tags(CallContext context) {
    return OllamaApi.tags(catalogue(context), saved);
  }

  /**
   * Asks Bedrock what is behind the ARN that a name stands for, if it does not tell itself: once,
   * as calls do. Whoever describes the model afterwards knows it.
   *
   * @return done when that is known, or nobody can tell, and at once for every other name; it never
   *     fails, but by whoever gives it up
   */
  public CompletableFuture<Void> learn(String name) {
    return models.learn(name);
  }

  /**
   * Describes a model, as far as it is known by now.
   *
   * @throws CallException 400 without a name, 403 or 404 if it cannot be called
   */
  public ShowResponse show(ShowRequest request) {
    return show(request, CallContext.NONE);
  }

  /**
   * The same for a caller who may not use every model.
   *
   * @throws CallException 400 without a name, 403 or 404 if it cannot be called
   */
  public ShowResponse show(ShowRequest request, CallContext context) {
    return OllamaApi.show(request, catalogue(context), saved);
  }

  /** Serves these models beside Bedrock's own, in place of those that it served before. */
  public void save(SavedModels models) {
    this.models.update(catalogue -> catalogue.withPresets(models.presets()));
    saved = models;
  }

  /** The models that are served beside Bedrock's own. */
  public SavedModels saved() {
    return saved;
  }

  /** The models that are known by now. */
  public ModelCatalogue models() {
    return models.catalogue();
  }

  /**
   * Asks Bedrock which models there are. Whatever cannot be listed stays as it was.
   *
   * @return how it went; it fails with a {@link io.aiportal.ollama.bedrock.BedrockException}, as
   *     Bedrock gave it, if nothing could be listed
   */
  public CompletableFuture<Discovery> refreshModels() {
    return models.refresh();
  }

  /** How the last refresh went. */
  public Discovery discovery() {
    return models.state();
  }

  /** Builds an {@link OllamaBedrock}; everything has a default. */
  public static final class Builder {

    private final BedrockRuntime runtime;
    private BedrockControlPlane controlPlane = BedrockControlPlane.NONE;
    private @Nullable ModelCatalogue catalogue;
    private @Nullable CallRouting routing;
    private Attempts attempts = Attempts.DEFAULT;
    private CallObserver observer = CallObserver.NOOP;
    private Clock clock = Clock.systemUTC();
    private int parallelEmbeddings = 8;
    private ImageScaler imageScaler = ImageScaler.NOOP;
    private AnswerCache answerCache = AnswerCache.NOOP;
    private EmbeddingCache embeddingCache = EmbeddingCache.NOOP;
    private @Nullable ReasoningKeeper reasoningKeeper;
    private byte @Nullable [] reasoningSecret;
    private @Nullable Lessons lessons;
    private boolean callersContextLength;
    private Map<String, String> requestMetadata = Map.of();

    private Builder(BedrockRuntime runtime) {
      this.runtime = runtime;
    }

    /** Who lists models, such as {@code SdkBedrockControlPlane.of(client)}; nobody by default. */
    public Builder controlPlane(BedrockControlPlane controlPlane) {
      this.controlPlane = controlPlane;
      return this;
    }

    /** Which models there are, instead of those that the library knows. */
    public Builder catalogue(ModelCatalogue catalogue) {
      this.catalogue = catalogue;
      return this;
    }

    /** Where calls may be sent, instead of the one way to Bedrock. */
    public Builder routing(CallRouting routing) {
      this.routing = routing;
      return this;
    }

    /** When a failed attempt is made again. */
    public Builder retryPolicy(RetryPolicy retryPolicy) {
      return attempts(attempts -> attempts.with(retryPolicy));
    }

    /**
     * Whether a model whose answer is not in the format that was asked for is shown, once, what is
     * wrong with it, as long as nobody has seen anything of it; otherwise that is an error at once.
     */
    public Builder repairAnswers(boolean repairAnswers) {
      return attempts(attempts -> attempts.withRepairedAnswers(repairAnswers));
    }

    /** How long calls may take. */
    public Builder timeLimits(TimeLimits timeLimits) {
      return attempts(attempts -> attempts.with(timeLimits));
    }

    /** What runs things that wait, instead of the JDK's own timer. */
    public Builder scheduler(Scheduler scheduler) {
      return attempts(attempts -> attempts.with(scheduler));
    }

    /** How many requests for embeddings may be under way at once, of all calls together. */
    public Builder parallelEmbeddings(int parallelEmbeddings) {
      this.parallelEmbeddings = parallelEmbeddings;
      return this;
    }

    /** Who makes images smaller that are larger than Bedrock takes them; nobody by default. */
    public Builder imageScaler(ImageScaler imageScaler) {
      this.imageScaler = imageScaler;
      return this;
    }

    /**
     * Who remembers answers, for calls whose {@link CallContext#reuse()} says that an earlier one
     * will do; nobody by default.
     */
    public Builder answerCache(AnswerCache answerCache) {
      this.answerCache = answerCache;
      return this;
    }

    /**
     * Who remembers vectors, for calls whose {@link CallContext#reuse()} is there; nobody by
     * default.
     */
    public Builder embeddingCache(EmbeddingCache embeddingCache) {
      this.embeddingCache = embeddingCache;
      return this;
    }

    /** Who watches how calls go. */
    public Builder observer(CallObserver observer) {
      this.observer = observer;
      return this;
    }

    /**
     * Who keeps what models think before they call tools, for callers that give back the calls
     * alone; by default 16 MiB of memory, for an hour. Callers are told apart by {@link
     * CallContext#caller()}.
     */
    public Builder reasoningKeeper(ReasoningKeeper reasoningKeeper) {
      this.reasoningKeeper = reasoningKeeper;
      return this;
    }

    /**
     * Who remembers what Bedrock's refusals tell of its models, so that a call is planned right at
     * once the next time; by default memory, for a week.
     */
    public Builder lessons(Lessons lessons) {
      this.lessons = lessons;
      return this;
    }

    /**
     * Seals what models think into the ids of their calls as well, so that clients which keep ids
     * bring it back to any gateway that has the same secret; such ids are long. Null, the default,
     * leaves ids as they are.
     */
    public Builder reasoningSecret(byte @Nullable [] secret) {
      this.reasoningSecret = secret == null ? null : secret.clone();
      return this;
    }

    /**
     * Whether a caller's {@code num_ctx} counts, where it is shorter than the model's own window;
     * by default it does not, as most clients send one without meaning it.
     */
    public Builder callersContextLength(boolean callersContextLength) {
      this.callersContextLength = callersContextLength;
      return this;
    }

    /**
     * What Bedrock's invocation logs should say of every call, by keys; the value {@code $caller}
     * stands for {@link CallContext#caller()}, and {@code $trace} for {@link CallContext#trace()}.
     */
    public Builder requestMetadata(Map<String, String> requestMetadata) {
      this.requestMetadata = Collections.unmodifiableMap(new LinkedHashMap<>(requestMetadata));
      return this;
    }

    private Builder attempts(UnaryOperator<Attempts> change) {
      attempts = change.apply(attempts);
      return this;
    }

    /** What tells the time of answers, instead of the system's clock. */
    public Builder clock(Clock clock) {
      this.clock = clock;
      return this;
    }

    /** What was built; the builder may go on to build another. */
    public OllamaBedrock build() {
      return new OllamaBedrock(this);
    }
  }
}
