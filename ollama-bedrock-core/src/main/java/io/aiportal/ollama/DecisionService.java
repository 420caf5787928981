package io.aiportal.ollama;

import io.aiportal.ollama.api.systemone.SystemOneApi;
import io.aiportal.ollama.api.systemone.SystemOneRequest;
import io.aiportal.ollama.api.systemone.SystemOneResponse;
import io.aiportal.ollama.api.systemone.WholeText;
import io.aiportal.ollama.attempt.CallFailures;
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
            result.completeExceptionally(CallFailures.internal(thrown));
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
    if (said == null) {
      Throwable wrong = failure == null ? null : Futures.unwrap(failure);
      if (!(wrong instanceof CallException known)) {
        throw new IllegalStateException("an answer is missing", wrong);
      }
      // An answer that does not follow the schema was asked for again already.
      result.completeExceptionally(told(request, known));
      return;
    }
    TokenUsage usage = before.plus(said.end().usage());
    try {
      result.complete(SystemOneApi.response(request, said, usage));
    } catch (CallException noDecision) {
      if (noDecision.kind() == CallException.Kind.BAD_ANSWER && asked < MOST_ASKED) {
        ask(request, context, result, usage, asked + 1);
      } else {
        result.completeExceptionally(noDecision);
      }
    }
  }

  private static CallException told(SystemOneRequest request, CallException failure) {
    return failure.kind() == CallException.Kind.BAD_ANSWER
        ? SystemOneApi.unusable(request, failure)
        : failure;
  }
}
