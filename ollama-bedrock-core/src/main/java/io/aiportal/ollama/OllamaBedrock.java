package io.aiportal.ollama;

import io.aiportal.ollama.api.ollama.ChatRequest;
import io.aiportal.ollama.api.ollama.ChatResponse;
import io.aiportal.ollama.api.ollama.GenerateRequest;
import io.aiportal.ollama.api.ollama.GenerateResponse;
import io.aiportal.ollama.api.ollama.ListResponse;
import io.aiportal.ollama.api.ollama.Metrics;
import io.aiportal.ollama.api.ollama.ModelListing;
import io.aiportal.ollama.api.ollama.ProcessResponse;
import io.aiportal.ollama.api.ollama.ShowRequest;
import io.aiportal.ollama.api.ollama.ShowResponse;
import io.aiportal.ollama.bedrock.BedrockTransport;
import io.aiportal.ollama.bedrock.ConverseRequest;
import io.aiportal.ollama.bedrock.ConverseResponse;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.model.Model;
import io.aiportal.ollama.model.ModelCatalogue;
import io.aiportal.ollama.model.ModelName;
import io.aiportal.ollama.model.ModelResolution;
import io.aiportal.ollama.translate.AnswerSink;
import io.aiportal.ollama.translate.AnswerStream;
import io.aiportal.ollama.translate.AnswerTimes;
import io.aiportal.ollama.translate.ChatAnswer;
import io.aiportal.ollama.translate.ChatLines;
import io.aiportal.ollama.translate.ChatPieces;
import io.aiportal.ollama.translate.ChatTranslator;
import io.aiportal.ollama.translate.GenerateAnswer;
import io.aiportal.ollama.translate.GenerateLines;
import io.aiportal.ollama.translate.GeneratePieces;
import io.aiportal.ollama.translate.GenerateTranslator;
import io.aiportal.ollama.translate.Translation;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The Ollama API on Amazon Bedrock: asks with Ollama's requests, answers with Ollama's responses.
 *
 * <p>It has no threads and closes nothing: the transport's clients stay the caller's. It may be
 * used from many threads at once. Answers arrive on the transport's threads, which must not be
 * blocked; only {@link #chatPieces} and {@link #generatePieces} wait, on the thread that reads
 * them.
 *
 * <p>Whatever goes wrong is an {@link CallException}: thrown by methods that wait or look things
 * up, carried by futures, publishers and listeners otherwise.
 */
public final class OllamaBedrock {

  private final BedrockTransport transport;
  private final Clock clock;
  private volatile ModelCatalogue catalogue;

  private OllamaBedrock(Builder builder) {
    this.transport = builder.transport;
    this.clock = builder.clock;
    this.catalogue = builder.catalogue;
  }

  /**
   * Starts to build one over a transport.
   *
   * @param transport the way to Bedrock, such as {@code SdkTransport.of(client)}
   * @param region the AWS region that the transport talks to; names resolve to its models
   */
  public static Builder builder(BedrockTransport transport, String region) {
    return new Builder(transport, ModelCatalogue.builtIn(region));
  }

  /** Answers a chat whole. Cancelling the future cancels the call at Bedrock. */
  public CompletableFuture<ChatResponse> chat(ChatRequest request) {
    return whole(() -> question(request), out -> new ChatAnswer(request.model(), clock, out));
  }

  /** Answers a chat in pieces, as a subscriber asks for them; each subscriber makes a call. */
  public Flow.Publisher<ChatResponse> chatStream(ChatRequest request) {
    return new PiecePublisher<>(
        (pieces, listener) ->
            stream(
                () -> question(request),
                () -> new ChatPieces(request.model(), clock, pieces),
                listener));
  }

  /**
   * Answers a chat in pieces on the calling thread, which waits for each of them. Close the stream
   * if it is not read to its end: that cancels the call at Bedrock.
   */
  public Stream<ChatResponse> chatPieces(ChatRequest request) {
    return BlockingPieces.stream(chatStream(request));
  }

  /** Answers a chat in lines, for servers. */
  public void chat(ChatRequest request, LineSink sink) {
    stream(() -> question(request), () -> new ChatLines(request.model(), clock, sink::lines), sink);
  }

  /** Answers a prompt whole. Cancelling the future cancels the call at Bedrock. */
  public CompletableFuture<GenerateResponse> generate(GenerateRequest request) {
    return whole(
        () -> question(request),
        out ->
            new GenerateAnswer(
                request.model(),
                clock,
                answer -> GenerateTranslator.context(request, answer),
                out));
  }

  /** Answers a prompt in pieces, as a subscriber asks for them; each subscriber makes a call. */
  public Flow.Publisher<GenerateResponse> generateStream(GenerateRequest request) {
    return new PiecePublisher<>(
        (pieces, listener) ->
            stream(
                () -> question(request),
                () ->
                    new GeneratePieces(
                        request.model(),
                        clock,
                        answer -> GenerateTranslator.context(request, answer),
                        pieces),
                listener));
  }

  /** Answers a prompt in pieces on the calling thread, like {@link #chatPieces}. */
  public Stream<GenerateResponse> generatePieces(GenerateRequest request) {
    return BlockingPieces.stream(generateStream(request));
  }

  /** Answers a prompt in lines, for servers. */
  public void generate(GenerateRequest request, LineSink sink) {
    stream(
        () -> question(request),
        () ->
            new GenerateLines(
                request.model(),
                clock,
                sink::lines,
                answer -> GenerateTranslator.context(request, answer)),
        sink);
  }

  /** Lists the models that can be asked. */
  public ListResponse tags() {
    return ModelListing.tags(catalogue);
  }

  /** Describes a model. */
  public ShowResponse show(ShowRequest request) {
    if (request.model().isBlank()) {
      throw CallException.badRequest("model is required");
    }
    ModelResolution resolution = catalogue.resolve(request.model());
    if (resolution instanceof ModelResolution.NotFound missing && missing.reason() == null) {
      throw CallException.modelNotFound(ModelName.parse(request.model()).withTag());
    }
    return ModelListing.show(resolution.orThrow(), resolution.reasons());
  }

  /** Lists the models in memory: none, as they all run at Bedrock. */
  public ProcessResponse ps() {
    return ModelListing.ps(Map.of());
  }

  /**
   * Asks Bedrock which models there are. Until that has succeeded once, names resolve by what the
   * library knows; if it fails, everything stays as it was.
   */
  public CompletableFuture<Void> refreshModels() {
    return transport
        .listFoundationModels()
        .thenCombine(
            transport.listInferenceProfiles(),
            (models, profiles) -> {
              if (!models.isEmpty()) {
                catalogue = catalogue.withListed(models, profiles);
              }
              return null;
            });
  }

  /**
   * A request that was found good.
   *
   * @param asked the model's name as the request spelled it
   * @param model what it means
   * @param translation what to ask Bedrock; null where there is nothing to ask
   * @param doneReason how an answer ends that asked nothing
   * @param times when it arrived
   */
  private record Question(
      String asked,
      Model model,
      @Nullable Translation translation,
      String doneReason,
      AnswerTimes times) {}

  private Question question(ChatRequest request) {
    AnswerTimes times = AnswerTimes.start(clock);
    if (request.model().isBlank()) {
      throw CallException.badRequest("model is required");
    }
    Model model = resolve(request.model());
    if (!request.messages().isEmpty()) {
      Translation translation = ChatTranslator.translate(request, model);
      return new Question(request.model(), model, translation, "", times);
    }
    if (isUnload(request.keepAlive())) {
      return new Question(request.model(), model, null, "unload", times);
    }
    ChatTranslator.check(request, model);
    return new Question(request.model(), model, null, "load", times);
  }

  private Question question(GenerateRequest request) {
    AnswerTimes times = AnswerTimes.start(clock);
    Model model = resolve(request.model());
    if (!request.prompt().isEmpty()) {
      Translation translation = GenerateTranslator.translate(request, model);
      return new Question(request.model(), model, translation, "", times);
    }
    if (isUnload(request.keepAlive())) {
      return new Question(request.model(), model, null, "unload", times);
    }
    GenerateTranslator.check(request, model);
    return new Question(request.model(), model, null, "load", times);
  }

  private static boolean isUnload(@Nullable Duration keepAlive) {
    return keepAlive != null && keepAlive.isZero();
  }

  private Model resolve(String name) {
    return catalogue.resolve(name).orThrow();
  }

  private <T> CompletableFuture<T> whole(
      Supplier<Question> asking, Function<Consumer<T>, AnswerSink> sinks) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    try {
      Question question = asking.get();
      AnswerSink sink = sinks.apply(answer::complete);
      if (question.translation() == null) {
        sink.done(question.doneReason(), Metrics.NONE);
      } else {
        askWhole(question, question.translation(), sink, answer);
      }
    } catch (CallException e) {
      answer.completeExceptionally(e);
    }
    return answer;
  }

  private void askWhole(
      Question question, Translation translation, AnswerSink sink, CompletableFuture<?> answer) {
    AnswerStream machine = new AnswerStream(translation.shape(), question.times(), sink);
    question.times().asked();
    CompletableFuture<ConverseResponse> call = transport.converse(translation.request());
    answer.whenComplete(
        (done, failure) -> {
          if (answer.isCancelled()) {
            call.cancel(true);
          }
        });
    call.whenComplete(
        (response, failure) -> {
          try {
            if (failure != null) {
              throw WholeAnswer.toOllama(failure, question.asked());
            }
            machine.onResponse(response);
          } catch (CallException e) {
            answer.completeExceptionally(e);
          }
        });
  }

  private void stream(
      Supplier<Question> asking, Supplier<AnswerSink> sinks, AnswerListener listener) {
    try {
      Question question = asking.get();
      AnswerSink sink = sinks.get();
      if (question.translation() == null) {
        sink.done(question.doneReason(), Metrics.NONE);
        listener.onComplete(Metrics.NONE);
      } else {
        askInPieces(question, question.translation(), sink, listener);
      }
    } catch (CallException e) {
      listener.onError(e);
    }
  }

  private void askInPieces(
      Question question, Translation translation, AnswerSink sink, AnswerListener listener) {
    ConverseRequest request = translation.request();
    AnswerStream machine = new AnswerStream(translation.shape(), question.times(), sink);
    question.times().asked();
    if (canStream(question.model(), request)) {
      transport.converseStream(request, new StreamedAnswer(question.asked(), machine, listener));
    } else {
      WholeAnswer.follow(transport.converse(request), question.asked(), machine, listener);
    }
  }

  private static boolean canStream(Model model, ConverseRequest request) {
    return request.toolConfig() == null
        ? model.traits().conversation().streaming()
        : model.traits().conversation().streaming() && model.traits().tools().streaming();
  }

  /** Builds an {@link OllamaBedrock}. */
  public static final class Builder {

    private final BedrockTransport transport;
    private ModelCatalogue catalogue;
    private Clock clock = Clock.systemUTC();

    private Builder(BedrockTransport transport, ModelCatalogue catalogue) {
      this.transport = transport;
      this.catalogue = catalogue;
    }

    /** Which models there are, instead of those that the library knows. */
    public Builder catalogue(ModelCatalogue catalogue) {
      this.catalogue = catalogue;
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
