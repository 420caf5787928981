package io.aiportal.ollama.server.http;

import io.aiportal.ollama.OllamaBedrock;
import io.aiportal.ollama.api.ModelRequest;
import io.aiportal.ollama.chat.CallContext;
import io.aiportal.ollama.chat.CallException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Has the tokens of prompts counted, for requests of any API. */
final class TokenCounts {

  private final OllamaBedrock ollama;

  TokenCounts(OllamaBedrock ollama) {
    this.ollama = ollama;
  }

  /**
   * Begins to count.
   *
   * @param body writes the count as the API has it
   */
  void begin(HttpCall call, ModelRequest request, IntFunction<byte[]> body) {
    call.model(request.model());
    CallContext context = CallContext.NONE.on(call.exchange().getIoThread());
    CompletableFuture<Integer> count = ollama.countTokens(request, context);
    call.running(count::completeExceptionally);
    call.onEnd(() -> count.cancel(true));
    call.onIoThread(() -> watch(call, count, body));
  }

  /** Answers when there is a count, unless the client leaves before. */
  private static void watch(
      HttpCall call, CompletableFuture<Integer> count, IntFunction<byte[]> body) {
    ClientWatch watch =
        ClientWatch.start(
            call,
            () -> {
              call.clientGone();
              call.hangUp();
            });
    count.whenComplete(
        (tokens, failure) ->
            call.onIoThread(
                () -> {
                  if (!call.isClientGone()) {
                    watch.stop();
                    call.idle();
                    answer(call, tokens, failure, body);
                  }
                }));
  }

  private static void answer(
      HttpCall call,
      @Nullable Integer tokens,
      @Nullable Throwable failure,
      IntFunction<byte[]> body) {
    if (tokens != null) {
      Reply.send(call.exchange(), 200, Reply.BARE_JSON, body.apply(tokens));
      return;
    }
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    call.refuse(cause instanceof CallException known ? known : call.unexpected(cause));
  }
}
