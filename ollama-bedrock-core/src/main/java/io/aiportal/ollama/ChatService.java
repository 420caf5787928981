package io.aiportal.ollama;

import io.aiportal.ollama.attempt.Attempts;
import io.aiportal.ollama.attempt.Attempts.Mode;
import io.aiportal.ollama.attempt.CallRouting;
import io.aiportal.ollama.bedrock.StopReason;
import io.aiportal.ollama.bedrock.TokenUsage;
import io.aiportal.ollama.chat.AnswerEnd;
import io.aiportal.ollama.chat.AnswerListener;
import io.aiportal.ollama.chat.AnswerSink;
import io.aiportal.ollama.chat.CallContext;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.ChatCall;
import io.aiportal.ollama.internal.Throwables;
import io.aiportal.ollama.model.Model;
import io.aiportal.ollama.model.ModelCatalogue;
import io.aiportal.ollama.model.ModelDiscovery;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

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
  private final Attempts attempts;

  ChatService(ModelDiscovery models, CallRouting routing, Attempts attempts) {
    this.models = models;
    this.routing = routing;
    this.attempts = attempts;
  }

  /**
   * What an API asks.
   *
   * @param model the model's name as the caller spells it
   * @param resolve finds the model, and refuses what it cannot do in the words of the API
   * @param call the request as a call; null where nothing is asked
   */
  record Request(
      String model, Function<ModelCatalogue, Model> resolve, Supplier<@Nullable ChatCall> call) {}

  /** Makes the call of a request; whatever is wrong with it, the listener is told. */
  void start(
      Request request, Mode mode, CallContext context, AnswerSink sink, AnswerListener listener) {
    try {
      Model model = request.resolve().apply(models.catalogue());
      ChatCall call = request.call().get();
      if (call == null) {
        sink.end(NOTHING_ASKED);
        listener.onComplete(NOTHING_ASKED);
        return;
      }
      attempts.start(
          request.model(),
          routing.targets(call, model, context),
          routing.repair(call, model, context),
          mode,
          context,
          sink,
          listener);
    } catch (Throwable thrown) { // whatever it is, the caller gets an end
      listener.onError(
          thrown instanceof CallException known
              ? known
              : new CallException(
                  CallException.Kind.INTERNAL, "internal error; please try again", thrown));
      Throwables.throwIfFatal(thrown);
    }
  }
}
