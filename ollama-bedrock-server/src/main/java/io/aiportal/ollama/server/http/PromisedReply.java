package io.aiportal.ollama.server.http;

import io.aiportal.ollama.bedrock.TokenUsage;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.server.telemetry.CallTrail;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Sends what was promised when it is there; given up if the client leaves before.
 *
 * @param contentType the media type of the reply
 * @param usage what it took
 * @param body the bytes of it, as the API has them
 * @param <T> what was promised
 */
record PromisedReply<T>(
    String contentType, Function<T, TokenUsage> usage, Function<T, byte[]> body) {

  /** Answers a call; whoever ends the promise ends the call at Bedrock too. */
  void answer(HttpCall call, CompletableFuture<T> promised) {
    call.running(promised::completeExceptionally);
    WatchedReply reply = new WatchedReply(call, () -> promised.cancel(true));
    promised.whenComplete((value, failure) -> ended(call, reply, value, failure));
  }

  private void ended(
      HttpCall call, WatchedReply reply, @Nullable T value, @Nullable Throwable failure) {
    if (value == null) {
      call.tookSoFar(tookNothing(call, failure) ? TokenUsage.NONE : null);
      reply.send(() -> call.refuse(error(call, failure)));
      return;
    }
    try {
      byte[] bytes = body.apply(value);
      call.used(usage.apply(value));
      reply.send(
          () -> {
            GatewayHeaders.put(call);
            Reply.send(call.exchange(), 200, contentType, bytes);
          });
    } catch (RuntimeException | Error e) {
      CallException internal = call.unexpected(e);
      reply.send(() -> call.refuse(internal));
    }
  }

  /**
   * Whether Bedrock refused all, or was not asked; nobody knows what it took if it took anything.
   */
  private static boolean tookNothing(HttpCall call, @Nullable Throwable failure) {
    CallTrail trail = call.trail();
    if (trail != null && trail.askedMore()) {
      return false;
    }
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof CallException known
        && switch (known.kind()) {
          case CANCELLED, INTERNAL, BAD_ANSWER, CONNECTION, TIMEOUT -> false;
          default -> true;
        };
  }

  private static CallException error(HttpCall call, @Nullable Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof CallException known ? known : call.unexpected(cause);
  }
}
