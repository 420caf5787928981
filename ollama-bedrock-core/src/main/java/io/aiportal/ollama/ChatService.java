package io.aiportal.ollama;

import static java.util.concurrent.CompletableFuture.completedFuture;

import io.aiportal.ollama.api.ModelRequest;
import io.aiportal.ollama.api.RenderedPrompt;
import io.aiportal.ollama.attempt.AnswerTap;
import io.aiportal.ollama.attempt.Asked;
import io.aiportal.ollama.attempt.Attempts;
import io.aiportal.ollama.attempt.Attempts.Mode;
import io.aiportal.ollama.attempt.CallFailures;
import io.aiportal.ollama.attempt.CallRouting;
import io.aiportal.ollama.attempt.LaterTargets;
import io.aiportal.ollama.bedrock.ContentBlock;
import io.aiportal.ollama.bedrock.ConverseJson;
import io.aiportal.ollama.bedrock.ConverseRequest;
import io.aiportal.ollama.bedrock.ServiceOptions;
import io.aiportal.ollama.bedrock.StopReason;
import io.aiportal.ollama.bedrock.TokenUsage;
import io.aiportal.ollama.chat.AnswerEnd;
import io.aiportal.ollama.chat.AnswerListener;
import io.aiportal.ollama.chat.AnswerSink;
import io.aiportal.ollama.chat.CallContext;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.CallObservation;
import io.aiportal.ollama.chat.ChatCall;
import io.aiportal.ollama.chat.ImageScaler;
import io.aiportal.ollama.facts.ContextWindow;
import io.aiportal.ollama.facts.OverflowRefusal;
import io.aiportal.ollama.facts.ReasoningCustody;
import io.aiportal.ollama.facts.ReasoningRefusal;
import io.aiportal.ollama.facts.RefusedReasoning;
import io.aiportal.ollama.facts.ScaledImages;
import io.aiportal.ollama.facts.TokenEstimate;
import io.aiportal.ollama.internal.Futures;
import io.aiportal.ollama.internal.Throwables;
import io.aiportal.ollama.model.Lessons;
import io.aiportal.ollama.model.Model;
import io.aiportal.ollama.model.ModelCatalogue;
import io.aiportal.ollama.model.ModelDiscovery;
import io.aiportal.ollama.plan.Planner;
import io.aiportal.ollama.repair.FieldRefusal;
import io.aiportal.ollama.repair.LearnedRepair;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Takes a request of any API to Bedrock: resolves the model, lets the API check and convert, and
 * makes the call.
 */
final class ChatService {

  /** How a request ends that only wanted its model to be there. */
  private static final AnswerEnd NOTHING_ASKED =
      new AnswerEnd(StopReason.END_TURN, null, Map.of(), TokenUsage.NONE, 0, false);

  private final ModelDiscovery models;
  private final CallRouting routing;
  private final ReasoningCustody reasoning;
  private final RefusedReasoning refused = new RefusedReasoning();
  private final Lessons lessons;
  private final ContextWindow window;
  private final ImageScaler images;
  private final RequestLabels labels;
  private final Attempts attempts;
  private final KeptAnswers kept;
  private final GuardedObserver observer;

  ChatService(
      ModelDiscovery models,
      CallRouting routing,
      ReasoningCustody reasoning,
      Lessons lessons,
      ContextWindow window,
      ImageScaler images,
      RequestLabels labels,
      Attempts attempts,
      KeptAnswers kept,
      GuardedObserver observer) {
    this.models = models;
    this.reasoning = reasoning;
    this.lessons = lessons;
    this.window = window;
    this.images = images;
    this.labels = labels;
    this.routing = routing;
    this.attempts = attempts;
    this.kept = kept;
    this.observer = observer;
  }

  /** Makes the call of a request; whatever is wrong with it, the listener is told. */
  void start(
      ModelRequest request,
      Mode mode,
      CallContext context,
      AnswerSink sink,
      AnswerListener listener) {
    CallObservation observation = observer.onStart(request.model(), context);
    CompletableFuture<Void> learned = models.learnWhereItLeads(request.model());
    if (learned.isDone()) {
      begin(request, mode, context, observation, sink, listener);
      return;
    }
    attempts
        .after(learned, context)
        .whenComplete(
            (left, tooLate) -> {
              if (tooLate == null) {
                begin(request, mode, left, observation, sink, listener);
              } else {
                fail(tooLate, observation, listener);
              }
            });
  }

