package io.aiportal.ollama;

import io.aiportal.ollama.api.systemone.SystemOneApi;
import io.aiportal.ollama.api.systemone.SystemOneRequest;
import io.aiportal.ollama.api.systemone.SystemOneResponse;
import io.aiportal.ollama.api.systemone.WholeText;
import io.aiportal.ollama.bedrock.TokenUsage;
import io.aiportal.ollama.chat.CallContext;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.internal.Futures;
import io.aiportal.ollama.internal.Throwables;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Has models decide: asks once, and once more where the answer cannot be used. */
final class DecisionService {

  private static final int MOST_ASKED = 2;

  private final ChatService chats;

  DecisionService(ChatService chats) {
    this.chats = chats;
  }

  /** Makes the calls of a request; whatever is wrong with it, the future fails. */
  CompletableFuture<SystemOneResponse> start(SystemOneRequest request, CallContext context) {
    CompletableFuture<SystemOneResponse> result = new CompletableFuture<>();
    ask(request, context, result, TokenUsage.NONE, 1);
    return result;
  }

  private void ask(
      SystemOneRequest request,
      CallContext context,
      CompletableFuture<SystemOneResponse> result,
      TokenUsage before,
      int asked) {
    CompletableFuture<WholeText> call =
        new ModelCall<>(
                (mode, with, sink, listener) ->
                    chats.start(SystemOneApi.modelRequest(request), mode, with, sink, listener),
                context,
                SystemOneApi::answer,
                SystemOneApi::answer)
            .executeAsync();
    Futures.cancelling(result, call);
    call.whenComplete(
        (said, failure) -> {
          try {
            answered(request, context, result, before, asked, said, failure);
          } catch (Throwable thrown) { // whatever it is, the caller gets an end
            result.completeExceptionally(internal(thrown));
            Throwables.throwIfFatal(thrown);
          }
        });
  }

  private void answered(
      SystemOneRequest request,
      CallContext context,
      CompletableFuture<SystemOneResponse> result,
      TokenUsage before,
      int asked,
      @Nullable WholeText said,
      @Nullable Throwable failure) {
    Throwable wrong = failure == null ? null : Futures.unwrap(failure);
    TokenUsage usage = said == null ? before : before.plus(said.end().usage());
    if (said != null) {
      try {
        result.complete(SystemOneApi.response(request, said, usage));
        return;
      } catch (CallException noDecision) {
        wrong = noDecision;
      }
    }
    if (!(wrong instanceof CallException known)) {
      throw new IllegalStateException("an answer is missing", wrong);
    }
    boolean unusable = known.kind() == CallException.Kind.BAD_ANSWER;
    if (unusable && asked < MOST_ASKED) {
      ask(request, context, result, usage, asked + 1);
    } else {
      result.completeExceptionally(unusable ? SystemOneApi.unusable(request, known) : known);
    }
  }

  private static CallException internal(Throwable fault) {
    return new CallException(
        CallException.Kind.INTERNAL, "internal error; please try again", fault);
  }
}
