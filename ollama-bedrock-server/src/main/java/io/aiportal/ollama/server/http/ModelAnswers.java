package io.aiportal.ollama.server.http;

import io.aiportal.ollama.OllamaBedrock;
import io.aiportal.ollama.api.AnswerWriter;
import io.aiportal.ollama.api.ModelRequest;
import io.aiportal.ollama.api.RenderedPrompt;
import io.aiportal.ollama.api.systemone.SystemOneApi;
import io.aiportal.ollama.api.systemone.SystemOneRequest;
import io.aiportal.ollama.api.systemone.SystemOneResponse;
import io.aiportal.ollama.attempt.Attempts.Mode;
import io.aiportal.ollama.bedrock.TokenUsage;
import io.aiportal.ollama.chat.CallContext;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.embed.EmbedCall;
import io.aiportal.ollama.embed.EmbedModel;
import io.aiportal.ollama.embed.Embeddings;
import io.aiportal.ollama.model.Model;
import io.aiportal.ollama.model.ModelCatalogue;
import io.aiportal.ollama.server.limits.Limits;
import io.aiportal.ollama.server.telemetry.CallTrail;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Has models answer requests of any API, as many at once as there is room for. */
final class ModelAnswers {

  private final OllamaBedrock ollama;
  private final ModelLookup lookup;
  private final OpenAnswers open;
  private final LoadedModels loaded;
  private final Admissions admissions;

  ModelAnswers(OllamaBedrock ollama, OpenAnswers open, LoadedModels loaded, Limits limits) {
    this.ollama = ollama;
    this.admissions = new Admissions(ollama, limits);
    this.lookup = new ModelLookup(ollama);
    this.open = open;
    this.loaded = loaded;
  }

  /**
   * Refuses early what is not going to be answered.
   *
   * @throws CallException 503, if one more answer would be too many
   */
  void requireRoom() {
    open.requireRoom();
  }

  /**
   * Begins to answer a request that does not say how long to keep its model; parameters as below.
   *
   * @throws CallException 503, if it would be one answer too many
   */
  void begin(HttpCall call, ModelRequest request, boolean streamed, AnswerWriter writer) {
    begin(call, request, null, streamed, writer);
  }

  /**
   * Begins to answer a request.
   *
   * @param keepAlive how long to keep its model; as in {@link LoadedModels#used}
   * @param streamed whether the answer goes out in pieces, as it comes
   * @param writer writes it as the API has it
   * @throws CallException 503, if it would be one answer too many
   */
  void begin(
      HttpCall call,
      ModelRequest request,
      @Nullable Duration keepAlive,
      boolean streamed,
      AnswerWriter writer) {
    call.model(request.model());
    call.stream(streamed);
    ModelRequest once = request.convertedOnce();
    admissions.then(
        call,
        request.model(),
        () -> ollama.estimate(once, call.context()),
        () -> answer(call, once, keepAlive, streamed, writer));
  }

  private void answer(
      HttpCall call,
      ModelRequest request,
      @Nullable Duration keepAlive,
      boolean streamed,
      AnswerWriter writer) {
    open.enter(call);
    CallContext context = call.watchedContext();
    if (streamed) {
      StreamedResponse response = new StreamedResponse(call, writer);
      call.onIoThread(() -> ClientWatch.start(call, response::clientGone));
      ollama.answer(noted(call, request, keepAlive), Mode.STREAMED, context, writer, response);
    } else {
      WholeResponse response = new WholeResponse(call, writer);
      ollama.answer(noted(call, request, keepAlive), Mode.WHOLE, context, writer, response);
    }
  }

  /** The request, but the model that it means is noted when it is found. */
  private ModelRequest noted(HttpCall call, ModelRequest request, @Nullable Duration keepAlive) {
    ModelRequest noted = request.noting(model -> note(call, model, keepAlive));
    CallTrail trail = call.trail();
    return trail == null ? noted : trail.noting(noted);
  }

  /**
   * Begins to answer a request for embeddings.
   *
   * @param keepAlive how long to keep its model; as in {@link LoadedModels#used}
   * @param body makes the bytes of the answer, as the API has it
   * @throws CallException 503, if it would be one answer too many
   */
  void embed(
      HttpCall call,
      EmbedCall asked,
      @Nullable Duration keepAlive,
      String contentType,
      Function<Embeddings, byte[]> body) {
    begin(call, asked.model());
    admissions.then(
        call,
        asked.model(),
        () -> ollama.estimate(asked, call.context()),
        () -> {
          enter(call, EmbedModel.find(asked.model(), ollama.catalogue(call.context())), keepAlive);
          new PromisedReply<>(contentType, vectors -> usage(call, vectors), body)
              .answer(call, ollama.embed(asked, call.watchedContext()));
        });
  }

  private static TokenUsage usage(HttpCall call, Embeddings vectors) {
    if (vectors.isKept()) {
      call.kept();
    }
    return new TokenUsage(vectors.askedTokens(), 0, 0, 0);
  }

  /**
   * Begins to answer a request for decisions.
   *
   * @throws CallException 503, if it would be one answer too many
   */
  void decide(HttpCall call, SystemOneRequest request) {
    begin(call, request.model());
    admissions.then(
        call,
        request.model(),
        () -> ollama.estimate(SystemOneApi.modelRequest(request), call.context()),
        () -> answer(call, request));
  }

  private void answer(HttpCall call, SystemOneRequest request) {
    enter(
        call,
        ollama.catalogue(call.context()).resolve(request.model()).found(),
        request.keepAlive());
    new PromisedReply<SystemOneResponse>(
            Reply.JSON,
            decisions ->
                new TokenUsage(
                    decisions.usage().inputTokens(), decisions.usage().outputTokens(), 0, 0),
            SystemOneApi::write)
        .answer(call, ollama.decide(request, call.watchedContext().withReuse(null)));
  }

  /**
   * Answers a request that only asks what its model would be asked.
   *
   * @param body writes it as the API has it
   */
  void render(
      HttpCall call,
      ModelRequest request,
      String contentType,
      Function<RenderedPrompt, byte[]> body) {
    call.model(request.model());
    lookup.then(
        call,
        request.model(),
        () -> {
          byte[] rendered = body.apply(ollama.render(request, call.context()));
          GatewayHeaders.put(call);
          call.onIoThread(() -> Reply.send(call.exchange(), 200, contentType, rendered));
        });
  }

  /**
   * Begins to count the tokens of a request.
   *
   * @param body writes the count as the API has it
   */
  void countTokens(HttpCall call, ModelRequest request, IntFunction<byte[]> body) {
    call.model(request.model());
    new PromisedReply<Integer>(Reply.BARE_JSON, count -> TokenUsage.NONE, body::apply)
        .answer(call, ollama.countTokens(request, call.context()));
  }

  private static void begin(HttpCall call, String name) {
    call.model(name);
    call.stream(false);
  }

  /** Takes a place for an answer that comes whole, and notes its model where that is known. */
  private void enter(HttpCall call, Optional<Model> model, @Nullable Duration keepAlive) {
    open.enter(call);
    model.ifPresent(known -> note(call, known, keepAlive));
  }

  /**
   * Whatever a model was called, it is kept as the one that lists show; by the name that it was
   * asked by, where the caller may see no other.
   */
  private void note(HttpCall call, Model model, @Nullable Duration keepAlive) {
    ModelCatalogue all = ollama.catalogue();
    Model shown = all.listed(model);
    Model listed = all.openTo(call.caller().models()).isOpen(shown) ? shown : model;
    call.resolved(
        model, () -> loaded.used(listed, keepAlive), () -> loaded.used(listed, Duration.ZERO));
  }
}