  private void begin(
      ModelRequest request,
      Mode mode,
      CallContext context,
      CallObservation observation,
      AnswerSink sink,
      AnswerListener listener) {
    try {
      CallContext labelled = labels.on(context);
      Model model = request.resolve().apply(catalogue(context));
      ChatCall call = request.call().get();
      if (call == null) {
        sink.end(NOTHING_ASKED);
        observation.onComplete(NOTHING_ASKED);
      } else {
        ChatCall asked = model.defaults().under(call);
        kept.start(
            asked,
            model,
            mode,
            labelled,
            observation,
            sink,
            listener,
            (left, taker, follower, watching) ->
                attempts.start(
                    asked(request, asked, model, left), mode, left, watching, taker, follower));
        return;
      }
    } catch (Throwable thrown) { // whatever it is, the caller gets an end
      fail(thrown, observation, listener);
      return;
    }
    listener.onComplete(NOTHING_ASKED);
  }

  private Asked asked(ModelRequest request, ChatCall call, Model model, CallContext context) {
    boolean returned = request.returnsReasoning();
    Supplier<Model> known =
        model.isOpaque() ? () -> request.resolve().apply(catalogue(context)) : () -> model;
    return new Asked(
        request.model(),
        () -> learned(model).thenCompose(nothing -> known(call, returned, known.get(), context)),
        new LaterTargets(() -> routing.targets(call, known.get(), context)),
        new LearnedRepair(lessons),
        new ReasoningRefusal(
                asked -> {
                  reasoning.forget(call, model, context);
                  refused.remember(asked, known.get().baseModelId());
                })
            .or(new OverflowRefusal(model))
            .or(new FieldRefusal()),
        target -> returned ? AnswerTap.NOOP : reasoning.tap(call, target, context));
  }

  private ModelCatalogue catalogue(CallContext context) {
    return models.catalogue().openTo(context.models());
  }

  /** What is behind a model, and behind those that may answer in its place. */
  private CompletableFuture<Void> learned(Model model) {
    CompletableFuture<Void> learned = models.learnWhatIsBehind(model);
    for (String other : routing.fallbacks(model)) {
      learned = CompletableFuture.allOf(learned, models.learn(other));
    }
    return learned;
  }

  /** The call with all that must be known before it is planned. */
  private CompletableFuture<ChatCall> known(
      ChatCall call, boolean reasoned, Model model, CallContext context) {
    CompletableFuture<ChatCall> recalled =
        reasoned ? completedFuture(call) : reasoning.recall(call, model, context);
    return recalled
        .thenApply(whole -> refused.leaveOut(whole, model.baseModelId()))
        .thenCompose(whole -> ScaledImages.of(whole, images))
        .thenCompose(
            whole ->
                window.fit(whole, model, () -> routing.targets(whole, model, context), context));
  }

  /** Tells what a model would be asked; what is wrong with the request is thrown. */
  RenderedPrompt render(ModelRequest request, CallContext context) {
    Model model = request.resolve().apply(catalogue(context));
    ChatCall call = request.call().get();
    if (call == null) {
      return new RenderedPrompt("", 0);
    }
    ConverseRequest asked = Planner.plan(model.defaults().under(call), model).request();
    byte[] json = ConverseJson.write(asked.withService(ServiceOptions.NONE));
    long images =
        asked.messages().stream()
            .flatMap(message -> message.content().stream())
            .filter(ContentBlock.Image.class::isInstance)
            .count();
    return new RenderedPrompt(new String(json, StandardCharsets.UTF_8), (int) images);
  }

  /** Tells what a request may take; what is wrong with it is thrown. */
  CallEstimate estimate(ModelRequest request, CallContext context) {
    Model model = request.resolve().apply(catalogue(context));
    ChatCall call = request.call().get();
    if (call == null) {
      return new CallEstimate(model, 0, 0);
    }
    ChatCall asked = model.defaults().under(call);
    return new CallEstimate(
        model,
        Math.min((int) TokenEstimate.of(asked), model.traits().limits().longestContext()),
        Planner.mostOutputTokens(asked, model),
        routing.fallbacks(model).stream()
            .flatMap(name -> models.catalogue().resolve(name).found().stream())
            .toList());
  }

  /** Counts the tokens of a request's prompt; whatever is wrong with it, the future fails. */
  CompletableFuture<Integer> countTokens(ModelRequest request, CallContext context) {
    return Futures.with(
        attempts.after(models.learn(request.model()), context), left -> count(request, left));
  }

  private CompletableFuture<Integer> count(ModelRequest request, CallContext context) {
    try {
      Model model = request.resolve().apply(catalogue(context));
      ChatCall call = request.call().get();
      return call == null
          ? completedFuture(0)
          : attempts.countTokens(call, routing.targets(call, model, context), context);
    } catch (Throwable thrown) { // whatever it is, the caller gets an end
      Throwables.throwIfFatal(thrown);
      return CompletableFuture.failedFuture(failure(thrown));
    }
  }

  private static void fail(Throwable thrown, CallObservation observation, AnswerListener listener) {
    CallException failure = failure(thrown);
    observation.onFailure(failure);
    listener.onError(failure);
    Throwables.throwIfFatal(thrown);
  }

  private static CallException failure(Throwable thrown) {
    return thrown instanceof CallException known ? known : CallFailures.internal(thrown);
  }
}
